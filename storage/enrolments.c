/* enrolments.c - see enrolments.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/enrolments.h"

#include "storage/changes.h"
#include "storage/enrolments_sql.h"
#include "storage/ids.h"
#include "storage/sessions.h"
#include "storage/transitions.h"

#include "domain/base/banned.h"

#define RESOURCE "enrolment"

enum outcome enrolments_load(struct uow *u, struct uuid id, struct enrolment *ret)
{
    struct enrolment_get_in in = {0};
    RECORD_PUT(&in, ENROLMENT_GET_IN, enrolment_id, id);
    uow_want(u, &sql_enrolment_get, &in, ret, NULL);
    return uow_sync(u);
}

static void move_on(struct uow *u, struct uuid id, enum enrolment_state from,
                    enum enrolment_state to, const char *reason)
{
    transitions_record(u,
                       &(struct state_change){.resource_type = RESOURCE,
                                              .resource_id = id,
                                              .from_state = enrolment_state_enumeration.names[from],
                                              .to_state = enrolment_state_enumeration.names[to],
                                              .reason = reason});
}

/* ---- nominating */

static void look_up(struct nominee_lookup *to, const struct enrolment_create *item, size_t ordinal)
{
    const struct ref *who = &item->employee_id;
    RECORD_PUT(to, NOMINEE_LOOKUP, ordinal, (int64_t)ordinal);
    if (who->by == REF_BY_ID) RECORD_PUT(to, NOMINEE_LOOKUP, employee_id, who->id);
    if (who->by == REF_BY_EXT) RECORD_PUT(to, NOMINEE_LOOKUP, employee_key, who->key);
    if (who->by == REF_BY_NIP) RECORD_PUT(to, NOMINEE_LOOKUP, employee_nip, who->key);
    if (RECORD_HAS(item, ENROLMENT_CREATE, need_id))
        RECORD_PUT(to, NOMINEE_LOOKUP, need_id, item->need_id);
}

enum outcome enrolments_load_for_nomination(struct uow *u, struct ref session_id,
                                            const struct enrolment_create *items, size_t count,
                                            struct nominations *ret)
{
    const struct uow_context *context = uow_context(u);
    struct nominee_lookup *lookups = ARENA_ARRAY(uow_arena(u), count, struct nominee_lookup);
    /* Of equal priority the earlier nomination comes first, and ids say which was earlier. */
    struct uuid *ids = ids_new_ascending(uow_arena(u), context->now, count);
    struct session *session = ARENA_NEW(uow_arena(u), struct session);
    struct nominees_in in = {0};
    struct row_set rows = {0};
    for (size_t i = 0; i < count; i++) look_up(&lookups[i], &items[i], i);
    struct nominee_lookup_list wanted = {.count = count, .items = lookups};
    RECORD_PUT(&in, NOMINEES_IN, session_id, session_id);
    RECORD_PUT(&in, NOMINEES_IN, items, wanted);
    sessions_want(u, &(struct session_name){.session_id = &session_id}, true, session);
    uow_want_rows(u, &sql_nominees, &in, &rows);
    TRY(uow_sync(u));
    *ret = (struct nominations){.session = session,
                                .count = count,
                                .items = items,
                                .found = rows.items,
                                .ids = ids,
                                .actor = context->principal_id,
                                .self = context->self,
                                .now = context->now};
    return OUTCOME_OK;
}

void enrolments_apply_nominations(struct uow *u, const struct enrolment_list *made)
{
    struct enrolment_insert_in in = {0};
    RECORD_PUT(&in, ENROLMENT_INSERT_IN, items, *made);
    uow_write(u, &sql_enrolment_insert, &in, NULL);
    for (size_t i = 0; i < made->count; i++)
        move_on(u, made->items[i].id, 0, made->items[i].state, NULL);
    changes_record_many(u, RESOURCE, &enrolment_record,
                        &(struct list){.count = made->count, .items = made->items});
}

/* ---- deciding */

static void want_enrolment(struct uow *u, struct uuid id, bool own, struct enrolment *ret)
{
    struct enrolment_get_in in = {0};
    RECORD_PUT(&in, ENROLMENT_GET_IN, enrolment_id, id);
    if (own) RECORD_PUT(&in, ENROLMENT_GET_IN, withdrawal, true);
    else RECORD_PUT(&in, ENROLMENT_GET_IN, change, true);
    uow_want(u, &sql_enrolment_get, &in, ret, NULL);
}

static void want_clash(struct uow *u, struct uuid id, struct enrolment_facts *facts)
{
    struct enrolment_first_clash_in in = {0};
    RECORD_PUT(&in, ENROLMENT_FIRST_CLASH_IN, enrolment_id, id);
    uow_want(u, &sql_enrolment_first_clash, &in, &facts->clash, &facts->has_clash);
}

void enrolments_lock_seats(struct uow *u)
{
    uow_write(u, &sql_seats_lock, NULL, NULL);
}

