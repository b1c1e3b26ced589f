/* test_competency_profile.c - which level counts, gaps and JPM
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/competency_profile.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

#define LATEST AGING_RULE_LATEST
#define BEST AGING_RULE_BEST
#define EXPIRING AGING_RULE_EXPIRING
#define SELF ASSESSMENT_METHOD_SELF
#define SUPERIOR ASSESSMENT_METHOD_SUPERIOR
#define TEST ASSESSMENT_METHOD_TEST
#define COUNTED EVIDENCE_REASON_COUNTED
#define CORROBORATES EVIDENCE_REASON_CORROBORATES
#define SUPERSEDED EVIDENCE_REASON_SUPERSEDED
#define EXPIRED EVIDENCE_REASON_EXPIRED
#define SELF_ONLY EVIDENCE_REASON_SELF_ONLY
#define FUTURE EVIDENCE_REASON_FUTURE
#define WITHDRAWN EVIDENCE_REASON_WITHDRAWN /* said by who found the evidence */

/* ---- */

#define PIECES 3
struct piece {
    const char *on; /* NULL: no more */
    int level;
    enum assessment_method method;
    enum evidence_reason reason; /* expected */
    int recorded;                /* order of recording */
};
struct rule_case {
    const char *what;
    enum aging_rule rule;
    int months;
    const char *as_of;
    int level; /* expected; -1: unknown */
    struct piece pieces[PIECES];
};

/* clang-format off */
static const struct rule_case rule_cases[] = {
    {"nothing is unknown", LATEST, 36, "2026-06-01", -1, {{0}}},
    {"the newest counts", LATEST, 36, "2026-06-01", 2,
     {{"2025-01-01", 4, SUPERIOR, SUPERSEDED, 1}, {"2026-01-01", 2, SUPERIOR, COUNTED, 2}}},
    {"the best counts", BEST, 36, "2026-06-01", 4,
     {{"2025-01-01", 4, SUPERIOR, COUNTED, 1}, {"2026-01-01", 2, SUPERIOR, SUPERSEDED, 2}}},
    {"expiring: the newest counts", EXPIRING, 36, "2026-06-01", 2,
     {{"2025-01-01", 4, SUPERIOR, SUPERSEDED, 1}, {"2026-01-01", 2, SUPERIOR, COUNTED, 2}}},
    {"the day of expiry still counts", LATEST, 36, "2026-06-01", 3,
     {{"2023-06-01", 3, TEST, COUNTED, 1}}},
    {"the day after does not", LATEST, 36, "2026-06-02", -1,
     {{"2023-06-01", 3, TEST, EXPIRED, 1}}},
    {"the last day of February", LATEST, 12, "2025-02-28", 3,
     {{"2024-02-29", 3, TEST, COUNTED, 1}}},
    {"without months nothing expires", LATEST, 0, "2026-06-01", 3,
     {{"1999-01-01", 3, TEST, COUNTED, 1}}},
    {"the best that has expired does not count", BEST, 12, "2026-06-01", 1,
     {{"2025-01-01", 5, SUPERIOR, EXPIRED, 1}, {"2026-01-01", 1, SUPERIOR, COUNTED, 2}}},
    {"later than the day asked for", LATEST, 36, "2026-06-01", 2,
     {{"2026-06-02", 5, SUPERIOR, FUTURE, 1}, {"2026-06-01", 2, SUPERIOR, COUNTED, 2}}},
    {"only later evidence is unknown", LATEST, 36, "2026-06-01", -1,
     {{"2026-06-02", 5, SUPERIOR, FUTURE, 1}}},
    {"on the same day the one recorded last", LATEST, 36, "2026-06-01", 2,
     {{"2026-05-01", 2, SUPERIOR, COUNTED, 2}, {"2026-05-01", 4, TEST, SUPERSEDED, 1}}},
    {"recorded at once: the greater id", LATEST, 36, "2026-06-01", 4,
     {{"2026-05-01", 2, SUPERIOR, SUPERSEDED, 1}, {"2026-05-01", 4, TEST, COUNTED, 1}}},
    {"equally good: the newest", BEST, 36, "2026-06-01", 3,
     {{"2026-05-01", 3, SUPERIOR, COUNTED, 1}, {"2026-04-01", 3, TEST, SUPERSEDED, 2}}},
    {"a self-assessment alone is unknown", LATEST, 36, "2026-06-01", -1,
     {{"2026-05-01", 5, SELF, SELF_ONLY, 1}, {"2026-04-01", 4, SELF, SELF_ONLY, 2}}},
    {"alone also beside what has expired", LATEST, 12, "2026-06-01", -1,
     {{"2026-05-01", 5, SELF, SELF_ONLY, 1}, {"2024-04-01", 4, SUPERIOR, EXPIRED, 2}}},
    {"a newer self-assessment does not raise", LATEST, 36, "2026-06-01", 2,
     {{"2026-05-01", 5, SELF, COUNTED, 2}, {"2026-04-01", 2, SUPERIOR, CORROBORATES, 1}}},
    {"a newer self-assessment may lower", LATEST, 36, "2026-06-01", 1,
     {{"2026-05-01", 1, SELF, COUNTED, 2}, {"2026-04-01", 2, SUPERIOR, CORROBORATES, 1}}},
    {"the highest by another bounds it", LATEST, 36, "2026-06-01", 3,
     {{"2026-05-01", 5, SELF, COUNTED, 3}, {"2026-04-01", 2, SUPERIOR, SUPERSEDED, 2},
      {"2026-03-01", 3, TEST, CORROBORATES, 1}}},
    {"an older self-assessment is superseded", LATEST, 36, "2026-06-01", 2,
     {{"2026-03-01", 5, SELF, SUPERSEDED, 2}, {"2026-04-01", 2, SUPERIOR, COUNTED, 1}}},
    {"on the same day another goes first", LATEST, 36, "2026-06-01", 3,
     {{"2026-05-01", 1, SELF, SUPERSEDED, 2}, {"2026-05-01", 3, SUPERIOR, COUNTED, 1}}},
    {"equally good: another goes first", BEST, 36, "2026-06-01", 3,
     {{"2026-05-01", 3, SELF, SUPERSEDED, 2}, {"2026-04-01", 3, SUPERIOR, COUNTED, 1}}},
    {"the best by oneself does not raise", BEST, 36, "2026-06-01", 3,
     {{"2026-05-01", 5, SELF, COUNTED, 2}, {"2026-04-01", 3, SUPERIOR, CORROBORATES, 1}}},
    {"what was withdrawn does not count", LATEST, 36, "2026-06-01", 2,
     {{"2026-05-01", 5, TEST, WITHDRAWN, 2}, {"2026-04-01", 2, SUPERIOR, COUNTED, 1}}},
    {"nor does a self-assessment beside it", LATEST, 36, "2026-06-01", -1,
     {{"2026-05-01", 4, SELF, SELF_ONLY, 2}, {"2026-04-01", 5, TEST, WITHDRAWN, 1}}},
};
/* clang-format on */

