/* revision_judgement.c - see revision_judgement.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/revision_judgement.h"

#include <inttypes.h>

#include "domain/base/record.h"

#include "domain/base/banned.h"

static struct revision_rule rule_of(const struct revision_judged *judged)
{
    return (struct revision_rule){.min_responses = judged->min_responses,
                                  .share_bp = judged->share_bp,
                                  .confidence_bp = judged->confidence_bp,
                                  .min_drop_bp = judged->min_drop_bp};
}

/* ---- what was found */

static bool is_settled(const struct revision_found *found, enum evaluation_dimension dimension)
{
    for (size_t i = 0; i < found->case_count; i++)
        if (found->cases[i].settled && found->cases[i].dimension == dimension) return true;
    return false;
}

static void tally(const struct revision_found *found, const struct dimension_counts *row,
                  struct revision_tally_row *ret)
{
    const int64_t by_score[] = {row->count_1, row->count_2, row->count_3, row->count_4,
                                row->count_5};
    int64_t responses = 0, unfavourable = 0;
    for (int64_t score = 1; score <= 5; score++) {
        responses += by_score[score - 1];
        if (score <= found->judged.unfavourable_max_score) unfavourable += by_score[score - 1];
    }
    RECORD_PUT(ret, REVISION_TALLY_ROW, dimension, row->dimension);
    RECORD_PUT(ret, REVISION_TALLY_ROW, responses, responses);
    RECORD_PUT(ret, REVISION_TALLY_ROW, unfavourable, unfavourable);
    RECORD_PUT(ret, REVISION_TALLY_ROW, settled, is_settled(found, row->dimension));
}

void revision_judgement_facts(struct arena *a, const struct revision_found *found,
                              struct revision_judgement *ret)
{
    struct revision_live *live = ARENA_ARRAY(a, found->case_count + 1, struct revision_live);
    *ret = (struct revision_judgement){.judged = found->judged, .live = live};
    ret->tallies = ARENA_ARRAY(a, found->count_count + 1, struct revision_tally_row);
    ret->tally_count = found->count_count;
    for (size_t i = 0; i < found->count_count; i++)
        tally(found, &found->counts[i], &ret->tallies[i]);
    for (size_t i = 0; i < found->case_count; i++)
        if (!found->cases[i].over) live[ret->live_count++] = found->cases[i];
}

/* ---- an answer more */

void revision_judgement_add(struct revision_judgement *facts, const struct revision_scores *answer)
{
    for (size_t i = 0; i < facts->tally_count; i++) {
        struct revision_tally_row *row = &facts->tallies[i];
        for (size_t j = 0; j < answer->count; j++) {
            if (answer->items[j].dimension != row->dimension) continue;
            row->responses++;
            if (answer->items[j].score <= facts->judged.unfavourable_max_score) row->unfavourable++;
        }
    }
}

/* ---- deciding */

static const struct revision_tally_row *row_about(const struct revision_judgement *facts,
                                                  enum evaluation_dimension dimension)
{
    for (size_t i = 0; i < facts->tally_count; i++)
        if (facts->tallies[i].dimension == dimension) return &facts->tallies[i];
    return NULL;
}

static struct revision_tally tally_of(const struct revision_tally_row *row)
{
    if (row == NULL) return (struct revision_tally){0};
    return (struct revision_tally){row->responses, row->unfavourable};
}

static void judge_live(const struct revision_judgement *facts, const struct revision_live *live,
                       struct revision_steps *ret)
{
    struct revision_rule rule = rule_of(&facts->judged);
    const struct revision_tally before = {live->before_responses, live->before_unfavourable};
    struct revision_step step = {.dimension = live->dimension, .live = live};
    step.tally = tally_of(row_about(facts, live->dimension));
    if (live->own) step.kind = REVISION_STEP_FINISH;
    if (live->decides) step.kind = REVISION_STEP_VERDICT;
    if (live->decides) step.verdict = revision_rule_verdict(&rule, before, step.tally);
    if (step.kind != 0) ret->items[ret->count++] = step;
}

