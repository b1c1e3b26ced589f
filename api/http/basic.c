/* basic.c - see basic.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/basic.h"

#include <string.h>
#include <strings.h>

#include <openssl/evp.h>

#include "api/http/target.h"

#include "domain/base/banned.h"

#define MAX_BYTES 1024

/* RFC 4648 section 4, with padding, which EVP_DecodeBlock counts as zero bytes. */
static char *decode(struct arena *a, const char *text, size_t *ret_length)
{
    size_t length = strlen(text);
    if (length == 0 || length > MAX_BYTES || length % 4 != 0) return NULL;
    char *bytes = arena_alloc(a, length + 1);
    int got = EVP_DecodeBlock((unsigned char *)bytes, (const unsigned char *)text, (int)length);
    if (got < 0) return NULL;
    size_t padding = length - (strcspn(text + length - 2, "=") + length - 2);
    *ret_length = (size_t)got - padding;
    return bytes;
}

/* One value of a form, which knows neither '&' nor '=' by itself. */
static const char *decode_form_value(struct arena *a, const char *text, size_t length)
{
    struct pairs pairs = {0};
    const char *name;
    const char *form = arena_printf(a, "v=%.*s", (int)length, text);
    if (memchr(text, '\0', length) != NULL || memchr(text, '&', length) != NULL) return NULL;
    if (pairs_parse(a, form, strlen(form), &pairs, &name) != RULE_NONE) return NULL;
    return pairs.items[0].value;
}

bool basic_parse(struct arena *a, const char *authorization, struct basic *ret)
{
    static const char scheme[] = "Basic ";
    size_t length;
    if (strncasecmp(authorization, scheme, sizeof scheme - 1) != 0) return false;
    const char *text = authorization + sizeof scheme - 1;
    char *bytes = decode(a, text + strspn(text, " "), &length);
    if (bytes == NULL) return false;
    const char *colon = memchr(bytes, ':', length);
    if (colon == NULL) return false;
    size_t user_length = (size_t)(colon - bytes);
    ret->user = decode_form_value(a, bytes, user_length);
    ret->password = decode_form_value(a, colon + 1, length - user_length - 1);
    return ret->user != NULL && ret->password != NULL;
}
