/* test_revision_judgement.c - domain/revision_judgement.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/revision_judgement.h"

#include <string.h>

#include "fixture_problem.h"

#include "domain/base/banned.h"

#define RELEVANCE EVALUATION_DIMENSION_MATERIAL_RELEVANCE

static struct revision_tally_row tally_row;
static struct revision_live live_case;

static struct revision_judgement facts_of(bool complete)
{
    struct revision_judgement facts = {0};
    RECORD_PUT(&facts.judged, REVISION_JUDGED, evaluation_id, word_id("evaluation"));
    RECORD_PUT(&facts.judged, REVISION_JUDGED, session_id, word_id("session"));
    RECORD_PUT(&facts.judged, REVISION_JUDGED, training_id, word_id("training"));
    RECORD_PUT(&facts.judged, REVISION_JUDGED, training_version_id, word_id("version"));
    RECORD_PUT(&facts.judged, REVISION_JUDGED, complete, complete);
    RECORD_PUT(&facts.judged, REVISION_JUDGED, min_responses, 5);
    RECORD_PUT(&facts.judged, REVISION_JUDGED, unfavourable_max_score, 2);
    RECORD_PUT(&facts.judged, REVISION_JUDGED, share_bp, 2500);
    RECORD_PUT(&facts.judged, REVISION_JUDGED, confidence_bp, 8000);
    RECORD_PUT(&facts.judged, REVISION_JUDGED, min_drop_bp, 1000);
    RECORD_PUT(&facts.judged, REVISION_JUDGED, k_anonymity, 5);
    return facts;
}

static void answer(struct revision_judgement *facts, int64_t responses, int64_t unfavourable)
{
    tally_row = (struct revision_tally_row){0};
    RECORD_PUT(&tally_row, REVISION_TALLY_ROW, dimension, RELEVANCE);
    RECORD_PUT(&tally_row, REVISION_TALLY_ROW, responses, responses);
    RECORD_PUT(&tally_row, REVISION_TALLY_ROW, unfavourable, unfavourable);
    RECORD_PUT(&tally_row, REVISION_TALLY_ROW, settled, false);
    facts->tallies = &tally_row;
    facts->tally_count = 1;
}

/* A case that rests on 8 of 20. */
static void put_live(struct revision_judgement *facts, enum revision_case_state state, bool own,
                     bool decides)
{
    live_case = (struct revision_live){0};
    RECORD_PUT(&live_case, REVISION_LIVE, id, word_id("case"));
    RECORD_PUT(&live_case, REVISION_LIVE, dimension, RELEVANCE);
    RECORD_PUT(&live_case, REVISION_LIVE, state, state);
    RECORD_PUT(&live_case, REVISION_LIVE, reopened, 0);
    RECORD_PUT(&live_case, REVISION_LIVE, version, 3);
    RECORD_PUT(&live_case, REVISION_LIVE, own, own);
    RECORD_PUT(&live_case, REVISION_LIVE, decides, decides);
    RECORD_PUT(&live_case, REVISION_LIVE, before_responses, 20);
    RECORD_PUT(&live_case, REVISION_LIVE, before_unfavourable, 8);
    RECORD_PUT(&live_case, REVISION_LIVE, before_shown, true);
    facts->live = &live_case;
    facts->live_count = 1;
}

static struct revision_steps decide(const struct revision_judgement *facts)
{
    struct revision_steps steps;
    revision_judgement_decide(&scratch, facts, &steps);
    return steps;
}

