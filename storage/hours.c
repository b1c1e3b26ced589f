/* hours.c - see hours.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/hours.h"

#include "storage/changes.h"
#include "storage/hours_sql.h"
#include "storage/ids.h"

#include "domain/base/banned.h"

#define NO_VERSION (-1)

/* What was found about the seats of a session, or about one. */
struct found {
    struct row_set seats, modules, blocks, live, claimed;
};

/* The statements on seats take the same parameters, in records of the same members. */
struct which {
    struct uuid session_id, enrolment_id; /* one of them is nil */
};

#define PUT_WHICH(in, STRUCT, which)                                                               \
    do {                                                                                           \
        if (!uuid_is_nil((which).session_id))                                                      \
            RECORD_PUT((in), STRUCT, session_id, (which).session_id);                              \
        else RECORD_PUT((in), STRUCT, enrolment_id, (which).enrolment_id);                         \
    } while (0)

static void want_lock(struct uow *u, struct which which)
{
    struct hour_lock_in in = {0};
    struct row_set *locked = ARENA_NEW(uow_arena(u), struct row_set);
    PUT_WHICH(&in, HOUR_LOCK_IN, which);
    uow_want_rows(u, &sql_hour_lock, &in, locked);
}

static enum outcome load(struct uow *u, struct which which, struct found *ret)
{
    struct hour_seats_in seats = {0};
    struct hour_modules_in modules = {0};
    struct hour_blocks_in blocks = {0};
    struct hour_entries_of_seats_in live = {0};
    struct hour_claimed_near_in claimed = {0};
    PUT_WHICH(&seats, HOUR_SEATS_IN, which);
    PUT_WHICH(&modules, HOUR_MODULES_IN, which);
    PUT_WHICH(&blocks, HOUR_BLOCKS_IN, which);
    PUT_WHICH(&live, HOUR_ENTRIES_OF_SEATS_IN, which);
    PUT_WHICH(&claimed, HOUR_CLAIMED_NEAR_IN, which);
    want_lock(u, which);
    uow_want_rows(u, &sql_hour_seats, &seats, &ret->seats);
    uow_want_rows(u, &sql_hour_modules, &modules, &ret->modules);
    uow_want_rows(u, &sql_hour_blocks, &blocks, &ret->blocks);
    uow_want_rows(u, &sql_hour_entries_of_seats, &live, &ret->live);
    uow_want_rows(u, &sql_hour_claimed_near, &claimed, &ret->claimed);
    return uow_sync(u);
}

/* ---- one seat after the other: blocks are in the order of the enrolments */

struct walk {
    const struct found *found;
    size_t block; /* the first that is not behind us */
};

static void take_blocks(struct walk *w, struct uuid enrolment_id, struct hour_seat_facts *facts)
{
    const struct hour_block *blocks = w->found->blocks.items;
    facts->blocks = blocks + w->block;
    while (w->block < w->found->blocks.count &&
           uuid_equal(blocks[w->block].enrolment_id, enrolment_id)) {
        w->block++;
        facts->block_count++;
    }
}

/* A session has a few hundred seats at most: looking through all credits for each is cheap. */
static void find_live(const struct found *found, struct uuid enrolment_id,
                      struct hour_seat_facts *facts)
{
    const struct hour_entry *live = found->live.items;
    for (size_t i = 0; i < found->live.count; i++)
        if (uuid_equal(live[i].enrolment_id, enrolment_id)) facts->live = &live[i];
}

static struct hour_seat_facts take_facts(struct walk *w, const struct hour_seat *seat)
{
    const struct found *found = w->found;
    struct hour_seat_facts facts = {.seat = seat,
                                    .modules = found->modules.items,
                                    .module_count = found->modules.count,
                                    .neighbours = found->claimed.items,
                                    .neighbour_count = found->claimed.count};
    take_blocks(w, seat->enrolment_id, &facts);
    find_live(found, seat->enrolment_id, &facts);
    return facts;
}

static struct hour_recording recording_of(struct uow *u)
{
    const struct uow_context *context = uow_context(u);
    return (struct hour_recording){.credit_id = ids_new(context->now),
                                   .reversal_id = ids_new(context->now),
                                   .recorded_by = context->principal_id,
                                   .now = context->now};
}

/* What is queued lives until the next sync: so does each decision. */
static void credit_seat(struct uow *u, const struct hour_seat_facts *facts)
{
    struct hour_recording recording = recording_of(u);
    struct hour_decision *decision = ARENA_NEW(uow_arena(u), struct hour_decision);
    hours_decide_seat(facts, &recording, uow_arena(u), decision);
    hours_apply(u, decision);
}

enum outcome hours_credit_session(struct uow *u, struct uuid session_id)
{
    struct found found = {0};
    struct walk walk = {.found = &found};
    TRY(load(u, (struct which){.session_id = session_id}, &found));
    const struct hour_seat *seats = found.seats.items;
    for (size_t i = 0; i < found.seats.count; i++) {
        struct hour_seat_facts facts = take_facts(&walk, &seats[i]);
        credit_seat(u, &facts);
    }
    return OUTCOME_OK;
}

enum outcome hours_recredit_enrolment(struct uow *u, struct uuid enrolment_id)
{
    struct found found = {0};
    struct walk walk = {.found = &found};
    TRY(load(u, (struct which){.enrolment_id = enrolment_id}, &found));
    const struct hour_seat *seat = found.seats.items;
    if (found.seats.count == 0 || !seat->completed) return OUTCOME_OK;
    struct hour_seat_facts facts = take_facts(&walk, seat);
    credit_seat(u, &facts);
    return OUTCOME_OK;
}

enum outcome hours_recredit_near(struct uow *u, struct uuid employee_id,
                                 const struct hour_days *days)
{
    struct hour_seats_near_in in = {0};
    struct row_set rows = {0};
    RECORD_PUT(&in, HOUR_SEATS_NEAR_IN, employee_id, employee_id);
    RECORD_PUT(&in, HOUR_SEATS_NEAR_IN, first, days->first);
    RECORD_PUT(&in, HOUR_SEATS_NEAR_IN, last, days->last);
    uow_want_rows(u, &sql_hour_seats_near, &in, &rows);
    TRY(uow_sync(u));
    const struct hour_seats_near_out *seats = rows.items;
    for (size_t i = 0; i < rows.count; i++) TRY(hours_recredit_enrolment(u, seats[i].enrolment_id));
    return OUTCOME_OK;
}

/* ---- applying */

static void insert(struct uow *u, const struct hour_entry *entry)
{
    bool has_reason = RECORD_HAS(entry, HOUR_ENTRY, reason);
    uow_write(u, &sql_hour_entry_insert, entry, NULL);
    changes_record_with(u, &(struct change){.resource_type = "hour_entry",
                                            .resource_id = entry->id,
                                            .version = NO_VERSION,
                                            .record = &hour_entry_record,
                                            .object = entry,
                                            .reason = has_reason ? entry->reason : NULL});
}

/* The credit that is reversed leaves the place of its activity before the new one takes it. */
void hours_apply(struct uow *u, const struct hour_decision *decision)
{
    if (decision->reverses) {
        struct hour_entry_reversed_in in = {0};
        RECORD_PUT(&in, HOUR_ENTRY_REVERSED_IN, id, decision->reversal.reverses_id);
        RECORD_PUT(&in, HOUR_ENTRY_REVERSED_IN, reversed_by, decision->reversal.id);
        insert(u, &decision->reversal);
        uow_write(u, &sql_hour_entry_reversed, &in, NULL);
    }
    if (decision->credits) insert(u, &decision->credit);
}
