/* test_revisions.c - judgements open, hold and end revision cases
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/evaluations.h"
#include "storage/revisions.h"
#include "storage/sessions.h"

#include <string.h>

#include "fixture_policies.h"
#include "fixture_revisions.h"

#include "domain/base/banned.h"

static const struct scores bad = {2, 5}, good = {4, 5};

/* ---- */

START_TEST(r65_eight_of_twenty_open_a_case_and_two_of_five_do_not)
{
    add_judged_session("s", "one", "2026-03-02", 30);
    add_judgements("s", 2, bad);
    add_judgements("s", 3, good);
    ck_assert_int_eq(judge("s"), OUTCOME_OK);
    ck_assert_int_eq(revision_case_count(NULL), 0);
    add_judgements("s", 6, bad);
    add_judgements("s", 9, good);
    ck_assert_int_eq(judge("s"), OUTCOME_OK);
    ck_assert_int_eq(revision_case_count("open"), 1);
    struct uuid id = the_case("material_relevance");
    ck_assert_str_eq(owner_text("SELECT evidence ->> 'responses' || ' ' ||"
                                " (evidence ->> 'unfavourable') || ' ' ||"
                                " (evidence ->> 'lower_bound_bp') || ' ' || by_rule::text"
                                " FROM revision_cases WHERE id = '%s'",
                                uuid_text(id)),
                     "20 8 3127 true");
    struct revision_case found = read_case(id);
    ck_assert(found.held);
    ck_assert(uuid_equal(found.session_id, id_of("s")));
    ck_assert(uuid_equal(found.judged_version_id, id_of("one")));
    ck_assert_int_eq(judge("s"), OUTCOME_OK);
    ck_assert_int_eq(revision_case_count(NULL), 1);
}
END_TEST

/* The answer counts before it is stored; judging what is stored comes to the same. */
START_TEST(r65_the_deciding_answer_opens_the_case)
{
    add_judged_session("s", "one", "2026-03-02", 30);
    add_judgements("s", 6, bad);
    add_judgements("s", 12, good);
    answer_next("s", good);
    ck_assert_int_eq(revision_case_count(NULL), 0);
    answer_next("s", bad);
    struct uuid id = the_case("material_relevance");
    ck_assert_str_eq(owner_text("SELECT (evidence ->> 'responses') || ' ' ||"
                                " (evidence ->> 'unfavourable') FROM revision_cases"
                                " WHERE id = '%s'",
                                uuid_text(id)),
                     "20 7");
    ck_assert_int_eq(owner_number("SELECT count(*) FROM responses WHERE evaluation_id = '%s'",
                                  uuid_text(id_of("es"))),
                     20);
    ck_assert_int_eq(judge("s"), OUTCOME_OK);
    ck_assert_int_eq(revision_case_count(NULL), 1);
}
END_TEST

START_TEST(r65_the_first_answers_count_too)
{
    add_judged_session("s", "one", "2026-03-02", 30);
    for (int n = 0; n < 4; n++) answer_next("s", bad);
    ck_assert_int_eq(revision_case_count(NULL), 0);
    answer_next("s", bad);
    ck_assert_int_eq(revision_case_count("open"), 1);
}
END_TEST

START_TEST(r65_the_trail_tells_nothing_of_the_answers)
{
    add_judged_session("s", "one", "2026-03-02", 30);
    add_judgements("s", 20, bad);
    ck_assert_int_eq(judge("s"), OUTCOME_OK);
    ck_assert_int_eq(owner_number("SELECT count(*) FROM audit_events WHERE organization_id = '%s'"
                                  " AND resource_type = 'revision_case'"
                                  " AND detail::text NOT LIKE '%%responses%%'",
                                  uuid_text(fx.organization)),
                     1);
    ck_assert_str_eq(owner_text("SELECT to_state FROM transitions WHERE organization_id = '%s'"
                                " AND resource_type = 'revision_case' AND from_state IS NULL",
                                uuid_text(fx.organization)),
                     "open");
}
END_TEST

