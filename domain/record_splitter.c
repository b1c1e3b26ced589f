/* record_splitter.c - see record_splitter.h
 *
 * Nothing is parsed here beyond what it takes to find the end of a record: quotes and brackets.
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/record_splitter.h"

#include <string.h>

#include "domain/base/banned.h"

static const char byte_order_mark[] = "\xEF\xBB\xBF";
#define MARK_LENGTH 3

/* A place in the window; reading beyond its end says that more is needed. */
struct reader {
    struct window window;
    size_t at;
};

static bool at_end(const struct reader *r)
{
    return r->at >= r->window.length;
}

/* What the end of the window means where something was expected. */
static enum split starved(const struct reader *r)
{
    if (!r->window.is_last)
        return r->window.length > RECORD_MAX_BYTES ? SPLIT_TOO_LONG : SPLIT_MORE;
    return SPLIT_BROKEN;
}

static bool skip_mark(struct reader *r)
{
    size_t length = r->window.length < MARK_LENGTH ? r->window.length : MARK_LENGTH;
    if (memcmp(r->window.bytes, byte_order_mark, length) != 0) return true;
    if (length < MARK_LENGTH) return r->window.is_last;
    r->at = MARK_LENGTH;
    return true;
}

static enum split give(const struct reader *r, size_t from, size_t to, struct slice *ret)
{
    if (to - from > RECORD_MAX_BYTES) return SPLIT_TOO_LONG;
    *ret = (struct slice){r->window.bytes + from, to - from};
    return SPLIT_RECORD;
}

/* ---- lines and rows */

/* Moves to the line end, or to that of the row where line ends in quotes do not count; false:
 * there is
 * none in this window. */
static bool find_line_end(struct reader *r, bool quotes)
{
    bool quoted = false;
    for (; !at_end(r); r->at++) {
        char c = r->window.bytes[r->at];
        if (c == '"' && quotes) quoted = !quoted;
        else if (c == '\n' && !quoted) return true;
    }
    return r->window.is_last;
}

static enum split split_lines(struct reader *r, bool quotes, struct slice *ret)
{
    for (;;) {
        if (at_end(r) && r->window.is_last) return SPLIT_END;
        size_t from = r->at;
        if (!find_line_end(r, quotes)) return starved(r);
        size_t to = r->at;
        if (!at_end(r)) r->at++;
        if (to > from && r->window.bytes[to - 1] == '\r') to--;
        if (to > from) return give(r, from, to, ret);
    }
}

static enum split next_line(struct reader *r, int *state, struct slice *ret)
{
    *state = SPLITTER_RECORDS;
    return split_lines(r, false, ret);
}

static enum split next_row(struct reader *r, int *state, struct slice *ret)
{
    bool header = *state == SPLITTER_START;
    *state = SPLITTER_RECORDS;
    enum split found = split_lines(r, true, ret);
    return found == SPLIT_RECORD && header ? SPLIT_HEADER : found;
}

/* ---- JSON */

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The next byte that is not white space, or NUL at the end of the window. */
static char peek(struct reader *r)
{
    while (!at_end(r) && is_space(r->window.bytes[r->at])) r->at++;
    return at_end(r) ? '\0' : r->window.bytes[r->at];
}

/* From a quote to behind the closing one. */
static bool skip_string(struct reader *r)
{
    for (r->at++; !at_end(r); r->at++) {
        char c = r->window.bytes[r->at];
        if (c == '\\') r->at++;
        else if (c == '"') {
            r->at++;
            return true;
        }
    }
    return false;
}

/* From a bracket to behind the one that closes it; which kind it is does not matter here. */
static bool skip_brackets(struct reader *r)
{
    int depth = 0;
    while (!at_end(r)) {
        char c = r->window.bytes[r->at];
        if (c == '"') {
            if (!skip_string(r)) return false;
            continue;
        }
        r->at++;
        if (c == '{' || c == '[') depth++;
        if ((c == '}' || c == ']') && --depth == 0) return true;
    }
    return false;
}

/* Numbers and words end where something else begins, so one more byte must be there to tell. */
static bool skip_word(struct reader *r)
{
    while (!at_end(r) && !is_space(r->window.bytes[r->at]) &&
           strchr(",]}", r->window.bytes[r->at]) == NULL)
        r->at++;
    return !at_end(r);
}

