/* command_seed.c - bangkom seed DIR: load an organization's starting data
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/command.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/http/json_tree.h"
#include "api/seed.h"
#include "domain/base/arena.h"

#include "domain/base/banned.h"

#define EXPLAINED_PER_FILE 5
#define FILE_MAX_BYTES ((off_t)256 << 20)

/* ---- files */

static bool read_all(int fd, char *to, size_t length)
{
    while (length > 0) {
        ssize_t got = read(fd, to, length);
        if (got <= 0) return false;
        to += got;
        length -= (size_t)got;
    }
    return true;
}

static bool give_up(struct seed *s, const char *file, const char *why)
{
    fprintf(stderr, "bangkom: %s/%s: %s\n", s->directory, file, why);
    s->failed = true;
    return false;
}

bool seed_read(struct seed *s, struct arena *a, const char *file, const char **ret,
               size_t *ret_length)
{
    struct stat about;
    int fd = open(arena_printf(a, "%s/%s", s->directory, file), O_RDONLY | O_CLOEXEC);
    *ret = NULL;
    if (fd < 0) return errno == ENOENT || give_up(s, file, strerror(errno));
    bool regular = fstat(fd, &about) == 0 && S_ISREG(about.st_mode);
    if (!regular || about.st_size > FILE_MAX_BYTES) {
        close(fd);
        return give_up(s, file, regular ? "is larger than 256 MiB" : "is no file");
    }
    char *text = arena_alloc(a, (size_t)about.st_size + 1);
    bool whole = read_all(fd, text, (size_t)about.st_size);
    close(fd);
    if (!whole) return give_up(s, file, "cannot be read");
    *ret = text;
    *ret_length = (size_t)about.st_size;
    return true;
}

/* ---- what came of an entry */

void seed_refuse(struct seed *s, size_t index, const char *why)
{
    s->refused++;
    s->failed = true;
    if (s->refused <= EXPLAINED_PER_FILE)
        fprintf(stderr, "bangkom: %s entry %zu: %s\n", s->file, index + 1, why);
}

bool seed_judge(struct seed *s, size_t index, const struct local_reply *reply)
{
    bool exists = reply->code != NULL && strcmp(reply->code, "already-exists") == 0;
    if (reply->status < 300) s->made++;
    else if (exists) s->kept++;
    if (reply->status < 300 || exists) return true;
    s->refused++;
    s->failed = true;
    if (s->refused > EXPLAINED_PER_FILE) return false;
    char what[128];
    snprintf(what, sizeof what, "%s entry %zu", s->file, index + 1);
    local_explain(stderr, what, reply);
    return false;
}

bool seed_send(struct seed *s, struct arena *a, size_t index, const struct local_request *request,
               struct local_reply *ret)
{
    local_send(&s->local, a, request, ret);
    return seed_judge(s, index, ret);
}

/* ---- all files */

static void load_file(struct seed *s, const struct seed_step *step)
{
    const char *text, *error = "must be an array";
    size_t length;
    arena_auto a;
    arena_init(&a);
    if (!seed_read(s, &a, step->file, &text, &length) || text == NULL) return;
    const struct json_value *entries = json_read(&a, text, length, &error);
    if (!json_is_list(entries)) {
        give_up(s, step->file, error);
        return;
    }
    s->file = step->file;
    s->made = s->kept = s->refused = 0;
    step->load(s, entries);
    printf("%s: %zu loaded, %zu there already, %zu refused\n", s->file, s->made, s->kept,
           s->refused);
    fflush(stdout);
}

/* What organization.json says; both live in s->arena. */
static bool read_organization(struct seed *s, const char **ret_slug, const char **ret_name)
{
    const char *text, *error = "must have the members slug and name";
    size_t length;
    if (!seed_read(s, s->arena, "organization.json", &text, &length)) return false;
    if (text == NULL) return give_up(s, "organization.json", "is missing");
    const struct json_value *organization = json_read(s->arena, text, length, &error);
    *ret_slug = json_text(organization, "slug");
    *ret_name = json_text(organization, "name");
    return (*ret_slug != NULL && *ret_name != NULL) || give_up(s, "organization.json", error);
}

static void load_all(struct seed *s)
{
    for (const struct seed_step *step = seed_steps_before_people; step->file != NULL; step++)
        load_file(s, step);
    seed_people(s);
    for (const struct seed_step *step = seed_steps_after_people; step->file != NULL; step++)
        load_file(s, step);
}

int command_seed(struct arena *a, const struct config *config, int argc, char **argv)
{
    const char *slug, *name;
    struct seed s = {.arena = a};
    const struct command_argument arguments[] = {{"DIR", NULL, &s.directory, "with the files"}};
    const struct command_syntax syntax = {
        "seed DIR",
        "Loads an organization's starting data. Each entry goes through the same operation and\n"
        "the same rules as a request; what exists already stays. All files but the first may be\n"
        "missing:\n"
        "  organization.json      {slug, name}\n"
        "  competencies.json      [CompetencyCreate]\n"
        "  employees.json, .ndjson or .csv   an HR file, as POST /v1/imports takes it\n"
        "  standards.json         [{position, valid_from, items}]\n"
        "  assessments.json       [AssessmentCreate], with external_id to be repeatable\n"
        "  targets.json           [{employee, target_position_id}]\n"
        "  clients.json           [{name, roles: [{role, unit}]}]; nobody sees their secrets\n"
        "  role-assignments.json  [{employee, role, unit}]\n"
        "  instruments.json       [{name, items}]; what participants are asked, published\n",
        arguments, sizeof arguments / sizeof arguments[0]};
    int exit_status;
    if (!command_parse(&syntax, argc, argv, &exit_status)) return exit_status;
    if (!read_organization(&s, &slug, &name)) return COMMAND_FAILED;
    exit_status = local_open(&s.local, a, config, slug, name);
    if (exit_status == COMMAND_OK) load_all(&s);
    local_close(&s.local);
    return exit_status == COMMAND_OK && s.failed ? COMMAND_FAILED : exit_status;
}