START_TEST(what_was_found_is_counted_by_dimension)
{
    struct revision_judgement facts;
    struct dimension_counts counts[2];
    struct revision_live cases[2];
    memset(counts, 0, sizeof counts);
    memset(cases, 0, sizeof cases);
    RECORD_PUT(&counts[0], DIMENSION_COUNTS, dimension, RELEVANCE);
    RECORD_PUT(&counts[0], DIMENSION_COUNTS, count_1, 1);
    RECORD_PUT(&counts[0], DIMENSION_COUNTS, count_2, 2);
    RECORD_PUT(&counts[0], DIMENSION_COUNTS, count_3, 4);
    RECORD_PUT(&counts[0], DIMENSION_COUNTS, count_4, 8);
    RECORD_PUT(&counts[0], DIMENSION_COUNTS, count_5, 16);
    RECORD_PUT(&counts[1], DIMENSION_COUNTS, dimension, EVALUATION_DIMENSION_METHOD);
    RECORD_PUT(&cases[0], REVISION_LIVE, dimension, EVALUATION_DIMENSION_METHOD);
    RECORD_PUT(&cases[0], REVISION_LIVE, over, true);
    RECORD_PUT(&cases[0], REVISION_LIVE, settled, true);
    RECORD_PUT(&cases[1], REVISION_LIVE, dimension, RELEVANCE);
    const struct revision_found found = {facts_of(false).judged, counts, 2, cases, 2};
    revision_judgement_facts(&scratch, &found, &facts);
    ck_assert_uint_eq(facts.tally_count, 2);
    ck_assert_int_eq(facts.tallies[0].responses, 31);
    ck_assert_int_eq(facts.tallies[0].unfavourable, 3);
    ck_assert(!facts.tallies[0].settled);
    ck_assert_int_eq(facts.tallies[1].responses, 0);
    ck_assert(facts.tallies[1].settled);
    ck_assert_uint_eq(facts.live_count, 1);
    ck_assert_int_eq(facts.live[0].dimension, RELEVANCE);
}
END_TEST

/* 6 unfavourable answers of 19 are no case; the one that is about to be stored makes it. */
START_TEST(r65_the_answer_in_hand_counts)
{
    static const struct revision_score bad = {RELEVANCE, 2}, fair = {RELEVANCE, 3},
                                       other = {EVALUATION_DIMENSION_METHOD, 1};
    struct revision_judgement facts = facts_of(false);
    answer(&facts, 19, 6);
    revision_judgement_add(&facts, &(struct revision_scores){1, &other});
    ck_assert_int_eq(tally_row.responses, 19);
    revision_judgement_add(&facts, &(struct revision_scores){1, &fair});
    ck_assert_int_eq(tally_row.responses, 20);
    ck_assert_uint_eq(decide(&facts).count, 0);
    answer(&facts, 19, 6);
    revision_judgement_add(&facts, &(struct revision_scores){1, &bad});
    ck_assert_int_eq(tally_row.unfavourable, 7);
    ck_assert_uint_eq(decide(&facts).count, 1);
}
END_TEST

START_TEST(r65_bad_answers_open_a_case)
{
    struct revision_judgement facts = facts_of(false);
    answer(&facts, 20, 8);
    struct revision_steps steps = decide(&facts);
    ck_assert_uint_eq(steps.count, 1);
    ck_assert_int_eq(steps.items[0].kind, REVISION_STEP_OPEN);
    ck_assert_int_eq(steps.items[0].dimension, RELEVANCE);
    answer(&facts, 5, 2);
    ck_assert_uint_eq(decide(&facts).count, 0);
}
END_TEST

START_TEST(r65_a_dimension_that_was_changed_since_opens_none)
{
    struct revision_judgement facts = facts_of(false);
    answer(&facts, 20, 8);
    tally_row.settled = true;
    ck_assert_uint_eq(decide(&facts).count, 0);
}
END_TEST

START_TEST(r65_there_is_one_case_at_a_time)
{
    struct revision_judgement facts = facts_of(false);
    answer(&facts, 20, 8);
    put_live(&facts, REVISION_CASE_STATE_WAIVED, false, false);
    ck_assert_uint_eq(decide(&facts).count, 0);
    live_case.dimension = EVALUATION_DIMENSION_INSTRUCTOR;
    ck_assert_uint_eq(decide(&facts).count, 1);
}
END_TEST

