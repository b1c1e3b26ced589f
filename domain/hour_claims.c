/* hour_claims.c - see hour_claims.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/hour_claims.h"

#include <string.h>

#include "domain/base/json_write.h"
#include "domain/separation.h"
#include "domain/transitions.h"

#include "domain/base/banned.h"

#define MAX_DAYS 366
#define CONFLICTING_MAX_BYTES 4000

enum action { ACTION_VERIFY = 1, ACTION_REJECT, ACTION_WITHDRAW, ACTION_REVERSE };
static const char *const action_names[] = {NULL, "verify", "reject", "withdraw", "reverse"};
static const struct transition_rule rules[] = {
    {HOUR_CLAIM_STATE_SUBMITTED, ACTION_VERIFY, HOUR_CLAIM_STATE_VERIFIED},
    {HOUR_CLAIM_STATE_SUBMITTED, ACTION_REJECT, HOUR_CLAIM_STATE_REJECTED},
    {HOUR_CLAIM_STATE_SUBMITTED, ACTION_WITHDRAW, HOUR_CLAIM_STATE_WITHDRAWN},
    {HOUR_CLAIM_STATE_VERIFIED, ACTION_REVERSE, HOUR_CLAIM_STATE_REVERSED},
};
static const struct transition_machine machine = {
    .states = &hour_claim_state_enumeration,
    .actions = action_names,
    .rules = rules,
    .count = sizeof rules / sizeof rules[0],
};

/* ---- submitting */

static void violate(struct problem *problem, const char *pointer, enum violation_rule rule)
{
    (void)!problem_violation(problem, VIOLATION_IN_BODY, pointer, rule, NULL, NULL);
}

static void check_days(const struct hour_claim_create *in, struct date today,
                       struct problem *problem)
{
    static const char pointer[] = "/took_place_until";
    char first[DATE_TEXT_LENGTH + 1], last[DATE_TEXT_LENGTH + 1];
    struct date from = in->took_place_from, until = in->took_place_until;
    struct date limit = {from.days + MAX_DAYS - 1};
    if (until.days < from.days) violate(problem, pointer, RULE_ORDER);
    if (until.days > today.days) violate(problem, pointer, RULE_FUTURE);
    if (until.days <= limit.days) return;
    date_format(from, first);
    date_format(limit, last);
    (void)!problem_violation(problem, VIOLATION_IN_BODY, pointer, RULE_DATE_RANGE, first, last);
}

static const char *activity_key_of(const struct hour_claim_create *in, struct arena *a)
{
    char from[DATE_TEXT_LENGTH + 1], until[DATE_TEXT_LENGTH + 1];
    if (RECORD_HAS(in, HOUR_CLAIM_CREATE, certificate_number))
        return arena_printf(a, "certificate:%s:%s", hours_normalize(a, in->organiser),
                            hours_normalize(a, in->certificate_number));
    date_format(in->took_place_from, from);
    date_format(in->took_place_until, until);
    return arena_printf(a, "activity:%lld:%s:%s:%s", (long long)in->form_id,
                        hours_normalize(a, in->title), from, until);
}

static void fill(const struct hour_claim_create *in, const struct hour_claim_facts *facts,
                 struct arena *a, struct hour_claim *ret)
{
    *ret = (struct hour_claim){0};
    record_copy(&hour_claim_record, ret, &hour_claim_create_record, in);
    RECORD_PUT(ret, HOUR_CLAIM, id, facts->new_id);
    RECORD_PUT(ret, HOUR_CLAIM, employee_id, facts->employee_id);
    RECORD_PUT(ret, HOUR_CLAIM, activity_key, activity_key_of(in, a));
    RECORD_PUT(ret, HOUR_CLAIM, state, HOUR_CLAIM_STATE_SUBMITTED);
    if (!uuid_is_nil(facts->caller_id)) RECORD_PUT(ret, HOUR_CLAIM, submitted_by, facts->caller_id);
    RECORD_PUT(ret, HOUR_CLAIM, version, 1);
    RECORD_PUT(ret, HOUR_CLAIM, created_at, facts->now);
    RECORD_PUT(ret, HOUR_CLAIM, updated_at, facts->now);
}

enum outcome hour_claims_decide_create(const struct hour_claim_create *in,
                                       const struct hour_claim_facts *facts, struct arena *a,
                                       struct hour_claim *ret, struct problem *problem)
{
    struct hour_credit unused;
    if (uuid_is_nil(facts->employee_id)) {
        (void)problem_raise(problem, PROBLEM_REFERENCE_NOT_FOUND, NULL, NULL, NULL);
        violate(problem, "/employee_id", RULE_REFERENCE);
    }
    check_days(in, facts->today, problem);
    TRY(problem_outcome(problem));
    fill(in, facts, a, ret);
    return hour_conversion_count(ret, &facts->conversion, a, &unused, problem);
}

/* ---- deciding */

static enum outcome move(struct hour_claim *claim, enum action action,
                         const struct hour_claim_facts *facts, struct problem *problem)
{
    int to;
    TRY(transitions_decide(&machine, (int)claim->state, (int)action, &to, problem));
    RECORD_PUT(claim, HOUR_CLAIM, state, (enum hour_claim_state)to);
    RECORD_PUT(claim, HOUR_CLAIM, version, claim->version + 1);
    RECORD_PUT(claim, HOUR_CLAIM, updated_at, facts->now);
    return OUTCOME_OK;
}

/* neither the employee whom it is about nor whoever submitted it. */
static enum outcome decide_for_others(struct hour_claim *claim, enum action action,
                                      const struct hour_claim_facts *facts, struct problem *problem)
{
    TRY(separation_check(facts->self, &claim->employee_id, 1, problem));
    TRY(separation_check(facts->caller_id, &claim->submitted_by, 1, problem));
    TRY(move(claim, action, facts, problem));
    if (!uuid_is_nil(facts->caller_id)) RECORD_PUT(claim, HOUR_CLAIM, decided_by, facts->caller_id);
    return OUTCOME_OK;
}

