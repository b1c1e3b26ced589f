/* offers.c - see offers.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/offers.h"

#include "storage/changes.h"
#include "storage/offers_sql.h"
#include "storage/partners.h"
#include "storage/registry.h"
#include "storage/trainings.h"

#include "domain/base/banned.h"

static enum outcome load(struct uow *u, struct uuid offer_id, bool lock, struct offer *ret)
{
    struct offer_get_in in = {0};
    RECORD_PUT(&in, OFFER_GET_IN, offer_id, offer_id);
    if (lock) RECORD_PUT(&in, OFFER_GET_IN, lock, true);
    uow_want(u, &sql_offer_get, &in, ret, NULL);
    return uow_sync(u);
}

enum outcome offers_load(struct uow *u, struct uuid offer_id, struct offer *ret)
{
    return load(u, offer_id, false, ret);
}

enum outcome offers_load_for_update(struct uow *u, struct uuid offer_id, struct offer *ret)
{
    return load(u, offer_id, true, ret);
}

enum outcome offers_load_for_create(struct uow *u, const struct offer_create *in,
                                    struct offer_facts *ret_facts)
{
    *ret_facts = (struct offer_facts){.registry = registry_facts(u)};
    partners_want(u, in->partner_id, false, &ret_facts->partner, &ret_facts->partner_found);
    trainings_want(u, in->training_id, false, &ret_facts->training, &ret_facts->training_found);
    return uow_sync(u);
}

void offers_apply_create(struct uow *u, const struct offer *offer)
{
    uow_write(u, &sql_offer_insert, offer, NULL);
    changes_record(u, "offer", offer->id, offer->version, &offer_record, offer);
}

void offers_apply_update(struct uow *u, const struct offer *offer)
{
    uow_write(u, &sql_offer_update, offer, NULL);
    changes_record(u, "offer", offer->id, offer->version, &offer_record, offer);
}
