/* auth_keys.c - see auth_keys.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/auth_keys.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "domain/base/strbuf.h"

#include "domain/base/banned.h"

#define KEYS_MAX 16
#define READ_AGAIN_MS INT64_C(1000)
#define RETIRED ".retired-"
#define JWKS_BYTES 4096

struct auth_keys {
    const char *path; /* in `arena` */
    struct arena arena;
    pthread_mutex_t lock;            /* all below */
    struct auth_key *keys[KEYS_MAX]; /* none goes before the end: whoever verifies holds on to it */
    size_t count, signing;
    int64_t read_at_ms;
};

static bool refuse(struct problem *problem, const char *path, const char *why)
{
    problem->internal = arena_printf(problem->arena, "signing key %s: %s", path, why);
    problem_raise(problem, PROBLEM_INTERNAL_ERROR, NULL, NULL, NULL);
    return false;
}

static int64_t clock_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- reading; under the lock, but for the first time */

static struct auth_key *known(const struct auth_keys *keys, const char *id, size_t *ret_place)
{
    for (size_t i = 0; i < keys->count; i++) {
        if (strcmp(auth_key_id(keys->keys[i]), id) != 0) continue;
        *ret_place = i;
        return keys->keys[i];
    }
    return NULL;
}

/* Takes the key, which may be NULL. */
static bool take(struct auth_keys *keys, struct auth_key *key, size_t *ret_place,
                 struct problem *problem)
{
    if (key == NULL) return false;
    bool twice = known(keys, auth_key_id(key), ret_place) != NULL;
    bool full = !twice && keys->count == KEYS_MAX;
    if (twice || full) auth_key_free(key);
    if (full) return refuse(problem, keys->path, "more keys than can be kept");
    if (twice) return true;
    *ret_place = keys->count;
    keys->keys[keys->count++] = key;
    return true;
}

static const char *folder_of(struct arena *a, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (slash == NULL) return ".";
    return slash == path ? "/" : arena_copy(a, path, (size_t)(slash - path));
}

static bool read_retired(struct auth_keys *keys, struct problem *problem)
{
    size_t place;
    bool good = true;
    const char *folder = folder_of(problem->arena, keys->path);
    const char *slash = strrchr(keys->path, '/');
    const char *prefix =
        arena_printf(problem->arena, "%s" RETIRED, slash == NULL ? keys->path : slash + 1);
    DIR *files = opendir(folder);
    if (files == NULL) return refuse(problem, folder, strerror(errno));
    for (struct dirent *file = readdir(files); good && file != NULL; file = readdir(files)) {
        if (strncmp(file->d_name, prefix, strlen(prefix)) != 0) continue;
        const char *path = arena_printf(problem->arena, "%s/%s", folder, file->d_name);
        good = take(keys, auth_key_read(path, problem), &place, problem);
    }
    closedir(files);
    return good;
}

static bool read_again(struct auth_keys *keys, struct problem *problem)
{
    keys->read_at_ms = clock_ms();
    return take(keys, auth_key_read(keys->path, problem), &keys->signing, problem) &&
           read_retired(keys, problem);
}

/* What cannot be read now leaves everything as it is. */
static void read_again_in_time(struct auth_keys *keys)
{
    struct problem problem;
    if (clock_ms() - keys->read_at_ms < READ_AGAIN_MS) return;
    arena_auto a;
    arena_init(&a);
    problem_init(&problem, &a);
    (void)read_again(keys, &problem);
}

/* ---- the keys */

struct auth_keys *auth_keys_new(const char *path, struct problem *problem)
{
    struct auth_keys *keys = calloc(1, sizeof *keys);
    if (keys == NULL) abort();
    arena_init(&keys->arena);
    keys->path = arena_text(&keys->arena, path);
    pthread_mutex_init(&keys->lock, NULL);
    if (take(keys, auth_key_load(path, problem), &keys->signing, problem) &&
        read_again(keys, problem))
        return keys;
    auth_keys_free(keys);
    return NULL;
}

void auth_keys_free(struct auth_keys *keys)
{
    if (keys == NULL) return;
    for (size_t i = 0; i < keys->count; i++) auth_key_free(keys->keys[i]);
    pthread_mutex_destroy(&keys->lock);
    arena_done(&keys->arena);
    free(keys);
}

const struct auth_key *auth_keys_signing(struct auth_keys *keys)
{
    pthread_mutex_lock(&keys->lock);
    const struct auth_key *key = keys->keys[keys->signing];
    pthread_mutex_unlock(&keys->lock);
    return key;
}

const struct auth_key *auth_keys_find(struct auth_keys *keys, const char *id)
{
    size_t place;
    pthread_mutex_lock(&keys->lock);
    const struct auth_key *key = known(keys, id, &place);
    if (key == NULL) {
        read_again_in_time(keys);
        key = known(keys, id, &place);
    }
    pthread_mutex_unlock(&keys->lock);
    return key;
}

const char *auth_keys_jwks(struct auth_keys *keys, struct arena *a)
{
    struct strbuf set;
    strbuf_init(&set, a, JWKS_BYTES, JWKS_BYTES);
    strbuf_text(&set, "{\"keys\":[");
    pthread_mutex_lock(&keys->lock);
    read_again_in_time(keys);
    for (size_t i = 0; i < keys->count; i++) {
        if (i > 0) strbuf_char(&set, ',');
        strbuf_text(&set, auth_key_jwk(keys->keys[i], a));
    }
    pthread_mutex_unlock(&keys->lock);
    strbuf_text(&set, "]}");
    return set.data;
}

/* ---- another key */

/* The present key keeps a name of its own before the new one takes its place: at no moment is there
 * none, and none is lost. */
static bool replace(const char *path, const char **ret_id, struct problem *problem)
{
    const char *fresh = arena_printf(problem->arena, "%s.new", path);
    struct auth_key *old = auth_key_read(path, problem);
    if (old == NULL) return false;
    const char *retired = arena_printf(problem->arena, "%s" RETIRED "%s", path, auth_key_id(old));
    auth_key_free(old);
    unlink(fresh);
    if (link(path, retired) != 0 && errno != EEXIST)
        return refuse(problem, retired, strerror(errno));
    struct auth_key *made = auth_key_load(fresh, problem);
    if (made == NULL) return false;
    *ret_id = arena_text(problem->arena, auth_key_id(made));
    auth_key_free(made);
    return rename(fresh, path) == 0 || refuse(problem, path, strerror(errno));
}

bool auth_keys_rotate(const char *path, const char **ret_id, struct problem *problem)
{
    const char *folder = folder_of(problem->arena, path);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return refuse(problem, folder, strerror(errno));
    bool done = flock(fd, LOCK_EX) == 0 ? replace(path, ret_id, problem)
                                        : refuse(problem, folder, strerror(errno));
    close(fd);
    return done;
}
