/* hour_claims.c - see hour_claims.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/hour_claims.h"

#include "storage/changes.h"
#include "storage/hour_claims_sql.h"
#include "storage/hours.h"
#include "storage/hours_sql.h"
#include "storage/ids.h"
#include "storage/transitions.h"

#include "domain/base/banned.h"

#define RESOURCE "hour_claim"

/* ---- loading */

static void want(struct uow *u, struct uuid id, bool lock, struct hour_claim *ret)
{
    struct hour_claim_get_in in = {0};
    RECORD_PUT(&in, HOUR_CLAIM_GET_IN, hour_claim_id, id);
    if (lock) RECORD_PUT(&in, HOUR_CLAIM_GET_IN, lock, true);
    uow_want(u, &sql_hour_claim_get, &in, ret, NULL);
}

enum outcome hour_claims_load(struct uow *u, struct uuid id, struct hour_claim *ret)
{
    want(u, id, false, ret);
    return uow_sync(u);
}

static struct hour_claim_facts facts_of(struct uow *u)
{
    const struct uow_context *context = uow_context(u);
    struct hour_recording recording = {.credit_id = ids_new(context->now),
                                       .reversal_id = ids_new(context->now),
                                       .recorded_by = context->principal_id,
                                       .now = context->now};
    return (struct hour_claim_facts){.new_id = ids_new(context->now),
                                     .caller_id = context->principal_id,
                                     .self = context->self,
                                     .now = context->now,
                                     .today = context->today,
                                     .recording = recording};
}

static void want_conversion(struct uow *u, struct date day, struct hour_conversion_row *ret)
{
    struct hour_conversion_on_in in = {0};
    RECORD_PUT(&in, HOUR_CONVERSION_ON_IN, day, day);
    uow_want(u, &sql_hour_conversion_on, &in, ret, NULL);
}

enum outcome hour_claims_load_for_create(struct uow *u, const struct hour_claim_create *in,
                                         struct hour_claim_facts *ret)
{
    bool found;
    struct hour_conversion_row conversion = {0};
    struct hour_claim_employee_in who = {0};
    struct hour_claim_employee_out employee = {0};
    RECORD_PUT(&who, HOUR_CLAIM_EMPLOYEE_IN, employee_id, in->employee_id);
    uow_want(u, &sql_hour_claim_employee, &who, &employee, &found);
    want_conversion(u, in->took_place_until, &conversion);
    TRY(uow_sync(u));
    *ret = facts_of(u);
    if (found) ret->employee_id = employee.id;
    ret->conversion.conversion = conversion.value;
    return OUTCOME_OK;
}

static void want_neighbours(struct uow *u, const struct hour_claim *claim, struct row_set *ret)
{
    struct hour_neighbours_in in = {0};
    RECORD_PUT(&in, HOUR_NEIGHBOURS_IN, employee_id, claim->employee_id);
    RECORD_PUT(&in, HOUR_NEIGHBOURS_IN, first, claim->took_place_from);
    RECORD_PUT(&in, HOUR_NEIGHBOURS_IN, last, claim->took_place_until);
    uow_want_rows(u, &sql_hour_neighbours, &in, ret);
}

enum outcome hour_claims_load_for_decision(struct uow *u, struct uuid id, struct hour_claim *ret,
                                           struct hour_claim_facts *ret_facts)
{
    bool is_credited;
    struct hour_conversion_row conversion = {0};
    struct row_set neighbours = {0};
    struct hour_lock_employee_in employee = {0};
    struct hour_lock_employee_out locked;
    struct hour_entry_of_claim_in which = {0};
    struct hour_entry *live = ARENA_NEW(uow_arena(u), struct hour_entry);
    want(u, id, true, ret);
    TRY(uow_sync(u));
    RECORD_PUT(&employee, HOUR_LOCK_EMPLOYEE_IN, employee_id, ret->employee_id);
    RECORD_PUT(&which, HOUR_ENTRY_OF_CLAIM_IN, hour_claim_id, id);
    uow_want(u, &sql_hour_lock_employee, &employee, &locked, NULL);
    want_conversion(u, ret->took_place_until, &conversion);
    want_neighbours(u, ret, &neighbours);
    uow_want(u, &sql_hour_entry_of_claim, &which, live, &is_credited);
    TRY(uow_sync(u));
    *ret_facts = facts_of(u);
    ret_facts->employee_id = ret->employee_id;
    ret_facts->conversion =
        (struct hour_conversion_facts){conversion.value, neighbours.items, neighbours.count};
    ret_facts->live = is_credited ? live : NULL;
    return OUTCOME_OK;
}

/* ---- applying */

static void record_trail(struct uow *u, const struct hour_claim *claim, const char *from_state,
                         const char *reason)
{
    changes_record_with(u, &(struct change){.resource_type = RESOURCE,
                                            .resource_id = claim->id,
                                            .version = claim->version,
                                            .record = &hour_claim_record,
                                            .object = claim,
                                            .reason = reason});
    transitions_record(
        u, &(struct state_change){.resource_type = RESOURCE,
                                  .resource_id = claim->id,
                                  .from_state = from_state,
                                  .to_state = hour_claim_state_enumeration.names[claim->state],
                                  .reason = reason});
}

void hour_claims_apply_create(struct uow *u, const struct hour_claim *claim)
{
    uow_write(u, &sql_hour_claim_insert, claim, NULL);
    record_trail(u, claim, NULL, NULL);
}

void hour_claims_apply_decision(struct uow *u, const struct hour_claim *claim, const char *reason,
                                const struct hour_decision *decision)
{
    bool was_verified = claim->state == HOUR_CLAIM_STATE_REVERSED;
    enum hour_claim_state from =
        was_verified ? HOUR_CLAIM_STATE_VERIFIED : HOUR_CLAIM_STATE_SUBMITTED;
    uow_write(u, &sql_hour_claim_decide, claim, NULL);
    record_trail(u, claim, hour_claim_state_enumeration.names[from], reason);
    if (decision != NULL) hours_apply(u, decision);
}
