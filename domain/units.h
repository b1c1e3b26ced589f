/* units.h - rules on the tree of units
 *
 * Must not know: storage, HTTP. A circle over several levels cannot be seen from these facts; the
 * database refuses it (constraint units_parent_acyclic).
 * Tests: tests/domain/test_units.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_UNITS_H
#define BANGKOM_DOMAIN_UNITS_H

#include "contract/units.h"
#include "domain/base/problem.h"

/* What storage found before the decision. */
struct unit_facts {
    bool parent_named;       /* the input names a parent */
    bool parent_found;       /* … that exists in the caller's subtrees */
    struct uuid parent_id;   /* … and is this one */
    bool whole_organization; /* the caller's role covers the whole organization */
    struct uuid new_id;      /* of a unit to be made */
    struct instant now;
};

/* units_decide_create - the unit to store
 * out    *ret  complete record, version 1; texts borrowed from `in`
 * fails  INVALID /parent_id unknown or invisible | FORBIDDEN a root without a role over everything
 * from   R-02; POST /v1/units */
enum outcome units_decide_create(const struct unit_create *in, const struct unit_facts *facts,
                                 struct unit *ret, struct problem *problem) MUST_USE;

/* units_decide_update - the unit as it will be
 * in/out *unit   as loaded; on OUTCOME_OK changed, with the next version when anything differs
 * out    ret_changed  false: the patch says nothing new and nothing is to be stored
 * fails  INVALID /parent_id unknown or invisible | CONFLICT the unit itself as parent
 *        FORBIDDEN making it a root without a role over everything
 * from   R-02; PATCH /v1/units/{unit_id} */
enum outcome units_decide_update(struct unit *unit, const struct unit_patch *patch,
                                 const struct unit_facts *facts, bool *ret_changed,
                                 struct problem *problem) MUST_USE;

#endif
