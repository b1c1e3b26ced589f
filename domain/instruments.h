/* instruments.h - rules on questionnaires
 *
 * An instrument is a name; what it asks is in its versions (domain/instrument_versions.h). It lies
 * in no unit: only a role over the whole organization changes it.
 * Must not know: storage, HTTP.
 * Tests: tests/domain/test_instruments.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_INSTRUMENTS_H
#define BANGKOM_DOMAIN_INSTRUMENTS_H

#include "contract/instruments.h"
#include "domain/base/problem.h"

/* What storage found before the decision. */
struct instrument_facts {
    bool whole_organization; /* the caller's role covers the whole organization */
    struct uuid new_id;      /* of what is to be made */
    struct instant now;
};

/* instruments_check_reach - that the caller may change instruments
 * fails  FORBIDDEN without a role over everything
 * from   R-02 */
enum outcome instruments_check_reach(bool whole_organization, struct problem *problem) MUST_USE;

/* instruments_decide_create - the instrument to store
 * out    *ret  complete record, version 1; texts borrowed from `in`
 * fails  FORBIDDEN without a role over everything
 * from   R-02; POST /v1/instruments */
enum outcome instruments_decide_create(const struct instrument_create *in,
                                       const struct instrument_facts *facts, struct instrument *ret,
                                       struct problem *problem) MUST_USE;

#endif
