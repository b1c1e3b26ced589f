/* test_policy_versions.c - versions of policies in the database: adopting, and the rules of a day
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/policy_versions.h"

#include <string.h>

#include "fixture_policies.h"
#include "storage/parameters.h"
#include "storage/policies.h"

#include "domain/base/banned.h"

static struct policy_version loaded(struct uuid id)
{
    struct policy_version version;
    ck_assert_int_eq(policy_versions_load(new_reader(), id, &version), OUTCOME_OK);
    return version;
}

static void open_policies(void)
{
    fixture_open();
    add_policy("policy");
    today_is("2026-05-01");
}

/* ---- drafts */

static struct policy_objective objective(void)
{
    struct policy_objective o = {0};
    RECORD_PUT(&o, POLICY_OBJECTIVE, aspect, COMPETENCY_ASPECT_SKILL);
    RECORD_PUT(&o, POLICY_OBJECTIVE, title, "20 JP");
    RECORD_PUT(&o, POLICY_OBJECTIVE, indicator, OBJECTIVE_INDICATOR_HOURS_COMPLIANCE);
    RECORD_PUT(&o, POLICY_OBJECTIVE, target, 8050);
    RECORD_PUT(&o, POLICY_OBJECTIVE, due_on, day_of("2026-12-31"));
    return o;
}

START_TEST(a_draft_is_stored_with_its_objectives_and_its_trail)
{
    struct policy_objective objectives[] = {objective(), objective()};
    objectives[1].target = 9000;
    struct uuid id = draft_version(&(struct version_plan){.from = "2026-01-01",
                                                          .until = "2026-12-31",
                                                          .objectives = objectives,
                                                          .objective_count = 2});
    struct policy_version version = loaded(id);
    ck_assert_int_eq(version.number, 1);
    ck_assert_int_eq(version.state, POLICY_VERSION_STATE_DRAFT);
    ck_assert_int_eq(version.effective_from.days, day_of("2026-01-01").days);
    ck_assert_int_eq(version.effective_until.days, day_of("2026-12-31").days);
    ck_assert_ptr_nonnull(strstr(version.objectives.raw_json, "\"target\": 80.5"));
    ck_assert_int_eq(owner_number("SELECT target FROM objectives WHERE policy_version_id = '%s'"
                                  " AND ordinal = 2",
                                  uuid_text(id)),
                     9000);
    ck_assert_int_eq(owner_number("SELECT count(*) FROM transitions WHERE resource_id = '%s'"
                                  " AND from_state IS NULL AND to_state = 'draft'",
                                  uuid_text(id)),
                     1);
    id = draft_version(&(struct version_plan){.from = "2027-01-01"});
    version = loaded(id);
    ck_assert_int_eq(version.number, 2);
    ck_assert(!RECORD_HAS(&version, POLICY_VERSION, effective_until));
}
END_TEST

static enum outcome replace(struct uuid id, const struct policy_version_content *content)
{
    struct policy_version version;
    struct uow *u = new_writer();
    struct policy_facts facts = policies_facts(u);
    enum outcome outcome = policy_versions_load_for_update(u, id, &version);
    if (outcome == OUTCOME_OK)
        outcome = policy_versions_decide_replace(&version, content, &facts, &fx.problem);
    if (outcome == OUTCOME_OK) policy_versions_apply_replace(u, &version);
    return finish(u, outcome);
}

START_TEST(a_draft_gets_another_content)
{
    struct policy_objective objectives[] = {objective(), objective()};
    struct policy_version_content content = {0};
    struct policy_version version;
    struct uuid id = draft_version(&(struct version_plan){
        .from = "2026-01-01", .objectives = objectives, .objective_count = 2});
    RECORD_PUT(&content, POLICY_VERSION_CONTENT, effective_from, day_of("2026-02-01"));
    RECORD_PUT(&content, POLICY_VERSION_CONTENT, objectives,
               ((struct policy_objective_list){.count = 1, .items = objectives}));
    ck_assert_int_eq(replace(id, &content), OUTCOME_OK);
    version = loaded(id);
    ck_assert_int_eq(version.effective_from.days, day_of("2026-02-01").days);
    ck_assert_int_eq(owner_number("SELECT count(*) FROM objectives"
                                  " WHERE policy_version_id = '%s'",
                                  uuid_text(id)),
                     1);
}
END_TEST

