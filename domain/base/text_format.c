/* text_format.c - named formats of contract strings; see text.h
 *
 * The patterns that the published document gives for them are in openapi/gen_schemas.py.
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/base/text.h"

#include <string.h>

#include "domain/base/banned.h"

#define NIP_DIGITS 18
#define DIGITS "0123456789"
#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

static bool consists_of(const char *text, const char *characters)
{
    return text[strspn(text, characters)] == '\0';
}

/* C0, DEL, and C1, which begins with C2 in UTF-8 and with nothing else. */
static bool is_control(const char *at)
{
    unsigned char c = (unsigned char)at[0], second = (unsigned char)at[1];
    return c < 0x20 || c == 0x7F || (c == 0xC2 && second < 0xA0);
}

static bool is_any(const char *text)
{
    (void)text;
    return true;
}

static bool is_line(const char *text)
{
    if (*text == ' ') return false;
    const char *at = text;
    while (*at != '\0' && !is_control(at)) at++;
    return *at == '\0' && (at == text || at[-1] != ' ');
}

static bool is_nip(const char *text)
{
    return strlen(text) == NIP_DIGITS && consists_of(text, DIGITS);
}

static bool is_code(const char *text)
{
    static const char first[] = UPPER LOWER DIGITS;
    return *text != '\0' && strchr(first, *text) != NULL &&
           consists_of(text, UPPER LOWER DIGITS "._/-");
}

static bool is_external_id(const char *text)
{
    if (*text == '\0') return false;
    for (; *text != '\0'; text++)
        if (*text <= ' ' || *text > '~' || strchr("\"'\\", *text) != NULL) return false;
    return true;
}

static bool is_email(const char *text)
{
    const char *at = strchr(text, '@');
    if (at == NULL || at == text || at[1] == '\0' || strchr(at + 1, '@') != NULL) return false;
    return is_line(text) && strchr(text, ' ') == NULL;
}

static bool is_language(const char *text)
{
    return strcmp(text, "id") == 0 || strcmp(text, "en") == 0;
}

static bool is_slug(const char *text)
{
    size_t length = strlen(text);
    return length > 0 && text[0] != '-' && text[length - 1] != '-' &&
           consists_of(text, LOWER DIGITS "-");
}

bool text_has_format(const char *text, enum text_format format)
{
    static bool (*const checks[])(const char *text) = {
        [TEXT_FORMAT_NONE] = is_any,
        [TEXT_FORMAT_LINE] = is_line,
        [TEXT_FORMAT_NIP] = is_nip,
        [TEXT_FORMAT_CODE] = is_code,
        [TEXT_FORMAT_EXTERNAL_ID] = is_external_id,
        [TEXT_FORMAT_EMAIL] = is_email,
        [TEXT_FORMAT_LANGUAGE] = is_language,
        [TEXT_FORMAT_SLUG] = is_slug,
    };
    return checks[format](text);
}
