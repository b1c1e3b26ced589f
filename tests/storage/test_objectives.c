/* test_objectives.c - figures of objectives, counted from the records
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/objectives.h"

#include "fixture_policies.h"

#include "domain/base/banned.h"

#define DUE "2026-12-31"
static struct uuid version_id;

static const char *org(void)
{
    return uuid_text(fx.organization);
}

static const char *id_text(const char *word)
{
    return uuid_text(id_of(word));
}

/* ---- rows as the other slices write them */

static void add_training(const char *competency)
{
    owner_run("INSERT INTO trainings (organization_id, id, code, name, form_id, created_at,"
              " updated_at) VALUES ('%s', '%s', 'T1', 'Manajemen Proyek', 3, now(), now())",
              org(), id_text("training"));
    owner_run("INSERT INTO training_versions (organization_id, id, training_id, number, summary,"
              " created_at, updated_at) VALUES ('%s', '%s', '%s', 1, 'x', now(), now())",
              org(), id_text("training-version"), id_text("training"));
    owner_run("INSERT INTO modules (organization_id, id, training_version_id, ordinal, title,"
              " learning_outcome, competency_id, target_level, method, jp)"
              " VALUES ('%s', gen_random_uuid(), '%s', 1, 'x', 'x', '%s', 3, 'lecture', 400)",
              org(), id_text("training-version"), id_text(competency));
    owner_run("INSERT INTO instruments (organization_id, id, name, created_at, updated_at)"
              " VALUES ('%s', '%s', 'Reaksi', now(), now())",
              org(), id_text("instrument"));
    owner_run("INSERT INTO instrument_versions (organization_id, id, instrument_id, number,"
              " created_at, updated_at) VALUES ('%s', '%s', '%s', 1, now(), now())",
              org(), id_text("instrument-version"), id_text("instrument"));
}

static void add_session(const char *session)
{
    owner_run("INSERT INTO sessions (organization_id, id, training_id, training_version_id, name,"
              " capacity, waitlist_limit, created_at, updated_at)"
              " VALUES ('%s', '%s', '%s', '%s', '%s', 20, 0, now(), now())",
              org(), id_text(session), id_text("training"), id_text("training-version"), session);
}

static void add_enrolment(const char *word, const char *employee, const char *unit)
{
    owner_run("INSERT INTO enrolments (organization_id, id, session_id, employee_id, unit_id,"
              " state, priority, priority_terms, created_at, updated_at)"
              " VALUES ('%s', '%s', '%s', '%s', '%s', 'attended', 1, '{}', now(), now())",
              org(), id_text(word), id_text("session"), id_text(employee), id_text(unit));
}

static void add_jp(const char *employee, const char *day, int jp)
{
    owner_run("INSERT INTO hour_entries (organization_id, id, employee_id, kind, activity_key,"
              " form_id, title, took_place, earned_on, jp, terms, created_at)"
              " VALUES ('%s', gen_random_uuid(), '%s', 'credit', gen_random_uuid()::text, 3, 'x',"
              " '[2026-01-01,2026-01-02)', '%s', %d, '{}', now())",
              org(), id_text(employee), day, jp);
}

static void add_score(const char *enrolment, const char *kind, int revision, int score)
{
    owner_run("INSERT INTO test_scores (organization_id, id, session_id, enrolment_id, kind,"
              " revision, score, recorded_at)"
              " VALUES ('%s', gen_random_uuid(), '%s', '%s', '%s', %d, %d, '2026-03-05 08:00Z')",
              org(), id_text("session"), id_text(enrolment), kind, revision, score);
}

static void add_observation(const char *enrolment, const char *day, int score)
{
    owner_run("INSERT INTO observations (organization_id, id, enrolment_id, competency_id,"
              " observer_id, observed_on, score, created_at)"
              " VALUES ('%s', gen_random_uuid(), '%s', '%s', '%s', '%s', %d, now())",
              org(), id_text(enrolment), id_text("project"), id_text("a"), day, score);
}

