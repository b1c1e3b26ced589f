/* test_auth_key.c - the file of the signing key, and the hashes of client secrets
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/auth_key.h"

#include <check.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/http/auth.h"
#include "domain/base/text.h"

#include "domain/base/banned.h"

static struct arena a;
static struct problem problem;
static char home[] = "/tmp/bangkom-key-XXXXXX";
static const char *path;

static void begin(void)
{
    arena_init(&a);
    problem_init(&problem, &a);
    memcpy(home + sizeof home - 7, "XXXXXX", 6);
    ck_assert_ptr_nonnull(mkdtemp(home));
    path = arena_printf(&a, "%s/key.pem", home);
}

static void end(void)
{
    unlink(path);
    ck_assert_int_eq(rmdir(home), 0); /* nothing is left lying about */
    arena_done(&a);
}

static struct auth_key *load(void)
{
    struct auth_key *key = auth_key_load(path, &problem);
    ck_assert_msg(key != NULL, "%s", problem.internal);
    return key;
}

static void expect_failure(const char *why)
{
    problem_init(&problem, &a);
    ck_assert_ptr_null(auth_key_load(path, &problem));
    ck_assert_msg(strstr(problem.internal, why) != NULL, "%s", problem.internal);
}

static void write_file(const char *text)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
    ck_assert_int_eq(chmod(path, 0600), 0);
}

/* Put together here, so that nobody takes this file for one that gives a key away. */
static void write_pem(const char *base64)
{
    static const char label[] = "PRIVATE KEY";
    write_file(
        arena_printf(&a, "-----BEGIN %s-----\n%s\n-----END %s-----\n", label, base64, label));
}

START_TEST(is_made_once_and_kept_private)
{
    struct stat st;
    struct auth_key *made = load();
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_int_eq(st.st_mode & 07777, 0600);
    struct auth_key *again = load();
    ck_assert_str_eq(auth_key_id(made), auth_key_id(again));
    ck_assert_str_eq(auth_key_jwk(made, &a), auth_key_jwk(again, &a));
    auth_key_free(made);
    auth_key_free(again);
}
END_TEST

START_TEST(is_refused_where_others_reach_it)
{
    static const mode_t bad[] = {0604, 0602, 0620, 0666};
    auth_key_free(load());
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ck_assert_int_eq(chmod(path, bad[i]), 0);
        expect_failure("others cannot read");
    }
    ck_assert_int_eq(chmod(path, 0640), 0); /* a secret mounted for a group */
    auth_key_free(load());
}
END_TEST

START_TEST(is_refused_when_it_is_something_else)
{
    write_file("");
    expect_failure("is not an Ed25519 private key");
    write_pem("MC4CAQAwBQYDK2VuBCIEIKCh");
    expect_failure("is not an Ed25519 private key");
    unlink(path);
    const char *kept = path;
    path = arena_printf(&a, "%s/missing/key.pem", home);
    expect_failure("No such file");
    path = home;
    expect_failure("must be a file");
    path = kept;
}
END_TEST

