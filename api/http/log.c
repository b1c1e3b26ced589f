/* log.c - see log.h
 *
 * A line is built on the stack: members that would not fit are clipped or left out, so that the
 * line always closes. Text of foreign origin (error texts of the database) may be any bytes; what
 * is no UTF-8 becomes U+FFFD.
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/log.h"

#include "api/http/log_sink.h"
#include "domain/base/arena.h"
#include "domain/base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "domain/base/banned.h"

struct logger {
    struct log_sink *sink;
    bool requests;
    enum log_level level;
};

/* What one text member may take, escaped; all members of a request together stay below a line. */
#define TEXT_BYTES 256
#define ERROR_BYTES 1024
#define END "}\n"
#define ELLIPSIS "\xe2\x80\xa6"
#define REPLACEMENT "\xef\xbf\xbd"

struct line {
    size_t length;
    char bytes[LOG_LINE_BYTES];
};

static const char *const level_names[] = {
    [LOG_LEVEL_INFO] = "info",
    [LOG_LEVEL_WARNING] = "warning",
    [LOG_LEVEL_ERROR] = "error",
};

struct logger *logger_new(int fd, bool requests, enum log_level level)
{
    struct logger *logger = calloc(1, sizeof *logger);
    if (logger == NULL) abort();
    logger->sink = log_sink_new(fd);
    logger->requests = requests;
    logger->level = level;
    return logger;
}

void logger_free(struct logger *logger)
{
    if (logger == NULL) return;
    log_sink_free(logger->sink);
    free(logger);
}

bool logger_hold(struct logger *logger)
{
    return log_sink_hold(logger->sink);
}

uint64_t logger_dropped(const struct logger *logger)
{
    return log_sink_dropped(logger->sink);
}

static size_t room(const struct line *line)
{
    return sizeof line->bytes - strlen(END) - line->length;
}

static void put_bytes(struct line *line, const char *bytes, size_t length)
{
    memcpy(line->bytes + line->length, bytes, length);
    line->length += length;
}

/* Bytes of the character at `text`, or 0 when it is no UTF-8. */
static size_t character_length(const char *text)
{
    unsigned char lead = (unsigned char)text[0];
    size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (length == 1) return 1;
    return strnlen(text, length) == length && utf8_valid(text, length) ? length : 0;
}

/* The JSON form (RFC 8259 section 7) of the character at *text, which is moved behind it.
 * `scratch` has 8 bytes. */
static const char *escaped(const char **text, char *scratch, size_t *ret_length)
{
    static const char hex[] = "0123456789abcdef";
    const char *at = *text;
    unsigned char c = (unsigned char)*at;
    size_t length = character_length(at);
    *text += length == 0 ? 1 : length;
    if (length == 0) {
        *ret_length = strlen(REPLACEMENT);
        return REPLACEMENT;
    }
    *ret_length = length;
    if (c >= 0x20 && c != '"' && c != '\\') return at;
    const char *shorthand = c == '\n' ? "\\n" : c == '"' ? "\\\"" : c == '\\' ? "\\\\" : NULL;
    if (shorthand != NULL) {
        *ret_length = 2;
        return shorthand;
    }
    memcpy(scratch, "\\u00", 4);
    scratch[4] = hex[c >> 4];
    scratch[5] = hex[c & 15];
    *ret_length = 6;
    return scratch;
}

/* Bytes at `text` that stand for themselves, up to `limit`. */
static size_t plain_length(const char *text, size_t limit)
{
    size_t length = 0;
    while (length < limit && text[length] >= 0x20 && text[length] < 0x7f && text[length] != '"' &&
           text[length] != '\\')
        length++;
    return length;
}

/* `text` escaped, in at most `limit` bytes; a clipped text ends with an ellipsis. */
static void put_escaped(struct line *line, const char *text, size_t limit)
{
    size_t plain = plain_length(text, limit);
    if (text[plain] == '\0') { /* nearly always */
        put_bytes(line, text, plain);
        return;
    }
    char scratch[8];
    size_t used = 0;
    while (*text != '\0') {
        size_t length;
        const char *piece = escaped(&text, scratch, &length);
        if (used + length + (*text != '\0' ? strlen(ELLIPSIS) : 0) > limit) {
            put_bytes(line, ELLIPSIS, strlen(ELLIPSIS));
            return;
        }
        put_bytes(line, piece, length);
        used += length;
    }
}

