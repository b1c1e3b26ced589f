/* csv.h - records as rows of text/csv (RFC 4180)
 *
 * A text that a spreadsheet would take for a formula (= + - @, tab or CR first) gets an apostrophe
 * in front; numbers do not need it. Write-only members are left out.
 * Tests: tests/api/test_csv.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_CSV_H
#define BANGKOM_HTTP_CSV_H

#include "domain/base/record.h"
#include "domain/base/strbuf.h"

#define CSV_CONTENT_TYPE "text/csv; charset=utf-8; header=present"

/* csv_header - the names of the members */
void csv_header(struct strbuf *out, const struct record *record);
/* csv_row - the values; null is an empty cell, lists and nested records are JSON */
void csv_row(struct strbuf *out, const struct record *record, const void *object);

#endif
