/* needs_analyses.c - the operations of openapi/needs_analyses.yaml
 *
 * Load, decide, apply, reply; rules are in domain/needs_analyses.c, statements in
 * storage/needs_analyses.c.
 * Tests: tests/e2e/test_needs.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/needs_analyses_operations.h"

#include "storage/needs_analyses.h"
#include "storage/needs_analyses_sql.h"

#include "domain/base/banned.h"

#define NO_VERSION (-1)

enum outcome needs_analyses_list(struct request *rq, struct needs_analyses_list_call *in)
{
    return reply_list(rq, &sql_needs_analysis_list, &in->query);
}

enum outcome needs_analyses_get(struct request *rq, struct needs_analyses_get_call *in)
{
    struct needs_analysis analysis = {0};
    TRY(needs_analyses_load(rq->uow, in->path.needs_analysis_id, &analysis));
    return reply_record(rq, &needs_analysis_record, &analysis, analysis.version);
}

enum outcome needs_analyses_create(struct request *rq, struct needs_analyses_create_call *in)
{
    struct needs_analysis analysis;
    struct needs_analysis_facts facts;
    TRY(needs_analyses_load_for_create(rq->uow, in->body.unit_id, &facts));
    TRY(needs_analyses_decide_create(&in->body, &facts, &analysis, rq->problem));
    needs_analyses_apply_create(rq->uow, &analysis);
    return reply_created(rq, &needs_analysis_record, &analysis, analysis.id, analysis.version);
}

/* ---- the steps of the cycle */

static enum outcome step(struct request *rq, struct uuid id, enum needs_analysis_action action)
{
    struct needs_analysis analysis = {0};
    struct needs_analysis_facts facts;
    TRY(needs_analyses_load_for_step(rq->uow, id, &analysis, &facts));
    enum needs_analysis_state from = analysis.state;
    TRY(needs_analyses_decide(&analysis, action, &facts, rq->problem));
    needs_analyses_apply_step(rq->uow, &analysis, from);
    return reply_record(rq, &needs_analysis_record, &analysis, analysis.version);
}

enum outcome needs_analyses_start_verification(struct request *rq,
                                               struct needs_analyses_start_verification_call *in)
{
    return step(rq, in->path.needs_analysis_id, NEEDS_ANALYSIS_START_VERIFICATION);
}

enum outcome needs_analyses_start_validation(struct request *rq,
                                             struct needs_analyses_start_validation_call *in)
{
    return step(rq, in->path.needs_analysis_id, NEEDS_ANALYSIS_START_VALIDATION);
}

enum outcome needs_analyses_adopt(struct request *rq, struct needs_analyses_adopt_call *in)
{
    return step(rq, in->path.needs_analysis_id, NEEDS_ANALYSIS_ADOPT);
}

enum outcome needs_analyses_close(struct request *rq, struct needs_analyses_close_call *in)
{
    return step(rq, in->path.needs_analysis_id, NEEDS_ANALYSIS_CLOSE);
}

/* ---- all needs at once */

enum outcome needs_analyses_generate(struct request *rq, struct needs_analyses_generate_call *in)
{
    struct needs_analysis analysis = {0};
    struct needs_analysis_facts facts;
    struct needs_generation reply;
    TRY(needs_analyses_load_for_step(rq->uow, in->path.needs_analysis_id, &analysis, &facts));
    TRY(needs_analyses_allow(analysis.state, NEEDS_ANALYSIS_GENERATE, rq->problem));
    TRY(needs_analyses_make_needs(rq->uow, &analysis, &reply));
    return reply_record(rq, &needs_generation_record, &reply, NO_VERSION);
}

static enum outcome decide_all(struct request *rq, struct uuid id,
                               enum needs_analysis_action action)
{
    struct needs_analysis analysis = {0};
    struct needs_decisions reply;
    TRY(needs_analyses_load(rq->uow, id, &analysis));
    TRY(needs_analyses_allow(analysis.state, action, rq->problem));
    TRY(needs_analyses_decide_all(rq->uow, id, action, &reply));
    return reply_record(rq, &needs_decisions_record, &reply, NO_VERSION);
}

enum outcome needs_analyses_verify_all(struct request *rq,
                                       struct needs_analyses_verify_all_call *in)
{
    return decide_all(rq, in->path.needs_analysis_id, NEEDS_ANALYSIS_VERIFY_ALL);
}

enum outcome needs_analyses_validate_all(struct request *rq,
                                         struct needs_analyses_validate_all_call *in)
{
    return decide_all(rq, in->path.needs_analysis_id, NEEDS_ANALYSIS_VALIDATE_ALL);
}
