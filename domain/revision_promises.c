/* revision_promises.c - see revision_promises.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/revision_promises.h"

#include "domain/conflicting.h"

#include "domain/base/banned.h"

/* By the blocks that it is to have; those that it has already were asked by storage. */
static bool is_taught_by(const struct session *session, const struct revision_promise *promise)
{
    if (session->blocks.raw_json != NULL) return promise->teaches;
    for (size_t i = 0; i < session->blocks.count; i++) {
        const struct list *teachers = &session->blocks.items[i].instructor_ids;
        const struct uuid *ids = teachers->items;
        for (size_t j = 0; j < teachers->count; j++)
            if (uuid_equal(ids[j], promise->instructor_id)) return true;
    }
    return false;
}

static bool keeps(const struct session *session, const struct revision_promise *promise)
{
    switch (promise->kind) {
    case REVISION_ACTION_KIND_METHOD: return promise->method_taught;
    case REVISION_ACTION_KIND_INSTRUCTOR: return is_taught_by(session, promise);
    case REVISION_ACTION_KIND_PARTNER:
        return RECORD_HAS(session, SESSION, partner_id) &&
               uuid_equal(session->partner_id, promise->partner_id);
    case REVISION_ACTION_KIND_NEW_VERSION: return promise->version_taught;
    case REVISION_ACTION_KIND_RETIREMENT: break;
    }
    return true;
}

/* By it, or by another that the same case names of its kind. */
static bool is_kept(const struct revision_promises *promises, const struct session *session,
                    const struct revision_promise *promise)
{
    for (size_t i = 0; i < promises->count; i++) {
        const struct revision_promise *other = &promises->items[i];
        if (other->kind == promise->kind &&
            uuid_equal(other->revision_case_id, promise->revision_case_id) && keeps(session, other))
            return true;
    }
    return false;
}

enum outcome revision_promises_check(const struct revision_promises *promises,
                                     const struct session *session, struct problem *problem)
{
    if (!RECORD_HAS(session, SESSION, starts_at)) return OUTCOME_OK;
    for (size_t i = 0; i < promises->count; i++) {
        const struct revision_promise *promise = &promises->items[i];
        const char *dimension = evaluation_dimension_enumeration.names[promise->dimension];
        if (is_kept(promises, session, promise)) continue;
        conflicting_put(problem, "revision_case", promise->revision_case_id, dimension);
        return problem_raise(problem, PROBLEM_PROMISE_BROKEN, dimension,
                             revision_action_kind_enumeration.names[promise->kind], promise->name);
    }
    return OUTCOME_OK;
}
