/* import_source.c - see import_source.h
 *
 * A reader of its own: a record is flat, most of its members are skipped, and nothing needs a tree.
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/import_source.h"

#include <stdlib.h>
#include <string.h>

#include "domain/base/text.h"

#include "domain/base/banned.h"

#define KEY_NAME(name) #name,
#define KEY_POINTER(name) "/" #name,
static const char *const key_names[] = {IMPORT_KEYS(KEY_NAME)};
const char *const import_key_pointers[] = {IMPORT_KEYS(KEY_POINTER)};

#define KEY_MAX_LENGTH 32
#define NO_KEY (-1)

static int compare_names(const void *wanted, const void *entry)
{
    return strcmp(wanted, *(const char *const *)entry);
}

static int find_key(const char *bytes, size_t length)
{
    char name[KEY_MAX_LENGTH];
    if (length >= sizeof name) return NO_KEY;
    memcpy(name, bytes, length);
    name[length] = '\0';
    const char *const *found =
        bsearch(name, key_names, IMPORT_KEY_COUNT, sizeof key_names[0], compare_names);
    return found == NULL ? NO_KEY : (int)(found - key_names);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static const char *copy_trimmed(struct arena *a, const char *bytes, size_t length)
{
    while (length > 0 && is_space(bytes[length - 1])) length--;
    while (length > 0 && is_space(*bytes)) bytes++, length--;
    return length == 0 ? "" : arena_copy(a, bytes, length);
}

static struct import_fault fault(enum violation_rule rule, const char *pointer, const char *arg)
{
    return (struct import_fault){.rule = rule, .pointer = pointer, .arg = arg};
}

static struct import_fault put(struct import_source *source, int key, const char *text)
{
    if (key == NO_KEY) return fault(0, NULL, NULL);
    if (source->texts[key] != NULL) return fault(RULE_REPEATED, import_key_pointers[key], NULL);
    source->texts[key] = text;
    return fault(0, NULL, NULL);
}

/* ---- JSON */

struct json {
    struct arena *arena;
    const char *at, *end;
};

static char next(struct json *j)
{
    while (j->at < j->end && is_space(*j->at)) j->at++;
    return j->at < j->end ? *j->at : '\0';
}

static bool take(struct json *j, char wanted)
{
    if (next(j) != wanted) return false;
    j->at++;
    return true;
}

/* From the opening quote to behind the closing one; false: there is none, or a control character.
 * */
static bool scan_string(struct json *j, struct slice *ret)
{
    const char *from = ++j->at;
    for (; j->at < j->end && (unsigned char)*j->at >= ' '; j->at++) {
        if (*j->at == '"') {
            *ret = (struct slice){from, (size_t)(j->at - from)};
            j->at++;
            return true;
        }
        if (*j->at == '\\') j->at++;
    }
    return false;
}

static bool read_hex(const char *from, const char *end, unsigned *ret)
{
    static const char digits[] = "0123456789abcdefABCDEF";
    *ret = 0;
    if (end - from < 4) return false;
    for (int i = 0; i < 4; i++) {
        const char *digit = from[i] == '\0' ? NULL : strchr(digits, from[i]);
        if (digit == NULL) return false;
        unsigned value = (unsigned)(digit - digits);
        *ret = *ret * 16 + (value < 16 ? value : value - 6);
    }
    return true;
}

static char *put_utf8(char *to, unsigned c)
{
    if (c < 0x80) {
        *to++ = (char)c;
        return to;
    }
    int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const unsigned lead[] = {0, 0xC0, 0xE0, 0xF0};
    *to++ = (char)(lead[more] | c >> 6 * more);
    while (more-- > 0) *to++ = (char)(0x80 | (c >> 6 * more & 0x3F));
    return to;
}

