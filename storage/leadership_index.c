/* leadership_index.c - see leadership_index.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/leadership_index.h"

#include "storage/leadership_index_sql.h"

#include "domain/base/banned.h"

enum outcome leadership_index_load(struct uow *u, enum leadership_index_by by,
                                   const struct leadership_index_filter *filter,
                                   struct leadership_facts *ret)
{
    const struct statement *s = by == LEADERSHIP_INDEX_BY_UNIT ? &sql_leadership_sums_by_unit
                                                               : &sql_leadership_sums_by_leader;
    struct row_set sums, units;
    uow_want_rows(u, s, filter, &sums);
    uow_want_rows(u, &sql_leadership_units, filter, &units);
    TRY(uow_sync(u));
    *ret = (struct leadership_facts){.sums = {.count = sums.count, .items = sums.items},
                                     .units = {.count = units.count, .items = units.items}};
    return OUTCOME_OK;
}
