/* auth_jwt.c - see auth_jwt.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/auth_jwt.h"

#include <string.h>

#include "domain/base/text.h"

#include "domain/base/banned.h"

#define MAX_SECONDS 253402300799.0 /* the last second of the year 9999 */

static void free_json(void *json)
{
    json_decref(json);
}

static uint8_t *decode_part(struct arena *a, const char *part, size_t length, size_t *ret_length)
{
    return base64url_decode(a, arena_copy(a, part, length), ret_length);
}

static const json_t *decode_object(struct arena *a, const char *part, size_t length)
{
    size_t bytes;
    uint8_t *text = decode_part(a, part, length, &bytes);
    if (text == NULL) return NULL;
    json_t *json = json_loadb((const char *)text, bytes, JSON_REJECT_DUPLICATES, NULL);
    if (json == NULL) return NULL;
    arena_on_done(a, free_json, json);
    return json_is_object(json) ? json : NULL;
}

/* RFC 7515 section 4.1.11: an extension that we do not know must not be ignored; and b64 and zip
 * would change what the signature is over, critical or not. */
static bool is_plain(const json_t *header)
{
    return json_object_get(header, "crit") == NULL && json_object_get(header, "b64") == NULL &&
           json_object_get(header, "zip") == NULL;
}

bool jwt_parse(struct arena *a, const char *token, size_t length, struct jwt *ret)
{
    const char *first = memchr(token, '.', length);
    if (length > AUTH_JWT_MAX_BYTES || first == NULL) return false;
    const char *end = token + length;
    const char *second = memchr(first + 1, '.', (size_t)(end - first - 1));
    if (second == NULL) return false;
    ret->header = decode_object(a, token, (size_t)(first - token));
    if (ret->header == NULL || !is_plain(ret->header)) return false;
    ret->claims = decode_object(a, first + 1, (size_t)(second - first - 1));
    if (ret->claims == NULL) return false;
    ret->signed_text = token;
    ret->length = length;
    ret->signed_length = (size_t)(second - token);
    ret->signature = decode_part(a, second + 1, (size_t)(end - second - 1), &ret->signature_length);
    return ret->signature != NULL && ret->signature_length > 0;
}

const char *jwt_text(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

bool jwt_seconds(const json_t *object, const char *name, int64_t *ret)
{
    const json_t *value = json_object_get(object, name);
    double seconds = json_number_value(value);
    if (!json_is_number(value) || !(seconds >= 0 && seconds <= MAX_SECONDS)) return false;
    *ret = (int64_t)seconds;
    return true;
}

static bool is_text(const json_t *value, const char *text)
{
    return json_is_string(value) && strcmp(json_string_value(value), text) == 0;
}

/* RFC 7519 section 4.1.3: a string or an array of strings. */
static bool names_audience(const json_t *claim, const char *audience)
{
    if (!json_is_array(claim)) return is_text(claim, audience);
    for (size_t i = 0; i < json_array_size(claim); i++)
        if (is_text(json_array_get(claim, i), audience)) return true;
    return false;
}

/* A claim of time that may be absent, but not anything else, and not later than we allow. */
static bool has_come(const json_t *claims, const char *name, int64_t now_s)
{
    int64_t at_s;
    if (json_object_get(claims, name) == NULL) return true;
    return jwt_seconds(claims, name, &at_s) && at_s <= now_s + AUTH_JWT_SKEW_S;
}

const char *jwt_refusal(const struct jwt *jwt, const struct jwt_expected *expected)
{
    int64_t expires_s;
    const json_t *claims = jwt->claims;
    if (!is_text(json_object_get(claims, "iss"), expected->issuer)) return "another issuer";
    if (!jwt_seconds(claims, "exp", &expires_s)) return "no exp";
    if (expires_s <= expected->now_s) return "expired";
    if (!has_come(claims, "nbf", expected->now_s)) return "not valid yet (nbf)";
    if (!has_come(claims, "iat", expected->now_s)) return "issued in the future (iat)";
    if (!names_audience(json_object_get(claims, "aud"), expected->audience))
        return "another audience";
    return NULL;
}
