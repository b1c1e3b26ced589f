/* test_key_index.c - texts to numbers
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/key_index.h"

#include <check.h>

#include "domain/base/banned.h"

START_TEST(what_was_put_is_found)
{
    arena_auto a;
    arena_init(&a);
    struct key_index index;
    key_index_init(&index, &a, 1000);
    for (int i = 0; i < 1000; i++) key_index_put(&index, arena_printf(&a, "k%d", i), i);
    for (int i = 0; i < 1000; i++)
        ck_assert_int_eq(key_index_find(&index, arena_printf(&a, "k%d", i)), i);
    ck_assert_int_eq(key_index_find(&index, "x"), KEY_INDEX_NONE);
    ck_assert_int_eq(key_index_find(&index, NULL), KEY_INDEX_NONE);
    key_index_put(&index, "k7", 70);
    ck_assert_int_eq(key_index_find(&index, "k7"), 70);
}
END_TEST

START_TEST(the_hash_is_fnv_1a)
{
    ck_assert_uint_eq(key_hash(""), UINT64_C(0xcbf29ce484222325));
    ck_assert_uint_eq(key_hash("a"), UINT64_C(0xaf63dc4c8601ec8c));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("key_index");
    TCase *tests = tcase_create("key_index");
    tcase_add_test(tests, what_was_put_is_found);
    tcase_add_test(tests, the_hash_is_fnv_1a);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