static bool skip_value(struct reader *r)
{
    char c = r->window.bytes[r->at];
    if (c == '"') return skip_string(r);
    if (c == '{' || c == '[') return skip_brackets(r);
    return skip_word(r);
}

/* From the { of SIASN's reply to behind the [ of its member "data". */
static enum split find_data(struct reader *r)
{
    static const char name[] = "\"data\"";
    for (r->at++;; r->at++) {
        if (peek(r) == '\0') return starved(r);
        size_t from = r->at;
        if (r->window.bytes[from] != '"') return SPLIT_BROKEN;
        if (!skip_string(r)) return starved(r);
        bool wanted = r->at - from == sizeof name - 1 &&
                      memcmp(r->window.bytes + from, name, sizeof name - 1) == 0;
        if (peek(r) != ':') return at_end(r) ? starved(r) : SPLIT_BROKEN;
        r->at++;
        char value = peek(r);
        if (wanted && value == '[') return SPLIT_RECORD;
        if (value == '\0' || !skip_value(r) || peek(r) == '\0') return starved(r);
        if (r->window.bytes[r->at] != ',') return SPLIT_BROKEN;
    }
}

static enum split open_array(struct reader *r, int *state)
{
    char first = peek(r);
    if (first == '\0' && r->window.is_last) return SPLIT_BROKEN;
    if (first == '\0') return starved(r);
    if (first != '[' && first != '{') return SPLIT_BROKEN;
    enum split found = first == '[' ? SPLIT_RECORD : find_data(r);
    if (found != SPLIT_RECORD) return found;
    r->at++;
    *state = first == '[' ? SPLITTER_FIRST : SPLITTER_FIRST + SPLITTER_IN_OBJECT;
    return SPLIT_RECORD;
}

static enum split read_tail(struct reader *r, bool in_object)
{
    if (in_object) r->at = r->window.length;
    if (peek(r) != '\0' || !at_end(r)) return SPLIT_BROKEN;
    return r->window.is_last ? SPLIT_END : SPLIT_MORE;
}

static enum split take_item(struct reader *r, struct slice *ret)
{
    char c = peek(r);
    if (c == '\0' && at_end(r)) return starved(r);
    if (c == '\0' || strchr(",]}:", c) != NULL) return SPLIT_BROKEN;
    size_t from = r->at;
    if (!skip_value(r)) return starved(r);
    return give(r, from, r->at, ret);
}

/* Behind the [ or an item: the end of the array, or (a comma and) an item. */
static enum split next_item(struct reader *r, int *state, struct slice *ret)
{
    if (*state == SPLITTER_START) {
        enum split opened = open_array(r, state);
        if (opened != SPLIT_RECORD) return opened;
    }
    int in_object = *state & SPLITTER_IN_OBJECT;
    int place = *state - in_object;
    if (place != SPLITTER_TAIL) {
        char c = peek(r);
        if (c == '\0' && at_end(r)) return starved(r);
        if (c != ']') {
            if (place == SPLITTER_NEXT && c != ',') return SPLIT_BROKEN;
            if (place == SPLITTER_NEXT) r->at++;
            *state = SPLITTER_NEXT + in_object;
            return take_item(r, ret);
        }
        r->at++;
        *state = SPLITTER_TAIL + in_object;
    }
    return read_tail(r, in_object != 0);
}

/* ---- */

static enum split (*const readers[])(struct reader *r, int *state, struct slice *ret) = {
    [IMPORT_FORMAT_JSON] = next_item,
    [IMPORT_FORMAT_NDJSON] = next_line,
    [IMPORT_FORMAT_CSV] = next_row,
};

enum split record_split(struct record_splitter *s, struct window window, struct slice *ret_record,
                        size_t *ret_used)
{
    struct reader r = {.window = window};
    int state = s->state;
    if (state == SPLITTER_START && !skip_mark(&r)) return SPLIT_MORE;
    enum split found = readers[s->format](&r, &state, ret_record);
    if (found != SPLIT_RECORD && found != SPLIT_HEADER && found != SPLIT_END) return found;
    s->state = state;
    *ret_used = r.at;
    return found;
}