/* Whether a case about the dimension will still be there when all steps so far are done. */
static bool stays(const struct revision_judgement *facts, const struct revision_steps *steps,
                  enum evaluation_dimension dimension)
{
    bool live = false;
    for (size_t i = 0; i < facts->live_count; i++)
        live = live || facts->live[i].dimension == dimension;
    for (size_t i = 0; i < steps->count; i++) {
        const struct revision_step *step = &steps->items[i];
        if (step->dimension != dimension || step->kind != REVISION_STEP_VERDICT) continue;
        return step->verdict == REVISION_VERDICT_INEFFECTIVE;
    }
    return live;
}

void revision_judgement_decide(struct arena *a, const struct revision_judgement *facts,
                               struct revision_steps *ret)
{
    struct revision_rule rule = rule_of(&facts->judged);
    *ret = (struct revision_steps){0};
    ret->items = ARENA_ARRAY(a, facts->live_count + facts->tally_count + 1, struct revision_step);
    for (size_t i = 0; facts->judged.complete && i < facts->live_count; i++)
        judge_live(facts, &facts->live[i], ret);
    for (size_t i = 0; i < facts->tally_count; i++) {
        const struct revision_tally_row *row = &facts->tallies[i];
        if (row->settled || !revision_rule_opens(&rule, tally_of(row))) continue;
        if (stays(facts, ret, row->dimension)) continue;
        ret->items[ret->count++] = (struct revision_step){
            .kind = REVISION_STEP_OPEN, .dimension = row->dimension, .tally = tally_of(row)};
    }
}

/* ---- what is stored of it */

const char *revision_judgement_figures(struct arena *a, const struct revision_judged *judged,
                                       struct revision_tally tally)
{
    return arena_printf(a,
                        "{\"responses\": %" PRId64 ", \"unfavourable\": %" PRId64
                        ", \"lower_bound_bp\": %" PRId64 "}",
                        tally.responses, tally.unfavourable,
                        revision_rule_bound(tally, judged->confidence_bp));
}

/* The parameters stay beside the figures: another version of the policy may change them. */
static const char *evidence_of(struct arena *a, const struct revision_judged *judged,
                               struct revision_tally tally)
{
    return arena_printf(a,
                        "{\"responses\": %" PRId64 ", \"unfavourable\": %" PRId64
                        ", \"lower_bound_bp\": %" PRId64 ", \"min_responses\": %" PRId64
                        ", \"unfavourable_max_score\": %" PRId64
                        ", \"unfavourable_share_bp\": %" PRId64 ", \"confidence_bp\": %" PRId64 "}",
                        tally.responses, tally.unfavourable,
                        revision_rule_bound(tally, judged->confidence_bp), judged->min_responses,
                        judged->unfavourable_max_score, judged->share_bp, judged->confidence_bp);
}

static void put_judged(struct arena *a, const struct revision_judged *judged,
                       struct revision_tally tally, struct revision_row *ret)
{
    RECORD_PUT(ret, REVISION_ROW, state, REVISION_CASE_STATE_OPEN);
    RECORD_PUT(ret, REVISION_ROW, evaluation_id, judged->evaluation_id);
    RECORD_PUT(ret, REVISION_ROW, session_id, judged->session_id);
    RECORD_PUT(ret, REVISION_ROW, judged_version_id, judged->training_version_id);
    RECORD_PUT(ret, REVISION_ROW, evidence, evidence_of(a, judged, tally));
}

