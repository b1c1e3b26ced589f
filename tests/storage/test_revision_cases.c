/* test_revision_cases.c - revision cases opened, changed and resolved by people
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/revision_cases.h"

#include "fixture_policies.h"
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

static enum outcome try_waive(struct uow *u, const char *until)
{
    struct revision_case_change change;
    struct revision_waiver in = {0};
    RECORD_PUT(&in, REVISION_WAIVER, waived_until, day(until));
    RECORD_PUT(&in, REVISION_WAIVER, reason, "Pelatihan wajib");
    TRY(revision_cases_load_for_change(u, the_case("method"), NULL, &change));
    const struct revision_waiver_limit limit = {fx.context.today, change.facts.waiver_max_days};
    TRY(revision_cases_decide_waive(&change.found, &in, &limit, &change.registry, &fx.problem));
    revision_cases_apply_change(u, &change, NULL, in.reason);
    return OUTCOME_OK;
}

static enum outcome waive(const char *until)
{
    struct uow *u = new_writer();
    return finish(u, try_waive(u, until));
}

static enum outcome try_start(struct uow *u)
{
    struct revision_case_change change;
    TRY(revision_cases_load_for_change(u, the_case("method"), NULL, &change));
    TRY(revision_cases_decide_start(&change.found, &change.registry, &fx.problem));
    revision_cases_apply_change(u, &change, NULL, "Mulai");
    return OUTCOME_OK;
}

static enum outcome start(void)
{
    struct uow *u = new_writer();
    return finish(u, try_start(u));
}

/* 180 days from 1 July are 28 December. */
START_TEST(r67_a_waiver_ends_with_its_day)
{
    ck_assert_int_eq(create(NULL), OUTCOME_OK);
    ck_assert_int_eq(waive("2026-07-31"), OUTCOME_FORBIDDEN); /* whoever opened it */
    ck_assert_str_eq(violation_of(), "own-case");
    fx.context.principal_id = id_of("approver");
    ck_assert_int_eq(waive("2026-12-29"), OUTCOME_INVALID);
    ck_assert_str_eq(violation_of(), "validation-failed /waived_until");
    ck_assert_int_eq(waive("2026-07-31"), OUTCOME_OK);
    struct revision_case found = read_case(the_case("method"));
    ck_assert_int_eq(found.state, REVISION_CASE_STATE_WAIVED);
    ck_assert(uuid_equal(found.waived_by, id_of("approver")));
    ck_assert(!found.held);
    today_is("2026-07-31");
    ck_assert(!read_case(found.id).held);
    today_is("2026-08-01");
    ck_assert(read_case(found.id).held);
    ck_assert_int_eq(waive("2026-08-31"), OUTCOME_OK); /* once more */
    ck_assert(!read_case(found.id).held);
    ck_assert_str_eq(owner_text("SELECT string_agg(to_state || ' ' || COALESCE(reason, ''), ', '"
                                " ORDER BY to_state) FROM transitions WHERE resource_id = '%s'",
                                uuid_text(found.id)),
                     "open , waived Pelatihan wajib, waived Pelatihan wajib");
}
END_TEST

START_TEST(r67_a_waived_case_is_taken_up_again)
{
    ck_assert_int_eq(create(NULL), OUTCOME_OK);
    fx.context.principal_id = id_of("approver");
    ck_assert_int_eq(waive("2026-07-31"), OUTCOME_OK);
    ck_assert_int_eq(start(), OUTCOME_OK);
    struct revision_case found = read_case(the_case("method"));
    ck_assert_int_eq(found.state, REVISION_CASE_STATE_IN_PROGRESS);
    ck_assert(found.held);
    ck_assert_int_eq(owner_number("SELECT count(*) FROM transitions WHERE resource_id = '%s'"
                                  " AND from_state = 'waived' AND to_state = 'in_progress'"
                                  " AND reason = 'Mulai' AND principal_id = '%s'",
                                  uuid_text(found.id), uuid_text(id_of("approver"))),
                     1);
    ck_assert_int_eq(start(), OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "wrong-state");
}
END_TEST

/* ---- */

static size_t mine(void)
{
    struct my_revision_cases found;
    ck_assert_int_eq(revision_cases_load_mine(new_reader(), &found), OUTCOME_OK);
    return found.data.count;
}

