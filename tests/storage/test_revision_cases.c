/* test_revision_cases.c - revision cases opened, changed and resolved by people
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/revision_cases.h"

#include "fixture_revisions.h"

#include "domain/base/banned.h"

static enum outcome try_create(struct uow *u, const char *session, struct revision_case *ret)
{
    struct revision_case_input in = {0};
    struct revision_open_facts facts;
    struct revision_row row;
    RECORD_PUT(&in, REVISION_CASE_INPUT, training_id, by_ext("mp"));
    RECORD_PUT(&in, REVISION_CASE_INPUT, dimension, EVALUATION_DIMENSION_METHOD);
    RECORD_PUT(&in, REVISION_CASE_INPUT, finding, "Terlalu banyak ceramah");
    if (session != NULL) RECORD_PUT(&in, REVISION_CASE_INPUT, session_id, id_of(session));
    TRY(revision_cases_load_for_open(u, &in, &facts));
    TRY(revision_cases_decide_create(&in, &facts, &row, &fx.problem));
    return revision_cases_apply_create(u, &row, ret);
}

static enum outcome create(const char *session)
{
    struct revision_case made;
    struct uow *u = new_writer();
    return finish(u, try_create(u, session, &made));
}

static void in_state(const char *state)
{
    owner_run("UPDATE revision_cases SET state = '%s', opened_at = '2020-01-01 00:00Z'"
              " WHERE organization_id = '%s'",
              state, uuid_text(fx.organization));
}

START_TEST(a_case_by_hand_is_the_only_one_of_its_dimension)
{
    ck_assert_int_eq(create(NULL), OUTCOME_OK);
    struct revision_case found = read_case(the_case("method"));
    ck_assert(found.held && !found.by_rule);
    ck_assert(uuid_equal(found.judged_version_id, id_of("one")));
    ck_assert_int_eq(found.figures, REVISION_FIGURES_NOT_SHOWN);
    ck_assert_int_eq(create(NULL), OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "already-exists /dimension");
}
END_TEST

START_TEST(a_session_of_another_training_is_not_found)
{
    add_training("other");
    add_version("another", "other", 1, "published");
    add_judged_session("s", "one", "2026-03-02", 1);
    ck_assert_int_eq(create("nowhere"), OUTCOME_INVALID);
    owner_run("UPDATE sessions SET training_id = '%s', training_version_id = '%s'",
              uuid_text(id_of("other")), uuid_text(id_of("another")));
    ck_assert_int_eq(create("s"), OUTCOME_INVALID);
}
END_TEST

START_TEST(r66_planned_sessions_are_affected_while_it_holds)
{
    add_judged_session("s", "one", "2026-08-03", 1);
    owner_run("UPDATE sessions SET state = 'planned' WHERE id = '%s'", uuid_text(id_of("s")));
    ck_assert_int_eq(create(NULL), OUTCOME_OK);
    static const char count[] = "SELECT jsonb_array_length('%s'::jsonb)";
    struct uuid id = the_case("method");
    ck_assert_int_eq(owner_number(count, read_case(id).affected_sessions.raw_json), 1);
    in_state("resolved");
    ck_assert_int_eq(owner_number(count, read_case(id).affected_sessions.raw_json), 0);
}
END_TEST

/* ---- */

static enum outcome try_act(struct uow *u, const struct revision_action_input *in)
{
    struct revision_case_change change;
    struct revision_action_row row;
    TRY(revision_cases_load_for_change(u, the_case("method"), in, &change));
    const struct revision_act act = {in, &change.facts};
    TRY(revision_cases_decide_act(&change.found, &act, &change.registry, &row, &fx.problem));
    revision_cases_apply_change(u, &change, &row, NULL);
    return OUTCOME_OK;
}

static enum outcome act(const struct revision_action_input *in)
{
    struct uow *u = new_writer();
    return finish(u, try_act(u, in));
}

static enum outcome act_by_version(const char *version)
{
    struct revision_action_input in = {0};
    RECORD_PUT(&in, REVISION_ACTION_INPUT, kind, REVISION_ACTION_KIND_NEW_VERSION);
    RECORD_PUT(&in, REVISION_ACTION_INPUT, training_version_id, id_of(version));
    return act(&in);
}

static enum outcome act_by_method(enum training_method method)
{
    struct revision_action_input in = {0};
    RECORD_PUT(&in, REVISION_ACTION_INPUT, kind, REVISION_ACTION_KIND_METHOD);
    RECORD_PUT(&in, REVISION_ACTION_INPUT, method, method);
    return act(&in);
}

static enum outcome act_by_partner(const char *partner)
{
    struct revision_action_input in = {0};
    RECORD_PUT(&in, REVISION_ACTION_INPUT, kind, REVISION_ACTION_KIND_PARTNER);
    RECORD_PUT(&in, REVISION_ACTION_INPUT, partner_id, id_of(partner));
    return act(&in);
}

