/* transitions.h - state machines as tables, for every resource that has states
 *
 * A resource declares one const table of what leads from which state to which, and asks it here.
 * Which role may do an action is said by the contract (x-roles); whose own case it is, by R-01.
 * Must not know: storage, HTTP, the resources.
 * Tests: tests/domain/test_transitions.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_TRANSITIONS_H
#define BANGKOM_DOMAIN_TRANSITIONS_H

#include "domain/base/problem.h"
#include "domain/base/record.h"

/* The action leads from a state to a state; numbers of the resource's enumerations, from 1. */
struct transition_rule {
    int from, action, to;
};

struct transition_machine {
    const struct enumeration *states;
    const char *const *actions; /* names by number, as in the paths; actions[0] is not used */
    const struct transition_rule *rules;
    size_t count;
};

/* transitions_decide - the state that an action leads to
 * out    *ret_to  written only on OUTCOME_OK; may be where `state` came from
 * fails  CONFLICT wrong-state: no rule has this state and action; the detail names the state and
 *        the actions that it allows */
enum outcome transitions_decide(const struct transition_machine *machine, int state, int action,
                                int *ret_to, struct problem *problem) MUST_USE;

/* transitions_refuse - CONFLICT wrong-state, for what is no transition but needs some state (an
 * edit that only a draft allows) */
enum outcome transitions_refuse(const struct transition_machine *machine, int state,
                                struct problem *problem);

#endif