static void add_seat(const char *session, const char *employee)
{
    owner_run("INSERT INTO enrolments (organization_id, id, session_id, employee_id, unit_id,"
              " state, priority, priority_terms, created_at, updated_at) VALUES ('%s', '%s', '%s',"
              " '%s', '%s', 'attended', 1, '{}', now(), now())",
              uuid_text(fx.organization), uuid_text(id_of(employee)), uuid_text(id_of(session)),
              uuid_text(id_of(employee)), uuid_text(id_of("unit")));
}

START_TEST(r70_who_attended_reads_what_was_changed)
{
    add_judged_session("s", "one", "2026-03-02", 1);
    add_employee("ani", "199001012015031001", "unit");
    add_seat("s", "ani");
    ck_assert_int_eq(create("s"), OUTCOME_OK);
    fx.context.self = id_of("ani");
    ck_assert_uint_eq(mine(), 0); /* nothing is changed yet */
    ck_assert_int_eq(act_by_method(TRAINING_METHOD_PRACTICE), OUTCOME_OK);
    ck_assert_uint_eq(mine(), 0);
    ck_assert_int_eq(resolve(), OUTCOME_OK);
    ck_assert_uint_eq(mine(), 1);
    owner_run("UPDATE enrolments SET state = 'absent' WHERE id = '%s'", uuid_text(id_of("ani")));
    ck_assert_uint_eq(mine(), 0);
}
END_TEST

/* The change did not help: those of the first session go on reading, those of the second from the
 * next change on. */
START_TEST(r70_a_case_that_moves_on_leaves_nobody_behind)
{
    static const char *const people[] = {"ani", "budi"};
    static const struct scores bad = {2, 5}, good = {4, 4};
    static const int64_t unfavourable[] = {20, 19};
    struct my_revision_cases found;
    add_employee("ani", "199001012015031001", "unit");
    add_employee("budi", "199001012015031002", "unit");
    add_judged_session("s", "one", "2026-03-02", 20);
    add_judged_session("t", "one", "2026-05-04", 20);
    add_seat("s", "ani");
    add_seat("t", "budi");
    add_judgements("s", 20, bad);
    ck_assert_int_eq(judge("s"), OUTCOME_OK);
    resolve_by_version("material_relevance", "one", "2026-04-01");
    owner_run("UPDATE revision_case_sessions SET judged_at = '2026-03-02 00:00Z'");
    ck_assert(instant_parse("2026-05-05T00:00:00Z", &fx.context.now));
    add_judgements("t", 19, bad);
    add_judgements("t", 1, good);
    ck_assert_int_eq(judge("t"), OUTCOME_OK);
    ck_assert_int_eq(read_case(the_case("material_relevance")).reopened, 1);
    fx.context.self = id_of("budi");
    ck_assert_uint_eq(mine(), 0);
    fx.context.self = id_of("ani");
    ck_assert_uint_eq(mine(), 1); /* the case is open again */
    owner_run("UPDATE revision_cases SET resolved_at = '2026-06-01 00:00Z', state = 'resolved'"
              " WHERE organization_id = '%s'",
              uuid_text(fx.organization));
    for (int i = 0; i < 2; i++) {
        fx.context.self = id_of(people[i]);
        ck_assert_int_eq(revision_cases_load_mine(new_reader(), &found), OUTCOME_OK);
        ck_assert_uint_eq(found.data.count, 1);
        const struct my_revision_case *told = &found.data.items[0];
        ck_assert(uuid_equal(told->session_id, id_of(i == 0 ? "s" : "t")));
        /* the figures are those of their own session, not of the other one */
        ck_assert_int_eq(told->figures, REVISION_FIGURES_SHOWN);
        ck_assert_int_eq(told->responses, 20);
        ck_assert_int_eq(told->unfavourable, unfavourable[i]);
    }
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
    tcase_add_test(tests, r67_a_waiver_ends_with_its_day);
    tcase_add_test(tests, r67_a_waived_case_is_taken_up_again);
    tcase_add_test(tests, r70_who_attended_reads_what_was_changed);
    tcase_add_test(tests, r70_a_case_that_moves_on_leaves_nobody_behind);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
