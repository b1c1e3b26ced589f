/* json_write.h - write JSON (RFC 8259) into a strbuf, by hand or by descriptor
 *
 * No tree is built. Members that hold no value are written as null when the field is nullable and
 * left out otherwise; write-only members are never written.
 * Tests: tests/domain/test_json_write.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_BASE_JSON_WRITE_H
#define BANGKOM_BASE_JSON_WRITE_H

#include "domain/base/record.h"
#include "domain/base/strbuf.h"

/* json_write_string - text with quotes; NULL gives null; input must be valid UTF-8 */
void json_write_string(struct strbuf *out, const char *text);
/* json_write_field - one value by its descriptor; `value` points at the member */
void json_write_field(struct strbuf *out, const struct field *field, const void *value);
/* json_write_record - {"member":value,…} */
void json_write_record(struct strbuf *out, const struct record *record, const void *object);

#endif
