/* test_evaluation_results.c - figures and words of participants
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/evaluation_results.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

static struct dimension_counts counts_of(enum evaluation_dimension dimension, int64_t ones,
                                         int64_t twos, int64_t fives)
{
    struct dimension_counts row = {0};
    RECORD_PUT(&row, DIMENSION_COUNTS, dimension, dimension);
    RECORD_PUT(&row, DIMENSION_COUNTS, count_1, ones);
    RECORD_PUT(&row, DIMENSION_COUNTS, count_2, twos);
    RECORD_PUT(&row, DIMENSION_COUNTS, count_3, 0);
    RECORD_PUT(&row, DIMENSION_COUNTS, count_4, 0);
    RECORD_PUT(&row, DIMENSION_COUNTS, count_5, fives);
    return row;
}

START_TEST(figures_stand_in_the_order_of_the_contract)
{
    struct dimension_counts rows[] = {counts_of(EVALUATION_DIMENSION_OVERALL, 0, 0, 6),
                                      counts_of(EVALUATION_DIMENSION_METHOD, 1, 3, 2)};
    struct dimension_result_list list = evaluation_results_dimensions(&scratch, rows, 2, 2);
    ck_assert_uint_eq(list.count, 2);
    ck_assert_int_eq(list.items[0].dimension, EVALUATION_DIMENSION_METHOD);
    ck_assert_int_eq(list.items[0].n, 6);
    ck_assert_int_eq(list.items[0].mean, 283); /* 17 / 6 */
    ck_assert_int_eq(list.items[0].unfavourable, 4);
    ck_assert_int_eq(list.items[0].unfavourable_share, 6667);
    ck_assert_int_eq(list.items[0].count_2, 3);
    ck_assert_int_eq(list.items[1].mean, 500);
    ck_assert_int_eq(list.items[1].unfavourable_share, 0);
}
END_TEST

START_TEST(the_parameter_says_what_is_unfavourable)
{
    struct dimension_counts row = counts_of(EVALUATION_DIMENSION_METHOD, 1, 3, 2);
    ck_assert_int_eq(evaluation_results_dimensions(&scratch, &row, 1, 1).items[0].unfavourable, 1);
    ck_assert_int_eq(evaluation_results_dimensions(&scratch, &row, 1, 5).items[0].unfavourable, 6);
}
END_TEST

static struct text_row row_of(const char *item, const char *text)
{
    struct text_row row = {0};
    RECORD_PUT(&row, TEXT_ROW, item_id, word_id(item));
    RECORD_PUT(&row, TEXT_ROW, question, item);
    if (text != NULL) RECORD_PUT(&row, TEXT_ROW, text, text);
    return row;
}

START_TEST(r61_words_of_fewer_than_k_are_withheld)
{
    struct text_row rows[] = {row_of("praise", "a"), row_of("praise", "b"), row_of("praise", "c"),
                              row_of("advice", "d"), row_of("advice", "e"), row_of("other", NULL)};
    struct text_result_list list = evaluation_results_texts(&scratch, rows, 6, 3);
    ck_assert_uint_eq(list.count, 3);
    ck_assert(!RECORD_HAS(&list.items[0], TEXT_RESULT, suppressed));
    ck_assert_uint_eq(list.items[0].texts.count, 3);
    ck_assert_str_eq(((const char **)list.items[0].texts.items)[2], "c");
    for (size_t i = 1; i < 3; i++) {
        ck_assert_int_eq(list.items[i].suppressed, SUPPRESSION_REASON_TOO_FEW_ANSWERS);
        ck_assert_uint_eq(list.items[i].texts.count, 0);
    }
    ck_assert_str_eq(list.items[2].question, "other");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("evaluation_results");
    tcase_add_checked_fixture(tests, fixture_problem_open, fixture_problem_close);
    tcase_add_test(tests, figures_stand_in_the_order_of_the_contract);
    tcase_add_test(tests, the_parameter_says_what_is_unfavourable);
    tcase_add_test(tests, r61_words_of_fewer_than_k_are_withheld);
    return run_case(tests, "evaluation_results");
}