START_TEST(what_an_objective_names_must_be_there)
{
    struct policy_version_create in = {0};
    struct policy_version version;
    struct policy_version_origin origin;
    struct policy_objective named = objective();
    RECORD_PUT(&named, POLICY_OBJECTIVE, unit_id, id_of("nowhere"));
    RECORD_PUT(&in, POLICY_VERSION_CREATE, effective_from, day_of("2026-01-01"));
    RECORD_PUT(&in, POLICY_VERSION_CREATE, objectives,
               ((struct policy_objective_list){.count = 1, .items = &named}));
    struct uow *u = new_writer();
    struct policy_facts facts = policies_facts(u);
    ck_assert_int_eq(policy_versions_load_for_create(u, by_id("policy"), &origin), OUTCOME_OK);
    ck_assert_int_eq(policy_versions_decide_create(&in, &origin, &facts, &version, &fx.problem),
                     OUTCOME_OK);
    policy_versions_apply_create(u, &version);
    ck_assert_int_eq(finish(u, OUTCOME_OK), OUTCOME_INVALID);
    ck_assert_str_eq(violation_of(), "reference-not-found /objectives");
}
END_TEST

/* ---- adopting */

static struct uuid in_review(const char *from)
{
    struct uuid id = draft_version(&(struct version_plan){.from = from});
    acting("submitter");
    ck_assert_int_eq(submit(id), OUTCOME_OK);
    return id;
}

START_TEST(r01_the_submitter_does_not_adopt)
{
    struct uuid id = in_review("2026-06-01");
    ck_assert_int_eq(adopt(id), OUTCOME_FORBIDDEN);
    ck_assert_str_eq(violation_of(), "own-case");
    acting("maker");
    ck_assert_int_eq(adopt(id), OUTCOME_FORBIDDEN);
    acting("approver");
    ck_assert_int_eq(adopt(id), OUTCOME_OK);
    ck_assert_int_eq(loaded(id).state, POLICY_VERSION_STATE_ADOPTED);
    ck_assert_int_eq(adopt(id), OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "wrong-state");
}
END_TEST

START_TEST(r01_no_editor_adopts_even_after_others_changed_it)
{
    struct policy_version_content content = {0};
    struct uuid id = draft_version(&(struct version_plan){.from = "2026-06-01"});
    RECORD_PUT(&content, POLICY_VERSION_CONTENT, effective_from, day_of("2026-07-01"));
    acting("first");
    ck_assert_int_eq(replace(id, &content), OUTCOME_OK);
    acting("last");
    ck_assert_int_eq(replace(id, &content), OUTCOME_OK);
    acting("submitter");
    ck_assert_int_eq(submit(id), OUTCOME_OK);
    acting("first");
    ck_assert_int_eq(adopt(id), OUTCOME_FORBIDDEN);
    ck_assert_str_eq(violation_of(), "own-case");
    acting("last");
    ck_assert_int_eq(adopt(id), OUTCOME_FORBIDDEN);
    acting("approver");
    ck_assert_int_eq(adopt(id), OUTCOME_OK);
}
END_TEST

START_TEST(r20_the_version_before_is_superseded_and_keeps_its_past)
{
    struct uuid before = adopted_version(&(struct version_plan){.from = "2026-01-01"});
    struct uuid next = adopted_version(&(struct version_plan){.from = "2026-07-01"});
    struct policy_version ended = loaded(before);
    ck_assert_int_eq(ended.state, POLICY_VERSION_STATE_SUPERSEDED);
    ck_assert_int_eq(ended.effective_from.days, day_of("2026-01-01").days);
    ck_assert_int_eq(ended.effective_until.days, day_of("2026-06-30").days);
    ck_assert_int_eq(loaded(next).state, POLICY_VERSION_STATE_ADOPTED);
    ck_assert_str_eq(owner_text("SELECT string_agg(to_state, ' ' ORDER BY id) FROM transitions"
                                " WHERE resource_id = '%s'",
                                uuid_text(before)),
                     "draft in_review adopted superseded");
    ck_assert_int_eq(owner_number("SELECT count(*) FROM outbox_events WHERE resource_id = '%s'",
                                  uuid_text(before)),
                     4);
}
END_TEST

START_TEST(a_version_in_whose_period_another_one_begins_is_refused)
{
    adopted_version(&(struct version_plan){.from = "2026-07-01"});
    struct uuid id = in_review("2026-03-01");
    acting("approver");
    ck_assert_int_eq(adopt(id), OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "policy-overlap");
}
END_TEST

