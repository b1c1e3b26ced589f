/* instrument_versions.c - see instrument_versions.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/instrument_versions.h"

#include "storage/changes.h"
#include "storage/ids.h"
#include "storage/instrument_versions_sql.h"
#include "storage/instruments.h"
#include "storage/transitions.h"

#include "domain/base/banned.h"

static void want(struct uow *u, struct instrument_version_key key, bool lock,
                 struct instrument_version *ret)
{
    struct instrument_version_get_in in = {0};
    RECORD_PUT(&in, INSTRUMENT_VERSION_GET_IN, instrument_id, key.instrument_id);
    RECORD_PUT(&in, INSTRUMENT_VERSION_GET_IN, instrument_version_id, key.instrument_version_id);
    if (lock) RECORD_PUT(&in, INSTRUMENT_VERSION_GET_IN, lock, true);
    uow_want(u, &sql_instrument_version_get, &in, ret, NULL);
}

enum outcome instrument_versions_load(struct uow *u, struct instrument_version_key key,
                                      struct instrument_version *ret)
{
    want(u, key, false, ret);
    return uow_sync(u);
}

enum outcome instrument_versions_load_for_create(struct uow *u, struct uuid instrument_id,
                                                 size_t item_count,
                                                 struct instrument_version_origin *ret)
{
    struct instrument instrument;
    struct instrument_version_newest_in in = {0};
    struct instrument_version_newest_out newest = {0};
    RECORD_PUT(&in, INSTRUMENT_VERSION_NEWEST_IN, instrument_id, instrument_id);
    instruments_want(u, instrument_id, true, &instrument);
    uow_want(u, &sql_instrument_version_newest, &in, &newest, NULL);
    TRY(uow_sync(u));
    struct uuid *ids = ARENA_ARRAY(uow_arena(u), item_count, struct uuid);
    for (size_t i = 0; i < item_count; i++) ids[i] = ids_new(uow_context(u)->now);
    bool first = !RECORD_HAS(&newest, INSTRUMENT_VERSION_NEWEST_OUT, number);
    *ret = (struct instrument_version_origin){
        .instrument_id = instrument_id, .last_number = first ? 0 : newest.number, .item_ids = ids};
    return OUTCOME_OK;
}

enum outcome instrument_versions_load_for_publish(struct uow *u, struct instrument_version_key key,
                                                  struct instrument_version *ret,
                                                  struct instrument_version *ret_previous,
                                                  bool *ret_has_previous)
{
    struct instrument instrument;
    struct instrument_version_published_in in = {0};
    RECORD_PUT(&in, INSTRUMENT_VERSION_PUBLISHED_IN, instrument_id, key.instrument_id);
    instruments_want(u, key.instrument_id, true, &instrument);
    want(u, key, true, ret);
    uow_want(u, &sql_instrument_version_published, &in, ret_previous, ret_has_previous);
    return uow_sync(u);
}

static void record(struct uow *u, const struct instrument_version *version, int from_state)
{
    const char *const *names = instrument_version_state_enumeration.names;
    changes_record(u, "instrument_version", version->id, version->version,
                   &instrument_version_record, version);
    transitions_record(u, &(struct state_change){.resource_type = "instrument_version",
                                                 .resource_id = version->id,
                                                 .from_state = names[from_state],
                                                 .to_state = names[version->state]});
}

void instrument_versions_apply_create(struct uow *u, const struct instrument_version *version)
{
    uow_write(u, &sql_instrument_version_insert, version, NULL);
    record(u, version, 0);
}

void instrument_versions_apply_publish(struct uow *u, const struct instrument_version *version,
                                       const struct instrument_version *previous)
{
    if (previous != NULL) {
        uow_write(u, &sql_instrument_version_update, previous, NULL);
        record(u, previous, INSTRUMENT_VERSION_STATE_PUBLISHED);
    }
    uow_write(u, &sql_instrument_version_update, version, NULL);
    record(u, version, INSTRUMENT_VERSION_STATE_DRAFT);
}
