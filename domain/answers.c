/* answers.c - see answers.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/answers.h"

#include "domain/base/json_write.h"
#include "domain/base/strbuf.h"
#include "domain/transitions.h"

#include "domain/base/banned.h"

/* Answering leads to no other state; a refusal has no action to offer. */
static const struct transition_machine machine = {.states = &evaluation_state_enumeration};

#define FIRST_BYTES 512U
#define MAX_BYTES (4U << 20) /* texts are bounded by the contract: 50 of 2000 characters */

static void refuse(struct problem *problem, const char *list, size_t i, enum violation_rule rule)
{
    const char *pointer = arena_printf(problem->arena, "/%s/%zu/item_id", list, i);
    (void)!problem_violation(problem, VIOLATION_IN_BODY, pointer, rule, NULL, NULL);
}

static bool has_item(const struct answer_facts *facts, struct uuid id, enum item_kind kind)
{
    for (size_t i = 0; i < facts->item_count; i++)
        if (uuid_equal(facts->items[i].id, id)) return facts->items[i].kind == kind;
    return false;
}

static const struct score_answer *score_of(const struct evaluation_answer *in, struct uuid item_id,
                                           size_t before)
{
    for (size_t i = 0; i < before; i++)
        if (uuid_equal(in->scores.items[i].item_id, item_id)) return &in->scores.items[i];
    return NULL;
}

static const struct text_answer *text_of(const struct evaluation_answer *in, struct uuid item_id,
                                         size_t before)
{
    for (size_t i = 0; i < before; i++)
        if (uuid_equal(in->texts.items[i].item_id, item_id)) return &in->texts.items[i];
    return NULL;
}

static void refuse_unknown(struct problem *problem, const char *list, size_t i)
{
    (void)!problem_raise(problem, PROBLEM_REFERENCE_NOT_FOUND, NULL, NULL, NULL);
    refuse(problem, list, i, RULE_REFERENCE);
}

static void check_references(const struct evaluation_answer *in, const struct answer_facts *facts,
                             struct problem *problem)
{
    for (size_t i = 0; i < in->scores.count; i++)
        if (!has_item(facts, in->scores.items[i].item_id, ITEM_KIND_SCORE))
            refuse_unknown(problem, "scores", i);
    for (size_t i = 0; i < in->texts.count; i++)
        if (!has_item(facts, in->texts.items[i].item_id, ITEM_KIND_TEXT))
            refuse_unknown(problem, "texts", i);
}

static void check_scores(const struct evaluation_answer *in, const struct answer_facts *facts,
                         struct problem *problem)
{
    for (size_t i = 0; i < in->scores.count; i++)
        if (score_of(in, in->scores.items[i].item_id, i) != NULL)
            refuse(problem, "scores", i, RULE_DUPLICATE);
    for (size_t i = 0; i < facts->item_count; i++) {
        bool wanted = facts->items[i].kind == ITEM_KIND_SCORE;
        if (!wanted || score_of(in, facts->items[i].id, in->scores.count) != NULL) continue;
        (void)!problem_violation(problem, VIOLATION_IN_BODY, "/scores", RULE_REQUIRED, NULL, NULL);
        return;
    }
}

static void check_texts(const struct evaluation_answer *in, struct problem *problem)
{
    for (size_t i = 0; i < in->texts.count; i++)
        if (text_of(in, in->texts.items[i].item_id, i) != NULL)
            refuse(problem, "texts", i, RULE_DUPLICATE);
}

static void begin_member(struct strbuf *json, struct uuid item_id)
{
    char name[UUID_TEXT_LENGTH + 1];
    uuid_format(item_id, name);
    strbuf_char(json, json->length == 0 ? '{' : ',');
    json_write_string(json, name);
    strbuf_char(json, ':');
}

static const char *end_object(struct strbuf *json)
{
    if (json->length == 0) strbuf_char(json, '{');
    strbuf_char(json, '}');
    return json->data;
}

static const char *write_scores(const struct evaluation_answer *in,
                                const struct answer_facts *facts, struct arena *a)
{
    struct strbuf json;
    strbuf_init(&json, a, FIRST_BYTES, MAX_BYTES);
    for (size_t i = 0; i < facts->item_count; i++) {
        const struct instrument_item *item = &facts->items[i];
        if (item->kind != ITEM_KIND_SCORE) continue;
        begin_member(&json, item->id);
        strbuf_i64(&json, score_of(in, item->id, in->scores.count)->score);
    }
    return end_object(&json);
}

static const char *write_texts(const struct evaluation_answer *in, const struct answer_facts *facts,
                               struct arena *a)
{
    struct strbuf json;
    strbuf_init(&json, a, FIRST_BYTES, MAX_BYTES);
    for (size_t i = 0; i < facts->item_count; i++) {
        const struct text_answer *answer = text_of(in, facts->items[i].id, in->texts.count);
        if (answer == NULL) continue;
        begin_member(&json, answer->item_id);
        json_write_string(&json, answer->text);
    }
    return end_object(&json);
}

static struct revision_scores judged_scores(const struct evaluation_answer *in,
                                            const struct answer_facts *facts, struct arena *a)
{
    struct revision_score *items = ARENA_ARRAY(a, facts->item_count + 1, struct revision_score);
    size_t count = 0;
    for (size_t i = 0; i < facts->item_count; i++) {
        const struct instrument_item *item = &facts->items[i];
        if (item->kind != ITEM_KIND_SCORE) continue;
        items[count++] = (struct revision_score){item->dimension,
                                                 score_of(in, item->id, in->scores.count)->score};
    }
    return (struct revision_scores){count, items};
}

enum outcome answers_decide(const struct evaluation_answer *in, const struct answer_facts *facts,
                            struct answer_decision *ret, struct problem *problem)
{
    if (facts->answered) return problem_raise(problem, PROBLEM_ALREADY_ANSWERED, NULL, NULL, NULL);
    if (facts->state != EVALUATION_STATE_OPEN)
        return transitions_refuse(&machine, (int)facts->state, problem);
    check_references(in, facts, problem);
    TRY(problem_outcome(problem));
    check_scores(in, facts, problem);
    check_texts(in, problem);
    TRY(problem_outcome(problem));
    *ret = (struct answer_decision){.evaluation_id = facts->evaluation_id,
                                    .instrument_version_id = facts->instrument_version_id,
                                    .freezes = !facts->frozen,
                                    .scores = write_scores(in, facts, problem->arena),
                                    .texts = write_texts(in, facts, problem->arena),
                                    .judged = judged_scores(in, facts, problem->arena)};
    return OUTCOME_OK;
}
