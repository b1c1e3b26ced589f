/* import_client.c - see import_client.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/import_client.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "api/command.h"
#include "api/config.h"
#include "api/http/json_tree.h"
#include "api/import_http.h"
#include "domain/base/arena.h"
#include "domain/base/text.h"

#include "domain/base/banned.h"

#define PART_BYTES 1048576
#define PART_MAX_BYTES 4194304
#define TOKEN_MAX_BYTES 16384
#define POLL_MS 300
#define MAX_ERRORS 1000 /* printed; the server lists the others */

struct import_client {
    struct arena *arena;
    struct import_http *http;
    const char *format;
    bool dry_run;
    int64_t part_bytes;
    const char *id;
};

/* Says what is wrong with a reply that is not the one expected. */
static bool expect(const struct import_http_reply *reply, int status, const char *what)
{
    const char *detail = json_text(reply->json, "detail");
    const struct json_value *errors = json_member(reply->json, "errors");
    if (reply->status == status) return true;
    if (reply->status == 0) fprintf(stderr, "bangkom: %s: %s\n", what, reply->failure);
    else fprintf(stderr, "bangkom: %s: %d %s\n", what, reply->status, detail == NULL ? "" : detail);
    for (size_t i = 0; i < json_count(errors); i++) {
        const char *pointer = json_text(json_at(errors, i), "pointer");
        const char *text = json_text(json_at(errors, i), "detail");
        fprintf(stderr, "  %s %s\n", pointer == NULL ? "" : pointer, text == NULL ? "" : text);
    }
    return false;
}

/* ---- sending */

static bool create(struct import_client *c)
{
    const char *body = arena_printf(c->arena, "{\"format\":\"%s\",\"dry_run\":%s}", c->format,
                                    c->dry_run ? "true" : "false");
    struct import_http_request request = {"POST", "/v1/imports", "application/json", body,
                                          strlen(body)};
    struct import_http_reply reply = import_http_send(c->http, c->arena, &request);
    if (!expect(&reply, 201, "the import was not accepted")) return false;
    c->id = json_text(reply.json, "id");
    return c->id != NULL;
}

static bool send_part(struct import_client *c, int number, const char *bytes, size_t length)
{
    arena_auto a;
    arena_init(&a);
    const char *path = arena_printf(&a, "/v1/imports/%s/parts/%d", c->id, number);
    struct import_http_request request = {"PUT", path, "application/octet-stream", bytes, length};
    struct import_http_reply reply = import_http_send(c->http, &a, &request);
    return expect(&reply, 200, "a part was not accepted");
}

static bool send_parts(struct import_client *c, FILE *file)
{
    char *bytes = arena_alloc(c->arena, (size_t)c->part_bytes);
    int number = 0;
    for (;;) {
        size_t length = fread(bytes, 1, (size_t)c->part_bytes, file);
        if (length == 0) return !ferror(file);
        if (!send_part(c, ++number, bytes, length)) return false;
    }
}

static bool start(struct import_client *c)
{
    struct import_http_request request = {
        .method = "POST", .path = arena_printf(c->arena, "/v1/imports/%s/start", c->id)};
    struct import_http_reply reply = import_http_send(c->http, c->arena, &request);
    return expect(&reply, 202, "the import was not started");
}

/* ---- watching */

static bool is_over(const char *state)
{
    return strcmp(state, "completed") == 0 || strcmp(state, "failed") == 0 ||
           strcmp(state, "cancelled") == 0;
}

static const char *number_of(struct arena *a, const struct json_value *import, const char *name)
{
    return json_print(a, json_member(import, name));
}

static void print_progress(struct arena *a, const struct json_value *import, bool over)
{
    if (!over && !isatty(STDERR_FILENO)) return;
    fprintf(stderr, "\r%s rows, %s of %s bytes%s", number_of(a, import, "rows_done"),
            number_of(a, import, "bytes_done"), number_of(a, import, "byte_count"),
            over ? "\n" : "");
}

/* *ret_import lives in `a`; false: the server could not be asked. */
static bool watch(struct import_client *c, struct arena *a, const struct json_value **ret_import)
{
    struct import_http_request request = {.method = "GET",
                                          .path = arena_printf(c->arena, "/v1/imports/%s", c->id)};
    for (;;) {
        struct import_http_reply reply = import_http_send(c->http, a, &request);
        if (!expect(&reply, 200, "the import cannot be read")) return false;
        const char *state = json_text(reply.json, "state");
        if (state == NULL) return false;
        print_progress(a, reply.json, is_over(state));
        *ret_import = reply.json;
        if (is_over(state)) return true;
        arena_reset(a);
        nanosleep(&(struct timespec){.tv_nsec = POLL_MS * 1000000L}, NULL);
    }
}

static void print_error(struct arena *a, const struct json_value *error)
{
    const struct json_value *warning = json_member(error, "warning");
    const char *pointer = json_text(error, "pointer"), *detail = json_text(error, "detail");
    printf("row %s %s%s: %s\n", number_of(a, error, "row_number"),
           strcmp(json_print(a, warning), "true") == 0 ? "(warning) " : "",
           pointer == NULL || *pointer == '\0' ? "as a whole" : pointer + 1,
           detail == NULL ? "" : detail);
}