static struct profile_evidence evidence_of(const struct piece *piece, size_t number)
{
    struct profile_evidence e = {0};
    RECORD_PUT(&e, PROFILE_EVIDENCE, id, (struct uuid){{(uint8_t)number}});
    RECORD_PUT(&e, PROFILE_EVIDENCE, level, piece->level);
    RECORD_PUT(&e, PROFILE_EVIDENCE, method, piece->method);
    RECORD_PUT(&e, PROFILE_EVIDENCE, assessed_on, day_of(piece->on));
    RECORD_PUT(&e, PROFILE_EVIDENCE, created_at, (struct instant){piece->recorded});
    if (piece->reason == WITHDRAWN) RECORD_PUT(&e, PROFILE_EVIDENCE, reason, WITHDRAWN);
    return e;
}

START_TEST(r15_the_level_that_counts)
{
    const struct rule_case *c = &rule_cases[_i];
    struct profile_evidence items[PIECES];
    struct profile_evidence_list list = {.items = items};
    struct aging aging = {c->rule, c->months, day_of(c->as_of)};
    int64_t level = -1;
    while (list.count < PIECES && c->pieces[list.count].on != NULL) {
        items[list.count] = evidence_of(&c->pieces[list.count], list.count);
        list.count++;
    }
    bool known = competency_profile_count(&aging, &list, &level);
    ck_assert_msg(known == (c->level >= 0), "%s", c->what);
    ck_assert_msg(level == c->level, "%s: %d", c->what, (int)level);
    for (size_t i = 0; i < list.count; i++)
        ck_assert_msg(items[i].reason == c->pieces[i].reason, "%s: %zu is %s", c->what, i,
                      evidence_reason_enumeration.names[items[i].reason]);
}
END_TEST

/* ---- */

static const struct {
    int matched, required, jpm;
} roundings[] = {{0, 7, 0},    {7, 7, 10000}, {2, 3, 6667}, {1, 3, 3333},    {1, 8, 1250},
                 {1, 16, 625}, {1, 32, 313},  {3, 32, 938}, {199, 200, 9950}};

