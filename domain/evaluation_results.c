/* evaluation_results.c - see evaluation_results.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/evaluation_results.h"

#include <stdlib.h>

#include "domain/base/banned.h"

#define SCORES 5

static int64_t rounded(int64_t dividend, int64_t divisor)
{
    return (2 * dividend + divisor) / (2 * divisor);
}

static void put_figures(struct dimension_result *ret, const struct dimension_counts *row,
                        int64_t unfavourable_max)
{
    const int64_t counts[SCORES] = {row->count_1, row->count_2, row->count_3, row->count_4,
                                    row->count_5};
    int64_t n = 0, sum = 0, unfavourable = 0;
    for (int64_t score = 1; score <= SCORES; score++) {
        int64_t count = counts[score - 1];
        n += count;
        sum += score * count;
        if (score <= unfavourable_max) unfavourable += count;
    }
    record_copy(&dimension_result_record, ret, &dimension_counts_record, row);
    RECORD_PUT(ret, DIMENSION_RESULT, n, n);
    RECORD_PUT(ret, DIMENSION_RESULT, mean, rounded(100 * sum, n));
    RECORD_PUT(ret, DIMENSION_RESULT, unfavourable, unfavourable);
    RECORD_PUT(ret, DIMENSION_RESULT, unfavourable_share, rounded(10000 * unfavourable, n));
}

static int by_dimension(const void *a, const void *b)
{
    const struct dimension_result *left = a, *right = b;
    return (int)left->dimension - (int)right->dimension;
}

struct dimension_result_list evaluation_results_dimensions(struct arena *a,
                                                           const struct dimension_counts *rows,
                                                           size_t count, int64_t unfavourable_max)
{
    struct dimension_result *items = ARENA_ARRAY(a, count, struct dimension_result);
    for (size_t i = 0; i < count; i++) put_figures(&items[i], &rows[i], unfavourable_max);
    qsort(items, count, sizeof *items, by_dimension);
    return (struct dimension_result_list){.count = count, .items = items};
}

/* ---- texts */

static void put_texts(struct text_result *ret, const char **texts, size_t count, int64_t k)
{
    bool shown = (int64_t)count >= k;
    if (!shown) RECORD_PUT(ret, TEXT_RESULT, suppressed, SUPPRESSION_REASON_TOO_FEW_ANSWERS);
    RECORD_PUT(ret, TEXT_RESULT, texts,
               ((struct list){.count = shown ? count : 0, .items = texts}));
}

struct text_result_list evaluation_results_texts(struct arena *a, const struct text_row *rows,
                                                 size_t count, int64_t k)
{
    struct text_result_list ret = {.items = ARENA_ARRAY(a, count, struct text_result)};
    const char **texts = ARENA_ARRAY(a, count, const char *);
    for (size_t i = 0; i < count; ret.count++) {
        struct text_result *item = &ret.items[ret.count];
        size_t begin = i, said = 0;
        RECORD_PUT(item, TEXT_RESULT, item_id, rows[i].item_id);
        RECORD_PUT(item, TEXT_RESULT, question, rows[i].question);
        for (; i < count && uuid_equal(rows[i].item_id, item->item_id); i++)
            if (RECORD_HAS(&rows[i], TEXT_ROW, text)) texts[begin + said++] = rows[i].text;
        put_texts(item, &texts[begin], said, k);
    }
    return ret;
}