START_TEST(r61_figures_wait_for_the_end_of_the_evaluation)
{
    add_judged_session("s", "one", "2026-03-02", 30);
    add_judgements("s", 8, bad);
    add_judgements("s", 12, good);
    ck_assert_int_eq(judge("s"), OUTCOME_OK);
    struct uuid id = the_case("material_relevance");
    ck_assert_int_eq(read_case(id).figures, REVISION_FIGURES_NOT_SHOWN);
    ck_assert_ptr_null(strstr(read_case(id).evidence, "responses\": 20"));
    ck_assert_ptr_nonnull(strstr(read_case(id).evidence, "min_responses"));
    close_judged("s");
    ck_assert_int_eq(judge("s"), OUTCOME_OK);
    ck_assert_int_eq(read_case(id).figures, REVISION_FIGURES_SHOWN);
    ck_assert_ptr_nonnull(strstr(read_case(id).evidence, "\"final\": {"));
}
END_TEST

/* 20 answers when the case opened and 22 at the end: the difference would tell of two. */
START_TEST(r61_no_two_figures_differ_by_too_few_answers)
{
    add_judged_session("s", "one", "2026-03-02", 22);
    add_judgements("s", 8, bad);
    add_judgements("s", 12, good);
    ck_assert_int_eq(judge("s"), OUTCOME_OK);
    add_judgements("s", 2, good);
    ck_assert_int_eq(judge("s"), OUTCOME_OK); /* all ballots are used */
    struct revision_case found = read_case(the_case("material_relevance"));
    ck_assert_int_eq(found.figures, REVISION_FIGURES_SHOWN);
    ck_assert_ptr_null(strstr(found.evidence, "\"responses\": 20"));
    ck_assert_ptr_nonnull(strstr(found.evidence, "\"responses\": 22"));
}
END_TEST

/* Another session of the training is judged while ours waits for the training. */
START_TEST(r65_two_judgements_at_once_open_one_case)
{
    add_judged_session("s", "one", "2026-03-02", 30);
    add_judgements("s", 20, bad);
    struct committer *other = commit_when_waited_for(arena_printf(
        &fx.arena,
        "SELECT FROM trainings WHERE id = '%s' FOR NO KEY UPDATE;"
        " INSERT INTO revision_cases (organization_id, id, training_id, dimension, by_rule,"
        " evidence, opened_at, created_at, updated_at) VALUES ('%s', gen_random_uuid(), '%s',"
        " 'material_relevance', false, '{}', now(), now(), now())",
        uuid_text(id_of("mp")), uuid_text(fx.organization), uuid_text(id_of("mp"))));
    ck_assert_int_eq(judge("s"), OUTCOME_OK);
    ck_assert(committed(other));
    ck_assert_int_eq(revision_case_count(NULL), 1);
}
END_TEST

/* ---- */

/* What scheduling is told of the training; sessions decide by it. */
static bool held(void)
{
    struct session_facts facts;
    struct session_create in = {0};
    RECORD_PUT(&in, SESSION_CREATE, training_id, by_ext("mp"));
    struct uow *u = new_writer();
    ck_assert_int_eq(finish(u, sessions_load_for_create(u, &in, 0, &facts)), OUTCOME_OK);
    return RECORD_HAS(&facts.pin, SESSION_PIN, revision_case_id);
}

START_TEST(r66_an_open_case_holds_and_a_waiver_ends)
{
    ck_assert(!held());
    add_judged_session("s", "one", "2026-03-02", 30);
    add_judgements("s", 20, bad);
    ck_assert_int_eq(judge("s"), OUTCOME_OK);
    ck_assert(held());
    owner_run("UPDATE revision_cases SET state = 'waived', waived_until = '2026-07-01',"
              " waived_by = gen_random_uuid(), reason = 'x' WHERE organization_id = '%s'",
              uuid_text(fx.organization));
    ck_assert(!held());
    today_is("2026-07-02");
    ck_assert(held());
}
END_TEST

/* ---- */

/* The case of 8 of 20 in session "s", resolved on 1 April by version "two". */
static void resolve_first(void)
{
    add_judged_session("s", "one", "2026-03-02", 20);
    add_judgements("s", 8, bad);
    add_judgements("s", 12, good);
    ck_assert_int_eq(judge("s"), OUTCOME_OK);
    owner_run("UPDATE training_versions SET state = 'superseded' WHERE id = '%s'",
              uuid_text(id_of("one")));
    add_version("two", "mp", 2, "published");
    resolve_by_version("material_relevance", "two", "2026-04-01");
}

