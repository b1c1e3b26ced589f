/* target.c - see target.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/target.h"

#include "api/http/pointer.h"
#include "domain/base/text.h"

#include <string.h>
#include <strings.h>

#include "domain/base/banned.h"

#define TEXT_OF(number) #number
#define TEXT_OF_VALUE(macro) TEXT_OF(macro)
#define MAX_PAIRS_TEXT TEXT_OF_VALUE(TARGET_MAX_PAIRS)

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/* Decodes in place: the result is never longer. The byte behind it becomes a NUL and must be
 * ours. */
static enum violation_rule decode(char *text, size_t length, bool plus_is_space)
{
    size_t to = 0;
    for (size_t from = 0; from < length; from++) {
        char c = text[from];
        if (c == '+' && plus_is_space) c = ' ';
        if (c == '%') {
            int high = length - from > 2 ? hex_value(text[from + 1]) : -1;
            int low = high >= 0 ? hex_value(text[from + 2]) : -1;
            if (low < 0) return RULE_SYNTAX;
            c = (char)(high * 16 + low);
            from += 2;
        }
        text[to++] = c;
    }
    text[to] = '\0';
    return utf8_valid(text, to) ? RULE_NONE : RULE_UTF8;
}

/* ---- pairs */

static size_t count_pairs(const char *text, size_t length)
{
    size_t count = 1;
    for (size_t i = 0; i < length; i++) count += text[i] == '&';
    return count;
}

static enum violation_rule parse_pair(char *text, size_t length, struct pair *ret)
{
    char *equals = memchr(text, '=', length);
    size_t name_length = equals == NULL ? length : (size_t)(equals - text);
    enum violation_rule broken = decode(text, name_length, true);
    ret->name = broken == RULE_NONE ? text : NULL;
    ret->value = "";
    if (broken != RULE_NONE || equals == NULL) return broken;
    ret->value = equals + 1;
    return decode(equals + 1, length - name_length - 1, true);
}

enum violation_rule pairs_parse(struct arena *a, const char *text, size_t length, struct pairs *ret,
                                const char **ret_name)
{
    char *copy = arena_copy(a, text, length);
    char *end = copy + length;
    size_t most = count_pairs(text, length);
    *ret_name = NULL;
    if (most > TARGET_MAX_PAIRS) return RULE_MAX_ITEMS;
    *ret = (struct pairs){.items = ARENA_ARRAY(a, most, struct pair)};
    while (copy < end) {
        char *ampersand = memchr(copy, '&', (size_t)(end - copy));
        char *next = ampersand == NULL ? end : ampersand;
        if (next > copy) { /* "a=1&&b=2" has two pairs */
            struct pair *pair = &ret->items[ret->count++];
            enum violation_rule broken = parse_pair(copy, (size_t)(next - copy), pair);
            *ret_name = pair->name;
            if (broken != RULE_NONE) return broken;
        }
        copy = next + 1;
    }
    return RULE_NONE;
}

const char *pairs_rule_arg(enum violation_rule rule)
{
    if (rule == RULE_MAX_ITEMS) return MAX_PAIRS_TEXT;
    return rule == RULE_SYNTAX ? "percent-encoding" : NULL;
}

/* ---- target */

static enum outcome malformed(struct problem *problem, enum violation_in in, const char *name,
                              enum violation_rule rule)
{
    problem_raise(problem, PROBLEM_MALFORMED_REQUEST, NULL, NULL, NULL);
    return problem_violation(problem, in, pointer_of_name(problem->arena, name), rule,
                             pairs_rule_arg(rule), NULL);
}

/* RFC 3986 section 2: no white space, no control characters, no '#', nothing beyond ASCII. What is
 * let through can stand in a header or a problem as it is. */
static bool has_impossible_bytes(const char *text)
{
    for (; *text != '\0'; text++)
        if (*text <= ' ' || *text > '~' || *text == '#') return true;
    return false;
}

/* What follows the authority of an absolute-form; the text itself in origin-form. */
static const char *origin_form(const char *text)
{
    size_t scheme = strncasecmp(text, "http://", 7) == 0    ? 7
                    : strncasecmp(text, "https://", 8) == 0 ? 8
                                                            : 0;
    if (scheme == 0) return text;
    const char *path = text + scheme + strcspn(text + scheme, "/?");
    return *path == '\0' ? "/" : path;
}

static enum outcome parse_path(struct arena *a, struct target *t, struct problem *problem)
{
    char *segment = arena_copy(a, t->path + 1, strlen(t->path + 1));
    if (*segment == '\0') return OUTCOME_OK;
    for (char *next; segment != NULL; segment = next) {
        char *slash = strchr(segment, '/');
        next = slash == NULL ? NULL : slash + 1;
        size_t length = slash == NULL ? strlen(segment) : (size_t)(slash - segment);
        enum violation_rule broken = decode(segment, length, false);
        if (broken != RULE_NONE) return malformed(problem, VIOLATION_IN_PATH, NULL, broken);
        if (t->segment_count < TARGET_MAX_SEGMENTS) t->segments[t->segment_count] = segment;
        if (t->segment_count <= TARGET_MAX_SEGMENTS) t->segment_count++;
    }
    return OUTCOME_OK;
}

enum outcome target_parse(struct arena *a, const char *text, struct target *ret,
                          struct problem *problem)
{
    const char *name;
    *ret = (struct target){.path = "/"};
    if (strlen(text) > TARGET_MAX_BYTES)
        return problem_raise(problem, PROBLEM_URI_TOO_LONG, NULL, NULL, NULL);
    ret->is_server = strcmp(text, "*") == 0;
    if (ret->is_server) return OUTCOME_OK;
    text = origin_form(text);
    if (*text != '/' || has_impossible_bytes(text))
        return malformed(problem, VIOLATION_IN_PATH, NULL, RULE_SYNTAX);

    size_t path_length = strcspn(text, "?");
    ret->path = arena_copy(a, text, path_length);
    TRY(parse_path(a, ret, problem));
    if (text[path_length] == '\0') return OUTCOME_OK;
    ret->query = arena_text(a, text + path_length + 1);
    enum violation_rule broken = pairs_parse(a, ret->query, strlen(ret->query), &ret->pairs, &name);
    if (broken != RULE_NONE) return malformed(problem, VIOLATION_IN_QUERY, name, broken);
    return OUTCOME_OK;
}
