/* test_needs.c - R-27: needs are met by later evidence of others, and by nothing else
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/needs.h"

#include "fixture_needs.h"
#include "storage/assessments.h"
#include "storage/needs_analyses.h"

#include "domain/base/banned.h"

static void add_need(const char *employee, const char *state)
{
    owner_run(
        "INSERT INTO needs (organization_id, id, needs_analysis_id, unit_id, employee_id,"
        " competency_id, source, required_level, current_level, gap, state, priority,"
        " priority_terms, identified_on, created_at, updated_at)"
        " VALUES ('%s', gen_random_uuid(), '%s', '%s', '%s', '%s', 'competency_gap', 3, 1, -2,"
        " '%s', 5000, '{}', '2026-03-01', now(), now())",
        uuid_text(fx.organization), uuid_text(id_of("akpk")), uuid_text(id_of("section")),
        uuid_text(id_of(employee)), uuid_text(id_of("project")), state);
}

static struct assessment evidence(const char *employee, int level, enum assessment_method method,
                                  const char *day)
{
    struct assessment made = {0};
    struct date date;
    ck_assert(date_parse(day, &date));
    RECORD_PUT(&made, ASSESSMENT, id, random_uuid());
    RECORD_PUT(&made, ASSESSMENT, employee_id, id_of(employee));
    RECORD_PUT(&made, ASSESSMENT, competency_id, id_of("project"));
    RECORD_PUT(&made, ASSESSMENT, level, level);
    RECORD_PUT(&made, ASSESSMENT, method, method);
    RECORD_PUT(&made, ASSESSMENT, assessed_on, date);
    RECORD_PUT(&made, ASSESSMENT, created_at, fx.context.now);
    return made;
}

static void record(struct assessment *items, size_t count)
{
    struct uow *u = new_writer();
    assessments_apply_create(u, &(struct assessment_list){.count = count, .items = items});
    ck_assert_int_eq(finish(u, OUTCOME_OK), OUTCOME_OK);
}

static const struct {
    const char *before;
    int level;
    enum assessment_method method;
    const char *day, *after;
} cases[] = {
    {"verified", 3, ASSESSMENT_METHOD_SUPERIOR, "2026-05-01", "met"},
    {"validated", 5, ASSESSMENT_METHOD_TEST, "2026-03-01", "met"},
    {"planned", 3, ASSESSMENT_METHOD_TRAINING, "2026-05-01", "met"},
    {"planned", 2, ASSESSMENT_METHOD_SUPERIOR, "2026-05-01", "planned"},
    {"planned", 3, ASSESSMENT_METHOD_SELF, "2026-05-01", "planned"},
    {"planned", 3, ASSESSMENT_METHOD_SUPERIOR, "2026-02-28", "planned"}, /* stale */
    {"proposed", 3, ASSESSMENT_METHOD_SUPERIOR, "2026-05-01", "proposed"},
    {"dropped", 3, ASSESSMENT_METHOD_SUPERIOR, "2026-05-01", "dropped"},
};

START_TEST(r27_a_need_is_met_by_later_evidence_only)
{
    add_plaju();
    add_need("ani", cases[_i].before);
    add_need("budi", cases[_i].before);
    struct assessment made = evidence("ani", cases[_i].level, cases[_i].method, cases[_i].day);
    record(&made, 1);
    ck_assert_str_eq(need_text("ani", "state"), cases[_i].after);
    ck_assert_str_eq(need_text("budi", "state"), cases[_i].before); /* somebody else's */
    bool met = cases[_i].after[0] == 'm';
    if (met) ck_assert_str_eq(need_text("ani", "met_by_assessment_id"), uuid_text(made.id));
    ck_assert_int_eq(owner_number("SELECT count(*) FROM transitions WHERE to_state = 'met'"
                                  " AND from_state = '%s' AND organization_id = '%s'",
                                  cases[_i].before, uuid_text(fx.organization)),
                     met ? 1 : 0);
}
END_TEST

START_TEST(r27_a_bulk_meets_each_need_once_by_what_counts)
{
    add_plaju();
    add_need("ani", "planned");
    add_need("budi", "verified");
    struct assessment items[] = {
        evidence("ani", 3, ASSESSMENT_METHOD_SUPERIOR, "2026-06-02"),
        evidence("ani", 4, ASSESSMENT_METHOD_TEST, "2026-06-01"),
        evidence("budi", 3, ASSESSMENT_METHOD_TEST, "2026-06-01"),
    };
    record(items, LENGTH(items));
    ck_assert_str_eq(need_text("ani", "met_by_assessment_id"), uuid_text(items[0].id));
    ck_assert_str_eq(need_text("budi", "met_by_assessment_id"), uuid_text(items[2].id));
    ck_assert_str_eq(need_text("ani", "version"), "2");
}
END_TEST

