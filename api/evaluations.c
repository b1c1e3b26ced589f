/* evaluations.c - the operations of openapi/evaluations.yaml
 *
 * Load, decide, apply, reply; rules are in domain/evaluations.c and answers.c, statements in
 * storage/evaluations.c and answers.c.
 * Tests: tests/storage/test_evaluations.c, tests/e2e/test_contract.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/evaluations_operations.h"

#include "storage/answers.h"
#include "storage/evaluations.h"
#include "storage/evaluations_sql.h"
#include "storage/revisions.h"

#include "domain/base/banned.h"

/* An answer does not change the version, but the counts: there is nothing to make an ETag of. */
#define NO_VERSION (-1)

enum outcome evaluations_list(struct request *rq, struct evaluations_list_call *in)
{
    return reply_list(rq, &sql_evaluation_list, &in->query);
}

enum outcome evaluations_get(struct request *rq, struct evaluations_get_call *in)
{
    struct evaluation evaluation;
    TRY(evaluations_load(rq->uow, in->path.evaluation_id, &evaluation));
    return reply_record(rq, &evaluation_record, &evaluation, NO_VERSION);
}

enum outcome evaluations_create(struct request *rq, struct evaluations_create_call *in)
{
    struct evaluation evaluation;
    struct evaluation_facts facts;
    TRY(evaluations_load_for_open(rq->uow, in->body.session_id, &facts));
    TRY(evaluations_decide_open(&facts, &evaluation, rq->problem));
    evaluations_apply_open(rq->uow, &evaluation);
    TRY(evaluations_load(rq->uow, facts.new_id, &evaluation));
    return reply_created(rq, &evaluation_record, &evaluation, facts.new_id, NO_VERSION);
}

enum outcome evaluations_close(struct request *rq, struct evaluations_close_call *in)
{
    struct evaluation evaluation;
    struct evaluation_to_close closed;
    bool whole = uow_context(rq->uow)->whole_organization;
    TRY(evaluations_load_for_close(rq->uow, in->path.evaluation_id, &closed));
    TRY(evaluations_decide_close(&closed.closing, whole, rq->today, rq->problem));
    evaluations_apply_close(rq->uow, &closed);
    TRY(revisions_judge(rq->uow, closed.id));
    TRY(evaluations_load(rq->uow, closed.id, &evaluation));
    return reply_record(rq, &evaluation_record, &evaluation, NO_VERSION);
}

enum outcome evaluations_close_due(struct request *rq, struct evaluations_close_due_call *in)
{
    struct evaluations_closed closed;
    (void)in;
    TRY(evaluations_decide_close_due(uow_context(rq->uow)->whole_organization, rq->problem));
    TRY(revisions_close_due(rq->uow, NULL, &closed));
    return reply_record(rq, &evaluations_closed_record, &closed, NO_VERSION);
}

enum outcome evaluations_answer(struct request *rq, struct evaluations_answer_call *in)
{
    struct answer_facts facts;
    struct revisions_asked asked;
    struct answer_decision decision;
    TRY(answers_load(rq->uow, in->path.evaluation_id, &facts, &asked));
    TRY(answers_decide(&in->body, &facts, &decision, rq->problem));
    answers_apply(rq->uow, &decision);
    TRY(revisions_judge_answer(rq->uow, &asked, &decision.judged));
    return reply_empty(rq);
}

enum outcome evaluations_reminders(struct request *rq, struct evaluations_reminders_call *in)
{
    struct evaluation evaluation;
    struct evaluation_get_in wanted = {0};
    RECORD_PUT(&in->query, EVALUATIONS_REMINDERS_QUERY, evaluation_id, in->path.evaluation_id);
    RECORD_PUT(&wanted, EVALUATION_GET_IN, evaluation_id, in->path.evaluation_id);
    uow_want(rq->uow, &sql_evaluation_get, &wanted, &evaluation, NULL);
    return reply_list(rq, &sql_evaluation_reminders, &in->query);
}

enum outcome evaluations_my_ballots(struct request *rq, struct evaluations_my_ballots_call *in)
{
    struct ballots ballots;
    (void)in;
    TRY(evaluations_load_ballots(rq->uow, &ballots));
    return reply_record(rq, &ballots_record, &ballots, NO_VERSION);
}