static void add_evaluation(const char *session, const char *closes_on, int answers,
                           const char *scores)
{
    add_session(session);
    owner_run("INSERT INTO evaluations (organization_id, id, session_id, instrument_version_id,"
              " level, opens_on, closes_on, created_at, updated_at)"
              " VALUES ('%s', '%s', '%s', '%s', 1, '2026-03-01', '%s', now(), now())",
              org(), id_text(session), id_text(session), id_text("instrument-version"), closes_on);
    owner_run("INSERT INTO responses (organization_id, evaluation_id, scores, texts)"
              " SELECT '%s', '%s', '%s', '{}' FROM generate_series(1, %d)",
              org(), id_text(session), scores, answers);
}

static void add_need(const char *employee, const char *unit, const char *state,
                     const char *assessed_on)
{
    const char *assessment = "NULL";
    if (assessed_on != NULL) {
        assessment = arena_printf(&fx.arena, "'%s'", uuid_text(random_uuid()));
        owner_run("INSERT INTO assessments (organization_id, id, employee_id, competency_id, level,"
                  " method, assessed_on, created_at)"
                  " VALUES ('%s', %s, '%s', '%s', 3, 'test', '%s', now())",
                  org(), assessment, id_text(employee), id_text("project"), assessed_on);
    }
    owner_run("INSERT INTO needs (organization_id, id, needs_analysis_id, unit_id, employee_id,"
              " competency_id, source, state, required_level, priority, priority_terms,"
              " met_by_assessment_id,"
              " created_at, updated_at) VALUES ('%s', gen_random_uuid(), '%s', '%s', '%s', '%s',"
              " 'performance_gap', '%s', 3, 1, '{}', %s, now(), now())",
              org(), id_text("analysis"), id_text(unit), id_text(employee), id_text("project"),
              state, assessment);
}

/* Two units below one, people a and b in the first and c in the second; a PPPK and one who left. */
static void open_objectives(void)
{
    fixture_open();
    add_policy("policy");
    add_unit("root", NULL);
    add_unit("one", "root");
    add_unit("two", "root");
    add_competency("project");
    add_employee("a", "199001012015031001", "one");
    add_employee("b", "199001012015031002", "one");
    add_employee("c", "199001012015031003", "two");
    add_employee("contract", "199001012015031004", "two");
    add_employee("left", "199001012015031005", "two");
    owner_run("UPDATE employees SET kind = 'pppk' WHERE organization_id = '%s' AND name ="
              " 'contract'; UPDATE employees SET left_on = '2026-02-01'"
              " WHERE organization_id = '%s' AND name = 'left'",
              org(), org());
    owner_run("INSERT INTO needs_analyses (organization_id, id, year, name, unit_id, created_at,"
              " updated_at) VALUES ('%s', '%s', 2026, 'AKD', '%s', now(), now())",
              org(), id_text("analysis"), id_text("root"));
    add_training("project");
    today_is("2026-05-01");
}

static struct policy_objective objective_of(enum objective_indicator indicator)
{
    struct policy_objective o = {0};
    RECORD_PUT(&o, POLICY_OBJECTIVE, aspect, COMPETENCY_ASPECT_SKILL);
    RECORD_PUT(&o, POLICY_OBJECTIVE, title, "Sasaran");
    RECORD_PUT(&o, POLICY_OBJECTIVE, indicator, indicator);
    RECORD_PUT(&o, POLICY_OBJECTIVE, target, 8000);
    RECORD_PUT(&o, POLICY_OBJECTIVE, due_on, day_of(DUE));
    return o;
}

