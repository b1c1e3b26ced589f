/* instruments.c - see instruments.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/instruments.h"

#include "domain/base/banned.h"

enum outcome instruments_check_reach(bool whole_organization, struct problem *problem)
{
    if (whole_organization) return OUTCOME_OK;
    return problem_raise(problem, PROBLEM_FORBIDDEN, NULL, NULL, NULL);
}

enum outcome instruments_decide_create(const struct instrument_create *in,
                                       const struct instrument_facts *facts, struct instrument *ret,
                                       struct problem *problem)
{
    TRY(instruments_check_reach(facts->whole_organization, problem));
    *ret = (struct instrument){0};
    record_copy(&instrument_record, ret, &instrument_create_record, in);
    RECORD_PUT(ret, INSTRUMENT, id, facts->new_id);
    RECORD_PUT(ret, INSTRUMENT, version, 1);
    RECORD_PUT(ret, INSTRUMENT, created_at, facts->now);
    RECORD_PUT(ret, INSTRUMENT, updated_at, facts->now);
    return OUTCOME_OK;
}
