/* test_auth_keys.c - another signing key while tokens of the one before are in use
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/auth_keys.h"

#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "fixture_auth.h"

#include "domain/base/banned.h"

static const char *rotate(void)
{
    const char *id = NULL;
    problem_init(&fx.problem, &fx.arena);
    ck_assert_msg(auth_keys_rotate(fa.config.signing_key_file, &id, &fx.problem), "%s",
                  fx.problem.internal);
    return id;
}

static const char *retired(const char *id)
{
    return arena_printf(&fx.arena, "%s.retired-%s", fa.config.signing_key_file, id);
}

static const char *kid_of(const char *token)
{
    const char *header = part(token, 0);
    const char *kid = strstr(header, "\"kid\":\"");
    ck_assert_ptr_nonnull(kid);
    return arena_copy(&fx.arena, kid + 7, 43);
}

static int files(void)
{
    int count = 0;
    DIR *folder = opendir(fa.home);
    ck_assert_ptr_nonnull(folder);
    for (struct dirent *file = readdir(folder); file != NULL; file = readdir(folder))
        count += file->d_name[0] != '.';
    closedir(folder);
    return count;
}

static void remove_retired(void)
{
    DIR *folder = opendir(fa.home);
    for (struct dirent *file = readdir(folder); file != NULL; file = readdir(folder))
        if (strstr(file->d_name, ".retired-") != NULL)
            unlink(arena_printf(&fx.arena, "%s/%s", fa.home, file->d_name));
    closedir(folder);
}

static void close_case(void)
{
    remove_retired();
    fixture_auth_close();
}

/* What is read again is read at most once a second. */
static void wait_a_second(void)
{
    const struct timespec pause = {.tv_sec = 1, .tv_nsec = 50000000};
    nanosleep(&pause, NULL);
}

START_TEST(the_newest_signs_and_the_older_verify)
{
    struct stat st;
    const char *before = client_token();
    const char *id = rotate();
    ck_assert_str_ne(kid_of(before), id);
    fixture_auth_restart();
    const char *after = client_token();
    ck_assert_str_eq(kid_of(after), id);
    expect_accepted(before);
    expect_accepted(after);
    const char *set = auth_jwks(fa.auth, &fx.arena);
    ck_assert_ptr_nonnull(strstr(set, id));
    ck_assert_ptr_nonnull(strstr(set, kid_of(before)));
    ck_assert_ptr_null(strstr(set, "\"d\"")); /* public parts only */
    ck_assert_int_eq(stat(retired(kid_of(before)), &st), 0);
    ck_assert_int_eq(st.st_mode & 07777, 0600);
    ck_assert_int_eq(files(), 2); /* nothing else is left lying about */
}
END_TEST

START_TEST(a_server_that_runs_learns_of_the_new_key)
{
    const char *before = client_token();
    struct auth *running = fa.auth;
    const char *id = rotate();
    fa.auth = NULL;
    fixture_auth_restart(); /* another server */
    const char *after = client_token();
    auth_free(fa.auth);
    fa.auth = running;
    wait_a_second();
    ck_assert_str_eq(kid_of(client_token()), kid_of(before)); /* nobody has told it yet */
    expect_accepted(after);
    ck_assert_str_eq(kid_of(client_token()), id);
    expect_accepted(before);
}
END_TEST

START_TEST(the_key_set_is_read_again_too)
{
    wait_a_second();
    const char *id = rotate();
    ck_assert_ptr_nonnull(strstr(auth_jwks(fa.auth, &fx.arena), id));
}
END_TEST

START_TEST(a_removed_key_is_refused_after_a_restart)
{
    const char *before = client_token();
    rotate();
    ck_assert_int_eq(unlink(retired(kid_of(before))), 0);
    fixture_auth_restart();
    expect_refused(before, "unknown kid");
    ck_assert_ptr_null(strstr(auth_jwks(fa.auth, &fx.arena), kid_of(before)));
    ck_assert_int_eq(files(), 1); /* looking for it has not made it */
}
END_TEST

