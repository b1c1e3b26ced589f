/* import_file.c - see import_file.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/import_file.h"

#include <string.h>

#include "storage/imports.h"

#include "domain/base/banned.h"

void import_file_open(struct import_file *f, int64_t position, struct record_splitter splitter)
{
    f->splitter = splitter;
    f->start = position;
    f->bytes = "";
    f->length = f->used = 0;
    f->current = 0;
    arena_init(&f->windows[0]);
    arena_init(&f->windows[1]);
}

void import_file_close(struct import_file *f)
{
    arena_done(&f->windows[0]);
    arena_done(&f->windows[1]);
}

int64_t import_file_position(const struct import_file *f)
{
    return f->start + (int64_t)f->used;
}

/* What is left of the window, and behind it the rest of the part in which the next byte lies. */
static enum outcome slide(struct import_file *f, struct problem *problem)
{
    arena_auto a;
    arena_init(&a);
    struct bytes part = {0};
    bool found = false;
    size_t left = f->length - f->used;
    struct uow *u = uow_new(&a, f->db, f->context, problem);
    TRY(imports_load_part(u, f->import_id, f->start + (int64_t)f->length, &part, &found));
    if (!found) return problem_raise(problem, PROBLEM_NOT_FOUND, NULL, NULL, NULL);
    struct arena *next = &f->windows[1 - f->current];
    size_t more = part.length;
    char *bytes = arena_alloc(next, left + more);
    memcpy(bytes, f->bytes + f->used, left);
    memcpy(bytes + left, part.data, more);
    arena_done(&f->windows[f->current]);
    f->current = 1 - f->current;
    f->start += (int64_t)f->used;
    f->bytes = bytes;
    f->length = left + more;
    f->used = 0;
    return OUTCOME_OK;
}

enum outcome import_file_next(struct import_file *f, struct slice *ret_record,
                              enum split *ret_split, struct problem *problem)
{
    for (;;) {
        size_t used = 0;
        bool is_last = f->start + (int64_t)f->length >= f->byte_count;
        struct window window = {f->bytes + f->used, f->length - f->used, is_last};
        *ret_split = record_split(&f->splitter, window, ret_record, &used);
        f->used += used;
        if (*ret_split != SPLIT_MORE) return OUTCOME_OK;
        TRY(slide(f, problem));
    }
}