/* ,"KEY": unless fewer than `needed` bytes would be left behind it */
static bool put_key(struct line *line, const char *key, size_t needed)
{
    size_t length = strlen(key);
    if (room(line) < length + strlen(",\"\":") + needed) return false;
    put_bytes(line, line->length == 0 ? "{\"" : ",\"", 2);
    put_bytes(line, key, length);
    put_bytes(line, "\":", 2);
    return true;
}

static void put_text(struct line *line, const char *key, const char *text, size_t limit)
{
    if (text == NULL || !put_key(line, key, 2 + strlen(ELLIPSIS))) return;
    size_t left = room(line) - 2;
    put_bytes(line, "\"", 1);
    put_escaped(line, text, limit < left ? limit : left);
    put_bytes(line, "\"", 1);
}

/* What is ours and short, and needs no escaping. */
static void put_word(struct line *line, const char *key, const char *word)
{
    size_t length = word == NULL ? 0 : strlen(word);
    if (length > TEXT_BYTES) {
        put_text(line, key, word, TEXT_BYTES);
        return;
    }
    if (word == NULL || !put_key(line, key, length + 2)) return;
    put_bytes(line, "\"", 1);
    put_bytes(line, word, length);
    put_bytes(line, "\"", 1);
}

static void put_uuid(struct line *line, const char *key, struct uuid id)
{
    char text[UUID_TEXT_LENGTH + 1];
    if (uuid_is_nil(id)) return;
    uuid_format(id, text);
    put_word(line, key, text);
}

static void put_number(struct line *line, const char *key, uint64_t number)
{
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    if (put_key(line, key, sizeof digits)) put_bytes(line, digits + at, sizeof digits - at);
}

/* Microseconds as milliseconds with three decimals. */
static void put_ms(struct line *line, const char *key, int64_t us)
{
    uint64_t value = us < 0 ? 0 : (uint64_t)us;
    char fraction[4] = {'.', (char)('0' + value / 100 % 10), (char)('0' + value / 10 % 10),
                        (char)('0' + value % 10)};
    put_number(line, key, value / 1000);
    if (room(line) >= sizeof fraction) put_bytes(line, fraction, sizeof fraction);
}

static void begin_line(struct line *line, struct instant at, enum log_level level, const char *msg)
{
    char ts[INSTANT_TEXT_LENGTH + 1];
    line->length = 0;
    instant_format(at, ts);
    put_word(line, "ts", ts);
    put_word(line, "level", level_names[level]);
    put_text(line, "msg", msg, ERROR_BYTES);
}

static void send_line(struct logger *logger, struct line *line, bool at_once)
{
    put_bytes(line, END, strlen(END));
    log_sink_put(logger->sink, line->bytes, line->length, at_once);
}

void log_request(struct logger *logger, const struct request_log *request)
{
    struct line line;
    bool failed = request->status >= 500;
    if (logger == NULL || (!logger->requests && !failed)) return;
    enum log_level level = !failed                  ? LOG_LEVEL_INFO
                           : request->status == 503 ? LOG_LEVEL_WARNING
                                                    : LOG_LEVEL_ERROR;
    begin_line(&line, request->at, level, "request");
    put_text(&line, "request_id", request->request_id, TEXT_BYTES);
    put_text(&line, "traceparent", request->traceparent, TEXT_BYTES);
    put_text(&line, "method", request->method, TEXT_BYTES);
    put_word(&line, "route", request->route);
    put_word(&line, "operation", request->operation);
    put_number(&line, "status", request->status < 0 ? 0 : (uint64_t)request->status);
    put_word(&line, "code", request->code);
    put_uuid(&line, "organization_id", request->organization_id);
    put_uuid(&line, "principal_id", request->principal_id);
    put_ms(&line, "ms", request->duration_us);
    put_number(&line, "round_trips", request->round_trips < 0 ? 0 : (uint64_t)request->round_trips);
    put_number(&line, "bytes", request->reply_bytes);
    put_text(&line, "address", request->address, TEXT_BYTES);
    put_text(&line, "error", request->error, ERROR_BYTES);
    send_line(logger, &line, failed);
}

static struct instant present(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (struct instant){(int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000};
}

void log_event(struct logger *logger, enum log_level level, const char *msg, ...)
{
    struct line line;
    va_list members;
    if (logger == NULL || level < logger->level) return;
    begin_line(&line, present(), level, msg);
    va_start(members, msg);
    for (const char *key = va_arg(members, const char *); key != NULL;
         key = va_arg(members, const char *)) {
        put_text(&line, key, va_arg(members, const char *), ERROR_BYTES);
    }
    va_end(members);
    send_line(logger, &line, true);
}
