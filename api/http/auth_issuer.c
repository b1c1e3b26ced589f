/* auth_issuer.c - see auth_issuer.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/auth_issuer.h"

#include <string.h>

#include "api/http/auth_fetch.h"

#include "domain/base/banned.h"

#define MIN_RSA_BITS 2048

static const struct {
    const char *name;
    int key_type;
} algorithms[] = {
    {"RS256", R_KEY_TYPE_RSA},   {"RS384", R_KEY_TYPE_RSA}, {"RS512", R_KEY_TYPE_RSA},
    {"PS256", R_KEY_TYPE_RSA},   {"PS384", R_KEY_TYPE_RSA}, {"PS512", R_KEY_TYPE_RSA},
    {"ES256", R_KEY_TYPE_EC},    {"ES384", R_KEY_TYPE_EC},  {"ES512", R_KEY_TYPE_EC},
    {"EdDSA", R_KEY_TYPE_EDDSA},
};
#define ALGORITHMS (sizeof algorithms / sizeof algorithms[0])

unsigned issuer_algorithm(const char *name)
{
    for (size_t i = 0; name != NULL && i < ALGORITHMS; i++)
        if (strcmp(algorithms[i].name, name) == 0) return 1U << i;
    return 0;
}

/* ---- keys */

static int key_type_of(const char *algorithm)
{
    for (size_t i = 0; i < ALGORITHMS; i++)
        if (strcmp(algorithms[i].name, algorithm) == 0) return algorithms[i].key_type;
    return 0;
}

bool issuer_key_fits(jwk_t *key, const char *algorithm)
{
    unsigned bits = 0;
    int type = r_jwk_key_type(key, &bits, R_FLAG_IGNORE_REMOTE);
    const char *alg = jwt_text(key, "alg");
    const char *use = jwt_text(key, "use");
    if (!(type & R_KEY_TYPE_PUBLIC) || !(type & key_type_of(algorithm))) return false;
    if (type & R_KEY_TYPE_RSA && bits < MIN_RSA_BITS) return false;
    if (use != NULL && strcmp(use, "sig") != 0) return false;
    return alg == NULL || strcmp(alg, algorithm) == 0;
}

jwks_t *issuer_parse_keys(const char *json)
{
    jwks_t *keys = NULL;
    if (r_jwks_init(&keys) != RHN_OK) return NULL;
    /* RHN_ERROR: some entries are no keys; the others do (RFC 7517 section 5) */
    int outcome = r_jwks_import_from_json_str(keys, json);
    if (outcome != RHN_ERROR_PARAM && r_jwks_size(keys) > 0) return keys;
    r_jwks_free(keys);
    return NULL;
}

/* ---- the file of issuers */

struct reading {
    struct arena *arena;
    struct problem *problem;
    const char *path;
    size_t index; /* of the entry that is read */
};

static bool complain(const struct reading *r, const char *name, const char *what)
{
    struct problem *p = r->problem;
    p->internal = arena_printf(p->arena, "%s: entry %zu: %s %s", r->path, r->index, name, what);
    problem_raise(p, PROBLEM_INTERNAL_ERROR, NULL, NULL, NULL);
    return false;
}

struct member {
    const char *name;
    size_t offset;
    bool required;
};
static const struct member members[] = {
    {"issuer", offsetof(struct issuer, issuer), true},
    {"audience", offsetof(struct issuer, audience), true},
    {"organization", offsetof(struct issuer, organization), true},
    {"employee_claim", offsetof(struct issuer, employee_claim), true},
    {"jwks_uri", offsetof(struct issuer, jwks_uri), false},
    {"jwks_file", offsetof(struct issuer, jwks_file), false},
};

static const struct member *member_named(const char *name)
{
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
        if (strcmp(members[i].name, name) == 0) return &members[i];
    return NULL;
}

static bool read_algorithms(const struct reading *r, const json_t *list, struct issuer *ret)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        unsigned bit = issuer_algorithm(json_string_value(json_array_get(list, i)));
        if (bit == 0) return complain(r, "algorithms", "names one that cannot be used");
        ret->algorithms |= bit;
    }
    return ret->algorithms != 0 || complain(r, "algorithms", "must be a list of names");
}

static bool read_member(const struct reading *r, const char *name, const json_t *value,
                        struct issuer *ret)
{
    if (strcmp(name, "algorithms") == 0) return read_algorithms(r, value, ret);
    const struct member *member = member_named(name);
    if (member == NULL) return complain(r, name, "is not known");
    const char *text = json_string_value(value);
    if (text == NULL || text[0] == '\0') return complain(r, name, "must be a text");
    text = arena_text(r->arena, text);
    memcpy((char *)ret + member->offset, &text, sizeof text);
    return true;
}

static bool check_issuer(const struct reading *r, const struct issuer *issuer)
{
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        const char *text;
        memcpy(&text, (const char *)issuer + members[i].offset, sizeof text);
        if (members[i].required && text == NULL) return complain(r, members[i].name, "is missing");
    }
    if (issuer->algorithms == 0) return complain(r, "algorithms", "is missing");
    if ((issuer->jwks_uri == NULL) == (issuer->jwks_file == NULL))
        return complain(r, "jwks_uri", "or jwks_file must be there, not both");
    if (issuer->jwks_uri != NULL && !auth_fetch_allowed(issuer->jwks_uri))
        return complain(r, "jwks_uri", "must be https (http only to this machine)");
    return true;
}

static bool read_issuer(const struct reading *r, json_t *entry, struct issuer *ret)
{
    const char *name;
    json_t *value;
    if (!json_is_object(entry)) return complain(r, "", "is no object");
    json_object_foreach(entry, name, value)
    {
        if (!read_member(r, name, value, ret)) return false;
    }
    return check_issuer(r, ret);
}

struct issuer *issuers_load(struct arena *a, const char *path, size_t *ret_count,
                            struct problem *problem)
{
    json_error_t error;
    struct reading r = {.arena = a, .problem = problem, .path = path};
    *ret_count = 0;
    if (path == NULL) return ARENA_NEW(a, struct issuer);
    json_auto_t *list = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    if (!json_is_array(list)) {
        complain(&r, "the file", list == NULL ? error.text : "is no array");
        return NULL;
    }
    struct issuer *issuers = ARENA_ARRAY(a, json_array_size(list) + 1, struct issuer);
    for (; r.index < json_array_size(list); r.index++)
        if (!read_issuer(&r, json_array_get(list, r.index), &issuers[r.index])) return NULL;
    *ret_count = r.index;
    return issuers;
}
