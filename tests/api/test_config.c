/* test_config.c - api/config.c and api/config_print.c: defaults, bounds, messages, masked passwords
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/config.h"

#include "api/config_table.h"
#include "domain/base/arena.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What get() answers: NAME=VALUE texts. A plain function has no cookie, so they are of the file. */
static char *const *variables;

static const char *get(const char *name)
{
    size_t length = strlen(name);
    for (char *const *v = variables; *v != NULL; v++) {
        if (strncmp(*v, name, length) == 0 && (*v)[length] == '=') return *v + length + 1;
    }
    return NULL;
}

struct loaded {
    struct arena arena;
    struct config config;
    bool ok;
    char *errors;
};

static void load(struct loaded *l, char *const *with)
{
    size_t length;
    arena_init(&l->arena);
    FILE *errors = open_memstream(&l->errors, &length);
    variables = with;
    l->ok = config_load(&l->arena, get, &l->config, errors);
    fclose(errors);
}

static void unload(struct loaded *l)
{
    free(l->errors);
    arena_done(&l->arena);
}

static const char *printed(struct loaded *l)
{
    char *text;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    config_print(out, &l->config);
    fclose(out);
    const char *copy = arena_text(&l->arena, text);
    free(text);
    return copy;
}

#define URL "BANGKOM_DATABASE_URL=postgresql://localhost/bangkom"

