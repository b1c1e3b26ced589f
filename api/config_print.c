/* config_print.c - see config.h: showing the configuration without its passwords, and naming
 * variables that nobody reads
 * Tests: tests/api/test_config.c
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/config_table.h"

#include <ctype.h>
#include <string.h>

#include "domain/base/banned.h"

#define MASK "****"

/* The value of a libpq keyword: quoted, or up to white space; \x stands for x (libpq, section
 * "Keyword/Value Connection Strings"); in a URI up to the next parameter. */
static const char *skip_value(const char *at, bool uri)
{
    bool quoted = !uri && *at == '\'';
    if (quoted) at++;
    for (; *at != '\0'; at++) {
        if (!uri && *at == '\\' && at[1] != '\0') at++;
        else if (quoted && *at == '\'') return at + 1;
        else if (!quoted && (uri ? *at == '&' : isspace((unsigned char)*at))) return at;
    }
    return at;
}

/* Where the value of a password keyword at `at` starts, or NULL when there is no such keyword. */
static const char *password_value(const char *at)
{
    static const char *const keywords[] = {"password", "sslpassword"};
    for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++) {
        size_t length = strlen(keywords[i]);
        if (strncmp(at, keywords[i], length) != 0) continue;
        const char *value = at + length;
        while (isspace((unsigned char)*value)) value++;
        if (*value++ != '=') continue;
        while (isspace((unsigned char)*value)) value++;
        return value;
    }
    return NULL;
}

/* user:PASSWORD@ of a URI. The last @ counts, so that a password with unescaped @, / or ? is
 * covered: rather hide too much. Returns what follows. */
static const char *print_authority(FILE *out, const char *uri)
{
    const char *start = strstr(uri, "://") + 3;
    const char *at = strrchr(start, '@');
    const char *colon = at == NULL ? NULL : memchr(start, ':', (size_t)(at - start));
    if (colon == NULL) return uri;
    fprintf(out, "%.*s:" MASK, (int)(colon - uri), uri);
    return at;
}

static void print_database_url(FILE *out, const char *url)
{
    bool uri = strstr(url, "://") != NULL;
    const char *at = uri ? print_authority(out, url) : url;
    bool starts = true; /* a keyword may start here */
    while (*at != '\0') {
        const char *value = starts ? password_value(at) : NULL;
        if (value != NULL) {
            fprintf(out, "%.*s" MASK, (int)(value - at), at);
            at = skip_value(value, uri);
            continue;
        }
        starts = uri ? *at == '?' || *at == '&' : isspace((unsigned char)*at) != 0;
        fputc(*at++, out);
    }
}

static void print_text(FILE *out, const struct config_variable *v, const char *text)
{
    fprintf(out, "%s%s=", text == NULL ? "#" : "", v->name);
    if (text != NULL && v->kind == VARIABLE_DATABASE_URL) print_database_url(out, text);
    else if (text != NULL) fputs(text, out);
    fputc('\n', out);
}

static void print_value(FILE *out, const struct config_variable *v, const struct config *config)
{
    const void *member = (const char *)config + v->offset;
    const char *text;
    switch (v->kind) {
    case VARIABLE_TEXT:
    case VARIABLE_DATABASE_URL:
        memcpy(&text, member, sizeof text);
        print_text(out, v, text);
        return;
    case VARIABLE_INTEGER:
        fprintf(out, "%s=%lld\n", v->name, (long long)*(const int64_t *)member);
        return;
    case VARIABLE_BOOLEAN:
        fprintf(out, "%s=%s\n", v->name, *(const bool *)member ? "true" : "false");
        return;
    }
}

void config_print(FILE *out, const struct config *config)
{
    for (size_t i = 0; i < config_variable_count; i++) {
        const struct config_variable *v = &config_variables[i];
        fprintf(out, "# %s", v->meaning);
        if (v->kind == VARIABLE_INTEGER)
            fprintf(out, " (%lld..%lld)", (long long)v->min, (long long)v->max);
        fprintf(out, "; default: %s\n", v->fallback != NULL ? v->fallback : v->derived);
        print_value(out, v, config);
    }
}

#define NAME_LENGTH 64
#define TYPING_MISTAKES 3

static size_t least(size_t a, size_t b, size_t c)
{
    size_t least_of_two = a < b ? a : b;
    return least_of_two < c ? least_of_two : c;
}

/* Levenshtein's distance of a text of `length` bytes from a name of ours. */
static size_t distance(const char *text, size_t length, const char *name)
{
    size_t row[NAME_LENGTH + 1];
    size_t width = strlen(name);
    for (size_t j = 0; j <= width; j++) row[j] = j;
    for (size_t i = 1; i <= length; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= width; j++) {
            size_t above = row[j];
            row[j] = least(above + 1, row[j - 1] + 1, diagonal + (text[i - 1] != name[j - 1]));
            diagonal = above;
        }
    }
    return row[width];
}

static const char *nearest(const char *text, size_t length)
{
    const char *found = NULL;
    size_t best = TYPING_MISTAKES + 1;
    for (size_t i = 0; i < config_variable_count; i++) {
        size_t d = distance(text, length, config_variables[i].name);
        if (d >= best) continue;
        best = d;
        found = config_variables[i].name;
    }
    return found;
}

static bool is_ours(const char *name, size_t length)
{
    for (size_t i = 0; i < config_variable_count; i++) {
        const char *known = config_variables[i].name;
        if (strlen(known) == length && memcmp(known, name, length) == 0) return true;
    }
    return false;
}

int config_unknown(char *const *variables, FILE *out)
{
    int count = 0;
    for (; *variables != NULL; variables++) {
        size_t length = strcspn(*variables, "=");
        if (strncmp(*variables, "BANGKOM_", 8) != 0 || is_ours(*variables, length)) continue;
        const char *meant = length > NAME_LENGTH ? NULL : nearest(*variables, length);
        fprintf(out, "%.*s: is no variable of bangkom", (int)length, *variables);
        if (meant != NULL) fprintf(out, "; did you mean %s?", meant);
        fputc('\n', out);
        count++;
    }
    return count;
}