START_TEST(the_end_of_its_evaluation_completes_the_evidence)
{
    struct revision_judgement facts = facts_of(false);
    answer(&facts, 20, 8);
    put_live(&facts, REVISION_CASE_STATE_OPEN, true, false);
    ck_assert_uint_eq(decide(&facts).count, 0);
    facts.judged.complete = true;
    struct revision_steps steps = decide(&facts);
    ck_assert_uint_eq(steps.count, 1);
    ck_assert_int_eq(steps.items[0].kind, REVISION_STEP_FINISH);
    ck_assert_str_eq(revision_judgement_figures(&scratch, &facts.judged, steps.items[0].tally),
                     "{\"responses\": 20, \"unfavourable\": 8, \"lower_bound_bp\": 3127}");
}
END_TEST

static const struct {
    bool complete;
    int64_t responses, unfavourable;
    size_t steps;
    enum revision_verdict verdict;
} verdicts[] = {
    {false, 20, 2, 0, 0}, /* somebody may still answer */
    {true, 20, 2, 1, REVISION_VERDICT_EFFECTIVE},
    {true, 20, 8, 1, REVISION_VERDICT_INEFFECTIVE},
    {true, 4, 0, 1, REVISION_VERDICT_INCONCLUSIVE},
    {true, 60, 18, 2, REVISION_VERDICT_EFFECTIVE}, /* 40 to 30 %: a change, and not enough */
};

START_TEST(r69_the_first_evaluation_after_the_change_decides)
{
    struct revision_judgement facts = facts_of(verdicts[_i].complete);
    answer(&facts, verdicts[_i].responses, verdicts[_i].unfavourable);
    put_live(&facts, REVISION_CASE_STATE_RESOLVED, false, true);
    struct revision_steps steps = decide(&facts);
    ck_assert_uint_eq(steps.count, verdicts[_i].steps);
    if (steps.count == 0) return;
    ck_assert_int_eq(steps.items[0].kind, REVISION_STEP_VERDICT);
    ck_assert_int_eq(steps.items[0].verdict, verdicts[_i].verdict);
    if (steps.count == 2) ck_assert_int_eq(steps.items[1].kind, REVISION_STEP_OPEN);
}
END_TEST

START_TEST(r69_no_answers_at_all_are_inconclusive)
{
    struct revision_judgement facts = facts_of(true);
    put_live(&facts, REVISION_CASE_STATE_RESOLVED, false, true);
    struct revision_steps steps = decide(&facts);
    ck_assert_uint_eq(steps.count, 1);
    ck_assert_int_eq(steps.items[0].verdict, REVISION_VERDICT_INCONCLUSIVE);
}
END_TEST

START_TEST(r65_the_case_has_its_evidence)
{
    struct revision_row row;
    struct revision_judgement facts = facts_of(false);
    answer(&facts, 20, 8);
    struct revision_steps steps = decide(&facts);
    const struct revision_stamp stamp = {word_id("new"), {1000}};
    revision_judgement_open(&scratch, &facts.judged, &steps.items[0], &stamp, &row);
    ck_assert(uuid_equal(row.id, word_id("new")));
    ck_assert(uuid_equal(row.session_id, word_id("session")));
    ck_assert(uuid_equal(row.judged_version_id, word_id("version")));
    ck_assert_int_eq(row.state, REVISION_CASE_STATE_OPEN);
    ck_assert(row.by_rule);
    ck_assert(!RECORD_HAS(&row, REVISION_ROW, opened_by));
    ck_assert_str_eq(row.evidence,
                     "{\"responses\": 20, \"unfavourable\": 8,"
                     " \"lower_bound_bp\": 3127, \"min_responses\": 5,"
                     " \"unfavourable_max_score\": 2, \"unfavourable_share_bp\": 2500,"
                     " \"confidence_bp\": 8000}");
}
END_TEST

static struct revision_row ended(struct revision_judgement *facts, int64_t unfavourable)
{
    struct revision_row row;
    answer(facts, 20, unfavourable);
    struct revision_steps steps = decide(facts);
    revision_judgement_end(&scratch, &facts->judged, &steps.items[0], (struct instant){2000}, &row);
    return row;
}

