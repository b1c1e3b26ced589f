/* instruments.c - see instruments.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/instruments.h"

#include "storage/changes.h"
#include "storage/ids.h"
#include "storage/instruments_sql.h"

#include "domain/base/banned.h"

void instruments_want(struct uow *u, struct uuid instrument_id, bool lock, struct instrument *ret)
{
    struct instrument_get_in in = {0};
    RECORD_PUT(&in, INSTRUMENT_GET_IN, instrument_id, instrument_id);
    if (lock) RECORD_PUT(&in, INSTRUMENT_GET_IN, lock, true);
    uow_want(u, &sql_instrument_get, &in, ret, NULL);
}

enum outcome instruments_load(struct uow *u, struct uuid instrument_id, struct instrument *ret)
{
    instruments_want(u, instrument_id, false, ret);
    return uow_sync(u);
}

struct instrument_facts instruments_facts(struct uow *u)
{
    const struct uow_context *context = uow_context(u);
    return (struct instrument_facts){.whole_organization = context->whole_organization,
                                     .new_id = ids_new(context->now),
                                     .now = context->now};
}

void instruments_apply_create(struct uow *u, const struct instrument *instrument)
{
    uow_write(u, &sql_instrument_insert, instrument, NULL);
    changes_record(u, "instrument", instrument->id, instrument->version, &instrument_record,
                   instrument);
}
