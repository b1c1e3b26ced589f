/* test_rate_limit.c - api/http/rate_limit.c: bursts, refilling, many callers, threads
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/rate_limit.h"

#include <check.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECOND INT64_C(1000000)
#define START (INT64_C(1790000000) * SECOND)

static bool allow(struct rate_limiter *limiter, const char *caller, int64_t at, int *retry_after_s)
{
    return rate_limiter_allow(limiter, caller, strlen(caller), at, retry_after_s);
}

/* How many of `tries` requests at one moment are allowed. */
static int burst(struct rate_limiter *limiter, const char *caller, int64_t at, int tries)
{
    int allowed = 0, ignored;
    for (int i = 0; i < tries; i++) allowed += allow(limiter, caller, at, &ignored);
    return allowed;
}

static const int limits[] = {1, 2, 7, 60, 6000};

START_TEST(a_caller_has_exactly_the_limit_at_once)
{
    struct rate_limiter *limiter = rate_limiter_new(limits[_i]);
    ck_assert_int_eq(burst(limiter, "a", START, 2 * limits[_i]), limits[_i]);
    ck_assert_int_eq(burst(limiter, "b", START, 2 * limits[_i]), limits[_i]);
    rate_limiter_free(limiter);
}
END_TEST

START_TEST(a_full_minute_gives_everything_back)
{
    struct rate_limiter *limiter = rate_limiter_new(limits[_i]);
    ck_assert_int_eq(burst(limiter, "a", START, limits[_i]), limits[_i]);
    ck_assert_int_eq(burst(limiter, "a", START + 60 * SECOND, 2 * limits[_i]), limits[_i]);
    ck_assert_int_eq(burst(limiter, "a", START + 3600 * SECOND, 2 * limits[_i]), limits[_i]);
    rate_limiter_free(limiter);
}
END_TEST

START_TEST(tokens_come_back_evenly)
{
    struct rate_limiter *limiter = rate_limiter_new(60);
    ck_assert_int_eq(burst(limiter, "a", START, 100), 60);
    ck_assert_int_eq(burst(limiter, "a", START + SECOND - 1, 10), 0);
    ck_assert_int_eq(burst(limiter, "a", START + SECOND, 10), 1);
    ck_assert_int_eq(burst(limiter, "a", START + 11 * SECOND, 100), 10);
    rate_limiter_free(limiter);
}
END_TEST

START_TEST(refused_requests_cost_nothing)
{
    struct rate_limiter *limiter = rate_limiter_new(60);
    ck_assert_int_eq(burst(limiter, "a", START, 10000), 60);
    ck_assert_int_eq(burst(limiter, "a", START + SECOND, 10), 1);
    rate_limiter_free(limiter);
}
END_TEST

START_TEST(retry_after_is_when_a_token_is_there)
{
    struct rate_limiter *limiter = rate_limiter_new(4); /* one in 15 s */
    int retry_after_s = -1;
    ck_assert_int_eq(burst(limiter, "a", START, 4), 4);
    ck_assert(!allow(limiter, "a", START, &retry_after_s));
    ck_assert_int_eq(retry_after_s, 15);
    ck_assert(!allow(limiter, "a", START + 14 * SECOND + SECOND / 2, &retry_after_s));
    ck_assert_int_eq(retry_after_s, 1);
    ck_assert(allow(limiter, "a", START + 15 * SECOND, &retry_after_s));
    ck_assert_int_eq(retry_after_s, 1);
    rate_limiter_free(limiter);
}
END_TEST

START_TEST(a_clock_that_steps_back_blocks_nobody_for_long)
{
    struct rate_limiter *limiter = rate_limiter_new(60);
    int retry_after_s = 0;
    ck_assert_int_eq(burst(limiter, "a", START, 60), 60);
    int64_t earlier = START - 86400 * SECOND;
    ck_assert(!allow(limiter, "a", earlier, &retry_after_s));
    ck_assert_int_eq(retry_after_s, 1);
    ck_assert_int_eq(burst(limiter, "a", earlier + 60 * SECOND, 100), 60);
    rate_limiter_free(limiter);
}
END_TEST

START_TEST(the_largest_limit_works)
{
    struct rate_limiter *limiter = rate_limiter_new(1000000000);
    ck_assert_int_eq(burst(limiter, "a", START, 100000), 100000);
    rate_limiter_free(limiter);
}
END_TEST

