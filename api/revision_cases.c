/* revision_cases.c - the operations of openapi/revision_cases.yaml
 *
 * Load, decide, apply, read again, reply.
 * Tests: tests/storage/test_revision_cases.c, tests/e2e/test_contract_attack.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/revision_cases_operations.h"

#include "storage/revision_cases.h"
#include "storage/revision_cases_sql.h"

#include "domain/base/banned.h"

enum outcome revision_cases_list(struct request *rq, struct revision_cases_list_call *in)
{
    return reply_list(rq, &sql_revision_case_list, &in->query);
}

/* No ETag: what holds and which sessions are affected changes with the day and with sessions. */
static enum outcome reply(struct request *rq, struct uuid id)
{
    struct revision_case found;
    TRY(revision_cases_load(rq->uow, id, &found));
    return reply_record(rq, &revision_case_record, &found, -1);
}

enum outcome revision_cases_get(struct request *rq, struct revision_cases_get_call *in)
{
    return reply(rq, in->path.revision_case_id);
}

enum outcome revision_cases_create(struct request *rq, struct revision_cases_create_call *in)
{
    struct revision_open_facts facts;
    struct revision_row row;
    struct revision_case made;
    TRY(revision_cases_load_for_open(rq->uow, &in->body, &facts));
    TRY(revision_cases_decide_create(&in->body, &facts, &row, rq->problem));
    TRY(revision_cases_apply_create(rq->uow, &row, &made));
    return reply_created(rq, &revision_case_record, &made, made.id, -1);
}

enum outcome revision_cases_start(struct request *rq, struct revision_cases_start_call *in)
{
    struct revision_case_change change;
    struct uuid id = in->path.revision_case_id;
    bool reasoned = RECORD_HAS(&in->body, REVISION_START, reason);
    TRY(revision_cases_load_for_change(rq->uow, id, NULL, &change));
    TRY(revision_cases_decide_start(&change.found, &change.registry, rq->problem));
    revision_cases_apply_change(rq->uow, &change, NULL, reasoned ? in->body.reason : NULL);
    return reply(rq, id);
}

enum outcome revision_cases_act(struct request *rq, struct revision_cases_act_call *in)
{
    struct revision_case_change change;
    struct revision_action_row action;
    struct uuid id = in->path.revision_case_id;
    TRY(revision_cases_load_for_change(rq->uow, id, &in->body, &change));
    const struct revision_act act = {&in->body, &change.facts};
    TRY(revision_cases_decide_act(&change.found, &act, &change.registry, &action, rq->problem));
    revision_cases_apply_change(rq->uow, &change, &action, NULL);
    return reply(rq, id);
}

enum outcome revision_cases_resolve(struct request *rq, struct revision_cases_resolve_call *in)
{
    struct revision_case_change change;
    struct uuid id = in->path.revision_case_id;
    const char *summary = in->body.change_summary;
    TRY(revision_cases_load_for_change(rq->uow, id, NULL, &change));
    TRY(revision_cases_decide_resolve(&change.found, summary, change.facts.actions_since,
                                      &change.registry, rq->problem));
    revision_cases_apply_change(rq->uow, &change, NULL, NULL);
    return reply(rq, id);
}

enum outcome revision_cases_waive(struct request *rq, struct revision_cases_waive_call *in)
{
    struct revision_case_change change;
    struct uuid id = in->path.revision_case_id;
    TRY(revision_cases_load_for_change(rq->uow, id, NULL, &change));
    const struct revision_waiver_limit limit = {uow_context(rq->uow)->today,
                                                change.facts.waiver_max_days};
    TRY(revision_cases_decide_waive(&change.found, &in->body, &limit, &change.registry,
                                    rq->problem));
    revision_cases_apply_change(rq->uow, &change, NULL, in->body.reason);
    return reply(rq, id);
}

enum outcome revision_cases_of_me(struct request *rq, struct revision_cases_of_me_call *in)
{
    struct my_revision_cases mine;
    (void)in;
    TRY(revision_cases_load_mine(rq->uow, &mine));
    return reply_record(rq, &my_revision_cases_record, &mine, -1);
}
