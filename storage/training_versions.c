/* training_versions.c - see training_versions.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/training_versions.h"

#include "storage/changes.h"
#include "storage/ids.h"
#include "storage/registry.h"
#include "storage/registry_sql.h"
#include "storage/training_versions_sql.h"
#include "storage/trainings.h"

#include "domain/base/banned.h"

void training_versions_want(struct uow *u, struct ref training_id, struct uuid training_version_id,
                            struct training_version *ret, bool *ret_found)
{
    struct training_version_get_in in = {0};
    RECORD_PUT(&in, TRAINING_VERSION_GET_IN, training_id, training_id);
    RECORD_PUT(&in, TRAINING_VERSION_GET_IN, training_version_id, training_version_id);
    uow_want(u, &sql_training_version_get, &in, ret, ret_found);
}

enum outcome training_versions_load(struct uow *u, struct ref training_id,
                                    struct uuid training_version_id, struct training_version *ret)
{
    training_versions_want(u, training_id, training_version_id, ret, NULL);
    return uow_sync(u);
}

/* ---- facts */

static struct list competencies_of(struct uow *u, const struct training_module_input_list *modules)
{
    size_t count = modules == NULL ? 0 : modules->count;
    struct ref *refs = ARENA_ARRAY(uow_arena(u), count + 1, struct ref);
    for (size_t i = 0; i < count; i++) {
        const struct training_module_input *module = &modules->items[i];
        if (RECORD_HAS(module, TRAINING_MODULE_INPUT, competency_id))
            refs[i] = module->competency_id;
    }
    return (struct list){.count = count, .items = refs};
}

/* What the statements leave for after the sync. */
struct wanted {
    struct training_version_last_out last;
    struct row_set modules, competencies;
    struct list refs;
};

static void want_facts(struct uow *u, struct ref training_id, struct training_version_facts *facts,
                       struct wanted *wanted)
{
    struct training_version_last_in last = {0};
    struct training_version_published_in published = {0};
    struct published_modules_in modules = {0};
    RECORD_PUT(&last, TRAINING_VERSION_LAST_IN, training_id, training_id);
    RECORD_PUT(&published, TRAINING_VERSION_PUBLISHED_IN, training_id, training_id);
    RECORD_PUT(&modules, PUBLISHED_MODULES_IN, training_id, training_id);
    trainings_want(u, training_id, true, &facts->training, NULL); /* first: the rest is read
                                                                     behind the lock */
    uow_want(u, &sql_training_version_last, &last, &wanted->last, NULL);
    uow_want(u, &sql_training_version_published, &published, &facts->published,
             &facts->has_published);
    uow_want_rows(u, &sql_published_modules, &modules, &wanted->modules);
    if (wanted->refs.count > 0)
        registry_find(u, &sql_competency_find, &wanted->refs, &wanted->competencies);
}

static void take_facts(struct uow *u, struct training_version_facts *facts,
                       const struct wanted *wanted)
{
    facts->last_number = wanted->last.number;
    facts->published_modules.count = wanted->modules.count;
    facts->published_modules.items = wanted->modules.items;
    facts->competencies = registry_ids(uow_arena(u), &wanted->refs, &wanted->competencies);
}

enum outcome training_versions_load_facts(struct uow *u, struct ref training_id,
                                          const struct training_module_input_list *modules,
                                          struct training_version_facts *ret_facts)
{
    struct wanted wanted = {.refs = competencies_of(u, modules)};
    *ret_facts = (struct training_version_facts){.registry = registry_facts(u)};
    want_facts(u, training_id, ret_facts, &wanted);
    TRY(uow_sync(u));
    take_facts(u, ret_facts, &wanted);
    return OUTCOME_OK;
}

enum outcome training_versions_load_for_update(struct uow *u,
                                               const struct training_version_name *name,
                                               const struct training_module_input_list *modules,
                                               struct training_version_facts *ret_facts,
                                               struct training_version *ret)
{
    struct wanted wanted = {.refs = competencies_of(u, modules)};
    *ret_facts = (struct training_version_facts){.registry = registry_facts(u)};
    want_facts(u, name->training_id, ret_facts, &wanted);
    training_versions_want(u, name->training_id, name->training_version_id, ret, NULL);
    TRY(uow_sync(u));
    take_facts(u, ret_facts, &wanted);
    return OUTCOME_OK;
}

/* ---- writing */

static void write_modules(struct uow *u, const struct training_version_decision *decision)
{
    struct modules_drop_in drop = {0};
    struct module_insert_in in = {0};
    if (!decision->replaces_modules) return;
    RECORD_PUT(&drop, MODULES_DROP_IN, training_version_id, decision->version.id);
    uow_write(u, &sql_modules_drop, &drop, NULL);
    if (decision->modules.count == 0) return;
    for (size_t i = 0; i < decision->modules.count; i++)
        RECORD_PUT(&decision->modules.items[i], TRAINING_MODULE_ROW, id,
                   ids_new(uow_context(u)->now));
    RECORD_PUT(&in, MODULE_INSERT_IN, rows, decision->modules);
    uow_write(u, &sql_module_insert, &in, NULL);
}

/* Hours and names of competencies are the database's to know. */
static enum outcome read_again(struct uow *u, struct training_version *version)
{
    struct ref training_id = {.by = REF_BY_ID, .id = version->training_id};
    training_versions_want(u, training_id, version->id, version, NULL);
    return uow_sync(u);
}

static void record_move(struct uow *u, const struct training_version *version, int from,
                        const char *reason)
{
    registry_record_move(u, &(struct registry_move){.resource_type = "training_version",
                                                    .resource_id = version->id,
                                                    .version = version->version,
                                                    .record = &training_version_record,
                                                    .object = version,
                                                    .states = &training_version_state_enumeration,
                                                    .from = from,
                                                    .to = (int)version->state,
                                                    .reason = reason});
}

enum outcome training_versions_apply_create(struct uow *u,
                                            struct training_version_decision *decision)
{
    uow_write(u, &sql_training_version_insert, &decision->version, NULL);
    write_modules(u, decision);
    TRY(read_again(u, &decision->version));
    record_move(u, &decision->version, 0, NULL);
    return OUTCOME_OK;
}

enum outcome training_versions_apply_update(struct uow *u,
                                            struct training_version_decision *decision)
{
    struct training_version *version = &decision->version;
    if (!decision->changed) return OUTCOME_OK;
    uow_write(u, &sql_training_version_update, version, NULL);
    write_modules(u, decision);
    TRY(read_again(u, version));
    changes_record(u, "training_version", version->id, version->version, &training_version_record,
                   version);
    return OUTCOME_OK;
}

void training_versions_apply_publish(struct uow *u,
                                     const struct training_version_decision *decision,
                                     const char *reason)
{
    if (decision->supersedes) { /* first: at no time may two be published */
        uow_write(u, &sql_training_version_update, &decision->superseded, NULL);
        record_move(u, &decision->superseded, TRAINING_VERSION_STATE_PUBLISHED, reason);
    }
    uow_write(u, &sql_training_version_update, &decision->version, NULL);
    record_move(u, &decision->version, TRAINING_VERSION_STATE_DRAFT, reason);
}
