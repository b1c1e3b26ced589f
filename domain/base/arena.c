/* arena.c - see arena.h
 *
 * Small requests share ordinary blocks; a large one gets a block of its own behind the head, so
 * that what is left of the head stays in use and no giant block outlives a reset.
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONS 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define ARENA_POISONS 1
#endif

#ifdef ARENA_POISONS
#include <sanitizer/asan_interface.h>
#define RED_ZONE_BYTES ALIGNMENT
#else
#define RED_ZONE_BYTES 0
#endif

#include "domain/base/banned.h"

#define ALIGNMENT alignof(max_align_t)
#define BLOCK_BYTES ((size_t)32 << 10)
#define LARGE_BYTES (BLOCK_BYTES / 4)

struct arena_block {
    struct arena_block *older;
    size_t capacity;
    size_t used;
    alignas(max_align_t) char data[];
};

struct arena_cleanup {
    struct arena_cleanup *older;
    void (*free_it)(void *handle);
    void *handle;
};

/* Not inlined: gcc takes the call for a read of memory that nobody has written yet. */
__attribute__((noinline)) static void poison(void *at, size_t size)
{
#ifdef ARENA_POISONS
    __asan_poison_memory_region(at, size);
#else
    (void)at;
    (void)size;
#endif
}

static void unpoison(void *at, size_t size)
{
#ifdef ARENA_POISONS
    __asan_unpoison_memory_region(at, size);
#else
    (void)at;
    (void)size;
#endif
}

static struct arena_block *block_new(size_t capacity)
{
    struct arena_block *block = malloc(sizeof *block + capacity);
    if (block == NULL) abort();
    block->older = NULL;
    block->capacity = capacity;
    block->used = 0;
    poison(block->data, capacity);
    return block;
}

static void block_free(struct arena_block *block)
{
    unpoison(block->data, block->capacity);
    free(block);
}

/* A block with room for `size` bytes, already in the chain. */
static struct arena_block *block_for(struct arena *a, size_t size)
{
    struct arena_block *head = a->head;
    if (head != NULL && head->capacity - head->used >= size) return head;
    struct arena_block *block = block_new(size > LARGE_BYTES ? size : BLOCK_BYTES);
    if (head != NULL && size > LARGE_BYTES) {
        block->older = head->older;
        head->older = block;
        return block;
    }
    block->older = head;
    a->head = block;
    return block;
}

/* A cleanup is unlinked before it runs: whatever it does to the arena, it runs once. */
static void run_cleanups(struct arena *a)
{
    while (a->cleanups != NULL) {
        struct arena_cleanup *newest = a->cleanups;
        a->cleanups = newest->older;
        newest->free_it(newest->handle);
    }
}

void arena_init(struct arena *a)
{
    *a = (struct arena){0};
}

void arena_reset(struct arena *a)
{
    run_cleanups(a);
    struct arena_block *kept = NULL;
    for (struct arena_block *block = a->head, *older; block != NULL; block = older) {
        older = block->older;
        if (kept == NULL && block->capacity == BLOCK_BYTES) kept = block;
        else block_free(block);
    }
    arena_init(a);
    if (kept == NULL) return;
    poison(kept->data, kept->capacity);
    kept->older = NULL;
    kept->used = 0;
    a->head = kept;
}

void arena_done(struct arena *a)
{
    run_cleanups(a);
    for (struct arena_block *block = a->head, *older; block != NULL; block = older) {
        older = block->older;
        block_free(block);
    }
    arena_init(a);
}

void *arena_alloc(struct arena *a, size_t size)
{
    if (size > SIZE_MAX / 2) abort();
    size_t taken = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT + RED_ZONE_BYTES;
    if (taken == 0) taken = ALIGNMENT; /* every pointer is another one */
    struct arena_block *block = block_for(a, taken);
    char *data = block->data + block->used;
    block->used += taken;
    a->used_bytes += size;
    unpoison(data, size);
    return memset(data, 0, size);
}

void *arena_alloc_array(struct arena *a, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) abort();
    return arena_alloc(a, bytes);
}

char *arena_copy(struct arena *a, const char *bytes, size_t length)
{
    char *copy = arena_alloc(a, length + 1);
    if (length > 0) memcpy(copy, bytes, length);
    return copy;
}

const char *arena_text(struct arena *a, const char *text)
{
    return text == NULL ? NULL : arena_copy(a, text, strlen(text));
}

const char *arena_printf(struct arena *a, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length < 0) abort();
    char *text = arena_alloc(a, (size_t)length + 1);
    va_start(args, format);
    (void)vsnprintf(text, (size_t)length + 1, format, args);
    va_end(args);
    return text;
}

void arena_on_done(struct arena *a, void (*free_it)(void *handle), void *handle)
{
    struct arena_cleanup *cleanup = ARENA_NEW(a, struct arena_cleanup);
    *cleanup = (struct arena_cleanup){a->cleanups, free_it, handle};
    a->cleanups = cleanup;
}