/* Tokens made up cannot make us read files: after the first one nothing is read for a second. */
START_TEST(unknown_keys_are_looked_for_once_a_second)
{
    const char *good = client_token();
    const char *unknown =
        with_part(good, 0, b64("{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\",\"kid\":\"x\"}"));
    wait_a_second();
    expect_refused(unknown, "unknown kid");
    struct auth *running = fa.auth;
    rotate();
    fa.auth = NULL;
    fixture_auth_restart();
    const char *after = client_token();
    auth_free(fa.auth);
    fa.auth = running;
    expect_refused(after, "unknown kid"); /* within the second */
    wait_a_second();
    expect_accepted(after);
}
END_TEST

START_TEST(a_retired_key_that_others_reach_stops_the_start)
{
    const char *before = client_token();
    rotate();
    ck_assert_int_eq(chmod(retired(kid_of(before)), 0644), 0);
    problem_init(&fx.problem, &fx.arena);
    ck_assert_ptr_null(auth_keys_new(fa.config.signing_key_file, &fx.problem));
    ck_assert_ptr_nonnull(strstr(fx.problem.internal, ".retired-"));
}
END_TEST

START_TEST(what_is_read_again_in_vain_leaves_the_keys)
{
    const char *good = client_token();
    ck_assert_int_eq(chmod(fa.config.signing_key_file, 0644), 0);
    wait_a_second();
    expect_refused(with_part(good, 0, b64("{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\",\"kid\":\"x\"}")),
                   "unknown kid");
    expect_accepted(client_token());
    expect_accepted(good);
}
END_TEST

static void *rotate_one(void *cookie)
{
    struct arena a;
    struct problem problem;
    const char *id = NULL;
    arena_init(&a);
    problem_init(&problem, &a);
    *(bool *)cookie = auth_keys_rotate(fa.config.signing_key_file, &id, &problem);
    arena_done(&a);
    return NULL;
}

START_TEST(who_rotates_at_once_loses_no_key)
{
    enum { COUNT = 6 };
    pthread_t threads[COUNT];
    bool done[COUNT];
    const char *before = client_token();
    for (int i = 0; i < COUNT; i++) pthread_create(&threads[i], NULL, rotate_one, &done[i]);
    for (int i = 0; i < COUNT; i++) pthread_join(threads[i], NULL);
    for (int i = 0; i < COUNT; i++) ck_assert(done[i]);
    ck_assert_int_eq(files(), 1 + COUNT);
    fixture_auth_restart();
    expect_accepted(before);
    expect_accepted(client_token());
}
END_TEST

START_TEST(more_keys_than_can_be_kept_are_refused)
{
    for (int i = 0; i < 15; i++) rotate();
    fixture_auth_restart(); /* 16 */
    rotate();
    problem_init(&fx.problem, &fx.arena);
    ck_assert_ptr_null(auth_keys_new(fa.config.signing_key_file, &fx.problem));
    ck_assert_ptr_nonnull(strstr(fx.problem.internal, "more keys than can be kept"));
}
END_TEST

START_TEST(without_a_key_there_is_nothing_to_rotate)
{
    const char *id = NULL;
    ck_assert(!auth_keys_rotate(arena_printf(&fx.arena, "%s/no.pem", fa.home), &id, &fx.problem));
    ck_assert_ptr_nonnull(strstr(fx.problem.internal, "No such file"));
    ck_assert(!auth_keys_rotate("/nowhere/no.pem", &id, &fx.problem));
    ck_assert_int_eq(files(), 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("auth_keys");
    TCase *test = tcase_create("keys");
    tcase_add_checked_fixture(test, fixture_auth_open, close_case);
    tcase_set_timeout(test, 60);
    tcase_add_test(test, the_newest_signs_and_the_older_verify);
    tcase_add_test(test, a_server_that_runs_learns_of_the_new_key);
    tcase_add_test(test, the_key_set_is_read_again_too);
    tcase_add_test(test, a_removed_key_is_refused_after_a_restart);
    tcase_add_test(test, unknown_keys_are_looked_for_once_a_second);
    tcase_add_test(test, a_retired_key_that_others_reach_stops_the_start);
    tcase_add_test(test, what_is_read_again_in_vain_leaves_the_keys);
    tcase_add_test(test, who_rotates_at_once_loses_no_key);
    tcase_add_test(test, more_keys_than_can_be_kept_are_refused);
    tcase_add_test(test, without_a_key_there_is_nothing_to_rotate);
    suite_add_tcase(suite, test);
    return fixture_main(suite, NULL, true);
}
