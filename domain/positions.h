/* positions.h - rules on positions and on what they require
 *
 * Positions lie in no unit: only a role over the whole organization changes them. A standard
 * is the set of levels required from a day on; a new one closes the one before it, and the past
 * keeps its own.
 * Must not know: storage, HTTP. That two standards of one competency do not overlap is also the
 * database's to say (constraint position_standards_overlap).
 * Tests: tests/domain/test_positions.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_POSITIONS_H
#define BANGKOM_DOMAIN_POSITIONS_H

#include "contract/positions.h"
#include "domain/base/problem.h"

/* What storage found before the decision. */
struct position_facts {
    bool whole_organization; /* the caller's role covers the whole organization */
    struct uuid new_id;      /* of a position to be made */
    struct instant now;
};

/* positions_decide_create - the position to store
 * out    *ret  complete record, version 1; texts borrowed from `in`
 * fails  FORBIDDEN without a role over everything
 * from   R-02; POST /v1/positions */
enum outcome positions_decide_create(const struct position_create *in,
                                     const struct position_facts *facts, struct position *ret,
                                     struct problem *problem) MUST_USE;

/* positions_decide_update - the position as it will be
 * in/out *position    as loaded; on OUTCOME_OK changed
 * out    ret_changed  false: the patch says nothing new and nothing is to be stored
 * fails  FORBIDDEN without a role over everything
 * from   R-02; PATCH /v1/positions/{position_id} */
enum outcome positions_decide_update(struct position *position, const struct position_patch *patch,
                                     const struct position_facts *facts, bool *ret_changed,
                                     struct problem *problem) MUST_USE;

/* The competency that an item of a standard names, as storage found it. */
struct standard_competency {
    bool found;
    struct uuid id;
    const char *code, *name;
};

/* What storage found before a standard is replaced. */
struct standard_facts {
    bool whole_organization;
    struct uuid position_id;
    const struct standard_competency *competencies; /* one for each item, in their order */
    bool has_newest;
    struct date newest; /* the last day on which a standard began or ended */
    struct position_standard_list
        in_force; /* on the day from which the new one is to hold, by code */
    struct date today;
    struct instant now;
};

/* A standard that replaces the one before it: what was required from before valid_from on ends
 * there, what began on that very day is replaced. */
struct standard_decision {
    bool changed; /* false: it says what is in force anyway, and nothing is to be stored */
    struct uuid position_id;
    struct date valid_from;
    struct position_standard_row_list rows; /* to store; storage gives them their ids */
    struct position_standards shown;        /* the same for the reply, by code */
};

/* positions_decide_standard - what replaces the standard of a position
 * in     a  takes the lists
 * fails  FORBIDDEN without a role over everything
 *        INVALID /items/N/competency_id unknown, or named twice: all of them at once
 *        CONFLICT /valid_from before the last change on record
 * from   R-02; PUT /v1/positions/{position_id}/standards */
enum outcome positions_decide_standard(struct arena *a, const struct position_standards_input *in,
                                       const struct standard_facts *facts,
                                       struct standard_decision *ret,
                                       struct problem *problem) MUST_USE;

#endif