START_TEST(r27_the_level_that_counts_meets_not_the_one_just_recorded)
{
    add_plaju();
    add_need("ani", "planned");
    assess("ani", 2, "superior", "2026-05-02");
    struct assessment late = evidence("ani", 4, ASSESSMENT_METHOD_TEST, "2026-05-01");
    record(&late, 1); /* overtaken before it was recorded */
    ck_assert_str_eq(need_text("ani", "state"), "planned");
    struct assessment enough = evidence("ani", 3, ASSESSMENT_METHOD_TEST, "2026-06-01");
    record(&enough, 1);
    ck_assert_str_eq(need_text("ani", "state"), "met");
    ck_assert_str_eq(need_text("ani", "met_by_assessment_id"), uuid_text(enough.id));
}
END_TEST

START_TEST(r27_evidence_from_before_the_need_does_not_meet_it_whatever_counts)
{
    add_plaju();
    add_need("ani", "planned");
    owner_run("UPDATE needs SET identified_on = '2026-05-02' WHERE employee_id = '%s'",
              uuid_text(id_of("ani")));
    struct assessment stale = evidence("ani", 4, ASSESSMENT_METHOD_TEST, "2026-05-01");
    record(&stale, 1);
    ck_assert_str_eq(need_text("ani", "state"), "planned");
}
END_TEST

static void verify(const char *employee, struct need *ret)
{
    enum needs_analysis_state state;
    struct uuid id;
    acting_as("verifier");
    ck_assert(uuid_parse(need_text(employee, "id"), &id));
    struct uow *u = new_writer();
    struct need_caller caller = needs_caller(u);
    ck_assert_int_eq(needs_load_for_decision(u, id, ret, &state), OUTCOME_OK);
    ck_assert_int_eq(needs_decide(ret, NEED_VERIFY, state, NULL, &caller, &fx.problem), OUTCOME_OK);
    needs_apply_decision(u, ret, NEED_STATE_PROPOSED, NULL);
    ck_assert_int_eq(needs_meet_verified(u, ret), OUTCOME_OK);
    ck_assert_int_eq(finish(u, OUTCOME_OK), OUTCOME_OK);
}

START_TEST(r27_what_was_found_while_proposed_meets_it_once_verified)
{
    struct need need;
    add_plaju();
    add_need("ani", "proposed");
    add_need("budi", "proposed");
    struct assessment made = evidence("ani", 3, ASSESSMENT_METHOD_TEST, "2026-05-01");
    record(&made, 1);
    ck_assert_str_eq(need_text("ani", "state"), "proposed");
    set_analysis("verification");
    verify("ani", &need);
    ck_assert_int_eq(need.state, NEED_STATE_MET);
    ck_assert(uuid_equal(need.met_by_assessment_id, made.id));
    ck_assert_str_eq(need_text("ani", "version"), "3");
    verify("budi", &need);
    ck_assert_int_eq(need.state, NEED_STATE_VERIFIED);
}
END_TEST

START_TEST(r27_so_it_does_when_all_are_verified)
{
    struct needs_decisions done;
    add_plaju();
    add_need("ani", "proposed");
    add_need("budi", "proposed");
    add_need("citra", "proposed");
    struct assessment items[] = {evidence("ani", 3, ASSESSMENT_METHOD_TEST, "2026-05-01"),
                                 evidence("budi", 2, ASSESSMENT_METHOD_TEST, "2026-05-01")};
    record(items, LENGTH(items));
    set_analysis("verification");
    acting_as("verifier");
    struct uow *u = new_writer();
    enum outcome outcome =
        needs_analyses_decide_all(u, id_of("akpk"), NEEDS_ANALYSIS_VERIFY_ALL, &done);
    ck_assert_int_eq(finish(u, outcome), OUTCOME_OK);
    ck_assert_int_eq(done.changed, 3);
    ck_assert_str_eq(need_text("ani", "state"), "met");
    ck_assert_str_eq(need_text("budi", "state"), "verified");
    ck_assert_str_eq(need_text("citra", "state"), "verified"); /* its level is of January */
}
END_TEST

START_TEST(r27_evidence_and_verification_at_once_do_not_miss_each_other)
{
    add_plaju();
    add_need("ani", "proposed");
    struct committer *other = commit_when_waited_for(
        arena_printf(&fx.arena, "UPDATE needs SET state = 'verified' WHERE employee_id = '%s'",
                     uuid_text(id_of("ani"))));
    struct assessment made = evidence("ani", 3, ASSESSMENT_METHOD_TEST, "2026-05-01");
    record(&made, 1);
    ck_assert(committed(other));
    ck_assert_str_eq(need_text("ani", "state"), "met");
}
END_TEST

START_TEST(r27_of_two_findings_at_once_the_one_that_counts_decides)
{
    add_plaju();
    add_need("ani", "planned");
    struct committer *other = commit_when_waited_for(arena_printf(
        &fx.arena,
        "SELECT 1 FROM needs WHERE employee_id = '%s' FOR NO KEY UPDATE; INSERT INTO assessments"
        " (organization_id, id, employee_id, competency_id, level, method, assessed_on, created_at)"
        " VALUES ('%s', gen_random_uuid(), '%s', '%s', 2, 'superior', '2026-05-02', now())",
        uuid_text(id_of("ani")), uuid_text(fx.organization), uuid_text(id_of("ani")),
        uuid_text(id_of("project"))));
    struct assessment made = evidence("ani", 4, ASSESSMENT_METHOD_TEST, "2026-05-01");
    record(&made, 1);
    ck_assert(committed(other));
    ck_assert_str_eq(need_text("ani", "state"), "planned");
}
END_TEST

