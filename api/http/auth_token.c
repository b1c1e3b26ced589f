/* auth_token.c - see auth_token.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/auth_token.h"

#include <string.h>
#include <strings.h>

#include "domain/base/json_write.h"
#include "domain/base/text.h"

#include "domain/base/banned.h"

#define TOKEN_FIRST_BYTES 768

static void put_member(struct strbuf *s, const char *name, const char *text)
{
    strbuf_printf(s, "\"%s\":", name);
    json_write_string(s, text);
    strbuf_char(s, ',');
}

static void put_id(struct strbuf *s, const char *name, struct uuid id)
{
    char text[UUID_TEXT_LENGTH + 1];
    uuid_format(id, text);
    put_member(s, name, text);
}

static void put_part(struct strbuf *s, const char *json, size_t length)
{
    strbuf_text(s, base64url_encode(s->arena, (const uint8_t *)json, length));
}

static void put_claims(struct strbuf *out, const struct token *token,
                       const struct token_terms *terms)
{
    struct strbuf s;
    strbuf_init(&s, out->arena, TOKEN_FIRST_BYTES, AUTH_JWT_MAX_BYTES);
    strbuf_char(&s, '{');
    put_member(&s, "iss", terms->issuer);
    put_member(&s, "aud", terms->audience);
    put_id(&s, "sub", token->subject_id);
    if (token->is_client) put_id(&s, "client_id", token->subject_id);
    put_id(&s, "org", token->organization_id);
    put_member(&s, "kind", token->is_client ? "client" : "employee");
    put_id(&s, "jti", terms->id);
    strbuf_printf(&s, "\"iat\":%lld,\"exp\":%lld}", (long long)token->issued_s,
                  (long long)token->expires_s);
    put_part(out, s.data, s.length);
}

const char *token_write(const struct auth_key *key, struct arena *a, const struct token *token,
                        const struct token_terms *terms)
{
    struct strbuf out;
    uint8_t signature[AUTH_KEY_SIGNATURE_BYTES];
    const char *header =
        arena_printf(a, "{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\",\"kid\":\"%s\"}", auth_key_id(key));
    strbuf_init(&out, a, TOKEN_FIRST_BYTES, AUTH_JWT_MAX_BYTES);
    put_part(&out, header, strlen(header));
    strbuf_char(&out, '.');
    put_claims(&out, token, terms);
    auth_key_sign(key, out.data, out.length, signature);
    strbuf_char(&out, '.');
    put_part(&out, (const char *)signature, sizeof signature);
    return out.data;
}

/* The algorithm is ours to say, not the token's (RFC 8725 section 3.1), and a token made for
 * another purpose is none of ours (section 3.11). */
static const char *header_refusal(const json_t *header)
{
    const char *alg = jwt_text(header, "alg");
    const char *typ = jwt_text(header, "typ");
    if (alg == NULL || strcmp(alg, "EdDSA") != 0) return "alg is not EdDSA";
    if (typ == NULL) return "no typ";
    if (strcasecmp(typ, "at+jwt") != 0 && strcasecmp(typ, "application/at+jwt") != 0)
        return "typ is not at+jwt";
    return NULL;
}

static bool read_id(const json_t *claims, const char *name, struct uuid *ret)
{
    const char *text = jwt_text(claims, name);
    return text != NULL && uuid_parse(text, ret);
}

static const char *read_claims(const json_t *claims, struct token *ret)
{
    const char *kind = jwt_text(claims, "kind");
    struct token token = {.nip = NULL};
    if (!read_id(claims, "sub", &token.subject_id)) return "sub is no id";
    if (!read_id(claims, "org", &token.organization_id)) return "org is no id";
    if (!jwt_seconds(claims, "iat", &token.issued_s)) return "no iat";
    if (!jwt_seconds(claims, "exp", &token.expires_s)) return "no exp";
    if (kind == NULL) return "no kind";
    token.is_client = strcmp(kind, "client") == 0;
    if (!token.is_client && strcmp(kind, "employee") != 0) return "unknown kind";
    *ret = token;
    return NULL;
}

const char *token_read(struct auth_keys *keys, const struct jwt *jwt,
                       const struct jwt_expected *expected, struct token *ret)
{
    const char *kid = jwt_text(jwt->header, "kid");
    const char *refusal = header_refusal(jwt->header);
    if (refusal != NULL) return refusal;
    const struct auth_key *key = kid == NULL ? NULL : auth_keys_find(keys, kid);
    if (key == NULL) return "unknown kid";
    if (!auth_key_verify(key, jwt->signed_text, jwt->signed_length, jwt->signature,
                         jwt->signature_length))
        return "the signature does not fit";
    refusal = jwt_refusal(jwt, expected);
    return refusal != NULL ? refusal : read_claims(jwt->claims, ret);
}