static const struct hour_neighbour *find_credited(const struct hour_claim *claim,
                                                  const struct hour_conversion_facts *facts,
                                                  struct arena *a)
{
    struct hour_activity activity = {claim->employee_id, claim->title, claim->took_place_from,
                                     claim->took_place_until};
    for (size_t i = 0; i < facts->neighbour_count; i++)
        if (strcmp(facts->neighbours[i].activity_key, claim->activity_key) == 0)
            return &facts->neighbours[i];
    return hours_find_same(&activity, facts->neighbours, facts->neighbour_count, a);
}

static enum outcome refuse_credited(const struct hour_neighbour *entry, struct arena *a,
                                    struct problem *problem)
{
    char id[UUID_TEXT_LENGTH + 1], earned_on[DATE_TEXT_LENGTH + 1];
    struct strbuf json;
    uuid_format(entry->id, id);
    date_format(entry->earned_on, earned_on);
    strbuf_init(&json, a, 200, CONFLICTING_MAX_BYTES);
    strbuf_printf(&json, "\"conflicting\":{\"hour_entry_id\":\"%s\",\"title\":", id);
    json_write_string(&json, entry->title);
    strbuf_printf(&json, ",\"earned_on\":\"%s\",\"jp\":", earned_on);
    strbuf_hundredths(&json, entry->jp);
    strbuf_char(&json, '}');
    problem->extension_json = json.data;
    return problem_raise(problem, PROBLEM_HOURS_ALREADY_CREDITED, NULL, NULL, NULL);
}

static void make_credit(const struct hour_claim *claim, const struct hour_credit *credit,
                        const struct hour_recording *recording, struct hour_decision *ret)
{
    struct hour_entry *entry = &ret->credit;
    *ret = (struct hour_decision){.credits = true};
    RECORD_PUT(entry, HOUR_ENTRY, id, recording->credit_id);
    RECORD_PUT(entry, HOUR_ENTRY, employee_id, claim->employee_id);
    RECORD_PUT(entry, HOUR_ENTRY, kind, HOUR_ENTRY_KIND_CREDIT);
    RECORD_PUT(entry, HOUR_ENTRY, activity_key, claim->activity_key);
    RECORD_PUT(entry, HOUR_ENTRY, hour_claim_id, claim->id);
    RECORD_PUT(entry, HOUR_ENTRY, form_id, claim->form_id);
    RECORD_PUT(entry, HOUR_ENTRY, title, claim->title);
    RECORD_PUT(entry, HOUR_ENTRY, took_place_from, credit->from);
    RECORD_PUT(entry, HOUR_ENTRY, took_place_until, credit->until);
    RECORD_PUT(entry, HOUR_ENTRY, earned_on, credit->until);
    RECORD_PUT(entry, HOUR_ENTRY, jp, credit->jp);
    RECORD_PUT(entry, HOUR_ENTRY, terms, credit->terms);
    if (!uuid_is_nil(recording->recorded_by))
        RECORD_PUT(entry, HOUR_ENTRY, recorded_by, recording->recorded_by);
    RECORD_PUT(entry, HOUR_ENTRY, created_at, recording->now);
}

enum outcome hour_claims_decide_verify(struct hour_claim *claim,
                                       const struct hour_claim_facts *facts, struct arena *a,
                                       struct hour_decision *ret, struct problem *problem)
{
    struct hour_credit credit;
    TRY(decide_for_others(claim, ACTION_VERIFY, facts, problem));
    const struct hour_neighbour *credited = find_credited(claim, &facts->conversion, a);
    if (credited != NULL) return refuse_credited(credited, a, problem);
    TRY(hour_conversion_count(claim, &facts->conversion, a, &credit, problem));
    make_credit(claim, &credit, &facts->recording, ret);
    RECORD_PUT(claim, HOUR_CLAIM, credited_jp, credit.jp);
    return OUTCOME_OK;
}

enum outcome hour_claims_decide_reject(struct hour_claim *claim, const char *reason,
                                       const struct hour_claim_facts *facts,
                                       struct problem *problem)
{
    TRY(decide_for_others(claim, ACTION_REJECT, facts, problem));
    RECORD_PUT(claim, HOUR_CLAIM, reason, reason);
    return OUTCOME_OK;
}

static bool is(struct uuid a, struct uuid b)
{
    return !uuid_is_nil(a) && uuid_equal(a, b);
}

enum outcome hour_claims_decide_withdraw(struct hour_claim *claim,
                                         const struct hour_claim_facts *facts,
                                         struct problem *problem)
{
    if (!is(facts->caller_id, claim->submitted_by) && !is(facts->self, claim->employee_id))
        return problem_raise(problem, PROBLEM_FORBIDDEN, NULL, NULL, NULL);
    return move(claim, ACTION_WITHDRAW, facts, problem);
}

enum outcome hour_claims_decide_reverse(struct hour_claim *claim, const char *reason,
                                        const struct hour_claim_facts *facts,
                                        struct hour_decision *ret, struct problem *problem)
{
    *ret = (struct hour_decision){0};
    TRY(decide_for_others(claim, ACTION_REVERSE, facts, problem));
    RECORD_PUT(claim, HOUR_CLAIM, reason, reason);
    RECORD_CLEAR(claim, HOUR_CLAIM, credited_jp);
    if (facts->live == NULL) return OUTCOME_OK;
    ret->reverses = true;
    hours_reverse(facts->live, &facts->recording, reason, &ret->reversal);
    return OUTCOME_OK;
}