/* ---- by hand */

static enum outcome put_in(struct need_create *in, struct need *ret)
{
    struct need_targets targets = {0};
    struct need_measure measure = {0};
    enum needs_analysis_state state;
    struct uow *u = new_writer();
    struct need_caller caller = needs_caller(u);
    enum outcome outcome = needs_load_for_create(u, in, &state, &targets);
    if (outcome == OUTCOME_OK)
        outcome = needs_decide_create(in, &targets, &caller, ret, &fx.problem);
    if (outcome == OUTCOME_OK) outcome = needs_measure(u, ret, &measure);
    if (outcome == OUTCOME_OK) {
        needs_put_priority(ret, &measure, &fx.arena);
        RECORD_PUT(ret, NEED, id, id_of("need"));
        needs_apply_create(u, ret);
    }
    return finish(u, outcome);
}

static struct need_create input(void)
{
    struct need_create in = {0};
    RECORD_PUT(&in, NEED_CREATE, needs_analysis_id, id_of("akpk"));
    RECORD_PUT(&in, NEED_CREATE, competency_id, by_ext("project"));
    RECORD_PUT(&in, NEED_CREATE, required_level, 3);
    RECORD_PUT(&in, NEED_CREATE, source, NEED_SOURCE_PUBLIC_DEMAND);
    RECORD_PUT(&in, NEED_CREATE, description, "Keluhan warga");
    return in;
}

START_TEST(r26_a_need_by_hand_is_ranked_like_a_generated_one)
{
    struct need made, found = {0};
    struct need_create in = input();
    add_plaju();
    acting_as("leader");
    RECORD_PUT(&in, NEED_CREATE, employee_id, by_ext("ani"));
    RECORD_PUT(&in, NEED_CREATE, current_level, 1);
    ck_assert_int_eq(put_in(&in, &made), OUTCOME_OK);
    ck_assert_int_eq(needs_load(new_reader(), id_of("need"), &found), OUTCOME_OK);
    ck_assert_int_eq(found.priority, made.priority);
    ck_assert_int_eq(found.rank_key, made.rank_key);
    ck_assert_int_eq(found.gap, -2);
    /* severity 6666 x 40, people 2 of 4 clerks x 15, of 100 */
    ck_assert_int_eq(found.priority, (6666 * 40 + 5000 * 15 + 50) / 100);
    ck_assert_str_eq(need_text("ani", "priority_terms ->> 'score'"),
                     arena_printf(&fx.arena, "%lld", (long long)made.priority));
}
END_TEST

START_TEST(r02_references_out_of_sight_are_not_found)
{
    struct need made;
    struct need_create in = input();
    add_plaju();
    add_unit("elsewhere", NULL);
    RECORD_PUT(&in, NEED_CREATE, unit_id, by_id("elsewhere"));
    ck_assert_int_eq(put_in(&in, &made), OUTCOME_INVALID); /* not below the analysis */
    ck_assert_str_eq(violation_of(), "reference-not-found /unit_id");
    RECORD_PUT(&in, NEED_CREATE, unit_id, by_id("plaju"));
    scoped_to("section");
    ck_assert_int_eq(put_in(&in, &made), OUTCOME_INVALID);
    ck_assert_str_eq(violation_of(), "reference-not-found /unit_id");
    RECORD_PUT(&in, NEED_CREATE, unit_id, by_id("section"));
    ck_assert_int_eq(put_in(&in, &made), OUTCOME_OK);
    scoped_to("elsewhere");
    ck_assert_int_eq(put_in(&in, &made), OUTCOME_INVALID);
    ck_assert_str_eq(violation_of(), "reference-not-found /needs_analysis_id");
    ck_assert_int_eq(needs_load(new_reader(), id_of("need"), &made), OUTCOME_NOT_FOUND);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("needs");
    TCase *tests = tcase_create("needs");
    tcase_add_checked_fixture(tests, fixture_open, fixture_close);
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, r27_a_need_is_met_by_later_evidence_only, 0, LENGTH(cases));
    tcase_add_test(tests, r27_a_bulk_meets_each_need_once_by_what_counts);
    tcase_add_test(tests, r27_the_level_that_counts_meets_not_the_one_just_recorded);
    tcase_add_test(tests, r27_evidence_from_before_the_need_does_not_meet_it_whatever_counts);
    tcase_add_test(tests, r27_what_was_found_while_proposed_meets_it_once_verified);
    tcase_add_test(tests, r27_so_it_does_when_all_are_verified);
    tcase_add_test(tests, r27_evidence_and_verification_at_once_do_not_miss_each_other);
    tcase_add_test(tests, r27_of_two_findings_at_once_the_one_that_counts_decides);
    tcase_add_test(tests, r26_a_need_by_hand_is_ranked_like_a_generated_one);
    tcase_add_test(tests, r02_references_out_of_sight_are_not_found);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
