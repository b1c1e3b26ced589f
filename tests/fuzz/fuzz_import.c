/* fuzz_import.c - any bytes as an import file: cut alike however they arrive, read, mapped, decided
 *
 * The first byte chooses the format and how much arrives at a time.
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/import_batch.h"

#include <stdlib.h>
#include <string.h>

#include "domain/base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MAX_ROWS 16

struct reading {
    struct record_splitter splitter;
    const char *bytes;
    size_t length, at, end, step;
};

static enum split next(struct reading *r, struct slice *ret)
{
    for (;;) {
        size_t used = 0;
        struct window window = {r->bytes + r->at, r->end - r->at, r->end == r->length};
        enum split found = record_split(&r->splitter, window, ret, &used);
        r->at += used;
        if (found != SPLIT_MORE) return found;
        if (window.is_last) abort();
        r->end = r->end + r->step < r->length ? r->end + r->step : r->length;
    }
}

/* The same records at the same places, however the bytes arrive. */
static void compare(struct reading whole, struct reading parts)
{
    for (;;) {
        struct slice a = {0}, b = {0};
        enum split left = next(&whole, &a), right = next(&parts, &b);
        if (left != right || whole.splitter.state != parts.splitter.state) abort();
        if (left != SPLIT_RECORD && left != SPLIT_HEADER) return;
        if (a.bytes != b.bytes || a.length != b.length) abort();
    }
}

static void map_all(struct arena *a, struct reading r)
{
    static struct uuid ids[IMPORT_BATCH_IDS(MAX_ROWS)];
    struct import_row *rows = ARENA_ARRAY(a, MAX_ROWS, struct import_row);
    struct import_columns columns = {.separator = ','};
    struct import_source source;
    struct import_changes changes;
    struct import_facts facts = {0};
    struct import_means means = {.arena = a, .today = {20600}, .ids = ids};
    size_t count = 0;
    struct slice record;
    for (enum split found = next(&r, &record); count < MAX_ROWS; found = next(&r, &record)) {
        if (found != SPLIT_RECORD && found != SPLIT_HEADER) break;
        bool csv = r.splitter.format == IMPORT_FORMAT_CSV;
        struct import_fault fault = found == SPLIT_HEADER ? import_read_header(a, record, &columns)
                                    : csv ? import_read_csv(a, &columns, record, &source)
                                          : import_read_json(a, record, &source);
        if (found == SPLIT_HEADER) continue;
        if (fault.rule != 0) imports_map_fault(&fault, &rows[count++]);
        else imports_map(a, &source, means.today, &rows[count++]);
    }
    import_batch_decide(&means, rows, count, &facts, &changes);
    size_t seen = 0;
    for (size_t i = 0; i < 2; i++) {
        const struct import_share *share = &changes.shares[i];
        if (share->created + share->updated + share->unchanged + share->failed != share->rows)
            abort();
        if (share->employees_new.count != share->created) abort();
        seen += share->rows;
    }
    if (seen != count) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    arena_auto a;
    arena_init(&a);
    if (size == 0) return 0;
    const char *bytes = arena_copy(&a, (const char *)data + 1, size - 1);
    struct reading whole = {.splitter = {.format = (enum import_format)(1 + data[0] % 3)},
                            .bytes = bytes,
                            .length = size - 1,
                            .end = size - 1,
                            .step = 1U + data[0] / 3U};
    struct reading parts = whole;
    parts.end = 0;
    compare(whole, parts);
    map_all(&a, whole);
    return 0;
}
