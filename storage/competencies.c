/* competencies.c - see competencies.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/competencies.h"

#include "storage/changes.h"
#include "storage/competencies_sql.h"
#include "storage/ids.h"

#include "domain/base/banned.h"

void competencies_want(struct uow *u, struct ref competency_id, bool lock, struct competency *ret,
                       bool *ret_found)
{
    struct competency_get_in *in = ARENA_NEW(uow_arena(u), struct competency_get_in);
    RECORD_PUT(in, COMPETENCY_GET_IN, competency_id, competency_id);
    if (lock) RECORD_PUT(in, COMPETENCY_GET_IN, lock, true);
    uow_want(u, &sql_competency_get, in, ret, ret_found);
}

enum outcome competencies_load(struct uow *u, struct ref competency_id, struct competency *ret)
{
    competencies_want(u, competency_id, false, ret, NULL);
    return uow_sync(u);
}

enum outcome competencies_load_for_create(struct uow *u, const struct ref *parent,
                                          struct competency_facts *ret_facts)
{
    struct competency found = {0};
    const struct uow_context *context = uow_context(u);
    *ret_facts = (struct competency_facts){.whole_organization = context->whole_organization,
                                           .parent_named = parent != NULL,
                                           .id = ids_new(context->now),
                                           .now = context->now};
    if (parent != NULL) competencies_want(u, *parent, false, &found, &ret_facts->parent_found);
    TRY(uow_sync(u));
    ret_facts->parent_id = found.id;
    return OUTCOME_OK;
}

enum outcome competencies_load_for_update(struct uow *u, struct ref competency_id,
                                          const struct ref *parent, struct competency *ret,
                                          struct competency_facts *ret_facts)
{
    competencies_want(u, competency_id, true, ret, NULL);
    return competencies_load_for_create(u, parent, ret_facts);
}

void competencies_apply_create(struct uow *u, const struct competency *competency)
{
    uow_write(u, &sql_competency_insert, competency, NULL);
    changes_record(u, "competency", competency->id, competency->version, &competency_record,
                   competency);
}

void competencies_apply_update(struct uow *u, struct competency *competency)
{
    RECORD_PUT(competency, COMPETENCY, version, competency->version + 1);
    RECORD_PUT(competency, COMPETENCY, updated_at, uow_context(u)->now);
    uow_write(u, &sql_competency_update, competency, NULL);
    changes_record(u, "competency", competency->id, competency->version, &competency_record,
                   competency);
}
