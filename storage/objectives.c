/* objectives.c - see objectives.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/objectives.h"

#include "storage/objectives_sql.h"
#include "storage/policy_versions.h"

#include "domain/base/banned.h"

void objectives_want(struct uow *u, struct uuid policy_version_id, struct date as_of,
                     struct row_set *ret)
{
    struct objective_figures_in in = {0};
    RECORD_PUT(&in, OBJECTIVE_FIGURES_IN, policy_version_id, policy_version_id);
    RECORD_PUT(&in, OBJECTIVE_FIGURES_IN, as_of, as_of);
    uow_want_rows(u, &sql_objective_figures, &in, ret);
}

enum outcome objectives_report(struct uow *u, struct uuid policy_version_id, struct date as_of,
                               struct objective_report *ret)
{
    struct policy_version version;
    struct row_set rows;
    policy_versions_want(u, policy_version_id, false, &version, NULL);
    objectives_want(u, policy_version_id, as_of, &rows);
    TRY(uow_sync(u));
    const struct objective_figure *figures = rows.items;
    struct objective_progress_list data = {.count = rows.count};
    data.items = ARENA_ARRAY(uow_arena(u), rows.count + 1, struct objective_progress);
    for (size_t i = 0; i < rows.count; i++) objectives_judge(&figures[i], as_of, &data.items[i]);
    *ret = (struct objective_report){0};
    RECORD_PUT(ret, OBJECTIVE_REPORT, policy_version_id, policy_version_id);
    RECORD_PUT(ret, OBJECTIVE_REPORT, as_of, as_of);
    RECORD_PUT(ret, OBJECTIVE_REPORT, data, data);
    return OUTCOME_OK;
}