static enum outcome act_by_instructor(const char *instructor)
{
    struct revision_action_input in = {0};
    RECORD_PUT(&in, REVISION_ACTION_INPUT, kind, REVISION_ACTION_KIND_INSTRUCTOR);
    RECORD_PUT(&in, REVISION_ACTION_INPUT, instructor_id, id_of(instructor));
    return act(&in);
}

START_TEST(r67_only_a_newer_version_is_a_change)
{
    ck_assert_int_eq(create(NULL), OUTCOME_OK);
    in_state("in_progress");
    ck_assert_int_eq(act_by_version("one"), OUTCOME_INVALID);
    ck_assert_str_eq(violation_of(), "validation-failed /training_version_id");
    add_version("two", "mp", 2, "draft");
    ck_assert_int_eq(act_by_version("two"), OUTCOME_INVALID);
    owner_run("UPDATE training_versions SET state = 'superseded' WHERE id = '%s'",
              uuid_text(id_of("one")));
    owner_run("UPDATE training_versions SET state = 'published', published_at = now()"
              " WHERE id = '%s'",
              uuid_text(id_of("two")));
    ck_assert_int_eq(act_by_version("two"), OUTCOME_OK);
    ck_assert_int_eq(owner_number("SELECT jsonb_array_length('%s'::jsonb)",
                                  read_case(the_case("method")).actions.raw_json),
                     1);
}
END_TEST

START_TEST(r67_only_another_method_is_a_change)
{
    ck_assert_int_eq(create(NULL), OUTCOME_OK);
    in_state("in_progress");
    ck_assert_int_eq(act_by_method(TRAINING_METHOD_LECTURE), OUTCOME_INVALID);
    ck_assert_int_eq(act_by_method(TRAINING_METHOD_PRACTICE), OUTCOME_OK);
}
END_TEST

static void add_teaching(void)
{
    const char *organization = uuid_text(fx.organization);
    add_partner("a");
    add_partner("b");
    owner_run("INSERT INTO instructors (organization_id, id, name, partner_id, created_at,"
              " updated_at) VALUES ('%s', '%s', 'A', '%s', now(), now()),"
              " ('%s', '%s', 'B', '%s', now(), now())",
              organization, uuid_text(id_of("ia")), uuid_text(id_of("a")), organization,
              uuid_text(id_of("ib")), uuid_text(id_of("b")));
    owner_run("INSERT INTO agreements (organization_id, id, partner_id, kind, number, title, valid,"
              " created_at, updated_at) VALUES ('%s', '%s', '%s', 'pks', 'PKS', 'T',"
              " '[2026-01-01,2027-01-01)', now(), now())",
              organization, uuid_text(id_of("agreement")), uuid_text(id_of("a")));
    owner_run("UPDATE sessions SET partner_id = '%s', agreement_id = '%s' WHERE id = '%s'",
              uuid_text(id_of("a")), uuid_text(id_of("agreement")), uuid_text(id_of("s")));
    owner_run("INSERT INTO session_block_instructors (organization_id, block_id, instructor_id,"
              " during) VALUES ('%s', '%s', '%s', '[2026-03-02 01:00Z,2026-03-02 09:00Z)')",
              organization, uuid_text(id_of("bs")), uuid_text(id_of("ia")));
}

START_TEST(r67_only_another_partner_or_instructor_is_a_change)
{
    add_judged_session("s", "one", "2026-03-02", 1);
    add_teaching();
    ck_assert_int_eq(create("s"), OUTCOME_OK);
    in_state("in_progress");
    ck_assert_int_eq(act_by_partner("a"), OUTCOME_INVALID);
    ck_assert_int_eq(act_by_partner("nobody"), OUTCOME_INVALID);
    ck_assert_int_eq(act_by_partner("b"), OUTCOME_OK);
    ck_assert_int_eq(act_by_instructor("ia"), OUTCOME_INVALID);
    ck_assert_int_eq(act_by_instructor("ib"), OUTCOME_OK);
}
END_TEST

START_TEST(r67_an_action_takes_an_open_case_up)
{
    ck_assert_int_eq(create(NULL), OUTCOME_OK);
    ck_assert_int_eq(act_by_method(TRAINING_METHOD_PRACTICE), OUTCOME_OK);
    struct revision_case found = read_case(the_case("method"));
    ck_assert_int_eq(found.state, REVISION_CASE_STATE_IN_PROGRESS);
    ck_assert_int_eq(owner_number("SELECT count(*) FROM transitions WHERE resource_id = '%s'"
                                  " AND from_state = 'open' AND to_state = 'in_progress'"
                                  " AND at IS NOT NULL AND principal_id IS NOT NULL",
                                  uuid_text(found.id)),
                     1);
}
END_TEST

