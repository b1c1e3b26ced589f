/* agreements.c - see agreements.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/agreements.h"

#include "domain/base/strbuf.h"
#include "domain/partners.h"

#include "domain/base/banned.h"

enum { TERMINATE = 1 };
static const char *const actions[] = {[TERMINATE] = "terminate"};
static const struct transition_rule rules[] = {
    {AGREEMENT_STATE_ACTIVE, TERMINATE, AGREEMENT_STATE_TERMINATED},
};
static const struct transition_machine machine = {
    .states = &agreement_state_enumeration,
    .actions = actions,
    .rules = rules,
    .count = sizeof rules / sizeof rules[0],
};

/* ---- what it covers */

static bool is_in_scope(const struct agreement *agreement, struct uuid training_id)
{
    const struct uuid *named = agreement->training_ids.items;
    for (size_t i = 0; i < agreement->training_ids.count; i++)
        if (uuid_equal(named[i], training_id)) return true;
    return agreement->training_ids.count == 0;
}

static bool is_in_period(const struct agreement *agreement, const struct agreement_use *use)
{
    for (size_t i = 0; i < use->day_count; i++)
        if (use->days[i].days < agreement->valid_from.days ||
            use->days[i].days > agreement->valid_until.days)
            return false;
    return true;
}

static bool is_used_up(const struct agreement *agreement, const struct agreement_use *use)
{
    return RECORD_HAS(agreement, AGREEMENT, session_quota) &&
           use->sessions_held >= agreement->session_quota;
}

unsigned agreements_uncovered(const struct agreement *agreement, const struct agreement_use *use)
{
    unsigned reasons = 0;
    if (agreement->state != AGREEMENT_STATE_ACTIVE) reasons |= AGREEMENT_TERMINATED;
    if (!is_in_scope(agreement, use->training_id)) reasons |= AGREEMENT_SCOPE;
    if (!is_in_period(agreement, use)) reasons |= AGREEMENT_DATES;
    if (is_used_up(agreement, use)) reasons |= AGREEMENT_QUOTA;
    return reasons;
}

#define NAMES_MAX_BYTES 60

const char *agreements_name_reasons(struct arena *a, unsigned reasons)
{
    static const char *const names[] = {"terminated", "scope", "dates", "quota"};
    struct strbuf text;
    strbuf_init(&text, a, NAMES_MAX_BYTES, NAMES_MAX_BYTES);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if ((reasons >> i & 1U) == 0) continue;
        if (text.length > 0) strbuf_text(&text, ", ");
        strbuf_text(&text, names[i]);
    }
    return text.data;
}

/* ---- recording */

static void check_period(const struct agreement_create *in, struct problem *problem)
{
    if (in->valid_until.days < in->valid_from.days)
        (void)!problem_violation(problem, VIOLATION_IN_BODY, "/valid_until", RULE_ORDER, NULL,
                                 NULL);
}

static bool named_before(const struct uuid *ids, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (uuid_equal(ids[j], ids[i])) return true;
    return false;
}

static void check_scope(const struct agreement_create *in, const struct agreement_facts *facts,
                        struct problem *problem)
{
    for (size_t i = 0; i < in->training_ids.count; i++) {
        const char *pointer = arena_printf(problem->arena, "/training_ids/%zu", i);
        if (uuid_is_nil(facts->trainings[i])) (void)!registry_refuse_reference(problem, pointer);
        else if (named_before(facts->trainings, i))
            (void)!problem_violation(problem, VIOLATION_IN_BODY, pointer, RULE_DUPLICATE, NULL,
                                     NULL);
    }
}

static void check_renewal(const struct agreement_create *in, const struct agreement_facts *facts,
                          struct problem *problem)
{
    const struct agreement *renewed = &facts->renewed;
    if (!RECORD_HAS(in, AGREEMENT_CREATE, renews_agreement_id)) return;
    if (!facts->renewed_found || !uuid_equal(renewed->partner_id, facts->partner_id))
        (void)!registry_refuse_reference(problem, "/renews_agreement_id");
    else if (in->valid_until.days <= renewed->valid_until.days)
        (void)!problem_violation(problem, VIOLATION_IN_BODY, "/valid_until", RULE_ORDER, NULL,
                                 NULL);
}

enum outcome agreements_decide_create(const struct agreement_create *in,
                                      const struct agreement_facts *facts, struct agreement *ret,
                                      struct problem *problem)
{
    struct list scope = {.count = in->training_ids.count};
    TRY(registry_check_reach(&facts->registry, problem));
    if (!facts->partner_found) (void)!registry_refuse_reference(problem, "/partner_id");
    check_scope(in, facts, problem);
    check_renewal(in, facts, problem);
    check_period(in, problem);
    TRY(problem_outcome(problem));
    TRY(partners_check_active(facts->partner_active, problem));
    *ret = (struct agreement){0};
    record_copy(&agreement_record, ret, &agreement_create_record, in);
    registry_stamp_new(&agreement_record, ret, &facts->registry);
    scope.items = ARENA_ARRAY(problem->arena, scope.count + 1, struct uuid);
    for (size_t i = 0; i < scope.count; i++) ((struct uuid *)scope.items)[i] = facts->trainings[i];
    RECORD_PUT(ret, AGREEMENT, partner_id, facts->partner_id);
    RECORD_PUT(ret, AGREEMENT, partner_name, facts->partner_name);
    RECORD_PUT(ret, AGREEMENT, training_ids, scope);
    RECORD_PUT(ret, AGREEMENT, state, AGREEMENT_STATE_ACTIVE);
    return OUTCOME_OK;
}

enum outcome agreements_decide_terminate(struct agreement *agreement,
                                         const struct registry_facts *facts,
                                         struct problem *problem)
{
    int to;
    TRY(registry_check_reach(facts, problem));
    TRY(transitions_decide(&machine, (int)agreement->state, TERMINATE, &to, problem));
    RECORD_PUT(agreement, AGREEMENT, state, (enum agreement_state)to);
    registry_stamp_change(&agreement_record, agreement, facts->now);
    return OUTCOME_OK;
}