START_TEST(r16_jpm_is_rounded_half_up)
{
    ck_assert_int_eq(competency_profile_jpm(roundings[_i].matched, roundings[_i].required),
                     roundings[_i].jpm);
}
END_TEST

static struct profile_subject subject;
static struct profile_requirement requirements[8];
static struct profile_evidence_row evidence[8];
static struct profile_facts facts;
static struct competency_profile profile;

static void open_case(void)
{
    subject = (struct profile_subject){0};
    RECORD_PUT(&subject, PROFILE_SUBJECT, employee_id, (struct uuid){{1}});
    RECORD_PUT(&subject, PROFILE_SUBJECT, position_id, (struct uuid){{2}});
    RECORD_PUT(&subject, PROFILE_SUBJECT, position_name, "Kepala Seksi");
    RECORD_PUT(&subject, PROFILE_SUBJECT, aging_rule, LATEST);
    RECORD_PUT(&subject, PROFILE_SUBJECT, aging_months, 36);
    facts = (struct profile_facts){.subject = &subject,
                                   .as_of = day_of("2026-06-01"),
                                   .requirements = requirements,
                                   .evidence = evidence};
}

static const char *const codes[] = {"M.3", "M.1", "M.2"};

static struct uuid competency(int number)
{
    return (struct uuid){{(uint8_t)(100 + number)}};
}

static void require(int number, int level, bool target)
{
    struct profile_requirement *r = &requirements[facts.requirement_count++];
    *r = (struct profile_requirement){0};
    RECORD_PUT(r, PROFILE_REQUIREMENT, is_target, target);
    RECORD_PUT(r, PROFILE_REQUIREMENT, competency_id, competency(number));
    RECORD_PUT(r, PROFILE_REQUIREMENT, competency_code, codes[number]);
    RECORD_PUT(r, PROFILE_REQUIREMENT, required_level, level);
}

static void show(int number, int level, const char *on)
{
    struct profile_evidence_row *e = &evidence[facts.evidence_count++];
    *e = (struct profile_evidence_row){0};
    RECORD_PUT(e, PROFILE_EVIDENCE_ROW, competency_id, competency(number));
    RECORD_PUT(e, PROFILE_EVIDENCE_ROW, competency_code, codes[number]);
    RECORD_PUT(e, PROFILE_EVIDENCE_ROW, id, (struct uuid){{(uint8_t)facts.evidence_count}});
    RECORD_PUT(e, PROFILE_EVIDENCE_ROW, level, level);
    RECORD_PUT(e, PROFILE_EVIDENCE_ROW, method, SUPERIOR);
    RECORD_PUT(e, PROFILE_EVIDENCE_ROW, assessed_on, day_of(on));
}

static void make(void)
{
    competency_profile_make(&facts, &scratch, &profile);
}

/* Two positions: M.3 for both, M.1 for the current, M.2 (unknown) for the target. */
static void make_two_positions(void)
{
    RECORD_PUT(&subject, PROFILE_SUBJECT, target_position_id, (struct uuid){{3}});
    RECORD_PUT(&subject, PROFILE_SUBJECT, target_position_name, "Lurah");
    require(0, 3, false);
    require(0, 4, true);
    require(1, 2, false);
    require(2, 5, true);
    show(0, 2, "2026-01-01");
    show(0, 1, "2025-01-01");
    show(1, 4, "2026-01-01");
    make();
}

START_TEST(r16_gaps_for_both_positions)
{
    make_two_positions();
    ck_assert_uint_eq(profile.competencies.count, 3);
    const struct profile_competency *m1 = &profile.competencies.items[0], *m2 = m1 + 1,
                                    *m3 = m1 + 2;
    ck_assert_str_eq(m1->competency_code, "M.1");
    ck_assert_int_eq(m1->current_gap, 2);
    ck_assert(!RECORD_HAS(m1, PROFILE_COMPETENCY, target_gap));
    ck_assert(!RECORD_HAS(m1, PROFILE_COMPETENCY, target_required_level));
    ck_assert_str_eq(m2->competency_code, "M.2");
    ck_assert(!RECORD_HAS(m2, PROFILE_COMPETENCY, achieved_level));
    ck_assert(!RECORD_HAS(m2, PROFILE_COMPETENCY, target_gap));
    ck_assert_int_eq(m2->target_required_level, 5);
    ck_assert_str_eq(m3->competency_code, "M.3");
    ck_assert_int_eq(m3->achieved_level, 2);
    ck_assert_int_eq(m3->current_gap, -1);
    ck_assert_int_eq(m3->target_gap, -2);
}
END_TEST