/* RFC 8037 appendix A: the key pair, its JWK, its thumbprint and a signature. */
START_TEST(agrees_with_rfc_8037)
{
    static const char text[] = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    uint8_t signature[AUTH_KEY_SIGNATURE_BYTES];
    write_pem("MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g");
    struct auth_key *key = load();
    ck_assert_str_eq(auth_key_id(key), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    ck_assert_ptr_nonnull(
        strstr(auth_key_jwk(key, &a), "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\""));
    auth_key_sign(key, text, strlen(text), signature);
    ck_assert_str_eq(
        base64url_encode(&a, signature, sizeof signature),
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_"
        "MuM0KAg");
    ck_assert(auth_key_verify(key, text, strlen(text), signature, sizeof signature));
    ck_assert(!auth_key_verify(key, text, strlen(text) - 1, signature, sizeof signature));
    ck_assert(!auth_key_verify(key, text, strlen(text), signature, sizeof signature - 1));
    signature[63] ^= 0x20;
    ck_assert(!auth_key_verify(key, text, strlen(text), signature, sizeof signature));
    auth_key_free(key);
}
END_TEST

static void *load_one(void *cookie)
{
    struct arena mine;
    struct problem own;
    arena_init(&mine);
    problem_init(&own, &mine);
    *(struct auth_key **)cookie = auth_key_load(path, &own);
    arena_done(&mine);
    return NULL;
}

START_TEST(who_starts_at_once_gets_the_same_key)
{
    pthread_t threads[8];
    struct auth_key *keys[8];
    for (int i = 0; i < 8; i++) pthread_create(&threads[i], NULL, load_one, &keys[i]);
    for (int i = 0; i < 8; i++) pthread_join(threads[i], NULL);
    for (int i = 0; i < 8; i++) {
        ck_assert_ptr_nonnull(keys[i]);
        ck_assert_str_eq(auth_key_id(keys[i]), auth_key_id(keys[0]));
    }
    for (int i = 0; i < 8; i++) auth_key_free(keys[i]);
}
END_TEST

/* ---- secrets */

START_TEST(a_secret_is_known_by_its_hash)
{
    const char *hash = auth_hash_secret(&a, "rahasia");
    ck_assert_int_eq(strncmp(hash, "$scrypt$ln=14,r=8,p=1$", 22), 0);
    ck_assert_str_ne(hash, auth_hash_secret(&a, "rahasia"));
    ck_assert(auth_check_secret("rahasia", hash));
    ck_assert(!auth_check_secret("rahasia ", hash));
    ck_assert(!auth_check_secret("", hash));
    ck_assert(!auth_check_secret("rahasia", NULL));
}
END_TEST

/* RFC 7914 section 12 has no vector with 16 bytes of salt; made with Python's hashlib.scrypt. */
START_TEST(agrees_with_another_implementation)
{
    ck_assert(auth_check_secret(
        "secret",
        "$scrypt$ln=4,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$gEeb_KeWbm5g-kBQOFr1yJbkjBxxxDOkhSmrSXFFwOg"));
}
END_TEST

START_TEST(what_is_no_hash_matches_nothing)
{
    static const char *const hashes[] = {
        "",
        "rahasia",
        "$scrypt$",
        "$scrypt$ln=14,r=8,p=1$",
        "$scrypt$ln=14,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg",
        "$scrypt$ln=14,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$AAAA",
        "$scrypt$ln=30,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$gEeb_KeWbm5g-kBQOFr1yJbkjBxxxDOkhSmrSXFFwOg",
        "$scrypt$ln=0,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$gEeb_KeWbm5g-kBQOFr1yJbkjBxxxDOkhSmrSXFFwOg",
        "$scrypt$ln=4,r=99,p=1$MDEyMzQ1Njc4OWFiY2RlZg$gEeb_KeWbm5g-kBQOFr1yJbkjBxxxDOkhSmrSXFFwOg",
        "$argon2$ln=4,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$gEeb_KeWbm5g-kBQOFr1yJbkjBxxxDOkhSmrSXFFwOg",
    };
    for (size_t i = 0; i < sizeof hashes / sizeof hashes[0]; i++)
        ck_assert_msg(!auth_check_secret("secret", hashes[i]), "%s", hashes[i]);
}
END_TEST

START_TEST(random_bytes_differ)
{
    uint8_t one[300], two[300];
    auth_random(one, sizeof one);
    auth_random(two, sizeof two);
    ck_assert_int_ne(memcmp(one, two, sizeof one), 0);
    ck_assert_int_ne(memcmp(one + 280, two + 280, 20), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("auth_key");
    TCase *test = tcase_create("key");
    tcase_add_checked_fixture(test, begin, end);
    tcase_set_timeout(test, 60);
    tcase_add_test(test, is_made_once_and_kept_private);
    tcase_add_test(test, is_refused_where_others_reach_it);
    tcase_add_test(test, is_refused_when_it_is_something_else);
    tcase_add_test(test, agrees_with_rfc_8037);
    tcase_add_test(test, who_starts_at_once_gets_the_same_key);
    tcase_add_test(test, a_secret_is_known_by_its_hash);
    tcase_add_test(test, agrees_with_another_implementation);
    tcase_add_test(test, what_is_no_hash_matches_nothing);
    tcase_add_test(test, random_bytes_differ);
    suite_add_tcase(suite, test);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
