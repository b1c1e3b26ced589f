/* auth.c - from an Authorization header to a principal: cache, verification, database; see auth.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/auth.h"

#include <openssl/evp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "api/config.h"
#include "api/http/auth_cache.h"
#include "api/http/auth_oidc.h"
#include "storage/ids.h"

#include "domain/base/banned.h"

#define US_PER_S INT64_C(1000000)
/* A token may carry an iat of this many seconds before its client's secret was changed: iat is cut
 * to whole seconds. */
#define ISSUE_ROUNDING_S 1

struct auth {
    const struct config *config;
    struct db *db;
    struct auth_keys *keys;
    struct oidc *oidc;
    struct auth_cache *cache;
    EVP_MD *sha256; /* looked up once: EVP_sha256() would look it up for each hash */
    /* EVP_MD_CTX, one for each thread: EVP_Digest() would make one each time */
    pthread_key_t digests;
};

static void free_digest(void *digest)
{
    EVP_MD_CTX_free(digest);
}

static EVP_MD_CTX *thread_digest(struct auth *auth)
{
    EVP_MD_CTX *digest = pthread_getspecific(auth->digests);
    if (digest != NULL) return digest;
    digest = EVP_MD_CTX_new();
    if (digest == NULL || pthread_setspecific(auth->digests, digest) != 0) abort();
    return digest;
}

struct auth *auth_new(const struct config *config, struct db *db, struct logger *logger,
                      struct problem *problem)
{
    struct auth *auth = calloc(1, sizeof *auth);
    if (auth == NULL) abort();
    auth->config = config;
    auth->db = db;
    auth->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    auth->cache = auth_cache_new(config->role_cache_s * US_PER_S);
    if (auth->sha256 == NULL || pthread_key_create(&auth->digests, free_digest) != 0) abort();
    auth->keys = auth_keys_new(config->signing_key_file, problem);
    if (auth->keys != NULL) auth->oidc = oidc_new(config->oidc_issuers_file, db, logger, problem);
    if (auth->oidc != NULL) return auth;
    auth_free(auth);
    return NULL;
}

void auth_free(struct auth *auth)
{
    if (auth == NULL) return;
    oidc_free(auth->oidc);
    auth_keys_free(auth->keys);
    auth_cache_free(auth->cache);
    free_digest(pthread_getspecific(auth->digests)); /* the caller's; other threads have ended */
    pthread_key_delete(auth->digests);
    EVP_MD_free(auth->sha256);
    free(auth);
}

/* One verification on its way. */
struct attempt {
    struct auth *auth;
    struct arena *arena;
    struct problem *problem;
    struct instant now;
    const char *text; /* of the token */
    size_t length;
    uint8_t key[AUTH_CACHE_KEY_BYTES];
};

static enum outcome refuse(struct attempt *t, const char *why)
{
    t->problem->internal = why;
    return problem_raise(t->problem, PROBLEM_INVALID_TOKEN, NULL, NULL, NULL);
}

/* ---- the header (RFC 6750 section 2.1) */

static void hash_token(struct attempt *t)
{
    EVP_MD_CTX *digest = thread_digest(t->auth);
    if (EVP_DigestInit_ex2(digest, t->auth->sha256, NULL) != 1 ||
        EVP_DigestUpdate(digest, t->text, t->length) != 1 ||
        EVP_DigestFinal_ex(digest, t->key, NULL) != 1)
        abort();
}

static enum outcome read_header(struct attempt *t, const char *authorization)
{
    static const char scheme[] = "Bearer ";
    if (authorization == NULL || strncasecmp(authorization, scheme, sizeof scheme - 1) != 0)
        return problem_raise(t->problem, PROBLEM_UNAUTHENTICATED, NULL, NULL, NULL);
    t->text = authorization + sizeof scheme - 1;
    t->text += strspn(t->text, " ");
    t->length = strlen(t->text);
    if (t->length > AUTH_JWT_MAX_BYTES) return refuse(t, "longer than any token");
    hash_token(t);
    return OUTCOME_OK;
}

/* ---- a token that was not seen before */

