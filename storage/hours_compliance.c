/* hours_compliance.c - see hours_compliance.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/hours_compliance.h"

#include "storage/hours_compliance_sql.h"

#include "domain/base/banned.h"

enum outcome hours_compliance_load(struct uow *u, struct ref employee_id, struct date as_of,
                                   struct hours_compliance_facts *ret)
{
    struct hours_subject *subject = ARENA_NEW(uow_arena(u), struct hours_subject);
    struct hours_subject_get_in who = {0};
    struct hours_entries_in which = {0};
    struct row_set entries = {0};
    RECORD_PUT(&who, HOURS_SUBJECT_GET_IN, employee_id, employee_id);
    RECORD_PUT(&who, HOURS_SUBJECT_GET_IN, as_of, as_of);
    RECORD_PUT(&which, HOURS_ENTRIES_IN, employee_id, employee_id);
    uow_want(u, &sql_hours_subject_get, &who, subject, NULL);
    uow_want_rows(u, &sql_hours_entries, &which, &entries);
    TRY(uow_sync(u));
    *ret = (struct hours_compliance_facts){
        .subject = subject, .as_of = as_of, .entries = entries.items, .entry_count = entries.count};
    return OUTCOME_OK;
}