START_TEST(r15_the_profile_says_what_was_counted_and_why)
{
    make_two_positions();
    const struct profile_competency *m3 = &profile.competencies.items[2];
    ck_assert_uint_eq(m3->evidence.count, 2);
    ck_assert_int_eq(m3->evidence.items[0].reason, COUNTED);
    ck_assert_int_eq(m3->evidence.items[0].level, 2);
    ck_assert_int_eq(m3->evidence.items[1].reason, SUPERSEDED);
    ck_assert_uint_eq(profile.competencies.items[1].evidence.count, 0);
}
END_TEST

START_TEST(r16_jpm_over_what_is_known)
{
    make_two_positions();
    ck_assert_str_eq(profile.current.position_name, "Kepala Seksi");
    ck_assert_int_eq(profile.current.jpm, 8000); /* (2 + 2) of (3 + 2): surplus does not help */
    ck_assert_int_eq(profile.current.known_count, 2);
    ck_assert_int_eq(profile.current.unknown_count, 0);
    ck_assert_str_eq(profile.target.position_name, "Lurah");
    ck_assert_int_eq(profile.target.jpm, 5000); /* 2 of 4; M.2 is unknown, not zero */
    ck_assert_int_eq(profile.target.known_count, 1);
    ck_assert_int_eq(profile.target.unknown_count, 1);
}
END_TEST

START_TEST(r16_without_a_target_position_there_is_no_target)
{
    require(0, 3, false);
    show(0, 3, "2026-01-01");
    make();
    ck_assert(RECORD_HAS(&profile, COMPETENCY_PROFILE, current));
    ck_assert(!RECORD_HAS(&profile, COMPETENCY_PROFILE, target));
    ck_assert_int_eq(profile.current.jpm, 10000);
}
END_TEST

START_TEST(r16_missing_evidence_is_unknown_never_zero)
{
    require(0, 3, false);
    require(1, 3, false);
    make();
    ck_assert(!RECORD_HAS(&profile.current, PROFILE_MATCH, jpm));
    ck_assert_int_eq(profile.current.known_count, 0);
    ck_assert_int_eq(profile.current.unknown_count, 2);
    ck_assert(!RECORD_HAS(&profile.competencies.items[0], PROFILE_COMPETENCY, current_gap));
    ck_assert(RECORD_HAS(&profile.competencies.items[0], PROFILE_COMPETENCY, evidence));
}
END_TEST

START_TEST(r16_level_zero_is_known)
{
    require(0, 3, false);
    show(0, 0, "2026-01-01");
    make();
    ck_assert(RECORD_HAS(&profile.current, PROFILE_MATCH, jpm));
    ck_assert_int_eq(profile.current.jpm, 0);
    ck_assert_int_eq(profile.competencies.items[0].current_gap, -3);
}
END_TEST

START_TEST(an_employee_without_anything_has_an_empty_profile)
{
    RECORD_CLEAR(&subject, PROFILE_SUBJECT, position_id);
    make();
    ck_assert_uint_eq(profile.competencies.count, 0);
    ck_assert(RECORD_HAS(&profile, COMPETENCY_PROFILE, competencies));
    ck_assert(!RECORD_HAS(&profile, COMPETENCY_PROFILE, current));
    ck_assert_int_eq(profile.aging_rule, LATEST);
    ck_assert_int_eq(profile.aging_months, 36);
    ck_assert_int_eq(profile.as_of.days, facts.as_of.days);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("competency_profile");
    int rule_count = (int)(sizeof rule_cases / sizeof rule_cases[0]);
    int rounding_count = (int)(sizeof roundings / sizeof roundings[0]);
    tcase_add_checked_fixture(tests, open_case, NULL);
    tcase_add_loop_test(tests, r15_the_level_that_counts, 0, rule_count);
    tcase_add_loop_test(tests, r16_jpm_is_rounded_half_up, 0, rounding_count);
    tcase_add_test(tests, r16_gaps_for_both_positions);
    tcase_add_test(tests, r15_the_profile_says_what_was_counted_and_why);
    tcase_add_test(tests, r16_jpm_over_what_is_known);
    tcase_add_test(tests, r16_without_a_target_position_there_is_no_target);
    tcase_add_test(tests, r16_missing_evidence_is_unknown_never_zero);
    tcase_add_test(tests, r16_level_zero_is_known);
    tcase_add_test(tests, an_employee_without_anything_has_an_empty_profile);
    return run_case(tests, "competency_profile");
}
