/* import_read.c - see import_read.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/import_read.h"

#include "domain/base/banned.h"

#define BATCH_ROWS 2000

static void keep_row(struct import_runner *r, struct import_batch *b, const struct import_row *row)
{
    struct import_row *kept = &b->rows[b->count++];
    *kept = *row;
    kept->number = ++r->rows_read;
    kept->end = import_file_position(&r->file);
    kept->reader_state = r->file.splitter.state;
}

static void map_record(struct import_runner *r, struct import_batch *b, struct slice record)
{
    struct import_source source;
    struct import_row row;
    struct import_fault fault = r->file.splitter.format == IMPORT_FORMAT_CSV
                                    ? import_read_csv(&b->arena, &r->columns, record, &source)
                                    : import_read_json(&b->arena, record, &source);
    if (fault.rule != 0) imports_map_fault(&fault, &row);
    else imports_map(&b->arena, &source, r->reading.today, &row);
    keep_row(r, b, &row);
}

/* Keeps the header row for whoever goes on behind it. false: it cannot be read. */
static bool take_header(struct import_runner *r, struct slice row)
{
    struct import_fault fault = import_read_header(&r->header, row, &r->columns);
    RECORD_PUT(&r->work, IMPORT_WORK, csv_header, arena_copy(&r->header, row.bytes, row.length));
    return fault.rule == 0;
}

static enum outcome fill(struct import_runner *r, struct import_batch *b)
{
    struct slice record;
    while (b->count < BATCH_ROWS) {
        TRY(import_file_next(&r->file, &record, &b->split, &b->problem));
        if (b->split == SPLIT_RECORD) {
            map_record(r, b, record);
            continue;
        }
        if (b->split != SPLIT_HEADER) return OUTCOME_OK;
        if (take_header(r, record)) continue;
        b->split = SPLIT_BROKEN;
        return OUTCOME_OK;
    }
    return OUTCOME_OK;
}

void import_read_batch(struct import_batch *ret)
{
    arena_reset(&ret->arena);
    ret->rows = ARENA_ARRAY(&ret->arena, BATCH_ROWS, struct import_row);
    ret->count = 0;
    ret->split = SPLIT_RECORD;
    problem_init(&ret->problem, &ret->arena);
    ret->outcome = fill(ret->runner, ret);
}

static void *read_in_thread(void *batch)
{
    import_read_batch(batch);
    return NULL;
}

bool import_read_begin(struct import_batch *ret, pthread_t *ret_thread)
{
    return pthread_create(ret_thread, NULL, read_in_thread, ret) == 0;
}

enum outcome import_read_end(const struct import_batch *b)
{
    if (b->outcome == OUTCOME_OK) return OUTCOME_OK;
    struct problem *problem = b->runner->run->problem;
    problem->internal = arena_text(problem->arena, b->problem.internal);
    problem->code = b->problem.code;
    return b->outcome;
}
