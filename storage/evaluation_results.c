/* evaluation_results.c - see evaluation_results.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/evaluation_results.h"

#include "domain/base/text.h"
#include "domain/disclosure.h"
#include "domain/evaluation_results.h"
#include "storage/evaluation_results_sql.h"
#include "storage/evaluations_sql.h"
#include "storage/parameters.h"

#include "domain/base/banned.h"

#define K_MAX 1000
#define SCORE_MAX 5

/* The parameters of today: texts until the sync, then numbers. */
struct limits {
    const char *const *k_text, *const *unfavourable_text;
    int64_t k, unfavourable_max;
};

static void want_limits(struct uow *u, struct limits *ret)
{
    struct date today = uow_context(u)->today;
    ret->k_text = parameters_want(u, "evaluation.k_anonymity", today);
    ret->unfavourable_text = parameters_want(u, "revision.unfavourable_max_score", today);
}

static enum outcome read_limits(struct uow *u, struct limits *limits)
{
    const char *k = *limits->k_text, *score = *limits->unfavourable_text;
    if (k != NULL && score != NULL && parse_i64(k, 1, K_MAX, &limits->k) &&
        parse_i64(score, 1, SCORE_MAX, &limits->unfavourable_max))
        return OUTCOME_OK;
    uow_problem(u)->internal = "a parameter of evaluations is no number";
    return problem_raise(uow_problem(u), PROBLEM_INTERNAL_ERROR, NULL, NULL, NULL);
}

static void want_counts(struct uow *u, struct uuid *ids, size_t count, struct row_set *ret)
{
    struct evaluation_results_counts_in in = {0};
    struct list list = {.count = count, .items = ids};
    RECORD_PUT(&in, EVALUATION_RESULTS_COUNTS_IN, ids, list);
    uow_want_rows(u, &sql_evaluation_results_counts, &in, ret);
}

/* ---- one evaluation */

static void put_head(struct evaluation_results *ret, const struct evaluation *evaluation, int64_t k)
{
    *ret = (struct evaluation_results){0};
    RECORD_PUT(ret, EVALUATION_RESULTS, evaluation_id, evaluation->id);
    RECORD_PUT(ret, EVALUATION_RESULTS, invited, evaluation->invited);
    RECORD_PUT(ret, EVALUATION_RESULTS, answered, evaluation->answered);
    RECORD_PUT(ret, EVALUATION_RESULTS, k, k);
    RECORD_PUT(ret, EVALUATION_RESULTS, dimensions, (struct dimension_result_list){0});
    RECORD_PUT(ret, EVALUATION_RESULTS, texts, (struct text_result_list){0});
}

/* Partners and instructors read figures of their own, not words: what few say in a word or two
 * points at people whom they know. */
static bool reads_words(const struct uow *u)
{
    const struct uow_context *context = uow_context(u);
    return context->whole_organization || context->scope_count > 0;
}

static enum outcome load_figures(struct uow *u, const struct limits *limits,
                                 struct evaluation_results *ret)
{
    struct arena *a = uow_arena(u);
    struct evaluation_results_texts_in in = {0};
    struct row_set counts, texts = {0};
    RECORD_PUT(&in, EVALUATION_RESULTS_TEXTS_IN, evaluation_id, ret->evaluation_id);
    want_counts(u, &ret->evaluation_id, 1, &counts);
    if (reads_words(u)) uow_want_rows(u, &sql_evaluation_results_texts, &in, &texts);
    TRY(uow_sync(u));
    RECORD_PUT(
        ret, EVALUATION_RESULTS, dimensions,
        evaluation_results_dimensions(a, counts.items, counts.count, limits->unfavourable_max));
    RECORD_PUT(ret, EVALUATION_RESULTS, texts,
               evaluation_results_texts(a, texts.items, texts.count, limits->k));
    return OUTCOME_OK;
}