void revision_judgement_open(struct arena *a, const struct revision_judged *judged,
                             const struct revision_step *step, const struct revision_stamp *stamp,
                             struct revision_row *ret)
{
    *ret = (struct revision_row){0};
    put_judged(a, judged, step->tally, ret);
    RECORD_PUT(ret, REVISION_ROW, id, stamp->new_id);
    RECORD_PUT(ret, REVISION_ROW, training_id, judged->training_id);
    RECORD_PUT(ret, REVISION_ROW, dimension, step->dimension);
    RECORD_PUT(ret, REVISION_ROW, by_rule, true);
    RECORD_PUT(ret, REVISION_ROW, reopened, 0);
    RECORD_PUT(ret, REVISION_ROW, opened_at, stamp->now);
    RECORD_PUT(ret, REVISION_ROW, version, 1);
    RECORD_PUT(ret, REVISION_ROW, created_at, stamp->now);
    RECORD_PUT(ret, REVISION_ROW, updated_at, stamp->now);
}

static const enum revision_case_state ends[] = {
    [REVISION_VERDICT_EFFECTIVE] = REVISION_CASE_STATE_VERIFIED_EFFECTIVE,
    [REVISION_VERDICT_INEFFECTIVE] = REVISION_CASE_STATE_VERIFIED_INEFFECTIVE,
    [REVISION_VERDICT_INCONCLUSIVE] = REVISION_CASE_STATE_INCONCLUSIVE,
};

static const char *effect_of(struct arena *a, const struct revision_judged *judged,
                             const struct revision_step *step)
{
    const char *verdict = revision_case_state_enumeration.names[ends[step->verdict]];
    const struct revision_live *live = step->live;
    if (!live->before_shown || step->tally.responses < judged->k_anonymity)
        return arena_printf(a, "{\"verdict\": \"%s\", \"figures\": \"not_shown\"}", verdict);
    return arena_printf(a,
                        "{\"verdict\": \"%s\", \"figures\": \"shown\", \"min_drop_bp\": %" PRId64
                        ", \"before\": {\"responses\": %" PRId64 ", \"unfavourable\": %" PRId64
                        "}, \"after\": {\"responses\": %" PRId64 ", \"unfavourable\": %" PRId64
                        "}}",
                        verdict, judged->min_drop_bp, live->before_responses,
                        live->before_unfavourable, step->tally.responses, step->tally.unfavourable);
}

void revision_judgement_end(struct arena *a, const struct revision_judged *judged,
                            const struct revision_step *step, struct instant now,
                            struct revision_row *ret)
{
    *ret = (struct revision_row){0};
    RECORD_PUT(ret, REVISION_ROW, id, step->live->id);
    RECORD_PUT(ret, REVISION_ROW, training_id, judged->training_id);
    RECORD_PUT(ret, REVISION_ROW, dimension, step->dimension);
    RECORD_PUT(ret, REVISION_ROW, state, ends[step->verdict]);
    RECORD_PUT(ret, REVISION_ROW, effect_evaluation_id, judged->evaluation_id);
    RECORD_PUT(ret, REVISION_ROW, effect, effect_of(a, judged, step));
    RECORD_PUT(ret, REVISION_ROW, reopened, step->live->reopened);
    RECORD_PUT(ret, REVISION_ROW, version, step->live->version + 1);
    RECORD_PUT(ret, REVISION_ROW, updated_at, now);
}

void revision_judgement_reopen(struct arena *a, const struct revision_judged *judged,
                               const struct revision_step *step, struct revision_row *row)
{
    put_judged(a, judged, step->tally, row);
    RECORD_PUT(row, REVISION_ROW, reopened, row->reopened + 1);
    RECORD_PUT(row, REVISION_ROW, opened_at, row->updated_at);
    RECORD_PUT(row, REVISION_ROW, version, row->version + 1);
}

const char *revision_judgement_policy_evidence(struct arena *a, const struct revision_row *row)
{
    char id[UUID_TEXT_LENGTH + 1];
    uuid_format(row->id, id);
    return arena_printf(a,
                        "{\"revision_cases\": [{\"id\": \"%s\", \"dimension\": \"%s\","
                        " \"reopened\": %" PRId64 ", \"effect\": %s}]}",
                        id, evaluation_dimension_enumeration.names[row->dimension], row->reopened,
                        row->effect);
}
