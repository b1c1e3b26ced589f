/* schedule.c - see schedule.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/schedule.h"

#include <stdlib.h>

#include "domain/conflicting.h"

#include "domain/base/banned.h"

enum outcome schedule_check_training(const struct session_pin *pin, struct problem *problem)
{
    if (pin->retired) {
        conflicting_put(problem, "training", pin->training_id, pin->training_name);
        return problem_raise(problem, PROBLEM_TRAINING_RETIRED, pin->training_name, NULL, NULL);
    }
    if (!RECORD_HAS(pin, SESSION_PIN, revision_case_id)) return OUTCOME_OK;
    conflicting_put(problem, "revision_case", pin->revision_case_id, pin->revision_dimension);
    return problem_raise(problem, PROBLEM_TRAINING_HELD, pin->training_name,
                         pin->revision_dimension, NULL);
}

/* ---- agreements */

struct schedule_span schedule_span_of(const struct session_block_input_list *blocks)
{
    struct schedule_span span = {.dated = blocks->count > 0};
    for (size_t i = 0; i < blocks->count; i++) {
        const struct session_block_input *block = &blocks->items[i];
        if (i == 0 || block->starts_at.us < span.starts_at.us) span.starts_at = block->starts_at;
        if (i == 0 || block->ends_at.us > span.ends_at.us) span.ends_at = block->ends_at;
    }
    return span;
}

/* An agreement is in force for one range of days, so the first and the last day speak for those
 * between them. */
static size_t days_of(const struct schedule_span *span, int32_t offset_minutes, struct date days[2])
{
    struct instant last = {.us = span->ends_at.us - 1}; /* the end itself is outside of the block */
    if (!span->dated) return 0;
    days[0] = instant_date(span->starts_at, offset_minutes);
    days[1] = instant_date(last, offset_minutes);
    return 2;
}

static enum outcome check_partner(const struct agreement_usage *usage, struct problem *problem)
{
    const struct agreement *agreement = &usage->agreement;
    if (usage->standing.partner_active) return OUTCOME_OK;
    conflicting_put(problem, "partner", agreement->partner_id, agreement->partner_name);
    return problem_raise(problem, PROBLEM_PARTNER_INACTIVE, agreement->partner_name, NULL, NULL);
}

enum outcome schedule_check_agreement(const struct schedule_facts *facts,
                                      const struct schedule_span *span, struct problem *problem)
{
    const struct agreement *agreement;
    struct date days[2];
    if (facts->usage == NULL) return OUTCOME_OK;
    agreement = &facts->usage->agreement;
    struct agreement_use use = {.training_id = facts->pin->training_id,
                                .days = days,
                                .day_count = days_of(span, facts->offset_minutes, days),
                                .sessions_held = facts->usage->standing.sessions_held};
    unsigned reasons = agreements_uncovered(agreement, &use);
    if (reasons == 0) return check_partner(facts->usage, problem);
    conflicting_put(problem, "agreement", agreement->id, agreement->number);
    return problem_raise(problem, PROBLEM_AGREEMENT_NOT_COVERING, agreement->number,
                         agreements_name_reasons(problem->arena, reasons), NULL);
}

/* ---- blocks */

struct placed { /* a block wanted and its place in the input */
    const struct session_block_input *block;
    const struct session_block_facts *facts;
    size_t index;
};

static int by_time(const void *a, const void *b)
{
    const struct placed *left = a, *right = b;
    int64_t difference = left->block->starts_at.us - right->block->starts_at.us;
    if (difference != 0) return difference < 0 ? -1 : 1;
    return left->index < right->index ? -1 : 1;
}

static void violate(const struct placed *at, const char *member, enum violation_rule rule,
                    struct problem *problem)
{
    if (rule == RULE_REFERENCE)
        (void)!problem_raise(problem, PROBLEM_REFERENCE_NOT_FOUND, NULL, NULL, NULL);
    (void)!problem_violation(problem, VIOLATION_IN_BODY,
                             arena_printf(problem->arena, "/blocks/%zu/%s", at->index, member),
                             rule, NULL, NULL);
}