/* Queued before the withdrawal is written: the seat is still there to be compared with. */
static void want_elsewhere(struct uow *u, struct uuid id, struct row_set *ret_rows)
{
    struct seats_waited_for_in in = {0};
    RECORD_PUT(&in, SEATS_WAITED_FOR_IN, enrolment_id, id);
    uow_want_rows(u, &sql_seats_waited_for, &in, ret_rows);
}

enum outcome enrolments_load_for_decision(struct uow *u, struct uuid id, bool own,
                                          struct enrolment *ret, struct enrolment_facts *ret_facts)
{
    const struct uow_context *context = uow_context(u);
    struct seat_candidates_in in = {0};
    struct row_set candidates, elsewhere = {0};
    *ret_facts = (struct enrolment_facts){.actor = context->principal_id, .now = context->now};
    enrolments_lock_seats(u);
    sessions_want(u, &(struct session_name){.enrolment_id = id}, true, &ret_facts->session);
    RECORD_PUT(&in, SEAT_CANDIDATES_IN, enrolment_id, id);
    uow_want_rows(u, &sql_seat_candidates, &in, &candidates);
    want_enrolment(u, id, own, ret);
    want_clash(u, id, ret_facts);
    if (own) want_elsewhere(u, id, &elsewhere);
    TRY(uow_sync(u));
    ret_facts->candidates = candidates.items;
    ret_facts->candidate_count = candidates.count;
    ret_facts->elsewhere = elsewhere.items;
    ret_facts->elsewhere_count = elsewhere.count;
    return OUTCOME_OK;
}

void enrolments_apply_moves(struct uow *u, const struct enrolment_moves *changes)
{
    struct enrolment_moves_in in = {0};
    struct enrolment_move_list items = {.count = changes->count, .items = changes->items};
    if (changes->count == 0) return;
    RECORD_PUT(&in, ENROLMENT_MOVES_IN, items, items);
    uow_write(u, &sql_enrolment_moves, &in, NULL);
    for (size_t i = 0; i < changes->count; i++)
        move_on(u, changes->items[i].id, changes->items[i].from_state, changes->items[i].state,
                NULL);
    changes_record_many(u, RESOURCE, &enrolment_move_record,
                        &(struct list){.count = changes->count, .items = changes->items});
}

void enrolments_apply_decision(struct uow *u, const struct enrolment *enrolment,
                               const struct enrolment_decision *decision, const char *reason)
{
    uow_write(u, &sql_enrolment_update, enrolment, NULL);
    move_on(u, enrolment->id, decision->from, enrolment->state, reason);
    changes_record_with(u, &(struct change){.resource_type = RESOURCE,
                                            .resource_id = enrolment->id,
                                            .version = enrolment->version,
                                            .record = &enrolment_record,
                                            .object = enrolment,
                                            .reason = reason});
    enrolments_apply_moves(u, &decision->seats);
}

/* ---- giving out */

static void want_candidates(struct uow *u, struct uuid session_id, struct row_set *ret_rows)
{
    struct seat_candidates_in in = {0};
    RECORD_PUT(&in, SEAT_CANDIDATES_IN, session_id, session_id);
    uow_want_rows(u, &sql_seat_candidates, &in, ret_rows);
}

static void give_out(struct uow *u, const struct session *session, const struct row_set *candidates)
{
    struct seat_room room = {.capacity = session->capacity,
                             .taken = session->seats_taken,
                             .waitlist_limit = session->waitlist_limit};
    struct enrolment_moves moves = seats_allocate(candidates->items, candidates->count, &room,
                                                  uow_context(u)->now, uow_arena(u));
    enrolments_apply_moves(u, &moves);
}

enum outcome enrolments_give_out_seats(struct uow *u, const struct session *session)
{
    struct row_set candidates;
    want_candidates(u, session->id, &candidates);
    TRY(uow_sync(u));
    give_out(u, session, &candidates);
    return OUTCOME_OK;
}

enum outcome enrolments_offer(struct uow *u, const struct session_waited_for *sessions,
                              size_t count)
{
    struct row_set candidates;
    struct session session;
    for (size_t i = 0; i < count; i++) {
        struct ref id = {.by = REF_BY_ID, .id = sessions[i].session_id};
        sessions_want(u, &(struct session_name){.session_id = &id}, true, &session);
        want_candidates(u, id.id, &candidates);
        TRY(uow_sync(u));
        if (session.state == SESSION_STATE_CLOSED) give_out(u, &session, &candidates);
    }
    return OUTCOME_OK;
}

enum outcome enrolments_offer_after_cancel(struct uow *u, struct uuid session_id)
{
    struct seats_waited_for_in in = {0};
    struct row_set waited_for;
    RECORD_PUT(&in, SEATS_WAITED_FOR_IN, session_id, session_id);
    uow_want_rows(u, &sql_seats_waited_for, &in, &waited_for);
    TRY(uow_sync(u));
    return enrolments_offer(u, waited_for.items, waited_for.count);
}