START_TEST(defaults_are_those_of_the_header)
{
    struct loaded l;
    load(&l, (char *const[]){URL, NULL});
    const struct config *c = &l.config;
    ck_assert_str_eq(l.errors, "");
    ck_assert(l.ok);
    ck_assert_str_eq(c->database_url, "postgresql://localhost/bangkom");
    ck_assert_str_eq(c->owner_database_url, "postgresql://localhost/bangkom");
    ck_assert_str_eq(c->database_role, "bangkom_app");
    ck_assert_str_eq(c->home, "/var/lib/bangkom");
    ck_assert_str_eq(c->host, "127.0.0.1");
    ck_assert_str_eq(c->public_url, "http://127.0.0.1:8080");
    ck_assert_str_eq(c->signing_key_file, "/var/lib/bangkom/signing-key.pem");
    ck_assert_str_eq(c->language, "id");
    ck_assert_str_eq(c->audience, "bangkom");
    ck_assert_ptr_null(c->cors_origins);
    ck_assert_ptr_null(c->oidc_issuers_file);
    ck_assert(c->log_requests && !c->auto_migrate);
    const int64_t numbers[][2] = {
        {c->port, 8080},
        {c->threads, 8},
        {c->workers, 1},
        {c->body_limit_bytes, 1048576},
        {c->statement_timeout_ms, 5000},
        {c->connect_timeout_s, 2},
        {c->idle_timeout_s, 60},
        {c->drain_timeout_s, 10},
        {c->connection_limit, 4096},
        {c->rate_limit_per_minute, 6000},
        {c->time_zone_offset_minutes, 420},
        {c->token_ttl_s, 3600},
        {c->role_cache_s, 5},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        ck_assert_int_eq(numbers[i][0], numbers[i][1]);
    unload(&l);
}
END_TEST

START_TEST(every_variable_is_read)
{
    struct loaded l;
    load(&l, (char *const[]){"BANGKOM_DATABASE_URL=host=db dbname=b",
                             "BANGKOM_OWNER_DATABASE_URL=postgres://owner@db/b",
                             "BANGKOM_DATABASE_ROLE=app2",
                             "BANGKOM_HOME=/srv/b",
                             "BANGKOM_HOST=::1",
                             "BANGKOM_PORT=0",
                             "BANGKOM_PUBLIC_URL=https://bangkom.example.go.id/api//",
                             "BANGKOM_THREADS=4",
                             "BANGKOM_WORKERS=0",
                             "BANGKOM_BODY_LIMIT_BYTES=2048",
                             "BANGKOM_STATEMENT_TIMEOUT_MS=100",
                             "BANGKOM_CONNECT_TIMEOUT_S=3",
                             "BANGKOM_IDLE_TIMEOUT_S=30",
                             "BANGKOM_DRAIN_TIMEOUT_S=0",
                             "BANGKOM_CONNECTION_LIMIT=4",
                             "BANGKOM_RATE_LIMIT_PER_MINUTE=0",
                             "BANGKOM_CORS_ORIGINS=https://a.example.id,http://localhost:3000",
                             "BANGKOM_LANGUAGE=en",
                             "BANGKOM_TIME_ZONE_OFFSET_MINUTES=-60",
                             "BANGKOM_SIGNING_KEY_FILE=/k.pem",
                             "BANGKOM_AUDIENCE=x",
                             "BANGKOM_TOKEN_TTL_S=60",
                             "BANGKOM_ROLE_CACHE_S=0",
                             "BANGKOM_OIDC_ISSUERS_FILE=/o.json",
                             "BANGKOM_LOG_REQUESTS=No",
                             "BANGKOM_AUTO_MIGRATE=1",
                             NULL});
    const struct config *c = &l.config;
    ck_assert_str_eq(l.errors, "");
    ck_assert_str_eq(c->database_url, "host=db dbname=b");
    ck_assert_str_eq(c->owner_database_url, "postgres://owner@db/b");
    ck_assert_str_eq(c->database_role, "app2");
    ck_assert_str_eq(c->home, "/srv/b");
    ck_assert_str_eq(c->host, "::1");
    ck_assert_str_eq(c->public_url, "https://bangkom.example.go.id/api");
    ck_assert_str_eq(c->cors_origins, "https://a.example.id,http://localhost:3000");
    ck_assert_str_eq(c->language, "en");
    ck_assert_str_eq(c->signing_key_file, "/k.pem");
    ck_assert_str_eq(c->audience, "x");
    ck_assert_str_eq(c->oidc_issuers_file, "/o.json");
    ck_assert(!c->log_requests && c->auto_migrate);
    const int64_t numbers[][2] = {
        {c->port, 0},
        {c->threads, 4},
        {c->workers, 0},
        {c->body_limit_bytes, 2048},
        {c->statement_timeout_ms, 100},
        {c->connect_timeout_s, 3},
        {c->idle_timeout_s, 30},
        {c->drain_timeout_s, 0},
        {c->connection_limit, 4},
        {c->rate_limit_per_minute, 0},
        {c->time_zone_offset_minutes, -60},
        {c->token_ttl_s, 60},
        {c->role_cache_s, 0},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        ck_assert_int_eq(numbers[i][0], numbers[i][1]);
    unload(&l);
}
END_TEST

static const struct {
    const char *host, *url;
} public_urls[] = {
    {"BANGKOM_HOST=0.0.0.0", "http://localhost:8080"},
    {"BANGKOM_HOST=::", "http://localhost:8080"},
    {"BANGKOM_HOST=::1", "http://[::1]:8080"},
    {"BANGKOM_HOST=bangkom.internal", "http://bangkom.internal:8080"},
    {"BANGKOM_PUBLIC_URL=", "http://127.0.0.1:8080"},
    {"BANGKOM_PUBLIC_URL=http://[2001:db8::1]:81", "http://[2001:db8::1]:81"},
};

START_TEST(links_have_a_start)
{
    struct loaded l;
    load(&l, (char *const[]){URL, (char *)(uintptr_t)public_urls[_i].host, NULL});
    ck_assert_str_eq(l.errors, "");
    ck_assert_str_eq(l.config.public_url, public_urls[_i].url);
    unload(&l);
}
END_TEST

static const struct {
    const char *variable, *error; /* the whole line */
} refused[] = {
    {"BANGKOM_PORT=65536", "BANGKOM_PORT: '65536' is not an integer from 0 to 65535\n"},
    {"BANGKOM_PORT=-1", "BANGKOM_PORT: '-1' is not an integer from 0 to 65535\n"},
    {"BANGKOM_PORT=80x", "BANGKOM_PORT: '80x' is not an integer from 0 to 65535\n"},
    {"BANGKOM_PORT= 80", "BANGKOM_PORT: ' 80' is not an integer from 0 to 65535\n"},
    {"BANGKOM_THREADS=0", "BANGKOM_THREADS: '0' is not an integer from 1 to 256\n"},
    {"BANGKOM_THREADS=99999999999999999999",
     "BANGKOM_THREADS: '99999999999999999999' is not an integer from 1 to 256\n"},
    {"BANGKOM_WORKERS=9", "BANGKOM_WORKERS: '9' is not an integer from 0 to 8\n"},
    {"BANGKOM_LOG_REQUESTS=ja", "BANGKOM_LOG_REQUESTS: 'ja' is neither true nor false\n"},
    {"BANGKOM_LANGUAGE=fr", "BANGKOM_LANGUAGE: must be id or en\n"},
    {"BANGKOM_AUDIENCE=a\nb", "BANGKOM_AUDIENCE: must not contain control characters\n"},
    {"BANGKOM_CONNECTION_LIMIT=7",
     "BANGKOM_CONNECTION_LIMIT: must be at least BANGKOM_THREADS (8)\n"},
    {"BANGKOM_OWNER_DATABASE_URL=mysql://u:secret@h/b",
     "BANGKOM_OWNER_DATABASE_URL: must start with postgresql:// or be key=value pairs of libpq\n"},
};

START_TEST(a_mistake_gets_one_line)
{
    struct loaded l;
    load(&l, (char *const[]){URL, (char *)(uintptr_t)refused[_i].variable, NULL});
    ck_assert(!l.ok);
    ck_assert_str_eq(l.errors, refused[_i].error);
    unload(&l);
}
END_TEST

static const struct {
    const char *variable;
    bool ok;
} shapes[] = {
    {"BANGKOM_DATABASE_ROLE=none", true},
    {"BANGKOM_DATABASE_ROLE=Bangkom", false},
    {"BANGKOM_DATABASE_ROLE=1app", false},
    {"BANGKOM_DATABASE_ROLE=app; DROP", false},
    {"BANGKOM_DATABASE_ROLE=a23456789012345678901234567890123456789012345678901234567890123", true},
    {"BANGKOM_DATABASE_ROLE=a234567890123456789012345678901234567890123456789012345678901234",
     false},
    {"BANGKOM_PUBLIC_URL=ftp://x", false},
    {"BANGKOM_PUBLIC_URL=bangkom.example.go.id", false},
    {"BANGKOM_PUBLIC_URL=https://", false},
    {"BANGKOM_PUBLIC_URL=https:///path", false},
    {"BANGKOM_PUBLIC_URL=https://a b", false},
    {"BANGKOM_PUBLIC_URL=https://user@host", false},
    {"BANGKOM_PUBLIC_URL=https://host?x=1", false},
    {"BANGKOM_PUBLIC_URL=https://host/#top", false},
    {"BANGKOM_PUBLIC_URL=https://host:8443/bangkom_v1", true},
    {"BANGKOM_CORS_ORIGINS=*", true},
    {"BANGKOM_CORS_ORIGINS=*,https://a.id", false},
    {"BANGKOM_CORS_ORIGINS=https://a.id,", false},
    {"BANGKOM_CORS_ORIGINS=https://a.id/", false},
    {"BANGKOM_CORS_ORIGINS=https://a.id, https://b.id", false},
    {"BANGKOM_CORS_ORIGINS=https://a.id,https://b.id:8443", true},
    {"BANGKOM_HOST=local host", false},
    {"BANGKOM_HOST=a/b", false},
};

START_TEST(texts_have_their_shape)
{
    struct loaded l;
    load(&l, (char *const[]){URL, (char *)(uintptr_t)shapes[_i].variable, NULL});
    ck_assert_msg(l.ok == shapes[_i].ok, "%s: %s", shapes[_i].variable, l.errors);
    ck_assert_int_eq(l.errors[0] == '\0', shapes[_i].ok);
    unload(&l);
}
END_TEST

START_TEST(all_mistakes_are_told_at_once)
{
    struct loaded l;
    load(&l,
         (char *const[]){URL, "BANGKOM_PORT=x", "BANGKOM_LANGUAGE=x", "BANGKOM_WORKERS=x", NULL});
    int lines = 0;
    for (const char *at = l.errors; *at != '\0'; at++) lines += *at == '\n';
    ck_assert_int_eq(lines, 3);
    unload(&l);
}
END_TEST

START_TEST(the_database_must_be_named)
{
    struct loaded l;
    load(&l, (char *const[]){NULL});
    ck_assert(!l.ok);
    ck_assert_str_eq(l.errors, "BANGKOM_DATABASE_URL: is not set; for example "
                               "postgresql://bangkom@localhost/bangkom\n");
    ck_assert_ptr_nonnull(strstr(printed(&l), "\n#BANGKOM_DATABASE_URL=\n"));
    unload(&l);
}
END_TEST

static const struct {
    const char *url, *shown;
} masks[] = {
    {"postgresql://u:secret@h:5432/b", "postgresql://u:****@h:5432/b"},
    {"postgres://u:s%40cret@h/b?sslmode=require", "postgres://u:****@h/b?sslmode=require"},
    {"postgresql://u:se@cret@h/b", "postgresql://u:****@h/b"},
    {"postgresql://u:se?cret@h/b", "postgresql://u:****@h/b"},
    {"postgresql://u:se/cret@h/b", "postgresql://u:****@h/b"},
    {"postgresql://u@h/b", "postgresql://u@h/b"},
    {"postgresql://h:5432/b", "postgresql://h:5432/b"},
    {"postgresql://h/b?user=u&password=secret", "postgresql://h/b?user=u&password=****"},
    {"postgresql://h/b?password=secret&user=u", "postgresql://h/b?password=****&user=u"},
    {"postgresql:///b?host=/tmp&sslpassword=secret", "postgresql:///b?host=/tmp&sslpassword=****"},
    {"host=h password=secret user=u", "host=h password=**** user=u"},
    {"password='sec ret' host=h", "password=**** host=h"},
    {"host=h password = 'it\\'s secret' user=u", "host=h password = **** user=u"},
    {"host=h password=sec\\ ret user=u", "host=h password=**** user=u"},
    {"host=h sslpassword=secret", "host=h sslpassword=****"},
    {"host=h user=password", "host=h user=password"},
    {"host=h passfile=/x", "host=h passfile=/x"},
};

START_TEST(passwords_are_not_shown)
{
    struct loaded l;
    char variable[200];
    snprintf(variable, sizeof variable, "BANGKOM_DATABASE_URL=%s", masks[_i].url);
    load(&l, (char *const[]){variable, NULL});
    ck_assert_str_eq(l.errors, "");
    const char *text = printed(&l);
    const char *shown = arena_printf(&l.arena, "\nBANGKOM_DATABASE_URL=%s\n", masks[_i].shown);
    ck_assert_msg(strstr(text, shown) != NULL, "%s", text);
    shown = arena_printf(&l.arena, "\nBANGKOM_OWNER_DATABASE_URL=%s\n", masks[_i].shown);
    ck_assert_msg(strstr(text, shown) != NULL, "%s", text);
    ck_assert_ptr_null(strstr(text, "secret"));
    unload(&l);
}
END_TEST

/* What config_print shows is what config_load reads: an environment file makes the same again. */
START_TEST(what_is_shown_can_be_read_back)
{
    struct loaded first, second;
    char *lines[128];
    size_t count = 0;
    load(&first, (char *const[]){URL, "BANGKOM_PORT=81", "BANGKOM_AUTO_MIGRATE=yes",
                                 "BANGKOM_CORS_ORIGINS=*", NULL});
    char *text = strdup(printed(&first));
    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n"))
        if (line[0] != '#') lines[count++] = line;
    lines[count] = NULL;
    load(&second, lines);
    ck_assert_str_eq(second.errors, "");
    ck_assert_str_eq(printed(&second), printed(&first));
    ck_assert_int_eq(config_unknown(lines, stderr), 0);
    ck_assert_uint_eq(count, config_variable_count - 1); /* without the issuers' file */
    free(text);
    unload(&first);
    unload(&second);
}
END_TEST

static const struct {
    const char *variable, *warning;
} unknown[] = {
    {"BANGKOM_PROT=8081", "BANGKOM_PROT: is no variable of bangkom; did you mean BANGKOM_PORT?\n"},
    {"BANGKOM_DATABASE_ULR=postgresql://u:secret@h/b",
     "BANGKOM_DATABASE_ULR: is no variable of bangkom; did you mean BANGKOM_DATABASE_URL?\n"},
    {"BANGKOM_SOMETHING_ELSE=1", "BANGKOM_SOMETHING_ELSE: is no variable of bangkom\n"},
    {"BANGKOM_THREADS_AND_A_NAME_THAT_IS_LONGER_THAN_ANY_OF_OURS_COULD_EVER_BE=1",
     "BANGKOM_THREADS_AND_A_NAME_THAT_IS_LONGER_THAN_ANY_OF_OURS_COULD_EVER_BE: is no variable of "
     "bangkom\n"},
    {"BANGKOM_PORT=1", ""},
    {"bangkom_port=1", ""},
    {"PATH=/bin", ""},
    {"BANGKOM_", "BANGKOM_: is no variable of bangkom\n"},
};

START_TEST(unknown_variables_are_named)
{
    char *text;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    int count = config_unknown((char *const[]){(char *)(uintptr_t)unknown[_i].variable, NULL}, out);
    fclose(out);
    ck_assert_str_eq(text, unknown[_i].warning);
    ck_assert_int_eq(count, unknown[_i].warning[0] != '\0');
    free(text);
}
END_TEST

#define LOOP(test, table) tcase_add_loop_test(tests, test, 0, sizeof table / sizeof table[0])

int main(void)
{
    Suite *suite = suite_create("config");
    TCase *tests = tcase_create("config");
    tcase_add_test(tests, defaults_are_those_of_the_header);
    tcase_add_test(tests, every_variable_is_read);
    LOOP(links_have_a_start, public_urls);
    LOOP(a_mistake_gets_one_line, refused);
    LOOP(texts_have_their_shape, shapes);
    tcase_add_test(tests, all_mistakes_are_told_at_once);
    tcase_add_test(tests, the_database_must_be_named);
    LOOP(passwords_are_not_shown, masks);
    tcase_add_test(tests, what_is_shown_can_be_read_back);
    LOOP(unknown_variables_are_named, unknown);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