static bool names_twice(const struct list *ids)
{
    const struct uuid *items = ids->items;
    for (size_t i = 0; i < ids->count; i++)
        for (size_t j = 0; j < i; j++)
            if (uuid_equal(items[i], items[j])) return true;
    return false;
}

static void check_block(const struct placed *at, const struct placed *before,
                        struct problem *problem)
{
    const struct session_block_input *block = at->block;
    if (block->ends_at.us <= block->starts_at.us) violate(at, "ends_at", RULE_ORDER, problem);
    if (before != NULL && block->starts_at.us < before->block->ends_at.us)
        violate(at, "starts_at", RULE_ORDER, problem);
    if (!at->facts->module_known) violate(at, "module_id", RULE_REFERENCE, problem);
    if (names_twice(&block->instructor_ids)) violate(at, "instructor_ids", RULE_DUPLICATE, problem);
    else if ((size_t)at->facts->instructors_known < block->instructor_ids.count)
        violate(at, "instructor_ids", RULE_REFERENCE, problem);
}

enum outcome schedule_refuse_instructor(const struct inactive_instructor *instructor,
                                        struct problem *problem)
{
    conflicting_put(problem, "instructor", instructor->id, instructor->name);
    return problem_raise(problem, PROBLEM_INSTRUCTOR_INACTIVE, instructor->name, NULL, NULL);
}

static enum outcome check_free(const struct session_block_facts *facts, struct problem *problem)
{
    if (RECORD_HAS(facts, SESSION_BLOCK_FACTS, inactive_instructor_id)) {
        struct inactive_instructor instructor = {.id = facts->inactive_instructor_id,
                                                 .name = facts->inactive_instructor_name};
        return schedule_refuse_instructor(&instructor, problem);
    }
    if (RECORD_HAS(facts, SESSION_BLOCK_FACTS, room_session_id)) {
        conflicting_put(problem, "session", facts->room_session_id, facts->room_session_name);
        return problem_raise(problem, PROBLEM_ROOM_TAKEN, NULL, NULL, NULL);
    }
    if (RECORD_HAS(facts, SESSION_BLOCK_FACTS, instructor_session_id)) {
        conflicting_put(problem, "session", facts->instructor_session_id,
                        facts->instructor_session_name);
        return problem_raise(problem, PROBLEM_INSTRUCTOR_TAKEN, NULL, NULL, NULL);
    }
    return OUTCOME_OK;
}

static void put_block(struct session_block *to, const struct placed *at, size_t place,
                      struct uuid id)
{
    record_copy(&session_block_record, to, &session_block_input_record, at->block);
    RECORD_PUT(to, SESSION_BLOCK, id, id);
    RECORD_PUT(to, SESSION_BLOCK, ordinal, (int64_t)place + 1);
    RECORD_PUT(to, SESSION_BLOCK, instructor_ids, at->block->instructor_ids);
}

static struct placed *in_order(const struct session_block_input_list *wanted,
                               const struct session_block_facts *facts, struct arena *a)
{
    struct placed *placed = ARENA_ARRAY(a, wanted->count + 1, struct placed);
    for (size_t i = 0; i < wanted->count; i++)
        placed[i] = (struct placed){.block = &wanted->items[i], .facts = &facts[i], .index = i};
    qsort(placed, wanted->count, sizeof *placed, by_time);
    return placed;
}

enum outcome schedule_decide_blocks(const struct session_block_input_list *wanted,
                                    const struct schedule_facts *facts, const struct uuid *ids,
                                    struct session_block_list *ret, struct problem *problem)
{
    size_t count = wanted->count;
    struct placed *placed = in_order(wanted, facts->blocks, problem->arena);
    struct session_block *blocks = ARENA_ARRAY(problem->arena, count + 1, struct session_block);
    for (size_t i = 0; i < count; i++)
        check_block(&placed[i], i == 0 ? NULL : &placed[i - 1], problem);
    TRY(problem_outcome(problem));
    for (size_t i = 0; i < count; i++) {
        TRY(check_free(placed[i].facts, problem));
        put_block(&blocks[i], &placed[i], i, ids[i]);
    }
    *ret = (struct session_block_list){.count = count, .items = blocks};
    return OUTCOME_OK;
}