START_TEST(r69_a_drop_verifies_the_change_with_figures)
{
    resolve_first();
    add_judged_session("t", "two", "2026-05-04", 20);
    add_judgements("t", 2, bad);
    add_judgements("t", 17, good);
    ck_assert_int_eq(judge("t"), OUTCOME_OK);
    ck_assert_int_eq(revision_case_count("resolved"), 1); /* one may still answer */
    add_judgements("t", 1, good);
    ck_assert_int_eq(judge("t"), OUTCOME_OK);
    struct revision_case found = read_case(the_case("material_relevance"));
    ck_assert_int_eq(found.state, REVISION_CASE_STATE_VERIFIED_EFFECTIVE);
    ck_assert(uuid_equal(found.effect_evaluation_id, id_of("et")));
    ck_assert_str_eq(owner_text("SELECT (effect #>> '{before,unfavourable}') || ' ' ||"
                                " (effect #>> '{after,unfavourable}') FROM revision_cases"
                                " WHERE id = '%s'",
                                uuid_text(found.id)),
                     "8 2");
    ck_assert(!held());
}
END_TEST

START_TEST(r69_the_last_answer_decides_with_itself)
{
    resolve_first();
    add_judged_session("t", "two", "2026-05-04", 20);
    add_judgements("t", 1, bad);
    add_judgements("t", 17, good);
    answer_next("t", bad);
    ck_assert_int_eq(revision_case_count("resolved"), 1); /* one may still answer */
    answer_next("t", good);
    ck_assert_int_eq(revision_case_count("verified_effective"), 1);
    ck_assert_str_eq(owner_text("SELECT (effect #>> '{after,responses}') || ' ' ||"
                                " (effect #>> '{after,unfavourable}') FROM revision_cases"
                                " WHERE id = '%s'",
                                uuid_text(the_case("material_relevance"))),
                     "20 2");
}
END_TEST

START_TEST(r69_an_ineffective_change_reopens_and_asks_for_the_policy)
{
    add_policy("policy");
    adopted_version(&(struct version_plan){.from = "2026-01-01"});
    resolve_first();
    add_judged_session("t", "two", "2026-05-04", 20);
    add_judgements("t", 9, bad);
    add_judgements("t", 11, good);
    ck_assert_int_eq(judge("t"), OUTCOME_OK);
    struct revision_case found = read_case(the_case("material_relevance"));
    ck_assert_int_eq(found.state, REVISION_CASE_STATE_OPEN);
    ck_assert_int_eq(found.reopened, 1);
    ck_assert(uuid_equal(found.judged_version_id, id_of("two")));
    ck_assert_int_eq(owner_number("SELECT count(*) FROM transitions WHERE resource_id = '%s'"
                                  " AND to_state = 'verified_ineffective'",
                                  uuid_text(found.id)),
                     1);
    ck_assert_ptr_nonnull(strstr(
        owner_text("SELECT evidence::text FROM policy_revision_proposals WHERE training_id = '%s'",
                   uuid_text(id_of("mp"))),
        uuid_text(found.id)));
    ck_assert_int_eq(judge("t"), OUTCOME_OK);
    ck_assert_int_eq(read_case(found.id).reopened, 1);
}
END_TEST

/* A member of the only earlier round of the case. */
static const char *of_round(const char *path)
{
    return owner_text("SELECT '%s'::jsonb #>> '%s'",
                      read_case(the_case("material_relevance")).earlier_rounds.raw_json, path);
}

static int64_t rounds(void)
{
    return owner_number("SELECT jsonb_array_length('%s'::jsonb)",
                        read_case(the_case("material_relevance")).earlier_rounds.raw_json);
}

static void judge_without_effect(void)
{
    add_judged_session("t", "two", "2026-05-04", 20);
    add_judgements("t", 9, bad);
    add_judgements("t", 11, good);
    ck_assert_int_eq(judge("t"), OUTCOME_OK);
}

