/* transitions.c - see transitions.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/transitions.h"

#include "domain/base/strbuf.h"

#include "domain/base/banned.h"

#define NAMES_MAX_BYTES 500

enum outcome transitions_refuse(const struct transition_machine *machine, int state,
                                struct problem *problem)
{
    struct strbuf allowed;
    strbuf_init(&allowed, problem->arena, 64, NAMES_MAX_BYTES);
    for (size_t i = 0; i < machine->count; i++) {
        if (machine->rules[i].from != state) continue;
        if (allowed.length > 0) strbuf_text(&allowed, ", ");
        strbuf_text(&allowed, machine->actions[machine->rules[i].action]);
    }
    return problem_raise(problem, PROBLEM_WRONG_STATE, machine->states->names[state],
                         allowed.length > 0 ? allowed.data : "-", NULL);
}

enum outcome transitions_decide(const struct transition_machine *machine, int state, int action,
                                int *ret_to, struct problem *problem)
{
    for (size_t i = 0; i < machine->count; i++) {
        const struct transition_rule *rule = &machine->rules[i];
        if (rule->from != state || rule->action != action) continue;
        *ret_to = rule->to;
        return OUTCOME_OK;
    }
    return transitions_refuse(machine, state, problem);
}