START_TEST(r69_the_effect_is_said_with_figures)
{
    struct revision_judgement facts = facts_of(true);
    put_live(&facts, REVISION_CASE_STATE_RESOLVED, false, true);
    struct revision_row row = ended(&facts, 2);
    ck_assert_int_eq(row.state, REVISION_CASE_STATE_VERIFIED_EFFECTIVE);
    ck_assert_int_eq(row.version, 4);
    ck_assert(uuid_equal(row.effect_evaluation_id, word_id("evaluation")));
    ck_assert_str_eq(row.effect, "{\"verdict\": \"verified_effective\", \"figures\": \"shown\","
                                 " \"min_drop_bp\": 1000,"
                                 " \"before\": {\"responses\": 20, \"unfavourable\": 8},"
                                 " \"after\": {\"responses\": 20, \"unfavourable\": 2}}");
}
END_TEST

START_TEST(r61_the_effect_hides_what_may_not_be_shown)
{
    static const char hidden[] = "\"figures\": \"not_shown\"}";
    struct revision_judgement facts = facts_of(true);
    put_live(&facts, REVISION_CASE_STATE_RESOLVED, false, true);
    facts.judged.k_anonymity = 21;
    ck_assert_ptr_nonnull(strstr(ended(&facts, 2).effect, hidden));
    facts.judged.k_anonymity = 5;
    live_case.before_shown = false;
    ck_assert_ptr_nonnull(strstr(ended(&facts, 2).effect, hidden));
}
END_TEST

START_TEST(r69_an_ineffective_change_reopens_about_the_session_judged_now)
{
    struct revision_judgement facts = facts_of(true);
    put_live(&facts, REVISION_CASE_STATE_RESOLVED, false, true);
    struct revision_row row = ended(&facts, 9);
    ck_assert_int_eq(row.state, REVISION_CASE_STATE_VERIFIED_INEFFECTIVE);
    struct revision_steps steps = decide(&facts);
    revision_judgement_reopen(&scratch, &facts.judged, &steps.items[0], &row);
    ck_assert_int_eq(row.state, REVISION_CASE_STATE_OPEN);
    ck_assert_int_eq(row.reopened, 1);
    ck_assert_int_eq(row.version, 5);
    ck_assert_int_eq(row.opened_at.us, 2000);
    ck_assert(uuid_equal(row.evaluation_id, word_id("evaluation")));
    ck_assert_ptr_nonnull(strstr(row.evidence, "\"unfavourable\": 9"));
    const char *told = revision_judgement_policy_evidence(&scratch, &row);
    ck_assert_ptr_nonnull(strstr(told, "\"dimension\": \"material_relevance\", \"reopened\": 1"));
    ck_assert_ptr_nonnull(strstr(told, "\"after\": {\"responses\": 20, \"unfavourable\": 9}"));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("revision_judgement");
    tcase_add_test(tests, what_was_found_is_counted_by_dimension);
    tcase_add_test(tests, r65_the_answer_in_hand_counts);
    tcase_add_test(tests, r65_bad_answers_open_a_case);
    tcase_add_test(tests, r65_a_dimension_that_was_changed_since_opens_none);
    tcase_add_test(tests, r65_there_is_one_case_at_a_time);
    tcase_add_test(tests, the_end_of_its_evaluation_completes_the_evidence);
    tcase_add_loop_test(tests, r69_the_first_evaluation_after_the_change_decides, 0,
                        sizeof verdicts / sizeof verdicts[0]);
    tcase_add_test(tests, r69_no_answers_at_all_are_inconclusive);
    tcase_add_test(tests, r65_the_case_has_its_evidence);
    tcase_add_test(tests, r69_the_effect_is_said_with_figures);
    tcase_add_test(tests, r61_the_effect_hides_what_may_not_be_shown);
    tcase_add_test(tests, r69_an_ineffective_change_reopens_about_the_session_judged_now);
    return run_case(tests, "revision_judgement");
}
