/* registry.c - see registry.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/registry.h"

#include <assert.h>
#include <string.h>

#include "domain/base/banned.h"

enum outcome registry_check_reach(const struct registry_facts *facts, struct problem *problem)
{
    if (facts->whole_organization) return OUTCOME_OK;
    return problem_raise(problem, PROBLEM_FORBIDDEN, NULL, NULL, NULL);
}

enum outcome registry_refuse_reference(struct problem *problem, const char *pointer)
{
    (void)!problem_raise(problem, PROBLEM_REFERENCE_NOT_FOUND, NULL, NULL, NULL);
    return problem_violation(problem, VIOLATION_IN_BODY, pointer, RULE_REFERENCE, NULL, NULL);
}

static char *member(const struct record *record, void *object, const char *name)
{
    int i = record_find(record, name);
    assert(i >= 0);
    record_mark(object, i, true);
    return (char *)object + record->fields[i].offset;
}

void registry_stamp_new(const struct record *record, void *object,
                        const struct registry_facts *facts)
{
    const int64_t first = 1;
    memcpy(member(record, object, "id"), &facts->new_id, sizeof facts->new_id);
    memcpy(member(record, object, "version"), &first, sizeof first);
    memcpy(member(record, object, "created_at"), &facts->now, sizeof facts->now);
    memcpy(member(record, object, "updated_at"), &facts->now, sizeof facts->now);
}

void registry_stamp_change(const struct record *record, void *object, struct instant now)
{
    int64_t version;
    char *at = member(record, object, "version");
    memcpy(&version, at, sizeof version);
    version++;
    memcpy(at, &version, sizeof version);
    memcpy(member(record, object, "updated_at"), &now, sizeof now);
}