/* Page by page; a cursor is made of base64url, so it needs no escaping. */
static bool print_errors(struct import_client *c)
{
    const char *path = arena_printf(c->arena, "/v1/imports/%s/errors?limit=100", c->id);
    const char *next = path;
    for (size_t printed = 0; next != NULL && printed < MAX_ERRORS;) {
        arena_auto a;
        arena_init(&a);
        struct import_http_request request = {.method = "GET", .path = next};
        struct import_http_reply reply = import_http_send(c->http, &a, &request);
        if (!expect(&reply, 200, "the errors cannot be read")) return false;
        const struct json_value *data = json_member(reply.json, "data");
        for (size_t i = 0; i < json_count(data); i++) print_error(&a, json_at(data, i));
        printed += json_count(data);
        const char *cursor = json_text(reply.json, "next_cursor");
        next = cursor == NULL ? NULL : arena_printf(c->arena, "%s&cursor=%s", path, cursor);
    }
    if (next != NULL) printf("… more at %s\n", path);
    return true;
}

static int report(struct import_client *c)
{
    arena_auto a;
    arena_init(&a);
    const struct json_value *import = NULL;
    if (!watch(c, &a, &import) || !print_errors(c)) return COMMAND_FAILED;
    printf("%s%s: %s created, %s updated, %s unchanged, %s refused, %s with warnings\n",
           json_text(import, "state"), c->dry_run ? " (dry run)" : "",
           number_of(&a, import, "rows_created"), number_of(&a, import, "rows_updated"),
           number_of(&a, import, "rows_unchanged"), number_of(&a, import, "rows_failed"),
           number_of(&a, import, "rows_warned"));
    if (strcmp(json_text(import, "state"), "completed") != 0) return COMMAND_FAILED;
    bool refused = strcmp(number_of(&a, import, "rows_failed"), "0") != 0;
    return refused ? COMMAND_NOT_FOUND : COMMAND_OK;
}

/* ---- the command */

static const char *format_of(const char *given, const char *file)
{
    static const char *const formats[] = {"json", "ndjson", "csv"};
    const char *dot = strrchr(file, '.');
    const char *wanted = given != NULL ? given : dot == NULL ? "" : dot + 1;
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (strcmp(formats[i], wanted) == 0) return formats[i];
    fprintf(stderr, "bangkom: --format must be json, ndjson or csv\n");
    return NULL;
}

/* The first line of a file; false when it cannot be read. */
static bool read_token(struct arena *a, const char *path, const char **ret)
{
    FILE *file = path == NULL ? NULL : fopen(path, "re");
    if (file == NULL) {
        fprintf(stderr, "bangkom: --token-file %s: %s\n", path == NULL ? "is missing" : path,
                path == NULL ? "it holds the access token" : strerror(errno));
        return false;
    }
    char *text = arena_alloc(a, TOKEN_MAX_BYTES + 1);
    size_t length = fread(text, 1, TOKEN_MAX_BYTES, file);
    fclose(file);
    text[length] = '\0';
    text[strcspn(text, " \t\r\n")] = '\0';
    *ret = text;
    return true;
}

static int send_file(struct import_client *c, const char *path)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    if (file == NULL) {
        fprintf(stderr, "bangkom: %s: %s\n", path, strerror(errno));
        return COMMAND_FAILED;
    }
    bool sent = create(c) && send_parts(c, file) && start(c);
    if (file != stdin) fclose(file);
    return sent ? report(c) : COMMAND_FAILED;
}

int command_import(struct arena *a, const struct config *config, int argc, char **argv)
{
    const char *file = NULL, *url = NULL, *token_file = NULL, *format = NULL, *dry = NULL,
               *part = NULL, *token = NULL;
    const struct command_argument arguments[] = {
        {"FILE", NULL, &file,
         "JSON, NDJSON or CSV in the shape of SIASN's data-utama; -: standard input"},
        {"--url", "URL", &url, "of the server; default BANGKOM_PUBLIC_URL"},
        {"--token-file", "FILE", &token_file, "holds the access token"},
        {"--format", "FORMAT", &format, "json, ndjson or csv; default by the file's name"},
        {"--dry-run", NULL, &dry, "say what would happen, change nothing"},
        {"--part-bytes", "BYTES", &part, "how much to send at once; default 1048576"},
    };
    const struct command_syntax syntax = {
        "import FILE --token-file FILE [--url URL] [--format FORMAT] [--dry-run]",
        "Sends HR records to a server, waits until they are worked off, prints what was refused.\n",
        arguments, sizeof arguments / sizeof arguments[0]};
    struct import_client c = {.arena = a, .part_bytes = PART_BYTES};
    int exit_status;
    if (!command_parse(&syntax, argc, argv, &exit_status)) return exit_status;
    c.format = format_of(format, file);
    c.dry_run = dry != NULL;
    if (c.format == NULL) return COMMAND_USAGE;
    if (part != NULL && !parse_i64(part, 1, PART_MAX_BYTES, &c.part_bytes)) {
        fprintf(stderr, "bangkom: --part-bytes must be a number from 1 to 4194304\n");
        return COMMAND_USAGE;
    }
    if (url == NULL) url = config->public_url;
    if (url == NULL) {
        fprintf(stderr, "bangkom: --url is missing\n");
        return COMMAND_USAGE;
    }
    if (!read_token(a, token_file, &token)) return COMMAND_USAGE;
    c.http = import_http_new(a, url, token);
    exit_status = send_file(&c, file);
    import_http_free(c.http);
    return exit_status;
}
