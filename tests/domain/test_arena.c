/* test_arena.c - memory of one request
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/base/arena.h"

#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "fixture.h"

#include "domain/base/banned.h"

#define ABORTED 3

/* Sizes nobody can have are the point of some tests: malloc shall answer them with NULL. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "allocator_may_return_null=1";
}

/* exit() instead of a core, so that the lines before the abort are counted. */
static void note_abort(int signal_number)
{
    (void)signal_number;
    exit(ABORTED);
}

static void expect_abort(void)
{
    signal(SIGABRT, note_abort);
}

static bool all_are(const void *memory_at, unsigned char value, size_t size)
{
    const unsigned char *bytes = memory_at;
    for (size_t i = 0; i < size; i++)
        if (bytes[i] != value) return false;
    return true;
}

static bool all_zero(const void *memory_at, size_t size)
{
    return all_are(memory_at, 0, size);
}

/* Around every size where a block may end. */
static const size_t sizes[] = {0,    1,    7,    8,     15,    16,    17,      31,
                               1000, 4095, 4096, 16383, 16384, 65536, 1000001, 8 << 20};

START_TEST(memory_is_aligned_zeroed_and_writable)
{
    for (int i = 0; i < 3; i++) {
        char *p = arena_alloc(&memory, sizes[_i]);
        ck_assert_uint_eq((uintptr_t)p % _Alignof(max_align_t), 0);
        ck_assert(all_zero(p, sizes[_i]));
        memset(p, 0xff, sizes[_i]);
    }
}
END_TEST

START_TEST(pieces_do_not_overlap)
{
    unsigned char *pieces[500];
    for (size_t i = 0; i < LENGTH(pieces); i++) {
        pieces[i] = arena_alloc(&memory, i);
        memset(pieces[i], (int)(i % 251), i);
    }
    for (size_t i = 0; i < LENGTH(pieces); i++)
        ck_assert(all_are(pieces[i], (unsigned char)(i % 251), i));
}
END_TEST

START_TEST(nothing_is_taken_before_the_first_allocation)
{
    ck_assert_ptr_null(memory.head);
    ck_assert_uint_eq(memory.used_bytes, 0);
    arena_alloc(&memory, 100);
    ck_assert_ptr_nonnull(memory.head);
    ck_assert_uint_ge(memory.used_bytes, 100);
}
END_TEST

START_TEST(reset_reuses_memory_that_is_zero_again)
{
    for (int i = 0; i < 3; i++) {
        for (size_t k = 0; k < LENGTH(sizes); k++) {
            void *p = arena_alloc(&memory, sizes[k]);
            ck_assert_uint_eq((uintptr_t)p % _Alignof(max_align_t), 0);
            ck_assert(all_zero(p, sizes[k]));
            memset(p, 0xff, sizes[k]);
        }
        for (int k = 0; k < 100; k++) memset(arena_alloc(&memory, 1000), 0xff, 1000);
        arena_reset(&memory);
        ck_assert_uint_eq(memory.used_bytes, 0);
        ck_assert_ptr_nonnull(memory.head);
    }
    arena_done(&memory);
    ck_assert_ptr_null(memory.head);
    arena_init(&memory);
}
END_TEST

START_TEST(an_unused_arena_can_be_reset)
{
    arena_reset(&memory);
    ck_assert_ptr_null(memory.head);
    ck_assert(all_zero(arena_alloc(&memory, 10), 10));
}
END_TEST

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>

START_TEST(what_is_not_handed_out_is_poisoned)
{
    char *p = arena_alloc(&memory, 24);
    ck_assert(__asan_region_is_poisoned(p, 24) == NULL);
    ck_assert(__asan_address_is_poisoned(p + 32));
    arena_reset(&memory);
    ck_assert(__asan_address_is_poisoned(p));
}
END_TEST
#endif

START_TEST(arrays_have_room_for_every_item)
{
    int64_t *numbers = ARENA_ARRAY(&memory, 1000, int64_t);
    ck_assert(all_zero(numbers, 1000 * sizeof *numbers));
    for (int64_t i = 0; i < 1000; i++) numbers[i] = i;
    ck_assert_ptr_nonnull(ARENA_ARRAY(&memory, 0, int64_t));
    struct topic *topic = ARENA_NEW(&memory, struct topic);
    ck_assert(all_zero(topic, sizeof *topic));
    int64_t sum = 0;
    for (int64_t i = 0; i < 1000; i++) sum += numbers[i];
    ck_assert_int_eq(sum, 499500);
}
END_TEST

static const size_t impossible[] = {SIZE_MAX, SIZE_MAX - 8, SIZE_MAX - 15, SIZE_MAX - 64,
                                    SIZE_MAX / 2};

START_TEST(impossible_sizes_abort)
{
    expect_abort();
    volatile size_t size = impossible[_i];
    arena_alloc(&memory, size);
}
END_TEST