START_TEST(r69_every_round_keeps_its_evidence)
{
    resolve_first();
    ck_assert_int_eq(rounds(), 0);
    judge_without_effect();
    ck_assert_int_eq(rounds(), 1);
    ck_assert_str_eq(of_round("{0,number}"), "1");
    ck_assert_str_eq(of_round("{0,evaluation_id}"), uuid_text(id_of("es")));
    ck_assert_str_eq(of_round("{0,judged_version_id}"), uuid_text(id_of("one")));
    ck_assert_str_eq(of_round("{0,figures}"), "shown");
    ck_assert_str_eq(of_round("{0,evidence,unfavourable}"), "8");
    ck_assert_str_eq(of_round("{0,effect_evaluation_id}"), uuid_text(id_of("et")));
    ck_assert_str_eq(of_round("{0,effect,verdict}"), "verified_ineffective");
    ck_assert_ptr_nonnull(
        strstr(read_case(the_case("material_relevance")).evidence, "\"unfavourable\": 9"));
}
END_TEST

/* The first evaluation can be answered until it is closed; then its figures of the end are those of
 * its round. */
START_TEST(r61_an_earlier_round_is_shown_as_the_case_was)
{
    resolve_first();
    owner_run("UPDATE ballots SET answered = false WHERE ctid = (SELECT min(ctid) FROM ballots"
              " WHERE evaluation_id = '%s')",
              uuid_text(id_of("es")));
    judge_without_effect();
    ck_assert_str_eq(of_round("{0,figures}"), "not_shown");
    ck_assert_ptr_null(of_round("{0,evidence,unfavourable}"));
    ck_assert_str_eq(of_round("{0,evidence,min_responses}"), "5");
    close_judged("s");
    ck_assert_int_eq(judge("s"), OUTCOME_OK);
    ck_assert_str_eq(of_round("{0,figures}"), "shown");
    ck_assert_str_eq(of_round("{0,evidence,final,unfavourable}"), "8");
    ck_assert_ptr_null(strstr(read_case(the_case("material_relevance")).evidence, "final"));
}
END_TEST

START_TEST(r69_too_few_answers_say_nothing)
{
    resolve_first();
    add_judged_session("t", "two", "2026-05-04", 20);
    add_judgements("t", 4, good);
    close_judged("t");
    ck_assert_int_eq(judge("t"), OUTCOME_OK);
    ck_assert_int_eq(revision_case_count("inconclusive"), 1);
}
END_TEST

static struct evaluations_closed close_due(void)
{
    struct evaluations_closed closed;
    struct uow *u = new_writer();
    ck_assert_int_eq(finish(u, revisions_close_due(u, NULL, &closed)), OUTCOME_OK);
    return closed;
}

/* Of 20 people only 19 answer: nobody's answer is the last one. */
START_TEST(r69_the_last_day_of_an_evaluation_ends_it_too)
{
    resolve_first();
    add_judged_session("t", "two", "2026-05-04", 20);
    add_judgements("t", 2, bad);
    add_judgements("t", 17, good);
    ck_assert_int_eq(judge("t"), OUTCOME_OK);
    today_is("2026-12-31");
    ck_assert_int_eq(close_due().closed, 0);
    ck_assert_int_eq(revision_case_count("resolved"), 1);
    today_is("2027-01-01");
    ck_assert_int_eq(close_due().closed, 2); /* that of the first session, too */
    ck_assert_int_eq(revision_case_count("verified_effective"), 1);
    ck_assert_int_eq(owner_number("SELECT count(*) FROM evaluations v JOIN transitions t"
                                  " ON t.resource_id = v.id AND t.to_state = 'closed'"
                                  " WHERE v.organization_id = '%s' AND v.state = 'closed'"
                                  " AND v.closes_on = '2026-12-31'",
                                  uuid_text(fx.organization)),
                     2);
    ck_assert_int_eq(close_due().closed, 0);
}
END_TEST

