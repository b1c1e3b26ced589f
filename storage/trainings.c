/* trainings.c - see trainings.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/trainings.h"

#include "storage/changes.h"
#include "storage/registry.h"
#include "storage/trainings_sql.h"

#include "domain/base/banned.h"

enum outcome trainings_load_forms(struct uow *u, struct training_forms *ret)
{
    struct row_set rows;
    uow_want_rows(u, &sql_training_form_list, NULL, &rows);
    TRY(uow_sync(u));
    *ret = (struct training_forms){0};
    RECORD_PUT(ret, TRAINING_FORMS, data,
               ((struct training_form_list){.count = rows.count, .items = rows.items}));
    return OUTCOME_OK;
}

void trainings_want(struct uow *u, struct ref training_id, bool lock, struct training *ret,
                    bool *ret_found)
{
    struct training_lock_in lock_in = {0};
    struct training_get_in in = {0};
    RECORD_PUT(&lock_in, TRAINING_LOCK_IN, training_id, training_id);
    RECORD_PUT(&in, TRAINING_GET_IN, training_id, training_id);
    if (lock) uow_write(u, &sql_training_lock, &lock_in, NULL);
    uow_want(u, &sql_training_get, &in, ret, ret_found);
}

enum outcome trainings_load(struct uow *u, struct ref training_id, struct training *ret)
{
    trainings_want(u, training_id, false, ret, NULL);
    return uow_sync(u);
}

enum outcome trainings_load_for_update(struct uow *u, struct ref training_id, struct training *ret)
{
    trainings_want(u, training_id, true, ret, NULL);
    return uow_sync(u);
}

enum outcome trainings_load_for_create(struct uow *u, const struct training_create *in,
                                       struct training_facts *ret_facts)
{
    struct training_form_get_in form_in = {0};
    struct training_form form = {0};
    *ret_facts = (struct training_facts){.registry = registry_facts(u)};
    RECORD_PUT(&form_in, TRAINING_FORM_GET_IN, form_id, in->form_id);
    uow_want(u, &sql_training_form_get, &form_in, &form, &ret_facts->form_found);
    TRY(uow_sync(u));
    ret_facts->form_name = form.name;
    return OUTCOME_OK;
}

/* ---- writing */

static void record_move(struct uow *u, const struct training *training, int from,
                        const char *reason)
{
    registry_record_move(u, &(struct registry_move){.resource_type = "training",
                                                    .resource_id = training->id,
                                                    .version = training->version,
                                                    .record = &training_record,
                                                    .object = training,
                                                    .states = &training_state_enumeration,
                                                    .from = from,
                                                    .to = (int)training->state,
                                                    .reason = reason});
}

void trainings_apply_create(struct uow *u, const struct training *training)
{
    uow_write(u, &sql_training_insert, training, NULL);
    record_move(u, training, 0, NULL);
}

void trainings_apply_update(struct uow *u, const struct training *training)
{
    uow_write(u, &sql_training_update, training, NULL);
    changes_record(u, "training", training->id, training->version, &training_record, training);
}

void trainings_apply_move(struct uow *u, const struct training *training, enum training_state from,
                          const char *reason)
{
    uow_write(u, &sql_training_update, training, NULL);
    record_move(u, training, (int)from, reason);
}