enum outcome evaluation_results_load(struct uow *u, struct uuid evaluation_id,
                                     struct evaluation_results *ret)
{
    struct limits limits;
    struct evaluation evaluation;
    struct evaluation_get_in in = {0};
    RECORD_PUT(&in, EVALUATION_GET_IN, evaluation_id, evaluation_id);
    uow_want(u, &sql_evaluation_get, &in, &evaluation, NULL);
    want_limits(u, &limits);
    TRY(uow_sync(u));
    TRY(read_limits(u, &limits));
    struct evaluation_block block = {.closed = evaluation.state == EVALUATION_STATE_CLOSED,
                                     .answers = evaluation.answered};
    struct disclosure disclosure = disclosure_judge(&block, 1, limits.k);
    put_head(ret, &evaluation, limits.k);
    if (disclosure.suppressed == 0) return load_figures(u, &limits, ret);
    RECORD_PUT(ret, EVALUATION_RESULTS, suppressed, disclosure.suppressed);
    return OUTCOME_OK;
}

/* ---- a training */

static void want_blocks(struct uow *u, struct ref training_id, int64_t version, struct row_set *ret)
{
    struct evaluation_results_blocks_in in = {0};
    RECORD_PUT(&in, EVALUATION_RESULTS_BLOCKS_IN, training_id, training_id);
    if (version > 0) RECORD_PUT(&in, EVALUATION_RESULTS_BLOCKS_IN, version, version);
    uow_want_rows(u, &sql_evaluation_results_blocks, &in, ret);
}

static void put_training(struct training_results *ret, struct uuid training_id,
                         const struct disclosure *disclosure, int64_t k)
{
    *ret = (struct training_results){0};
    RECORD_PUT(ret, TRAINING_RESULTS, training_id, training_id);
    RECORD_PUT(ret, TRAINING_RESULTS, evaluations, (int64_t)disclosure->shown);
    RECORD_PUT(ret, TRAINING_RESULTS, evaluations_withheld, (int64_t)disclosure->withheld);
    RECORD_PUT(ret, TRAINING_RESULTS, answered, disclosure->answers);
    RECORD_PUT(ret, TRAINING_RESULTS, k, k);
    RECORD_PUT(ret, TRAINING_RESULTS, dimensions, (struct dimension_result_list){0});
    if (disclosure->suppressed != 0)
        RECORD_PUT(ret, TRAINING_RESULTS, suppressed, disclosure->suppressed);
}

static enum outcome load_sums(struct uow *u, const struct row_set *rows,
                              const struct limits *limits, struct training_results *ret)
{
    const struct evaluation_block *blocks = rows->items;
    struct uuid *ids = ARENA_ARRAY(uow_arena(u), rows->count, struct uuid);
    struct row_set counts;
    size_t shown = 0;
    for (size_t i = 0; i < rows->count; i++)
        if (disclosure_is_shown(&blocks[i], limits->k)) ids[shown++] = blocks[i].evaluation_id;
    want_counts(u, ids, shown, &counts);
    TRY(uow_sync(u));
    RECORD_PUT(ret, TRAINING_RESULTS, dimensions,
               evaluation_results_dimensions(uow_arena(u), counts.items, counts.count,
                                             limits->unfavourable_max));
    return OUTCOME_OK;
}

enum outcome evaluation_results_load_training(struct uow *u, struct ref training_id,
                                              int64_t version, struct training_results *ret)
{
    struct limits limits;
    struct row_set blocks;
    struct evaluation_results_training_in in = {0};
    struct evaluation_results_training_out training;
    RECORD_PUT(&in, EVALUATION_RESULTS_TRAINING_IN, training_id, training_id);
    uow_want(u, &sql_evaluation_results_training, &in, &training, NULL);
    want_blocks(u, training_id, version, &blocks);
    want_limits(u, &limits);
    TRY(uow_sync(u));
    TRY(read_limits(u, &limits));
    struct disclosure disclosure = disclosure_judge(blocks.items, blocks.count, limits.k);
    put_training(ret, training.training_id, &disclosure, limits.k);
    return disclosure.suppressed == 0 ? load_sums(u, &blocks, &limits, ret) : OUTCOME_OK;
}