/* Another connection adopts its version after ours began, and we see it. */
START_TEST(two_versions_adopted_at_once_do_not_overlap)
{
    struct uuid first = in_review("2026-06-01"), second = in_review("2026-06-01");
    struct committer *other = commit_when_waited_for(
        arena_printf(&fx.arena,
                     "SELECT pg_advisory_xact_lock(hashtextextended('policies:%s', 0));"
                     " UPDATE policy_versions SET state = 'adopted' WHERE id = '%s'",
                     uuid_text(fx.organization), uuid_text(first)));
    acting("approver");
    ck_assert_int_eq(adopt(second), OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "policy-overlap");
    ck_assert(committed(other));
    ck_assert_int_eq(loaded(second).state, POLICY_VERSION_STATE_IN_REVIEW);
}
END_TEST

START_TEST(one_version_adopted_twice_at_once_is_adopted_once)
{
    struct uuid id = in_review("2026-06-01");
    struct committer *other = commit_when_waited_for(
        arena_printf(&fx.arena,
                     "UPDATE policy_versions SET state = 'adopted', version = version + 1"
                     " WHERE id = '%s'",
                     uuid_text(id)));
    acting("approver");
    ck_assert_int_eq(adopt(id), OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "wrong-state");
    ck_assert(committed(other));
}
END_TEST

/* Whoever writes without the lock is stopped by the database. */
START_TEST(the_database_refuses_two_versions_on_a_day)
{
    adopted_version(&(struct version_plan){.from = "2026-06-01"});
    struct uuid id = in_review("2026-07-01");
    PGconn *pg = app_connection();
    ck_assert_str_eq(
        sql_on(pg, NULL,
               arena_printf(&fx.arena,
                            "UPDATE policy_versions SET state = 'adopted' WHERE id = '%s'",
                            uuid_text(id))),
        "23P01");
    PQfinish(pg);
}
END_TEST

/* ---- the rules of a day */

static const char *floor_on(const char *day)
{
    struct uow *u = new_reader();
    const char *const *value = parameters_want(u, "hours.pns_floor_jp", day_of(day));
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    return *value;
}

START_TEST(r20_a_change_in_the_middle_of_a_year)
{
    today_is("2025-01-02");
    adopted_version(
        &(struct version_plan){.from = "2025-01-02", .parameters = "{\"hours.pns_floor_jp\":18}"});
    today_is("2026-05-01");
    adopted_version(
        &(struct version_plan){.from = "2026-07-01", .parameters = "{\"hours.pns_floor_jp\":24}"});
    ck_assert_str_eq(floor_on("2025-01-01"), "20");
    ck_assert_str_eq(floor_on("2025-06-30"), "18");
    ck_assert_str_eq(floor_on("2026-06-30"), "18");
    ck_assert_str_eq(floor_on("2026-07-01"), "24");
    struct uuid late = in_review("2025-06-01");
    acting("approver");
    ck_assert_int_eq(adopt(late), OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "policy-past");
    ck_assert_str_eq(floor_on("2025-06-30"), "18");
}
END_TEST

START_TEST(the_version_in_force_on_a_day)
{
    bool found;
    struct policy_version version;
    struct uuid id =
        adopted_version(&(struct version_plan){.from = "2026-01-01", .until = "2026-12-31"});
    struct uow *u = new_reader();
    policy_versions_want_in_force(u, day_of("2026-12-31"), &version, &found);
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    ck_assert(found && uuid_equal(version.id, id));
    policy_versions_want_in_force(u, day_of("2027-01-01"), &version, &found);
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    ck_assert(!found);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("policy_versions");
    TCase *tests = tcase_create("policy_versions");
    tcase_add_checked_fixture(tests, open_policies, fixture_close);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, a_draft_is_stored_with_its_objectives_and_its_trail);
    tcase_add_test(tests, a_draft_gets_another_content);
    tcase_add_test(tests, what_an_objective_names_must_be_there);
    tcase_add_test(tests, r01_the_submitter_does_not_adopt);
    tcase_add_test(tests, r01_no_editor_adopts_even_after_others_changed_it);
    tcase_add_test(tests, r20_the_version_before_is_superseded_and_keeps_its_past);
    tcase_add_test(tests, a_version_in_whose_period_another_one_begins_is_refused);
    tcase_add_test(tests, two_versions_adopted_at_once_do_not_overlap);
    tcase_add_test(tests, one_version_adopted_twice_at_once_is_adopted_once);
    tcase_add_test(tests, the_database_refuses_two_versions_on_a_day);
    tcase_add_test(tests, r20_a_change_in_the_middle_of_a_year);
    tcase_add_test(tests, the_version_in_force_on_a_day);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
