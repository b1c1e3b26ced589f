/* evaluation_results.c - the operations of openapi/evaluation_results.yaml
 *
 * Tests: tests/e2e/test_contract.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/evaluation_results_operations.h"

#include "storage/evaluation_results.h"

#include "domain/base/banned.h"

#define NO_VERSION (-1)

enum outcome evaluation_results_get(struct request *rq, struct evaluation_results_get_call *in)
{
    struct evaluation_results results;
    TRY(evaluation_results_load(rq->uow, in->path.evaluation_id, &results));
    return reply_record(rq, &evaluation_results_record, &results, NO_VERSION);
}

enum outcome evaluation_results_of_training(struct request *rq,
                                            struct evaluation_results_of_training_call *in)
{
    struct training_results results;
    bool one = RECORD_HAS(&in->query, EVALUATION_RESULTS_OF_TRAINING_QUERY, version);
    TRY(evaluation_results_load_training(rq->uow, in->path.training_id, one ? in->query.version : 0,
                                         &results));
    return reply_record(rq, &training_results_record, &results, NO_VERSION);
}