START_TEST(without_a_limiter_everything_is_allowed)
{
    int retry_after_s = 7;
    ck_assert(rate_limiter_allow(NULL, "a", 1, START, &retry_after_s));
    ck_assert_int_eq(retry_after_s, 7);
    rate_limiter_free(NULL);
}
END_TEST

START_TEST(keys_are_told_apart)
{
    static const struct {
        const char *bytes;
        size_t length;
    } keys[] = {{"", 0},
                {"\0", 1},
                {"\0\0", 2},
                {"1234567", 7},
                {"12345678", 8},
                {"123456780", 9},
                {"12345678\0", 9},
                {"1234567812345678", 16},
                {"1234567812345679", 16}};
    struct rate_limiter *limiter = rate_limiter_new(1);
    int ignored;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        ck_assert(rate_limiter_allow(limiter, keys[i].bytes, keys[i].length, START, &ignored));
        ck_assert(!rate_limiter_allow(limiter, keys[i].bytes, keys[i].length, START, &ignored));
    }
    rate_limiter_free(limiter);
}
END_TEST

START_TEST(many_callers_keep_their_buckets)
{
    struct rate_limiter *limiter = rate_limiter_new(2);
    int wrong = 0, ignored;
    char caller[32];
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 20000; i++) {
            snprintf(caller, sizeof caller, "2001:db8::%x", i);
            wrong += allow(limiter, caller, START + i, &ignored) != (round < 2);
        }
    }
    /* sets have 8 buckets and get 2.4 callers on average: a few may overflow, by chance */
    ck_assert_int_le(wrong, 200);
    rate_limiter_free(limiter);
}
END_TEST

START_TEST(a_flood_of_callers_does_not_empty_a_bucket_that_is_full)
{
    struct rate_limiter *limiter = rate_limiter_new(5);
    int ignored;
    char caller[32];
    for (int i = 0; i < 300000; i++) {
        snprintf(caller, sizeof caller, "%d", i);
        ck_assert(allow(limiter, caller, START + i, &ignored));
    }
    ck_assert_int_eq(burst(limiter, "late", START + 300000, 10), 5);
    rate_limiter_free(limiter);
}
END_TEST

#define THREADS 8
struct race {
    struct rate_limiter *limiter;
    atomic_int allowed, own_allowed, started;
};

static void *hammer(void *cookie)
{
    struct race *race = cookie;
    char own[16];
    snprintf(own, sizeof own, "own-%d", atomic_fetch_add(&race->started, 1));
    for (int i = 0; i < 2000; i++) {
        atomic_fetch_add(&race->allowed, burst(race->limiter, "all", START, 1));
        atomic_fetch_add(&race->own_allowed, burst(race->limiter, own, START, 1));
    }
    return NULL;
}

START_TEST(threads_share_one_bucket_without_losing_a_token)
{
    struct race race = {.limiter = rate_limiter_new(1000)};
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, hammer, &race);
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    ck_assert_int_eq(atomic_load(&race.allowed), 1000);
    ck_assert_int_eq(atomic_load(&race.own_allowed), THREADS * 1000);
    rate_limiter_free(race.limiter);
}
END_TEST

int main(void)
{
    const int limit_count = sizeof limits / sizeof limits[0];
    Suite *suite = suite_create("rate_limit");
    TCase *tests = tcase_create("rate_limit");
    tcase_add_loop_test(tests, a_caller_has_exactly_the_limit_at_once, 0, limit_count);
    tcase_add_loop_test(tests, a_full_minute_gives_everything_back, 0, limit_count);
    tcase_add_test(tests, tokens_come_back_evenly);
    tcase_add_test(tests, refused_requests_cost_nothing);
    tcase_add_test(tests, retry_after_is_when_a_token_is_there);
    tcase_add_test(tests, a_clock_that_steps_back_blocks_nobody_for_long);
    tcase_add_test(tests, the_largest_limit_works);
    tcase_add_test(tests, without_a_limiter_everything_is_allowed);
    tcase_add_test(tests, keys_are_told_apart);
    tcase_add_test(tests, many_callers_keep_their_buckets);
    tcase_add_test(tests, a_flood_of_callers_does_not_empty_a_bucket_that_is_full);
    tcase_add_test(tests, threads_share_one_bucket_without_losing_a_token);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
