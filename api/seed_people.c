/* seed_people.c - the HR file by way of an import; see seed.h
 *
 * The work is done in this thread, unless a server's worker took the job first.
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/seed.h"

#include <string.h>
#include <time.h>

#include "api/http/json_tree.h"
#include "api/jobs.h"
#include "domain/base/arena.h"

#include "domain/base/banned.h"

#define PART_BYTES ((size_t)4 << 20)
#define LOOK_AGAIN_MS 100
#define SHOWN_ERRORS 5

static const struct {
    const char *file, *format;
} people_files[] = {
    {"employees.json", "json"}, {"employees.ndjson", "ndjson"}, {"employees.csv", "csv"}};

static bool is_good(struct seed *s, const struct local_reply *reply)
{
    if (reply->status < 300) return true;
    local_explain(stderr, s->file, reply);
    s->failed = true;
    return false;
}

static bool call(struct seed *s, const struct local_request *request)
{
    struct local_reply reply;
    arena_auto a;
    arena_init(&a);
    local_send(&s->local, &a, request, &reply);
    return is_good(s, &reply);
}

/* The path of a new import, in s->arena, or NULL. */
static const char *open_import(struct seed *s, const char *format)
{
    struct local_reply reply;
    arena_auto a;
    arena_init(&a);
    const struct local_request request = {
        .method = "POST",
        .target = "/v1/imports",
        .body = arena_printf(s->arena, "{\"format\":\"%s\"}", format)};
    local_send(&s->local, &a, &request, &reply);
    if (!is_good(s, &reply)) return NULL;
    return arena_printf(s->arena, "/v1/imports/%s", json_text(reply.json, "id"));
}

static bool send_parts(struct seed *s, const char *path, const char *text, size_t length)
{
    for (size_t at = 0; at < length; at += PART_BYTES) {
        const struct local_request request = {
            .method = "PUT",
            .target = arena_printf(s->arena, "%s/parts/%zu", path, at / PART_BYTES + 1),
            .content_type = "application/octet-stream",
            .body = text + at,
            .length = length - at < PART_BYTES ? length - at : PART_BYTES};
        if (!call(s, &request)) return false;
    }
    return true;
}

static bool is_over(const struct json_value *import)
{
    const char *state = json_text(import, "state");
    return state == NULL || (strcmp(state, "queued") != 0 && strcmp(state, "running") != 0);
}

static bool work(struct seed *s)
{
    const struct timespec pause = {.tv_nsec = LOOK_AGAIN_MS * 1000000L};
    struct problem problem;
    bool ran;
    arena_auto a;
    arena_init(&a);
    problem_init(&problem, &a);
    if (jobs_run_next(&s->local.app, &ran, &problem) != OUTCOME_OK) {
        fprintf(stderr, "bangkom: %s: %s\n", s->file,
                problem.internal == NULL ? "the job failed" : problem.internal);
        s->failed = true;
        return false;
    }
    if (!ran) nanosleep(&pause, NULL);
    return true;
}

static void print_errors(struct seed *s, const char *path)
{
    struct local_reply reply;
    arena_auto a;
    arena_init(&a);
    local_get(&s->local, &a,
              arena_printf(s->arena, "%s/errors?warning=false&limit=%d", path, SHOWN_ERRORS),
              &reply);
    const struct json_value *errors = json_member(reply.json, "data");
    for (size_t i = 0; i < json_count(errors); i++) {
        const struct json_value *error = json_at(errors, i);
        fprintf(stderr, "bangkom: %s row %s: %s %s\n", s->file,
                json_print(s->arena, json_member(error, "row_number")), json_text(error, "pointer"),
                json_text(error, "detail"));
    }
}

static void print_result(struct seed *s, const char *path, const struct json_value *import)
{
    struct arena *a = s->arena;
    const char *failed = json_print(a, json_member(import, "rows_failed"));
    const char *state = json_text(import, "state");
    printf("%s: %s created, %s updated, %s unchanged, %s refused\n", s->file,
           json_print(a, json_member(import, "rows_created")),
           json_print(a, json_member(import, "rows_updated")),
           json_print(a, json_member(import, "rows_unchanged")), failed);
    fflush(stdout);
    bool completed = state != NULL && strcmp(state, "completed") == 0;
    if (!completed)
        fprintf(stderr, "bangkom: %s: the import is %s (%s)\n", s->file,
                state == NULL ? "unknown" : state, json_print(a, json_member(import, "failure")));
    if (completed && strcmp(failed, "0") == 0) return;
    s->failed = true;
    print_errors(s, path);
}

static void wait_for(struct seed *s, const char *path)
{
    do {
        struct local_reply reply;
        arena_auto a;
        arena_init(&a);
        local_get(&s->local, &a, path, &reply);
        if (!is_good(s, &reply)) return;
        if (!is_over(reply.json)) continue;
        print_result(s, path, reply.json);
        return;
    } while (work(s));
}

void seed_people(struct seed *s)
{
    arena_auto a;
    arena_init(&a);
    for (size_t i = 0; i < sizeof people_files / sizeof people_files[0]; i++) {
        const char *text;
        size_t length;
        s->file = people_files[i].file;
        if (!seed_read(s, &a, s->file, &text, &length) || text == NULL) continue;
        const char *path = open_import(s, people_files[i].format);
        if (path == NULL || !send_parts(s, path, text, length)) return;
        const char *start = arena_printf(s->arena, "%s/start", path);
        if (call(s, &(struct local_request){.method = "POST", .target = start})) wait_for(s, path);
    }
}
