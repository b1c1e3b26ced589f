/* auth_refresh.c - see auth_refresh.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/auth_refresh.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "api/http/auth_fetch.h"
#include "api/http/auth_oidc.h"

#include "domain/base/banned.h"

#define PERIOD_MS INT64_C(3600000)
#define FIRST_RETRY_MS INT64_C(1000)
#define LAST_RETRY_MS INT64_C(300000)
#define UNKNOWN_KEY_MS INT64_C(30000)
#define FIRST_BYTES 4096
#define MAX_BYTES (1U << 20)

static int64_t clock_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- one key set */

static const char *read_file(const char *path, struct strbuf *out)
{
    char *at;
    FILE *file = fopen(path, "re");
    if (file == NULL) return strerror(errno);
    while ((at = strbuf_reserve(out, FIRST_BYTES)) != NULL) {
        size_t length = fread(at, 1, FIRST_BYTES, file);
        if (length == 0) break;
        out->length += length;
        out->data[out->length] = '\0';
    }
    bool failed = ferror(file);
    fclose(file);
    if (out->overflow) return "the file is too long";
    return failed ? "the file cannot be read" : NULL;
}

/* Without the lock: what it looks at of the issuer is as configured. */
static const char *read_keys(struct oidc *oidc, const struct issuer *issuer, struct arena *a,
                             jwks_t **ret)
{
    struct strbuf text;
    strbuf_init(&text, a, FIRST_BYTES, MAX_BYTES);
    const char *failure = issuer->jwks_file != NULL
                              ? read_file(issuer->jwks_file, &text)
                              : auth_fetch(issuer->jwks_uri, &oidc->stop, &text);
    if (failure != NULL) return failure;
    *ret = issuer_parse_keys(text.data);
    return *ret == NULL ? "it is no set of keys" : NULL;
}

/* Under the lock. */
static void take_keys(struct issuer *issuer, jwks_t *keys, const char *failure)
{
    issuer->tried_at_ms = clock_ms();
    snprintf(issuer->failure, sizeof issuer->failure, "%s", failure == NULL ? "" : failure);
    if (failure == NULL) {
        r_jwks_free(issuer->keys);
        issuer->keys = keys;
        issuer->failures = 0;
        issuer->next_at_ms = issuer->tried_at_ms + PERIOD_MS;
        return;
    }
    int64_t wait_ms = FIRST_RETRY_MS << (issuer->failures < 16 ? issuer->failures : 16);
    issuer->next_at_ms = issuer->tried_at_ms + (wait_ms < LAST_RETRY_MS ? wait_ms : LAST_RETRY_MS);
    issuer->failures++;
}

/* Without the lock. Only what is new: an issuer that is away for a day is no thousand lines. */
static void tell(const struct oidc *oidc, const struct issuer *issuer, const char *failure)
{
    bool same =
        strncmp(issuer->failure, failure == NULL ? "" : failure, sizeof issuer->failure - 1) == 0;
    if (same || atomic_load(&oidc->stop)) return;
    if (failure == NULL)
        log_event(oidc->logger, LOG_LEVEL_INFO, "issuer keys read", "issuer", issuer->issuer, NULL);
    else
        log_event(oidc->logger, LOG_LEVEL_WARNING, "issuer keys not read", "issuer", issuer->issuer,
                  "error", failure, NULL);
}

static void refresh(struct oidc *oidc, struct issuer *issuer)
{
    arena_auto a;
    jwks_t *keys = NULL;
    arena_init(&a);
    const char *failure = read_keys(oidc, issuer, &a, &keys);
    tell(oidc, issuer, failure);
    pthread_mutex_lock(&oidc->lock);
    take_keys(issuer, keys, failure);
    pthread_mutex_unlock(&oidc->lock);
}

bool refresh_files(struct oidc *oidc, struct problem *problem)
{
    for (size_t i = 0; i < oidc->count; i++) {
        struct issuer *issuer = &oidc->issuers[i];
        if (issuer->jwks_file == NULL) continue;
        refresh(oidc, issuer);
        if (issuer->keys != NULL) continue;
        problem->internal =
            arena_printf(problem->arena, "%s: %s", issuer->jwks_file, issuer->failure);
        problem_raise(problem, PROBLEM_INTERNAL_ERROR, NULL, NULL, NULL);
        return false;
    }
    return true;
}

/* ---- the thread */

static struct issuer *next_due(struct oidc *oidc)
{
    struct issuer *next = &oidc->issuers[0];
    for (size_t i = 1; i < oidc->count; i++)
        if (oidc->issuers[i].next_at_ms < next->next_at_ms) next = &oidc->issuers[i];
    return next;
}

/* Under the lock, which is given up meanwhile. */
static void wait_until(struct oidc *oidc, int64_t at_ms)
{
    struct timespec at = {.tv_sec = at_ms / 1000, .tv_nsec = at_ms % 1000 * 1000000};
    pthread_cond_timedwait(&oidc->changed, &oidc->lock, &at);
}

static void *run(void *cookie)
{
    struct oidc *oidc = cookie;
    pthread_mutex_lock(&oidc->lock);
    while (!atomic_load(&oidc->stop)) {
        struct issuer *issuer = next_due(oidc);
        if (issuer->next_at_ms > clock_ms()) {
            wait_until(oidc, issuer->next_at_ms);
            continue;
        }
        pthread_mutex_unlock(&oidc->lock);
        refresh(oidc, issuer);
        pthread_mutex_lock(&oidc->lock);
    }
    pthread_mutex_unlock(&oidc->lock);
    return NULL;
}

void refresh_start(struct oidc *oidc)
{
    if (oidc->count == 0) return;
    if (pthread_create(&oidc->thread, NULL, run, oidc) != 0) abort();
    oidc->started = true;
}

void refresh_stop(struct oidc *oidc)
{
    if (!oidc->started) return;
    pthread_mutex_lock(&oidc->lock);
    atomic_store(&oidc->stop, true);
    pthread_cond_signal(&oidc->changed);
    pthread_mutex_unlock(&oidc->lock);
    pthread_join(oidc->thread, NULL);
}

void refresh_soon(struct oidc *oidc, struct issuer *issuer)
{
    int64_t at_ms = issuer->tried_at_ms + UNKNOWN_KEY_MS;
    if (at_ms >= issuer->next_at_ms) return;
    issuer->next_at_ms = at_ms;
    pthread_cond_signal(&oidc->changed);
}

/* ---- both ends */

struct oidc *oidc_new(const char *path, struct db *db, struct logger *logger,
                      struct problem *problem)
{
    pthread_condattr_t monotonic;
    struct oidc *oidc = calloc(1, sizeof *oidc);
    if (oidc == NULL || r_global_init() != RHN_OK) abort();
    auth_fetch_start();
    oidc->db = db;
    oidc->logger = logger;
    arena_init(&oidc->arena);
    pthread_mutex_init(&oidc->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&oidc->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    oidc->issuers = issuers_load(&oidc->arena, path, &oidc->count, problem);
    if (oidc->issuers != NULL && refresh_files(oidc, problem)) {
        refresh_start(oidc);
        return oidc;
    }
    oidc_free(oidc);
    return NULL;
}

void oidc_free(struct oidc *oidc)
{
    if (oidc == NULL) return;
    refresh_stop(oidc);
    for (size_t i = 0; i < oidc->count; i++) r_jwks_free(oidc->issuers[i].keys);
    pthread_cond_destroy(&oidc->changed);
    pthread_mutex_destroy(&oidc->lock);
    arena_done(&oidc->arena);
    free(oidc);
}