/* completed → evaluated, with its history, audit and outbox rows; nothing else moves. */
START_TEST(a_session_is_evaluated_when_its_evaluation_ends)
{
    add_judged_session("t", "one", "2026-05-04", 5);
    today_is("2027-01-01");
    owner_run("UPDATE sessions SET state = 'completed' WHERE organization_id = '%s'",
              uuid_text(fx.organization));
    ck_assert_int_ge(close_due().closed, 1);
    ck_assert_int_eq(
        owner_number("SELECT count(*) FROM sessions s"
                     " JOIN transitions t ON t.resource_id = s.id AND t.to_state = 'evaluated'"
                     " JOIN audit_events a ON a.resource_id = s.id"
                     " AND a.resource_version = s.version"
                     " JOIN outbox_events o ON o.resource_id = s.id"
                     " AND o.resource_version = s.version"
                     " WHERE s.organization_id = '%s' AND s.state = 'evaluated'",
                     uuid_text(fx.organization)),
        owner_number("SELECT count(*) FROM sessions WHERE organization_id = '%s'",
                     uuid_text(fx.organization)));
}
END_TEST

START_TEST(evaluations_that_are_due_are_closed_by_twenty)
{
    for (int i = 0; i <= EVALUATIONS_MAX_DUE; i++)
        add_judged_session(arena_printf(&fx.arena, "s%d", i), "one",
                           arena_printf(&fx.arena, "2026-03-%02d", i + 1), 0);
    today_is("2027-01-01");
    struct evaluations_closed closed = close_due();
    ck_assert_int_eq(closed.closed, EVALUATIONS_MAX_DUE);
    ck_assert(closed.more);
    closed = close_due();
    ck_assert_int_eq(closed.closed, 1);
    ck_assert(!closed.more);
}
END_TEST

/* Held after the change, and without it; then before the change. */
START_TEST(r69_only_a_session_with_the_change_judges_it)
{
    resolve_first();
    add_judged_session("old", "one", "2026-05-04", 20);
    add_judgements("old", 20, good);
    ck_assert_int_eq(judge("old"), OUTCOME_OK);
    ck_assert_int_eq(revision_case_count("resolved"), 1);
    add_judged_session("early", "two", "2026-03-20", 20);
    add_judgements("early", 20, bad);
    ck_assert_int_eq(judge("early"), OUTCOME_OK);
    ck_assert_int_eq(revision_case_count("resolved"), 1);
    owner_run("UPDATE revision_cases SET state = 'verified_effective' WHERE organization_id = '%s'",
              uuid_text(fx.organization));
    ck_assert_int_eq(judge("early"), OUTCOME_OK);
    ck_assert_int_eq(revision_case_count(NULL), 1); /* what it says is answered already */
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("revisions");
    TCase *tests = tcase_create("revisions");
    tcase_add_checked_fixture(tests, fixture_revisions_open, fixture_close);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, r65_eight_of_twenty_open_a_case_and_two_of_five_do_not);
    tcase_add_test(tests, r65_the_deciding_answer_opens_the_case);
    tcase_add_test(tests, r65_the_first_answers_count_too);
    tcase_add_test(tests, r65_the_trail_tells_nothing_of_the_answers);
    tcase_add_test(tests, r61_figures_wait_for_the_end_of_the_evaluation);
    tcase_add_test(tests, r61_no_two_figures_differ_by_too_few_answers);
    tcase_add_test(tests, r65_two_judgements_at_once_open_one_case);
    tcase_add_test(tests, r66_an_open_case_holds_and_a_waiver_ends);
    tcase_add_test(tests, r69_a_drop_verifies_the_change_with_figures);
    tcase_add_test(tests, r69_the_last_answer_decides_with_itself);
    tcase_add_test(tests, r69_an_ineffective_change_reopens_and_asks_for_the_policy);
    tcase_add_test(tests, r69_every_round_keeps_its_evidence);
    tcase_add_test(tests, r61_an_earlier_round_is_shown_as_the_case_was);
    tcase_add_test(tests, r69_too_few_answers_say_nothing);
    tcase_add_test(tests, r69_the_last_day_of_an_evaluation_ends_it_too);
    tcase_add_test(tests, a_session_is_evaluated_when_its_evaluation_ends);
    tcase_add_test(tests, evaluations_that_are_due_are_closed_by_twenty);
    tcase_add_test(tests, r69_only_a_session_with_the_change_judges_it);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