/* Behind \u: a code point of the basic plane, or two halves of another one. */
static const char *read_escaped_point(const char *from, const char *end, char **to)
{
    unsigned c, low;
    if (!read_hex(from, end, &c) || c == 0 || (c >= 0xDC00 && c <= 0xDFFF)) return NULL;
    from += 4;
    if (c >= 0xD800 && c <= 0xDBFF) {
        if (end - from < 6 || from[0] != '\\' || from[1] != 'u' || !read_hex(from + 2, end, &low))
            return NULL;
        if (low < 0xDC00 || low > 0xDFFF) return NULL;
        c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
        from += 6;
    }
    *to = put_utf8(*to, c);
    return from;
}

/* An escape never takes fewer bytes than what it stands for. NULL: there is no such escape. */
static const char *unescape(struct arena *a, struct slice text)
{
    static const char escapes[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    if (memchr(text.bytes, '\\', text.length) == NULL)
        return copy_trimmed(a, text.bytes, text.length);
    char *copy = arena_alloc(a, text.length + 1), *to = copy;
    const char *end = text.bytes + text.length;
    for (const char *at = text.bytes; at < end;) {
        if (*at != '\\') {
            *to++ = *at++;
            continue;
        }
        const char *escape = strchr(escapes, at[1]);
        if (at[1] == 'u') at = read_escaped_point(at + 2, end, &to);
        else if (escape == NULL) return NULL;
        else *to++ = meanings[escape - escapes], at += 2;
        if (at == NULL) return NULL;
    }
    return copy_trimmed(a, copy, (size_t)(to - copy));
}

/* Nested values are not ours: strings in them are honoured, the rest is brackets. */
static bool skip_nested(struct json *j)
{
    struct slice skipped;
    int depth = 0;
    while (j->at < j->end) {
        if (*j->at == '"') {
            if (!scan_string(j, &skipped)) return false;
            continue;
        }
        char c = *j->at++;
        if (c == '{' || c == '[') depth++;
        if ((c == '}' || c == ']') && --depth == 0) return true;
    }
    return false;
}

static const char *read_word(struct json *j)
{
    const char *from = j->at;
    while (j->at < j->end && strchr(" \t\r\n,}", *j->at) == NULL) j->at++;
    size_t length = (size_t)(j->at - from);
    const char *word = arena_copy(j->arena, from, length);
    if (strcmp(word, "null") == 0) return "";
    if (strcmp(word, "true") == 0 || strcmp(word, "false") == 0) return word;
    return length > 0 && strspn(word, "+-.0123456789eE") == length ? word : NULL;
}

/* *ret_text is NULL for what is not a text, number or word; false: not JSON. */
static bool read_value(struct json *j, const char **ret_text)
{
    struct slice text;
    char c = next(j);
    *ret_text = NULL;
    if (c == '{' || c == '[') return skip_nested(j);
    if (c != '"') *ret_text = read_word(j);
    else if (scan_string(j, &text)) *ret_text = unescape(j->arena, text);
    return *ret_text != NULL;
}

static struct import_fault read_member(struct json *j, struct import_source *source)
{
    struct slice name;
    const char *text;
    if (next(j) != '"' || !scan_string(j, &name) || !take(j, ':') || !read_value(j, &text))
        return fault(RULE_JSON, "", NULL);
    int key = find_key(name.bytes, name.length);
    if (key != NO_KEY && text == NULL) return fault(RULE_TYPE, import_key_pointers[key], "string");
    return put(source, key, text);
}

struct import_fault import_read_json(struct arena *a, struct slice record,
                                     struct import_source *ret_source)
{
    struct json j = {.arena = a, .at = record.bytes, .end = record.bytes + record.length};
    *ret_source = (struct import_source){0};
    if (!utf8_valid(record.bytes, record.length)) return fault(RULE_UTF8, "", NULL);
    if (!take(&j, '{')) return fault(RULE_TYPE, "", "object");
    bool more = next(&j) != '}';
    while (more) {
        struct import_fault wrong = read_member(&j, ret_source);
        if (wrong.rule != 0) return wrong;
        more = take(&j, ',');
    }
    if (!take(&j, '}') || next(&j) != '\0' || j.at < j.end) return fault(RULE_JSON, "", NULL);
    return fault(0, NULL, NULL);
}

/* ---- CSV */

struct cells {
    struct arena *arena;
    char separator;
    const char *at, *end;
    const char *text; /* of the cell read last */
};

static bool ends_cell(const struct cells *c)
{
    return c->at == c->end || *c->at == c->separator;
}

/* Behind the opening quote: the quote that closes the cell, or the end where there is none. */
static const char *find_close(const char *at, const char *end)
{
    for (; at < end; at++) {
        if (*at != '"') continue;
        if (at + 1 == end || at[1] != '"') break;
        at++;
    }
    return at;
}

static bool read_quoted(struct cells *c)
{
    const char *from = c->at + 1, *close = find_close(from, c->end);
    if (close == c->end) return false;
    char *copy = arena_alloc(c->arena, (size_t)(close - from) + 1), *to = copy;
    for (; from < close; from++) {
        *to++ = *from;
        if (*from == '"') from++; /* two stand for one */
    }
    c->text = copy_trimmed(c->arena, copy, (size_t)(to - copy));
    c->at = close + 1;
    return ends_cell(c);
}

static bool read_plain(struct cells *c)
{
    const char *from = c->at;
    while (!ends_cell(c) && *c->at != '"') c->at++;
    c->text = copy_trimmed(c->arena, from, (size_t)(c->at - from));
    return ends_cell(c);
}

/* false: quotes that are not closed or stand within a cell (RFC 4180 section 2, 5 to 7) */
static bool read_cell(struct cells *c)
{
    return c->at < c->end && *c->at == '"' ? read_quoted(c) : read_plain(c);
}

static bool next_cell(struct cells *c)
{
    if (c->at == c->end) return false;
    c->at++;
    return true;
}

/* A header row has no separator within its names. */
static char separator_of(struct slice row)
{
    const char *comma = memchr(row.bytes, ',', row.length);
    const char *semicolon = memchr(row.bytes, ';', row.length);
    return semicolon != NULL && comma == NULL ? ';' : ',';
}

struct import_fault import_read_header(struct arena *a, struct slice row,
                                       struct import_columns *ret)
{
    struct cells c = {
        .arena = a, .separator = separator_of(row), .at = row.bytes, .end = row.bytes + row.length};
    *ret = (struct import_columns){.separator = c.separator};
    if (!utf8_valid(row.bytes, row.length)) return fault(RULE_UTF8, "", NULL);
    do {
        if (ret->count == IMPORT_MAX_COLUMNS) return fault(RULE_MAX_ITEMS, "", "512");
        if (!read_cell(&c)) return fault(RULE_SYNTAX, "", "\" (RFC 4180)");
        ret->keys[ret->count++] = (int16_t)find_key(c.text, strlen(c.text));
    } while (next_cell(&c));
    return fault(0, NULL, NULL);
}

struct import_fault import_read_csv(struct arena *a, const struct import_columns *columns,
                                    struct slice row, struct import_source *ret_source)
{
    struct cells c = {.arena = a,
                      .separator = columns->separator,
                      .at = row.bytes,
                      .end = row.bytes + row.length};
    size_t count = 0;
    *ret_source = (struct import_source){0};
    if (!utf8_valid(row.bytes, row.length)) return fault(RULE_UTF8, "", NULL);
    do {
        if (!read_cell(&c)) return fault(RULE_SYNTAX, "", "\" (RFC 4180)");
        if (count == columns->count)
            return fault(RULE_MAX_ITEMS, "", arena_printf(a, "%zu", count));
        struct import_fault wrong = put(ret_source, columns->keys[count++], c.text);
        if (wrong.rule != 0) return wrong;
    } while (next_cell(&c));
    if (count < columns->count)
        return fault(RULE_MIN_ITEMS, "", arena_printf(a, "%zu", columns->count));
    return fault(0, NULL, NULL);
}
