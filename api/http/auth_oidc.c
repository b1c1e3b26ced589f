/* auth_oidc.c - see auth_oidc.h; how keys are kept up to date is in auth_refresh.c
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/auth_oidc.h"

#include <stdlib.h>
#include <string.h>

#include "api/http/auth_refresh.h"
#include "domain/base/strbuf.h"
#include "storage/identity.h"

#include "domain/base/banned.h"

#define US_PER_S INT64_C(1000000)

/* One foreign token on its way. */
struct reading {
    struct oidc *oidc;
    const struct jwt *jwt;
    struct instant now;
    struct issuer *issuer;
    const char *algorithm;
    struct problem *problem;
};

static enum outcome refuse(struct reading *r, const char *why)
{
    r->problem->internal = why;
    return problem_raise(r->problem, PROBLEM_INVALID_TOKEN, NULL, NULL, NULL);
}

/* The claims are looked at first: they say which of the configured issuers it would be, and cost
 * less than a signature. Nothing of them is used before that is verified. */
static enum outcome find_issuer(struct reading *r)
{
    const char *refusal = "unknown issuer";
    for (size_t i = 0; i < r->oidc->count; i++) {
        struct issuer *issuer = &r->oidc->issuers[i];
        const struct jwt_expected expected = {issuer->issuer, issuer->audience,
                                              r->now.us / US_PER_S};
        if (strcmp(issuer->issuer, jwt_text(r->jwt->claims, "iss")) != 0) continue;
        refusal = jwt_refusal(r->jwt, &expected);
        r->issuer = issuer;
        if (refusal == NULL) return OUTCOME_OK;
    }
    return refuse(r, refusal);
}

/* ---- signature */

/* A copy of the key that the token names; without a kid the set must leave no choice. */
static jwk_t *find_key(struct reading *r, bool *ret_loaded)
{
    jwk_t *found = NULL;
    const char *kid = jwt_text(r->jwt->header, "kid");
    pthread_mutex_lock(&r->oidc->lock);
    jwks_t *keys = r->issuer->keys;
    *ret_loaded = keys != NULL;
    if (keys != NULL && kid != NULL) found = r_jwks_get_by_kid(keys, kid);
    else if (keys != NULL && r_jwks_size(keys) == 1) found = r_jwks_get_at(keys, 0);
    jwk_t *copy = found == NULL ? NULL : r_jwk_copy(found);
    r_jwk_free(found);
    if (keys != NULL && copy == NULL) refresh_soon(r->oidc, r->issuer);
    pthread_mutex_unlock(&r->oidc->lock);
    return copy;
}

static enum outcome without_keys(struct reading *r)
{
    pthread_mutex_lock(&r->oidc->lock);
    r->problem->internal = arena_printf(r->problem->arena, "no keys of %s yet: %s",
                                        r->issuer->issuer, r->issuer->failure);
    pthread_mutex_unlock(&r->oidc->lock);
    return problem_raise(r->problem, PROBLEM_UNAVAILABLE, NULL, NULL, NULL);
}

static bool signature_fits(struct reading *r, jwk_t *key)
{
    jws_t *jws = NULL;
    const struct jwt *jwt = r->jwt;
    bool fits = r_jws_init(&jws) == RHN_OK &&
                r_jws_advanced_parsen(jws, jwt->signed_text, jwt->length, R_PARSE_NONE,
                                      R_FLAG_IGNORE_REMOTE) == RHN_OK &&
                r_jws_verify_signature(jws, key, R_FLAG_IGNORE_REMOTE) == RHN_OK;
    r_jws_free(jws);
    return fits;
}

static enum outcome check_signature(struct reading *r)
{
    bool loaded;
    r->algorithm = jwt_text(r->jwt->header, "alg");
    if (!(issuer_algorithm(r->algorithm) & r->issuer->algorithms))
        return refuse(r, "alg is not one of the issuer's");
    jwk_t *key = find_key(r, &loaded);
    if (!loaded) return without_keys(r);
    if (key == NULL) return refuse(r, "unknown kid");
    bool usable = issuer_key_fits(key, r->algorithm);
    bool fits = usable && signature_fits(r, key);
    r_jwk_free(key);
    if (!usable) return refuse(r, "the key is not one for alg");
    return fits ? OUTCOME_OK : refuse(r, "the signature does not fit");
}

/* ---- whose token it is */

static enum outcome ask_organization(struct reading *r, struct uuid *ret)
{
    const struct uow_context context = {.now = r->now, .operation = "auth_verify"};
    struct uow *uow = uow_new(r->problem->arena, r->oidc->db, &context, r->problem);
    TRY(identity_find_organization(uow, r->issuer->organization, ret));
    if (uuid_is_nil(*ret)) return refuse(r, "the issuer's organization does not exist");
    pthread_mutex_lock(&r->oidc->lock);
    r->issuer->organization_id = *ret;
    pthread_mutex_unlock(&r->oidc->lock);
    return OUTCOME_OK;
}

static enum outcome find_organization(struct reading *r, struct uuid *ret)
{
    pthread_mutex_lock(&r->oidc->lock);
    *ret = r->issuer->organization_id;
    pthread_mutex_unlock(&r->oidc->lock);
    return uuid_is_nil(*ret) ? ask_organization(r, ret) : OUTCOME_OK;
}

/* NIPs are often written in groups: 19900101 201504 1 001. */
static const char *read_nip(struct arena *a, const char *text)
{
    struct strbuf nip;
    strbuf_init(&nip, a, 24, 24);
    for (; *text != '\0'; text++)
        if (*text != ' ') strbuf_char(&nip, *text);
    return !nip.overflow && text_has_format(nip.data, TEXT_FORMAT_NIP) ? nip.data : NULL;
}

enum outcome oidc_read(struct oidc *oidc, const struct jwt *jwt, struct instant now,
                       struct token *ret, struct problem *problem)
{
    struct reading r = {.oidc = oidc, .jwt = jwt, .now = now, .problem = problem};
    struct token token = {.is_client = false};
    TRY(find_issuer(&r));
    TRY(check_signature(&r));
    const char *claim = jwt_text(jwt->claims, r.issuer->employee_claim);
    if (claim == NULL) return refuse(&r, "no employee claim");
    token.nip = read_nip(problem->arena, claim);
    if (token.nip == NULL) return refuse(&r, "the employee claim is no NIP");
    TRY(find_organization(&r, &token.organization_id));
    if (!jwt_seconds(jwt->claims, "iat", &token.issued_s)) token.issued_s = 0;
    if (!jwt_seconds(jwt->claims, "exp", &token.expires_s)) return refuse(&r, "no exp");
    *ret = token;
    return OUTCOME_OK;
}
