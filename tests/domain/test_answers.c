/* test_answers.c - what one participant answers
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/answers.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

static struct instrument_item items[4];
static struct answer_facts facts;
static struct score_answer scores[3];
static struct text_answer texts[2];
static struct evaluation_answer in;
static struct answer_decision decision;

static void put_item(int i, const char *word, enum item_kind kind)
{
    RECORD_PUT(&items[i], INSTRUMENT_ITEM, id, word_id(word));
    RECORD_PUT(&items[i], INSTRUMENT_ITEM, kind, kind);
}

static void put_score(size_t i, const char *word, int64_t score)
{
    RECORD_PUT(&scores[i], SCORE_ANSWER, item_id, word_id(word));
    RECORD_PUT(&scores[i], SCORE_ANSWER, score, score);
    in.scores = (struct score_answer_list){.count = i + 1, .items = scores};
}

static void put_text(size_t i, const char *word, const char *text)
{
    RECORD_PUT(&texts[i], TEXT_ANSWER, item_id, word_id(word));
    RECORD_PUT(&texts[i], TEXT_ANSWER, text, text);
    in.texts = (struct text_answer_list){.count = i + 1, .items = texts};
}

static void open_case(void)
{
    fixture_problem_open();
    put_item(0, "method", ITEM_KIND_SCORE);
    put_item(1, "overall", ITEM_KIND_SCORE);
    put_item(2, "praise", ITEM_KIND_TEXT);
    put_item(3, "advice", ITEM_KIND_TEXT);
    facts = (struct answer_facts){.evaluation_id = word_id("evaluation"),
                                  .instrument_version_id = word_id("version"),
                                  .state = EVALUATION_STATE_OPEN,
                                  .items = items,
                                  .item_count = 4};
    in = (struct evaluation_answer){0};
    put_score(0, "overall", 4);
    put_score(1, "method", 2);
}

static const char *id_text(const char *word)
{
    char text[UUID_TEXT_LENGTH + 1];
    uuid_format(word_id(word), text);
    return arena_text(&scratch, text);
}

START_TEST(r60_the_order_of_an_answer_is_that_of_the_instrument)
{
    put_text(0, "advice", "Lebih \"banyak\" contoh");
    ck_assert_int_eq(answers_decide(&in, &facts, &decision, &problem), OUTCOME_OK);
    ck_assert_str_eq(decision.scores, arena_printf(&scratch, "{\"%s\":2,\"%s\":4}",
                                                   id_text("method"), id_text("overall")));
    ck_assert_str_eq(
        decision.texts,
        arena_printf(&scratch, "{\"%s\":\"Lebih \\\"banyak\\\" contoh\"}", id_text("advice")));
}
END_TEST

START_TEST(r65_every_score_is_told_by_its_dimension)
{
    RECORD_PUT(&items[0], INSTRUMENT_ITEM, dimension, EVALUATION_DIMENSION_METHOD);
    RECORD_PUT(&items[1], INSTRUMENT_ITEM, dimension, EVALUATION_DIMENSION_OVERALL);
    ck_assert_int_eq(answers_decide(&in, &facts, &decision, &problem), OUTCOME_OK);
    ck_assert_uint_eq(decision.judged.count, 2);
    ck_assert_int_eq(decision.judged.items[0].dimension, EVALUATION_DIMENSION_METHOD);
    ck_assert_int_eq(decision.judged.items[0].score, 2);
    ck_assert_int_eq(decision.judged.items[1].score, 4);
    ck_assert(decision.freezes);
    facts.frozen = true;
    ck_assert_int_eq(answers_decide(&in, &facts, &decision, &problem), OUTCOME_OK);
    ck_assert(!decision.freezes);
}
END_TEST

START_TEST(words_are_free)
{
    ck_assert_int_eq(answers_decide(&in, &facts, &decision, &problem), OUTCOME_OK);
    ck_assert_str_eq(decision.texts, "{}");
}
END_TEST

START_TEST(r60_a_ballot_is_used_once)
{
    facts.answered = true;
    ck_assert_int_eq(answers_decide(&in, &facts, &decision, &problem), OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), "already-answered");
}
END_TEST

START_TEST(a_closed_evaluation_takes_no_answer)
{
    facts.state = EVALUATION_STATE_CLOSED;
    ck_assert_int_eq(answers_decide(&in, &facts, &decision, &problem), OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), "wrong-state");
}
END_TEST

START_TEST(a_missing_score_is_named)
{
    in.scores.count = 1;
    ck_assert_int_eq(answers_decide(&in, &facts, &decision, &problem), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "validation-failed /scores required");
}
END_TEST

START_TEST(items_that_are_not_asked_and_items_answered_twice_are_named)
{
    put_score(1, "overall", 5);
    put_text(0, "advice", "a");
    put_text(1, "advice", "b");
    ck_assert_int_eq(answers_decide(&in, &facts, &decision, &problem), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "validation-failed /scores/1/item_id duplicate"
                                     " | /scores required | /texts/1/item_id duplicate");
    fixture_problem_close();
    open_case();
    put_score(2, "praise", 5); /* a question for words */
    put_text(0, "elsewhere", "a");
    ck_assert_int_eq(answers_decide(&in, &facts, &decision, &problem), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "reference-not-found /scores/2/item_id reference"
                                     " | /texts/0/item_id reference");
}
END_TEST

START_TEST(an_instrument_without_scores_can_be_answered)
{
    facts.items = &items[2];
    facts.item_count = 2;
    in.scores.count = 0;
    ck_assert_int_eq(answers_decide(&in, &facts, &decision, &problem), OUTCOME_OK);
    ck_assert_str_eq(decision.scores, "{}");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("answers");
    tcase_add_checked_fixture(tests, open_case, fixture_problem_close);
    tcase_add_test(tests, r60_the_order_of_an_answer_is_that_of_the_instrument);
    tcase_add_test(tests, r65_every_score_is_told_by_its_dimension);
    tcase_add_test(tests, words_are_free);
    tcase_add_test(tests, r60_a_ballot_is_used_once);
    tcase_add_test(tests, a_closed_evaluation_takes_no_answer);
    tcase_add_test(tests, a_missing_score_is_named);
    tcase_add_test(tests, items_that_are_not_asked_and_items_answered_twice_are_named);
    tcase_add_test(tests, an_instrument_without_scores_can_be_answered);
    return run_case(tests, "answers");
}
