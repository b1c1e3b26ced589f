/* record_columns.h - many records as one array per column, the form in which a statement unpacks
 * them fastest: FROM unnest(:id, :name, …) AS r (id, name, …)
 *
 * A field of the statement's `in` takes the values of the record's field of the same name:
 *   uuids  of a KIND_UUID
 *   texts  of anything else, as PostgreSQL reads it: cast it in the statement (r.birth_date::date)
 * What a record does not hold is null. Fields without a namesake stay as they are.
 * Must not know: which resources there are.
 * Tests: tests/storage/test_record_columns.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_RECORD_COLUMNS_H
#define BANGKOM_STORAGE_RECORD_COLUMNS_H

#include "domain/base/arena.h"
#include "domain/base/record.h"

/* record_columns - fill the fields of `in` from `records`
 * in   records  structs described by `record`; their texts are borrowed
 *      in_record, in  what a statement takes; its lists come to live in `a` */
void record_columns(struct arena *a, const struct record *record, const struct list *records,
                    const struct record *in_record, void *in);

/* record_details - each record as JSON text, as json_write_record writes it
 * ret  texts in `a`, one for each */
struct list record_details(struct arena *a, const struct record *record,
                           const struct list *records);

#endif
