/* test_auth_cache.c - bounded, fresh for a time, and never outdated by a load that was under way
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/auth_cache.h"

#include <check.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "domain/base/banned.h"

#define FRESH_US 5000000

static struct auth_cache *cache;
static const struct instant now = {INT64_C(1780000000000000)};
static const struct uuid alice = {{1}}, budi = {{2}};

static void begin(void)
{
    cache = auth_cache_new(FRESH_US);
}

static void end(void)
{
    auth_cache_free(cache);
}

static struct bearer *make(struct uuid id)
{
    const struct token token = {.subject_id = id, .is_client = true, .expires_s = 1790000000};
    const struct identity identity = {.active = true, .id = id, .name = "Contoh"};
    return bearer_new(&token, &identity);
}

/* A key as a hash would be: different in its first bytes. */
static const uint8_t *key(unsigned number)
{
    static uint8_t bytes[AUTH_CACHE_KEY_BYTES];
    memset(bytes, 0, sizeof bytes);
    bytes[0] = (uint8_t)number;
    bytes[1] = (uint8_t)(number >> 8);
    bytes[31] = (uint8_t)(number >> 16);
    return bytes;
}

static void put(unsigned number, struct uuid id, uint64_t generation)
{
    struct bearer *bearer = make(id);
    auth_cache_put(cache, key(number), bearer, now, generation);
    bearer_release(bearer);
}

/* 0 absent, 1 to be asked again, 2 fresh */
static int state(unsigned number, int64_t later_us)
{
    bool fresh = false;
    struct instant at = {now.us + later_us};
    struct bearer *bearer = auth_cache_get(cache, key(number), at, &fresh);
    bearer_release(bearer);
    return bearer == NULL ? 0 : fresh ? 2 : 1;
}

START_TEST(is_fresh_for_a_time)
{
    put(1, alice, 0);
    ck_assert_int_eq(state(1, 0), 2);
    ck_assert_int_eq(state(1, FRESH_US - 1), 2);
    ck_assert_int_eq(state(1, FRESH_US), 1);
    ck_assert_int_eq(state(1, -1), 1); /* the clock was set back */
    ck_assert_int_eq(state(2, 0), 0);
    ck_assert_int_eq(state(1 << 16 | 1, 0), 0); /* same set, another token */
}
END_TEST

START_TEST(drops_one_token_and_forgets_a_subject)
{
    put(1, alice, 0);
    put(2, alice, 0);
    put(3, alice, 0);
    put(4, budi, 0);
    auth_cache_drop(cache, key(1));
    ck_assert_int_eq(state(1, 0), 0);
    ck_assert_int_eq(state(2, 0), 2);
    auth_cache_forget(cache, alice);
    ck_assert_int_eq(state(2, 0), 0);
    ck_assert_int_eq(state(3, 0), 0);
    ck_assert_int_eq(state(4, 0), 2);
}
END_TEST

START_TEST(what_was_read_before_forgetting_is_asked_again)
{
    uint64_t generation = auth_cache_generation(cache);
    auth_cache_forget(cache, alice); /* while the database is asked */
    put(1, alice, generation);
    ck_assert_int_eq(state(1, 0), 1);
    put(1, alice, auth_cache_generation(cache));
    ck_assert_int_eq(state(1, 0), 2);
}
END_TEST

START_TEST(a_full_set_gives_up_what_was_not_used)
{
    for (unsigned i = 0; i < 8; i++) put(i << 16, alice, 0);
    ck_assert_int_eq(state(0, 0), 2); /* used: now the second one is the oldest */
    put(8 << 16, alice, 0);
    ck_assert_int_eq(state(0, 0), 2);
    ck_assert_int_eq(state(1 << 16, 0), 0);
    ck_assert_int_eq(state(8 << 16, 0), 2);
}
END_TEST

START_TEST(holds_a_bounded_number)
{
    unsigned found = 0, number = 3 * AUTH_CACHE_SLOTS;
    for (unsigned i = 0; i < number; i++) put(i * 7919U, alice, 0);
    for (unsigned i = 0; i < number; i++) found += state(i * 7919U, 0) == 2;
    ck_assert_uint_le(found, AUTH_CACHE_SLOTS);
    ck_assert_uint_gt(found, AUTH_CACHE_SLOTS / 2);
}
END_TEST

START_TEST(a_lent_bearer_outlives_its_slot)
{
    bool fresh;
    struct arena a;
    arena_init(&a);
    put(1, alice, 0);
    const struct principal *p = bearer_lend(auth_cache_get(cache, key(1), now, &fresh), &a);
    auth_cache_forget(cache, alice);
    ck_assert_str_eq(p->name, "Contoh");
    arena_done(&a);
}
END_TEST

static void *use(void *cookie)
{
    unsigned seed = *(unsigned *)cookie;
    for (int i = 0; i < 20000; i++) {
        uint8_t mine[AUTH_CACHE_KEY_BYTES] = {(uint8_t)(rand_r(&seed) % 16)};
        bool fresh;
        struct bearer *found = auth_cache_get(cache, mine, now, &fresh);
        if (found == NULL) {
            found = make(alice);
            auth_cache_put(cache, mine, found, now, auth_cache_generation(cache));
        }
        if (found->principal.name[0] != 'C') abort();
        bearer_release(found);
        if (i % 100 == 0) auth_cache_forget(cache, alice);
    }
    return NULL;
}

START_TEST(threads_do_not_disturb_each_other)
{
    pthread_t threads[4];
    unsigned seeds[4] = {1, 2, 3, 4};
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, use, &seeds[i]), 0);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
    auth_cache_forget(cache, alice);
    ck_assert_int_eq(state(0, 0), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("auth_cache");
    TCase *test = tcase_create("cache");
    tcase_add_checked_fixture(test, begin, end);
    tcase_set_timeout(test, 60);
    tcase_add_test(test, is_fresh_for_a_time);
    tcase_add_test(test, drops_one_token_and_forgets_a_subject);
    tcase_add_test(test, what_was_read_before_forgetting_is_asked_again);
    tcase_add_test(test, a_full_set_gives_up_what_was_not_used);
    tcase_add_test(test, holds_a_bounded_number);
    tcase_add_test(test, a_lent_bearer_outlives_its_slot);
    tcase_add_test(test, threads_do_not_disturb_each_other);
    suite_add_tcase(suite, test);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