static enum outcome read_token(struct attempt *t, struct token *ret)
{
    struct jwt jwt;
    const struct config *config = t->auth->config;
    if (!jwt_parse(t->arena, t->text, t->length, &jwt)) return refuse(t, "not a signed JWT");
    const char *issuer = jwt_text(jwt.claims, "iss");
    if (issuer == NULL) return refuse(t, "no iss");
    if (strcmp(issuer, config->public_url) != 0)
        return oidc_read(t->auth->oidc, &jwt, t->now, ret, t->problem);
    const struct jwt_expected expected = {config->public_url, config->audience,
                                          t->now.us / US_PER_S};
    const char *refusal = token_read(t->auth->keys, &jwt, &expected, ret);
    return refusal == NULL ? OUTCOME_OK : refuse(t, refusal);
}

/* ---- its bearer */

static enum outcome load_identity(struct attempt *t, const struct token *token,
                                  struct identity *ret)
{
    const struct config *config = t->auth->config;
    const struct uow_context context = {
        .organization_id = token->organization_id,
        .now = t->now,
        .today = instant_date(t->now, (int32_t)config->time_zone_offset_minutes),
        .operation = "auth_verify",
    };
    struct uow *uow = uow_new(t->arena, t->auth->db, &context, t->problem);
    if (token->is_client) return identity_load_client(uow, token->subject_id, ret);
    struct ref who = {.by = REF_BY_ID, .id = token->subject_id};
    if (token->nip != NULL) who = (struct ref){.by = REF_BY_NIP, .key = token->nip};
    return identity_load_employee(uow, who, ret);
}

static enum outcome load_bearer(struct attempt *t, const struct token *token, struct bearer **ret)
{
    struct identity identity;
    struct auth_cache *cache = t->auth->cache;
    uint64_t generation = auth_cache_generation(cache);
    TRY(load_identity(t, token, &identity));
    int64_t valid_from_s = identity.secret_changed_at.us / US_PER_S - ISSUE_ROUNDING_S;
    bool outlived = identity.active && token->is_client && token->issued_s < valid_from_s;
    if (!identity.active || outlived) {
        auth_cache_drop(cache, t->key);
        return refuse(t, outlived ? "the secret was changed since" : "the subject is not active");
    }
    *ret = bearer_new(token, &identity);
    auth_cache_put(cache, t->key, *ret, t->now, generation);
    return OUTCOME_OK;
}

/* ---- all of it */

/* A token that is known: as it is, or after its subject was read again. Gives the reference back
 * or on. */
static enum outcome use_known(struct attempt *t, struct bearer *known, bool fresh,
                              struct bearer **ret)
{
    if (known->principal.token_expires_at.us <= t->now.us) {
        bearer_release(known);
        auth_cache_drop(t->auth->cache, t->key);
        return refuse(t, "expired");
    }
    *ret = known;
    if (fresh) return OUTCOME_OK;
    struct token token = bearer_token(known);
    bearer_release(known);
    return load_bearer(t, &token, ret);
}

enum outcome auth_verify(struct auth *auth, struct arena *a, const char *authorization,
                         struct instant now, const struct principal **ret, struct problem *problem)
{
    /* gate: parameters: has the shape of contract.verify (dispatch.h) */
    struct attempt t = {.auth = auth, .arena = a, .problem = problem, .now = now};
    struct bearer *bearer = NULL;
    struct token token;
    bool fresh = false;
    TRY(read_header(&t, authorization));
    struct bearer *known = auth_cache_get(auth->cache, t.key, now, &fresh);
    if (known != NULL) {
        TRY(use_known(&t, known, fresh, &bearer));
    } else {
        TRY(read_token(&t, &token));
        TRY(load_bearer(&t, &token, &bearer));
    }
    *ret = bearer_lend(bearer, a);
    return OUTCOME_OK;
}

const char *auth_issue(struct auth *auth, struct arena *a, const struct auth_subject *subject,
                       struct instant now, int64_t ttl_s)
{
    const struct token token = {
        .organization_id = subject->organization_id,
        .subject_id = subject->id,
        .is_client = subject->is_client,
        .issued_s = now.us / US_PER_S,
        .expires_s = now.us / US_PER_S + ttl_s,
    };
    const struct token_terms terms = {auth->config->public_url, auth->config->audience,
                                      ids_new(now)};
    return token_write(auth_keys_signing(auth->keys), a, &token, &terms);
}

void auth_forget(struct auth *auth, struct uuid subject_id)
{
    auth_cache_forget(auth->cache, subject_id);
}

const char *auth_jwks(struct auth *auth, struct arena *a)
{
    return auth_keys_jwks(auth->keys, a);
}
