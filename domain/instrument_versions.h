/* instrument_versions.h - rules on what a questionnaire asks
 *
 * A version is drafted whole, published, and superseded by the next one; from the first answer on
 * the database refuses any change of its questions (trigger instrument_items_frozen).
 * Must not know: storage, HTTP.
 * Tests: tests/domain/test_instruments.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_INSTRUMENT_VERSIONS_H
#define BANGKOM_DOMAIN_INSTRUMENT_VERSIONS_H

#include "contract/instrument_versions.h"
#include "domain/instruments.h"

/* Where a new version comes from, as storage found it. */
struct instrument_version_origin {
    struct uuid instrument_id;
    int64_t last_number;         /* 0: it is the first one */
    const struct uuid *item_ids; /* fresh, one for each item */
};

/* instrument_versions_decide_create - the draft to store
 * in     a     takes the items
 * out    *ret  complete record with its items in their order; texts borrowed from `in`
 * fails  FORBIDDEN without a role over everything
 *        INVALID two items at one place, or two score items of one dimension: all of them at once
 * from   R-02; POST /v1/instruments/{instrument_id}/versions */
enum outcome instrument_versions_decide_create(const struct instrument_version_input *in,
                                               const struct instrument_version_origin *origin,
                                               const struct instrument_facts *facts,
                                               struct instrument_version *ret,
                                               struct problem *problem) MUST_USE;

/* instrument_versions_decide_publish - the draft published, and what it takes the place of
 * in/out *version   changed on OUTCOME_OK
 *        *previous  the published version of the instrument, or NULL; superseded on OUTCOME_OK
 * fails  FORBIDDEN without a role over everything | CONFLICT wrong-state: it is no draft
 * from   R-02; POST /v1/instruments/{instrument_id}/versions/{instrument_version_id}/publish */
enum outcome instrument_versions_decide_publish(struct instrument_version *version,
                                                struct instrument_version *previous,
                                                const struct instrument_facts *facts,
                                                struct problem *problem) MUST_USE;

#endif
