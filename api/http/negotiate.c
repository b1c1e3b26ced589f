/* negotiate.c - see negotiate.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/negotiate.h"

#include <string.h>
#include <strings.h>

#include "domain/base/banned.h"

#define BLANKS " \t"
#define Q_ONE 1000

/* One member of a list such as "text/csv;q=0.5, application/json". */
struct preference {
    const char *name; /* not NUL-terminated */
    size_t length;
    int q; /* thousandths */
};

/* Up to the next of `stops` outside a quoted string. */
static size_t span(const char *text, const char *stops)
{
    bool quoted = false;
    size_t i = 0;
    for (; text[i] != '\0'; i++) {
        if (quoted && text[i] == '\\' && text[i + 1] != '\0') i++;
        else if (text[i] == '"') quoted = !quoted;
        else if (!quoted && strchr(stops, text[i]) != NULL) break;
    }
    return i;
}

/* "0.25" to 250 (RFC 9110 section 12.4.2); what is no weight does not weigh less */
static int parse_q(const char *text)
{
    int q = *text == '0' ? 0 : Q_ONE;
    if (q != 0 || text[1] != '.') return q;
    int unit = 100;
    for (text += 2; *text >= '0' && *text <= '9' && unit > 0; text++, unit /= 10)
        q += (*text - '0') * unit;
    return q;
}

/* Reads the member at *at and goes behind it; false at the end of the list. */
static bool next_preference(const char **at, struct preference *ret)
{
    const char *text = *at + strspn(*at, BLANKS ",");
    if (*text == '\0') return false;
    const char *end = text + span(text, ",");
    size_t length = span(text, ";,");
    *ret = (struct preference){text, length, Q_ONE};
    while (ret->length > 0 && strchr(BLANKS, text[ret->length - 1]) != NULL) ret->length--;
    for (text += length; text < end; text += span(text, ";,")) {
        text += strspn(text, BLANKS ";");
        if ((*text == 'q' || *text == 'Q') && text[1] == '=') ret->q = parse_q(text + 2);
    }
    *at = end;
    return true;
}

static bool is_name(const struct preference *p, const char *name, size_t length)
{
    return p->length == length && strncasecmp(p->name, name, length) == 0;
}

/* 3: the type itself, 2: type/ *, 1: any, 0: does not fit */
static int closeness(const struct preference *p, const char *type)
{
    size_t slash = strcspn(type, "/") + 1;
    if (is_name(p, type, strlen(type))) return 3;
    if (p->length == slash + 1 && p->name[slash] == '*' && strncasecmp(p->name, type, slash) == 0)
        return 2;
    return is_name(p, "*/*", 3);
}

/* The weight that the closest range gives to a type; 0: not wanted. */
static int weight(const char *accept, const char *type)
{
    struct preference p;
    int best = 0, q = 0;
    while (next_preference(&accept, &p)) {
        int close = closeness(&p, type);
        if (close == 0 || close < best) continue;
        q = close > best || p.q > q ? p.q : q;
        best = close;
    }
    return q;
}

int negotiate_type(const char *accept, const char *const *types)
{
    int best = -1, best_q = 0;
    if (accept == NULL || strcmp(accept, "*/*") == 0 || *accept == '\0') return 0;
    if (strcmp(accept, types[0]) == 0) return 0; /* what programs send */
    for (int i = 0; types[i] != NULL; i++) {
        int q = weight(accept, types[i]);
        if (q > best_q) best = i;
        if (q > best_q) best_q = q;
    }
    return best;
}

static bool is_language(const struct preference *p, const char *tag)
{
    return p->length >= 2 && strncasecmp(p->name, tag, 2) == 0 &&
           (p->length == 2 || p->name[2] == '-');
}

enum language negotiate_language(const char *accept_language, enum language otherwise)
{
    struct preference p;
    int id = 0, en = 0, any = 0;
    if (accept_language == NULL) return otherwise;
    while (next_preference(&accept_language, &p)) {
        if (is_language(&p, "id") && p.q > id) id = p.q;
        if (is_language(&p, "en") && p.q > en) en = p.q;
        if (is_name(&p, "*", 1)) any = p.q;
    }
    if (id == en || any > (id > en ? id : en)) return otherwise;
    return id > en ? LANGUAGE_ID : LANGUAGE_EN;
}

bool negotiate_gzip(const char *accept_encoding)
{
    struct preference p;
    int gzip = -1, any = 0;
    if (accept_encoding == NULL) return false;
    while (next_preference(&accept_encoding, &p)) {
        if (is_name(&p, "gzip", 4)) gzip = p.q;
        if (is_name(&p, "*", 1)) any = p.q;
    }
    return gzip >= 0 ? gzip > 0 : any > 0;
}

/* ---- Content-Type (RFC 9110 section 8.3) */

static bool is_utf8(const char *parameters)
{
    const char *charset = strcasestr(parameters, "charset=");
    if (charset == NULL) return true;
    charset += strlen("charset=");
    charset += *charset == '"';
    return strncasecmp(charset, "utf-8", 5) == 0 || strncasecmp(charset, "us-ascii", 8) == 0;
}

const char *media_type(struct arena *a, const char *content_type)
{
    if (content_type == NULL) return NULL;
    content_type += strspn(content_type, BLANKS);
    size_t length = strcspn(content_type, BLANKS ";,");
    const char *rest = content_type + length + strspn(content_type + length, BLANKS);
    /* a comma: the header was sent twice and joined */
    bool single = strchr(rest, ',') == NULL && (*rest == ';' || *rest == '\0');
    if (length == 0 || !single || !is_utf8(rest)) return NULL;
    char *type = arena_copy(a, content_type, length);
    for (char *c = type; *c != '\0'; c++)
        if (*c >= 'A' && *c <= 'Z') *c = (char)(*c - 'A' + 'a');
    return type;
}
