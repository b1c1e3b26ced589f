/* test_observations.c - level 3: who leads them now observes, months later, nobody themself (R-01,
 *
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/observations.h"

#include "fixture_evaluations.h"
#include "fixture_policies.h"
#include "storage/observations_sql.h"

#include "domain/base/banned.h"

/* p0 attended on 3 March and p1 did not; a superior in each unit. */
static void begin(void)
{
    fixture_open();
    add_unit("office", NULL);
    add_unit("other", NULL);
    add_competency("c");
    add_employee("then", "198001012005031001", "office");
    add_employee("now", "198001012005031002", "other");
    add_judged_training("training");
    add_session("session", "training");
    owner_run("INSERT INTO session_blocks (organization_id, id, session_id, ordinal, during)"
              " VALUES ('%s', '%s', '%s', 1, '[2026-03-03T01:00Z,2026-03-03T04:00Z)')",
              uuid_text(fx.organization), uuid_text(id_of("block")), uuid_text(id_of("session")));
    add_participant("p", 0, "session", "attended");
    add_participant("p", 1, "session", "absent");
    today_is("2026-06-03"); /* three months later */
}

static void lead(const char *who, const char *unit)
{
    fx.context.self = fx.context.principal_id = id_of(who);
    scoped_to(unit);
}

static enum outcome try_observe(struct uow *u, const char *seat, struct observation *ret)
{
    struct observation_create in = {0};
    struct observation_facts facts;
    RECORD_PUT(&in, OBSERVATION_CREATE, enrolment_id, id_of(seat));
    RECORD_PUT(&in, OBSERVATION_CREATE, competency_id, by_ext("c"));
    RECORD_PUT(&in, OBSERVATION_CREATE, score, 4);
    TRY(observations_load_for_create(u, &in, &facts));
    TRY(observations_decide_create(&in, &facts, ret, &fx.problem));
    observations_apply_create(u, ret);
    return OUTCOME_OK;
}

static enum outcome observe(const char *seat, struct observation *ret)
{
    struct uow *u = new_writer();
    return finish(u, try_observe(u, seat, ret));
}

START_TEST(an_observation_is_stored_with_its_trail)
{
    struct observation made, found;
    lead("then", "office");
    ck_assert_int_eq(observe("session-p0", &made), OUTCOME_OK);
    ck_assert_int_eq(observations_load(new_reader(), made.id, &found), OUTCOME_OK);
    ck_assert(uuid_equal(found.session_id, id_of("session")));
    ck_assert(uuid_equal(found.employee_id, id_of("p0")));
    ck_assert(uuid_equal(found.observer_id, id_of("then")));
    ck_assert_int_eq(found.observed_on.days, fx.context.today.days);
    ck_assert_int_eq(found.score, 4);
    ck_assert_int_eq(owner_number("SELECT count(*) FROM audit_events a JOIN outbox_events o"
                                  " USING (organization_id, resource_type, resource_id)"
                                  " WHERE a.resource_id = '%s'",
                                  uuid_text(made.id)),
                     1);
}
END_TEST

/* The superior changed since: the one of today observes, and reads what the other saw. */
START_TEST(level_3_is_seen_by_who_leads_them_today)
{
    struct observation before, made;
    lead("then", "office");
    ck_assert_int_eq(observe("session-p0", &before), OUTCOME_OK);
    owner_run("UPDATE employees SET unit_id = '%s' WHERE id = '%s'", uuid_text(id_of("other")),
              uuid_text(id_of("p0")));
    ck_assert_int_eq(observe("session-p0", &made), OUTCOME_INVALID);
    ck_assert_str_eq(violation_of(), "reference-not-found /enrolment_id");
    ck_assert_int_eq(observations_load(new_reader(), before.id, &made), OUTCOME_NOT_FOUND);
    lead("now", "other");
    ck_assert_int_eq(observe("session-p0", &made), OUTCOME_OK);
    ck_assert(uuid_equal(made.observer_id, id_of("now")));
    ck_assert_int_eq(observations_load(new_reader(), before.id, &made), OUTCOME_OK);
}
END_TEST

START_TEST(level_3_is_not_seen_before_its_months_have_passed)
{
    struct observation made;
    lead("then", "office");
    today_is("2026-06-02");
    ck_assert_int_eq(observe("session-p0", &made), OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "too-early");
    ck_assert_str_eq(fx.problem.args[0], "2026-06-03");
    owner_run("UPDATE parameter_defaults SET value = '1'"
              " WHERE key = 'evaluation.level3_after_months'");
    enum outcome outcome = observe("session-p0", &made);
    owner_run("UPDATE parameter_defaults SET value = '3'"
              " WHERE key = 'evaluation.level3_after_months'");
    ck_assert_int_eq(outcome, OUTCOME_OK);
}
END_TEST

START_TEST(who_was_not_there_shows_nothing)
{
    struct observation made;
    lead("then", "office");
    ck_assert_int_eq(observe("session-p1", &made), OUTCOME_INVALID);
    ck_assert_str_eq(violation_of(), "reference-not-found /enrolment_id");
    ck_assert_int_eq(observe("nowhere", &made), OUTCOME_INVALID);
}
END_TEST

START_TEST(r01_nobody_observes_themself)
{
    struct observation made;
    lead("p0", "office");
    ck_assert_int_eq(observe("session-p0", &made), OUTCOME_FORBIDDEN);
    ck_assert_str_eq(violation_of(), "own-case");
    fx.context.self = (struct uuid){0}; /* a client is nobody's superior */
    ck_assert_int_eq(observe("session-p0", &made), OUTCOME_FORBIDDEN);
}
END_TEST

START_TEST(an_observation_never_changes)
{
    struct observation made;
    PGconn *pg = app_connection();
    lead("then", "office");
    ck_assert_int_eq(observe("session-p0", &made), OUTCOME_OK);
    ck_assert_str_eq(sql_on(pg, NULL, "UPDATE observations SET score = 1"), "42501");
    ck_assert_str_eq(sql_on(pg, NULL, "DELETE FROM observations"), "42501");
    PQfinish(pg);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("observations");
    TCase *tests = tcase_create("observations");
    tcase_add_checked_fixture(tests, begin, fixture_close);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, an_observation_is_stored_with_its_trail);
    tcase_add_test(tests, level_3_is_seen_by_who_leads_them_today);
    tcase_add_test(tests, level_3_is_not_seen_before_its_months_have_passed);
    tcase_add_test(tests, who_was_not_there_shows_nothing);
    tcase_add_test(tests, r01_nobody_observes_themself);
    tcase_add_test(tests, an_observation_never_changes);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
