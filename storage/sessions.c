/* sessions.c - see sessions.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/sessions.h"

#include "storage/agreements.h"
#include "storage/changes.h"
#include "storage/ids.h"
#include "storage/revisions.h"
#include "storage/sessions_sql.h"
#include "storage/transitions.h"

#include "domain/base/banned.h"

static void want_lock(struct uow *u, const struct session_name *name)
{
    struct session_lock_in in = {0};
    struct session_lock_out *locked = ARENA_NEW(uow_arena(u), struct session_lock_out);
    if (name->session_id != NULL) RECORD_PUT(&in, SESSION_LOCK_IN, session_id, *name->session_id);
    else RECORD_PUT(&in, SESSION_LOCK_IN, enrolment_id, name->enrolment_id);
    uow_want(u, &sql_session_lock, &in, locked, NULL);
}

void sessions_want(struct uow *u, const struct session_name *name, bool lock, struct session *ret)
{
    struct session_get_in in = {0};
    if (lock) want_lock(u, name);
    if (name->session_id != NULL) RECORD_PUT(&in, SESSION_GET_IN, session_id, *name->session_id);
    else RECORD_PUT(&in, SESSION_GET_IN, enrolment_id, name->enrolment_id);
    uow_want(u, &sql_session_get, &in, ret, NULL);
}

enum outcome sessions_load(struct uow *u, struct ref session_id, struct session *ret)
{
    sessions_want(u, &(struct session_name){.session_id = &session_id}, false, ret);
    return uow_sync(u);
}

/* ---- what scheduling looks at */

struct wanted { /* of a schedule */
    struct ref training_id;
    const struct uuid *training_version_id; /* NULL: none is named */
    const struct uuid *agreement_id;        /* NULL: internal */
    const struct session_block_input_list *blocks;
    const struct uuid *except_session_id; /* the session itself, when it exists */
};

static struct session_facts facts_of(const struct uow *u)
{
    const struct uow_context *context = uow_context(u);
    return (struct session_facts){.whole_organization = context->whole_organization,
                                  .new_id = ids_new(context->now),
                                  .now = context->now};
}

static void want_pin(struct uow *u, struct ref training_id, const struct uuid *version_id,
                     struct session_facts *facts)
{
    struct session_pin_in in = {0};
    RECORD_PUT(&in, SESSION_PIN_IN, training_id, training_id);
    if (version_id != NULL) RECORD_PUT(&in, SESSION_PIN_IN, training_version_id, *version_id);
    uow_want(u, &sql_session_pin, &in, &facts->pin, &facts->training_found);
}

static void take_promises(const struct row_set *rows, struct session_facts *facts)
{
    facts->promises = (struct revision_promises){.items = rows->items, .count = rows->count};
}

static void want_blocks(struct uow *u, const struct wanted *wanted, struct row_set *ret)
{
    struct session_block_facts_in in = {0};
    RECORD_PUT(&in, SESSION_BLOCK_FACTS_IN, training_id, wanted->training_id);
    RECORD_PUT(&in, SESSION_BLOCK_FACTS_IN, blocks, *wanted->blocks);
    if (wanted->except_session_id != NULL)
        RECORD_PUT(&in, SESSION_BLOCK_FACTS_IN, except_session_id, *wanted->except_session_id);
    uow_want_rows(u, &sql_session_block_facts, &in, ret);
}

static enum outcome load_schedule(struct uow *u, const struct wanted *wanted,
                                  struct session_facts *facts)
{
    size_t count = wanted->blocks->count;
    struct uuid *ids = ARENA_ARRAY(uow_arena(u), count + 1, struct uuid);
    struct row_set rows = {0}, promises = {0};
    uow_write(u, &sql_schedule_lock, NULL, NULL);
    want_pin(u, wanted->training_id, wanted->training_version_id, facts);
    revisions_want_promises(u, wanted->training_id, wanted->except_session_id, &promises);
    if (wanted->agreement_id != NULL)
        facts->usage = agreements_want_usage(u, *wanted->agreement_id, wanted->except_session_id);
    if (count > 0) want_blocks(u, wanted, &rows);
    TRY(uow_sync(u));
    for (size_t i = 0; i < count; i++) ids[i] = ids_new(facts->now);
    take_promises(&promises, facts);
    facts->blocks = rows.items;
    facts->block_ids = ids;
    return OUTCOME_OK;
}

#define MEMBER_OR_NULL(in, STRUCT, member) (RECORD_HAS(in, STRUCT, member) ? &(in)->member : NULL)

enum outcome sessions_load_for_create(struct uow *u, const struct session_create *in,
                                      int32_t offset_minutes, struct session_facts *ret_facts)
{
    struct wanted wanted = {.training_id = in->training_id,
                            .training_version_id =
                                MEMBER_OR_NULL(in, SESSION_CREATE, training_version_id),
                            .agreement_id = MEMBER_OR_NULL(in, SESSION_CREATE, agreement_id),
                            .blocks = &in->blocks};
    *ret_facts = facts_of(u);
    ret_facts->offset_minutes = offset_minutes;
    return load_schedule(u, &wanted, ret_facts);
}

