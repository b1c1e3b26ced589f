/* arena.h - memory that lives as long as one request (or one job batch)
 *
 * For: allocate freely, free once. A function without an arena parameter does not allocate.
 * Invariants: every pointer is aligned to max_align_t; memory is zeroed; allocation never
 * returns NULL (sizes are bounded by body cap and page limits; on exhaustion it aborts);
 * free space is poisoned under ASan.
 * Tests: tests/domain/test_arena.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_BASE_ARENA_H
#define BANGKOM_BASE_ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
    struct arena_block *head; /* the block being filled; others are chained behind it */
    size_t used_bytes;        /* handed out since init or reset, for metrics */
    struct arena_cleanup *cleanups;
};

/* arena_init - make `a` empty; no memory is taken before the first allocation */
void arena_init(struct arena *a);

/* arena_reset - run the cleanups (newest first), keep one block for reuse, forget the rest */
void arena_reset(struct arena *a);

/* arena_done - run the cleanups (newest first) and give all memory back */
void arena_done(struct arena *a);

/* arena_alloc - `size` zeroed bytes that live until reset or done; aborts when memory is out */
void *arena_alloc(struct arena *a, size_t size)
    __attribute__((malloc, returns_nonnull, alloc_size(2)));

/* arena_alloc_array - room for `count` zeroed items of `size` bytes; aborts on overflow */
void *arena_alloc_array(struct arena *a, size_t count, size_t size)
    __attribute__((malloc, returns_nonnull, alloc_size(2, 3)));

/* arena_copy - a copy of `length` bytes with a NUL behind them */
char *arena_copy(struct arena *a, const char *bytes, size_t length)
    __attribute__((returns_nonnull));

/* arena_text - a copy of a NUL-terminated string; NULL gives NULL */
const char *arena_text(struct arena *a, const char *text);

/* arena_printf - formatted text in the arena */
const char *arena_printf(struct arena *a, const char *format, ...)
    __attribute__((format(printf, 2, 3), nonnull(2), returns_nonnull));

/* arena_on_done - call free_it(handle) at reset or done; for handles such as a PGresult */
void arena_on_done(struct arena *a, void (*free_it)(void *handle), void *handle);

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, count, type) ((type *)arena_alloc_array((a), (count), sizeof(type)))

static inline void arena_auto_done(struct arena *a)
{
    arena_done(a);
}
/* arena_auto - `arena_auto a; arena_init(&a);` gives the memory back when the scope ends */
#define arena_auto __attribute__((cleanup(arena_auto_done))) struct arena

#endif
