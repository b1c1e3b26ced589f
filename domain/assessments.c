/* assessments.c - see assessments.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/assessments.h"

#include <string.h>

#include "domain/base/banned.h"

/* One item on its way to a decision. */
struct item {
    const struct assessment_batch *batch;
    size_t index;
    const struct assessment_create *in;
    const struct assessment_target *found;
    const char *prefix; /* of its pointers: "" or "/items/3" */
    struct problem *problem;
};

static struct item item_of(const struct assessment_batch *batch, size_t index, const char *prefix,
                           struct problem *problem)
{
    return (struct item){.batch = batch,
                         .index = index,
                         .in = &batch->items[index],
                         .found = &batch->found[index],
                         .prefix = prefix,
                         .problem = problem};
}

static void refuse(const struct item *item, const char *member, enum violation_rule rule)
{
    const char *pointer = arena_printf(item->problem->arena, "%s/%s", item->prefix, member);
    (void)problem_violation(item->problem, VIOLATION_IN_BODY, pointer, rule, NULL, NULL);
}

static void refuse_reference(const struct item *item, const char *member)
{
    (void)problem_raise(item->problem, PROBLEM_REFERENCE_NOT_FOUND, NULL, NULL, NULL);
    refuse(item, member, RULE_REFERENCE);
}

/* oneself by self-assessment only, and by self-assessment oneself only. */
static void check_own_case(const struct item *item)
{
    struct uuid self = item->batch->self;
    bool own = !uuid_is_nil(self) && uuid_equal(item->found->employee_id, self);
    bool by_self = item->in->method == ASSESSMENT_METHOD_SELF;
    if (own && !by_self) {
        (void)problem_raise(item->problem, PROBLEM_OWN_CASE, NULL, NULL, NULL);
        refuse(item, "method", RULE_OWN_CASE);
    }
    if (!own && by_self) refuse(item, "method", RULE_OWN_ONLY);
}

static void check(const struct item *item)
{
    if (!RECORD_HAS(item->found, ASSESSMENT_TARGET, employee_id))
        refuse_reference(item, "employee_id");
    else check_own_case(item);
    if (!RECORD_HAS(item->found, ASSESSMENT_TARGET, competency_id))
        refuse_reference(item, "competency_id");
    if (item->in->assessed_on.days > item->batch->today.days)
        refuse(item, "assessed_on", RULE_FUTURE);
}

static bool is_recorded(const struct item *item)
{
    return RECORD_HAS(item->found, ASSESSMENT_TARGET, existing_id);
}

static void fill(const struct item *item, struct assessment *ret)
{
    *ret = (struct assessment){0};
    record_copy(&assessment_record, ret, &assessment_create_record, item->in);
    RECORD_PUT(ret, ASSESSMENT, id, item->batch->ids[item->index]);
    RECORD_PUT(ret, ASSESSMENT, employee_id, item->found->employee_id);
    RECORD_PUT(ret, ASSESSMENT, competency_id, item->found->competency_id);
    if (!uuid_is_nil(item->batch->recorded_by)) /* else an operator at the command line */
        RECORD_PUT(ret, ASSESSMENT, recorded_by, item->batch->recorded_by);
    RECORD_PUT(ret, ASSESSMENT, created_at, item->batch->now);
}

enum outcome assessments_decide_create(const struct assessment_batch *batch, struct assessment *ret,
                                       struct problem *problem)
{
    struct item item = item_of(batch, 0, "", problem);
    check(&item);
    TRY(problem_outcome(problem));
    if (is_recorded(&item)) {
        (void)problem_raise(problem, PROBLEM_ALREADY_EXISTS, NULL, NULL, NULL);
        refuse(&item, "external_id", RULE_UNIQUE);
        return problem_outcome(problem);
    }
    fill(&item, ret);
    return OUTCOME_OK;
}

/* ---- many at once */

static bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Absent texts are NULL in both structs. The dates of recording are not content. */
static bool same_content(const struct item *item)
{
    const struct assessment_create *in = item->in;
    const struct assessment_target *found = item->found;
    return uuid_equal(found->existing_employee_id, found->employee_id) &&
           uuid_equal(found->existing_competency_id, found->competency_id) &&
           found->existing_level == in->level && found->existing_method == in->method &&
           found->existing_assessed_on.days == in->assessed_on.days &&
           same_text(found->existing_source_reference, in->source_reference) &&
           same_text(found->existing_note, in->note);
}

/* At most 500 items: comparing each with those before it is cheap enough. */
static bool is_repeated(const struct assessment_batch *batch, size_t index)
{
    const char *key = batch->items[index].external_id;
    if (key == NULL) return false;
    for (size_t i = 0; i < index; i++)
        if (same_text(batch->items[i].external_id, key)) return true;
    return false;
}

static void decide_item(const struct item *item, struct assessment_decision *decision)
{
    size_t before = item->problem->violation_count + item->problem->violations_dropped;
    if (is_repeated(item->batch, item->index)) refuse(item, "external_id", RULE_DUPLICATE);
    check(item);
    if (item->problem->violation_count + item->problem->violations_dropped > before) return;
    if (!is_recorded(item)) fill(item, &decision->created.items[decision->created.count++]);
    else if (same_content(item)) decision->unchanged++;
    else refuse(item, "external_id", RULE_IMMUTABLE);
}

enum outcome assessments_decide_bulk(const struct assessment_batch *batch, struct arena *a,
                                     struct assessment_decision *ret, struct problem *problem)
{
    *ret = (struct assessment_decision){0};
    ret->created.items = ARENA_ARRAY(a, batch->count, struct assessment);
    for (size_t i = 0; i < batch->count; i++) {
        struct item item = item_of(batch, i, arena_printf(a, "/items/%zu", i), problem);
        decide_item(&item, ret);
    }
    return problem_outcome(problem);
}