#define PATCHED(patch, session, member)                                                            \
    (RECORD_GIVEN(patch, SESSION_PATCH, member) ? MEMBER_OR_NULL(patch, SESSION_PATCH, member)     \
                                                : MEMBER_OR_NULL(session, SESSION, member))

/* The lock on schedules comes before that on the session, as when one is made. */
enum outcome sessions_load_for_update(struct uow *u, struct ref session_id,
                                      const struct session_patch *patch, struct session *ret,
                                      struct session_facts *ret_facts)
{
    int32_t offset_minutes = ret_facts->offset_minutes;
    bool moves = sessions_moves(patch);
    *ret_facts = facts_of(u);
    ret_facts->offset_minutes = offset_minutes;
    if (moves) uow_write(u, &sql_schedule_lock, NULL, NULL);
    sessions_want(u, &(struct session_name){.session_id = &session_id}, true, ret);
    TRY(uow_sync(u));
    if (!moves) return OUTCOME_OK;
    struct wanted wanted = {.training_id = {.by = REF_BY_ID, .id = ret->training_id},
                            .agreement_id = PATCHED(patch, ret, agreement_id),
                            .blocks = &patch->blocks,
                            .except_session_id = &ret->id};
    return load_schedule(u, &wanted, ret_facts);
}

/* Whom and what a session was scheduled with, as they are now. */
static void want_those_scheduled(struct uow *u, const struct session *session,
                                 struct session_facts *facts)
{
    struct session_inactive_instructor_in in = {0};
    RECORD_PUT(&in, SESSION_INACTIVE_INSTRUCTOR_IN, session_id, session->id);
    uow_want(u, &sql_session_inactive_instructor, &in, &facts->inactive_instructor,
             &facts->has_inactive_instructor);
    if (RECORD_HAS(session, SESSION, agreement_id))
        facts->usage = agreements_want_usage(u, session->agreement_id, &session->id);
}

enum outcome sessions_load_for_step(struct uow *u, struct ref session_id, struct session *ret,
                                    struct session_facts *ret_facts)
{
    int32_t offset_minutes = ret_facts->offset_minutes;
    struct row_set promises = {0};
    *ret_facts = facts_of(u);
    ret_facts->offset_minutes = offset_minutes;
    sessions_want(u, &(struct session_name){.session_id = &session_id}, true, ret);
    TRY(uow_sync(u));
    if (ret->state != SESSION_STATE_PLANNED && ret->state != SESSION_STATE_CLOSED)
        return OUTCOME_OK;
    const struct ref training_id = {.by = REF_BY_ID, .id = ret->training_id};
    want_pin(u, training_id, NULL, ret_facts);
    revisions_want_promises(u, training_id, &ret->id, &promises);
    want_those_scheduled(u, ret, ret_facts);
    TRY(uow_sync(u));
    take_promises(&promises, ret_facts);
    return OUTCOME_OK;
}

/* ---- writing */

static void write_blocks(struct uow *u, const struct session *session)
{
    if (session->blocks.count == 0) return;
    uow_write(u, &sql_session_blocks_insert, session, NULL);
    uow_write(u, &sql_session_block_instructors_insert, session, NULL);
}

static void record(struct uow *u, const struct session *session, const char *reason)
{
    changes_record_with(u, &(struct change){.resource_type = "session",
                                            .resource_id = session->id,
                                            .version = session->version,
                                            .record = &session_record,
                                            .object = session,
                                            .reason = reason});
}

static void move_on(struct uow *u, const struct session *session, const char *from,
                    const char *reason)
{
    transitions_record(
        u, &(struct state_change){.resource_type = "session",
                                  .resource_id = session->id,
                                  .from_state = from,
                                  .to_state = session_state_enumeration.names[session->state],
                                  .reason = reason});
}

void sessions_apply_create(struct uow *u, const struct session *session)
{
    uow_write(u, &sql_session_insert, session, NULL);
    write_blocks(u, session);
    move_on(u, session, NULL, NULL);
    record(u, session, NULL);
}

void sessions_apply_update(struct uow *u, struct session *session, bool blocks)
{
    RECORD_PUT(session, SESSION, version, session->version + 1);
    RECORD_PUT(session, SESSION, updated_at, uow_context(u)->now);
    uow_write(u, &sql_session_update, session, NULL);
    if (blocks) {
        uow_write(u, &sql_session_block_instructors_delete, session, NULL);
        uow_write(u, &sql_session_blocks_delete, session, NULL);
        write_blocks(u, session);
    }
    record(u, session, NULL);
}

void sessions_apply_step(struct uow *u, const struct session *session, enum session_state from,
                         const char *reason)
{
    uow_write(u, &sql_session_update, session, NULL);
    if (session->state == SESSION_STATE_CANCELLED) {
        uow_write(u, &sql_session_blocks_release, session, NULL);
        uow_write(u, &sql_session_block_instructors_release, session, NULL);
    }
    move_on(u, session, session_state_enumeration.names[from], reason);
    record(u, session, reason);
}