static const struct {
    size_t count, size;
} overflows[] = {{SIZE_MAX, 2}, {2, SIZE_MAX}, {SIZE_MAX / 2 + 1, 2}, {SIZE_MAX / 8 + 2, 8}};

START_TEST(overflowing_arrays_abort)
{
    expect_abort();
    volatile size_t count = overflows[_i].count, size = overflows[_i].size;
    arena_alloc_array(&memory, count, size);
}
END_TEST

START_TEST(copies_end_with_a_nul)
{
    const char bytes[] = {'a', '\0', 'b', 'c'};
    char *copy = arena_copy(&memory, bytes, 3);
    ck_assert_mem_eq(copy, "a\0b\0", 4);
    ck_assert_str_eq(arena_copy(&memory, bytes, 0), "");
}
END_TEST

START_TEST(texts_are_copied)
{
    char text[] = "Plaju";
    const char *copy = arena_text(&memory, text);
    text[0] = '-';
    ck_assert_str_eq(copy, "Plaju");
    ck_assert_str_eq(arena_text(&memory, ""), "");
    ck_assert_ptr_null(arena_text(&memory, NULL));
}
END_TEST

static const int widths[] = {0, 1, 63, 64, 255, 256, 1023, 1024, 4095, 4096, 100000};

START_TEST(formatted_text_may_have_any_length)
{
    const char *text = arena_printf(&memory, "%*s", widths[_i], "");
    ck_assert_uint_eq(strlen(text), (size_t)widths[_i]);
    ck_assert_uint_eq(strspn(text, " "), (size_t)widths[_i]);
}
END_TEST

START_TEST(formatted_text_has_its_arguments)
{
    ck_assert_str_eq(arena_printf(&memory, "%s-%d%%", "jp", 20), "jp-20%");
    ck_assert_str_eq(arena_printf(&memory, "%s", ""), "");
}
END_TEST

START_TEST(what_cannot_be_formatted_aborts)
{
    expect_abort();
    arena_printf(&memory, "x%lc", (wint_t)0x110000);
}
END_TEST

static const char *freed; /* the handles freed so far, newest last */

static void note_freed(void *handle)
{
    static char order[16];
    size_t length = freed == NULL ? 0 : strlen(freed);
    ck_assert_uint_lt(length + 1, sizeof order);
    order[length] = *(const char *)handle;
    order[length + 1] = '\0';
    freed = order;
}

/* Handles that themselves live in the arena, as do those of a request. */
static void add_handles(struct arena *a, const char *names)
{
    for (; *names != '\0'; names++) {
        arena_on_done(a, note_freed, arena_copy(a, names, 1));
        arena_alloc(a, 100000);
    }
}

START_TEST(handles_are_freed_newest_first_and_once)
{
    add_handles(&memory, "abc");
    ck_assert_ptr_null(freed);
    arena_reset(&memory);
    ck_assert_str_eq(freed, "cba");
    add_handles(&memory, "d");
    arena_reset(&memory);
    ck_assert_str_eq(freed, "cbad");
    add_handles(&memory, "ef");
    arena_done(&memory);
    ck_assert_str_eq(freed, "cbadfe");
    arena_init(&memory);
}
END_TEST

START_TEST(the_end_of_the_scope_gives_all_back)
{
    {
        arena_auto a;
        arena_init(&a);
        add_handles(&a, "xy");
    }
    ck_assert_str_eq(freed, "yx");
}
END_TEST

int main(void)
{
    Suite *suite;
    TCase *tests = fixture_case("arena", &suite);
    tcase_add_loop_test(tests, memory_is_aligned_zeroed_and_writable, 0, LENGTH(sizes));
    tcase_add_test(tests, pieces_do_not_overlap);
    tcase_add_test(tests, nothing_is_taken_before_the_first_allocation);
    tcase_add_test(tests, reset_reuses_memory_that_is_zero_again);
    tcase_add_test(tests, an_unused_arena_can_be_reset);
#ifdef __SANITIZE_ADDRESS__
    tcase_add_test(tests, what_is_not_handed_out_is_poisoned);
#endif
    tcase_add_test(tests, arrays_have_room_for_every_item);
    tcase_add_loop_exit_test(tests, impossible_sizes_abort, ABORTED, 0, LENGTH(impossible));
    tcase_add_loop_exit_test(tests, overflowing_arrays_abort, ABORTED, 0, LENGTH(overflows));
    tcase_add_test(tests, copies_end_with_a_nul);
    tcase_add_test(tests, texts_are_copied);
    tcase_add_loop_test(tests, formatted_text_may_have_any_length, 0, LENGTH(widths));
    tcase_add_test(tests, formatted_text_has_its_arguments);
    tcase_add_exit_test(tests, what_cannot_be_formatted_aborts, ABORTED);
    tcase_add_test(tests, handles_are_freed_newest_first_and_once);
    tcase_add_test(tests, the_end_of_the_scope_gives_all_back);
    return fixture_run(suite);
}