/* One objective for the whole organization, one for unit "one", one for the competency. */
static void adopt_objectives(enum objective_indicator indicator)
{
    struct policy_objective objectives[3];
    for (int i = 0; i < 3; i++) objectives[i] = objective_of(indicator);
    RECORD_PUT(&objectives[1], POLICY_OBJECTIVE, unit_id, id_of("one"));
    RECORD_PUT(&objectives[2], POLICY_OBJECTIVE, competency_id, id_of("project"));
    version_id = adopted_version(&(struct version_plan){
        .from = "2026-01-01", .objectives = objectives, .objective_count = 3});
}

/* "VALUE of MEASURED" of each objective, or the reason. */
static const char *figures_on(const char *day)
{
    struct objective_report report;
    const char *text = "";
    ck_assert_int_eq(objectives_report(new_reader(), version_id, day_of(day), &report), OUTCOME_OK);
    for (size_t i = 0; i < report.data.count; i++) {
        const struct objective_progress *p = &report.data.items[i];
        const char *one = RECORD_HAS(p, OBJECTIVE_PROGRESS, value)
                              ? arena_printf(&fx.arena, "%d of %d", (int)p->value, (int)p->measured)
                              : objective_absence_enumeration.names[p->reason];
        text = arena_printf(&fx.arena, "%s%s%s", text, i == 0 ? "" : ", ", one);
    }
    return text;
}

/* ---- the indicators */

START_TEST(r51_hours_compliance_is_of_pns_in_service)
{
    adopt_objectives(OBJECTIVE_INDICATOR_HOURS_COMPLIANCE);
    ck_assert_str_eq(figures_on("2026-04-01"), "0 of 3, 0 of 2, 0 of 3");
    add_jp("a", "2026-03-01", 1500);
    add_jp("a", "2026-04-01", 500);
    add_jp("b", "2025-12-31", 2000); /* another year */
    add_jp("contract", "2026-03-01", 2000);
    ck_assert_str_eq(figures_on("2026-03-31"), "0 of 3, 0 of 2, 0 of 3");
    ck_assert_str_eq(figures_on("2026-04-01"), "3333 of 3, 5000 of 2, 3333 of 3");
    ck_assert_str_eq(figures_on("2026-01-31"), "0 of 4, 0 of 2, 0 of 4");
}
END_TEST

START_TEST(r27_gap_closure_is_of_needs_met_by_evidence)
{
    adopt_objectives(OBJECTIVE_INDICATOR_GAP_CLOSURE);
    ck_assert_str_eq(figures_on("2026-05-01"), "no_data, no_data, no_data");
    add_need("a", "one", "met", "2026-04-01");
    add_need("b", "one", "planned", NULL);
    add_need("c", "two", "verified", NULL);
    add_need("contract", "two", "dropped", NULL);
    add_need("left", "two", "proposed", NULL);
    ck_assert_str_eq(figures_on("2026-05-01"), "3333 of 3, 5000 of 2, 3333 of 3");
    ck_assert_str_eq(figures_on("2026-03-31"), "0 of 3, 0 of 2, 0 of 3");
}
END_TEST

START_TEST(test_gain_is_the_mean_of_pairs_with_the_newest_scores)
{
    adopt_objectives(OBJECTIVE_INDICATOR_TEST_GAIN);
    ck_assert_str_eq(figures_on("2026-05-01"), "no_data, no_data, no_data");
    add_session("session");
    add_enrolment("ea", "a", "one");
    add_enrolment("eb", "b", "one");
    add_enrolment("ec", "c", "two");
    add_score("ea", "pre", 1, 5000);
    add_score("ea", "post", 1, 9000);
    add_score("ea", "post", 2, 8000); /* corrected */
    add_score("eb", "pre", 1, 6000);  /* no pair */
    add_score("ec", "pre", 1, 6000);
    add_score("ec", "post", 1, 7000);
    ck_assert_str_eq(figures_on("2026-05-01"), "2000 of 2, 3000 of 1, 2000 of 2");
    ck_assert_str_eq(figures_on("2026-03-04"), "no_data, no_data, no_data");
    ck_assert_str_eq(figures_on("2026-03-05"), "2000 of 2, 3000 of 1, 2000 of 2");
}
END_TEST