/* The instructor who was promised has left: another one may be. */
START_TEST(r67_a_resolved_case_takes_another_action)
{
    ck_assert_int_eq(create(NULL), OUTCOME_OK);
    in_state("resolved");
    ck_assert_int_eq(act_by_method(TRAINING_METHOD_PRACTICE), OUTCOME_OK);
    ck_assert_int_eq(revision_case_count("resolved"), 1);
    in_state("verified_effective");
    ck_assert_int_eq(act_by_method(TRAINING_METHOD_PRACTICE), OUTCOME_CONFLICT);
}
END_TEST

static enum outcome try_resolve(struct uow *u)
{
    struct revision_case_change change;
    TRY(revision_cases_load_for_change(u, the_case("method"), NULL, &change));
    TRY(revision_cases_decide_resolve(&change.found, "Diubah", change.facts.actions_since,
                                      &change.registry, &fx.problem));
    revision_cases_apply_change(u, &change, NULL, NULL);
    return OUTCOME_OK;
}

static enum outcome resolve(void)
{
    struct uow *u = new_writer();
    return finish(u, try_resolve(u));
}

START_TEST(r67_a_case_is_resolved_by_its_actions)
{
    ck_assert_int_eq(create(NULL), OUTCOME_OK);
    in_state("in_progress");
    ck_assert_int_eq(resolve(), OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "case-unchanged");
    ck_assert_int_eq(act_by_method(TRAINING_METHOD_PRACTICE), OUTCOME_OK);
    ck_assert_int_eq(resolve(), OUTCOME_OK);
    struct revision_case found = read_case(the_case("method"));
    ck_assert_int_eq(found.state, REVISION_CASE_STATE_RESOLVED);
    ck_assert(!found.held);
    ck_assert_str_eq(found.change_summary, "Diubah");
}
END_TEST

START_TEST(two_resolve_at_once_and_one_does)
{
    ck_assert_int_eq(create(NULL), OUTCOME_OK);
    in_state("in_progress");
    ck_assert_int_eq(act_by_method(TRAINING_METHOD_PRACTICE), OUTCOME_OK);
    struct committer *other = commit_when_waited_for(arena_printf(
        &fx.arena, "UPDATE revision_cases SET state = 'resolved' WHERE organization_id = '%s'",
        uuid_text(fx.organization)));
    ck_assert_int_eq(resolve(), OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "wrong-state");
    ck_assert(committed(other));
}
END_TEST

/* ---- */

static size_t mine(void)
{
    struct my_revision_cases found;
    ck_assert_int_eq(revision_cases_load_mine(new_reader(), &found), OUTCOME_OK);
    return found.data.count;
}

START_TEST(r70_who_attended_reads_what_was_changed)
{
    add_judged_session("s", "one", "2026-03-02", 1);
    add_employee("ani", "199001012015031001", "unit");
    owner_run("INSERT INTO enrolments (organization_id, id, session_id, employee_id, unit_id,"
              " state, priority, priority_terms, created_at, updated_at) VALUES ('%s', '%s', '%s',"
              " '%s', '%s', 'attended', 1, '{}', now(), now())",
              uuid_text(fx.organization), uuid_text(id_of("seat")), uuid_text(id_of("s")),
              uuid_text(id_of("ani")), uuid_text(id_of("unit")));
    ck_assert_int_eq(create("s"), OUTCOME_OK);
    fx.context.self = id_of("ani");
    ck_assert_uint_eq(mine(), 0); /* nothing is changed yet */
    in_state("resolved");
    ck_assert_uint_eq(mine(), 1);
    owner_run("UPDATE enrolments SET state = 'absent' WHERE id = '%s'", uuid_text(id_of("seat")));
    ck_assert_uint_eq(mine(), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("revision_cases");
    TCase *tests = tcase_create("revision_cases");
    tcase_add_checked_fixture(tests, fixture_revisions_open, fixture_close);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, a_case_by_hand_is_the_only_one_of_its_dimension);
    tcase_add_test(tests, a_session_of_another_training_is_not_found);
    tcase_add_test(tests, r66_planned_sessions_are_affected_while_it_holds);
    tcase_add_test(tests, r67_only_a_newer_version_is_a_change);
    tcase_add_test(tests, r67_only_another_method_is_a_change);
    tcase_add_test(tests, r67_only_another_partner_or_instructor_is_a_change);
    tcase_add_test(tests, r67_an_action_takes_an_open_case_up);
    tcase_add_test(tests, r67_a_resolved_case_takes_another_action);
    tcase_add_test(tests, r67_a_case_is_resolved_by_its_actions);
    tcase_add_test(tests, two_resolve_at_once_and_one_does);
    tcase_add_test(tests, r70_who_attended_reads_what_was_changed);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
