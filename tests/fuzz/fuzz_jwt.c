/* fuzz_jwt.c - any bytes as a token: refused, or taken apart, up to the check of the signature
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/auth_issuer.h"
#include "api/http/auth_jwt.h"
#include "api/http/basic.h"

#include <stdlib.h>
#include <string.h>

#include "domain/base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NOW_S INT64_C(1780000000)

static const struct jwt_expected expected = {"https://sso.example.go.id", "bangkom", NOW_S};

/* What auth_jwt.h promises of a token that was taken apart, and of claims that do. */
static void check(const struct jwt *jwt, const char *token, size_t length)
{
    int64_t expires_s;
    if (!json_is_object(jwt->header) || !json_is_object(jwt->claims)) abort();
    if (jwt->signed_text != token || jwt->signed_length >= length) abort();
    if (jwt->signed_text[jwt->signed_length] != '.' || jwt->signature_length == 0) abort();
    if (json_object_get(jwt->header, "crit") != NULL) abort();
    issuer_algorithm(jwt_text(jwt->header, "alg"));
    if (jwt_refusal(jwt, &expected) != NULL) return;
    if (strcmp(jwt_text(jwt->claims, "iss"), expected.issuer) != 0) abort();
    if (!jwt_seconds(jwt->claims, "exp", &expires_s) || expires_s <= NOW_S) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    arena_auto a;
    struct jwt jwt;
    struct basic basic;
    arena_init(&a);
    if (size > 0 && data[size - 1] == '\n') size--; /* seeds are text files */
    /* exactly as long as the input, so that reading further is noticed */
    char *token = malloc(size + 1);
    if (token == NULL) abort();
    memcpy(token, data, size);
    token[size] = '\0';
    if (jwt_parse(&a, token, size, &jwt)) check(&jwt, token, size);
    if (basic_parse(&a, token, &basic) && strlen(basic.user) > size) abort();
    free(token);
    return 0;
}