START_TEST(r61_favourable_share_is_of_closed_evaluations_with_k_answers)
{
    adopt_objectives(OBJECTIVE_INDICATOR_FAVOURABLE_SHARE);
    ck_assert_str_eq(figures_on("2026-05-01"), "no_data, no_data, no_data");
    add_evaluation("s4", "2026-03-15", 4, "{\"1\": 5, \"2\": 5}");
    ck_assert_str_eq(figures_on("2026-05-01"), "not_shown, not_shown, not_shown");
    add_evaluation("s5", "2026-03-20", 5, "{\"1\": 3, \"2\": 2}");
    ck_assert_str_eq(figures_on("2026-05-01"), "5000 of 5, not_shown, 5000 of 5");
    ck_assert_str_eq(figures_on("2026-03-20"), "not_shown, not_shown, not_shown");
    add_evaluation("s6", "2026-04-20", 5, "{\"1\": 4, \"2\": 4}");
    ck_assert_str_eq(figures_on("2026-05-01"), "7500 of 10, not_shown, 7500 of 10");
    ck_assert_str_eq(figures_on("2026-04-20"), "5000 of 5, not_shown, 5000 of 5");
}
END_TEST

START_TEST(behaviour_share_is_of_observations)
{
    adopt_objectives(OBJECTIVE_INDICATOR_BEHAVIOUR_SHARE);
    ck_assert_str_eq(figures_on("2026-05-01"), "no_data, no_data, no_data");
    add_session("session");
    add_enrolment("ea", "a", "one");
    add_enrolment("ec", "c", "two");
    add_observation("ea", "2026-04-01", 4);
    add_observation("ea", "2026-04-02", 3);
    add_observation("ec", "2026-04-03", 3);
    add_observation("ec", "2025-12-31", 5); /* before the version */
    ck_assert_str_eq(figures_on("2026-05-01"), "3333 of 3, 5000 of 2, 3333 of 3");
    ck_assert_str_eq(figures_on("2026-04-01"), "10000 of 1, 10000 of 1, 10000 of 1");
    owner_run("UPDATE policy_versions SET parameters = '{\"evaluation.observed_min_score\": 3}'"
              " WHERE id = '%s'",
              uuid_text(version_id)); /* */
    ck_assert_str_eq(figures_on("2026-05-01"), "10000 of 3, 10000 of 2, 10000 of 3");
}
END_TEST

START_TEST(another_competency_and_another_organization_do_not_count)
{
    add_competency("other");
    struct policy_objective o = objective_of(OBJECTIVE_INDICATOR_FAVOURABLE_SHARE);
    RECORD_PUT(&o, POLICY_OBJECTIVE, competency_id, id_of("other"));
    version_id = adopted_version(
        &(struct version_plan){.from = "2026-01-01", .objectives = &o, .objective_count = 1});
    add_evaluation("s5", "2026-03-20", 5, "{\"1\": 3}");
    ck_assert_str_eq(figures_on("2026-05-01"), "no_data");
    struct objective_report report;
    fx.context.organization_id = fx.other;
    ck_assert_int_eq(objectives_report(new_reader(), version_id, day_of(DUE), &report),
                     OUTCOME_NOT_FOUND);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("objectives");
    TCase *tests = tcase_create("objectives");
    tcase_add_checked_fixture(tests, open_objectives, fixture_close);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, r51_hours_compliance_is_of_pns_in_service);
    tcase_add_test(tests, r27_gap_closure_is_of_needs_met_by_evidence);
    tcase_add_test(tests, test_gain_is_the_mean_of_pairs_with_the_newest_scores);
    tcase_add_test(tests, r61_favourable_share_is_of_closed_evaluations_with_k_answers);
    tcase_add_test(tests, behaviour_share_is_of_observations);
    tcase_add_test(tests, another_competency_and_another_organization_do_not_count);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
