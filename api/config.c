/* config.c - see config.h: the table of variables, reading and checking them
 *
 * Showing them is config_print.c's business.
 * Tests: tests/api/test_config.c
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/config.h"

#include "api/config_table.h"

#include "domain/base/arena.h"
#include "domain/base/text.h"

#include <ctype.h>
#include <stdarg.h>
#include <string.h>
#include <strings.h>

#include "domain/base/banned.h"

static bool only(const char *text, const char *allowed)
{
    return text[strspn(text, allowed)] == '\0';
}

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"
#define HOST_CHARACTERS LOWER UPPER DIGITS ".-:"

static const char *check_database_url(const char *text)
{
    bool uri = strncmp(text, "postgresql://", 13) == 0 || strncmp(text, "postgres://", 11) == 0;
    bool pairs = strchr(text, '=') != NULL && strstr(text, "://") == NULL;
    return uri || pairs ? NULL : "must start with postgresql:// or be key=value pairs of libpq";
}

/* An unquoted SQL identifier, so that nothing needs quoting (63 bytes: NAMEDATALEN - 1). */
static const char *check_role(const char *text)
{
    bool shaped = only(text, LOWER DIGITS "_") && strchr(DIGITS, text[0]) == NULL;
    return shaped && strlen(text) <= 63
               ? NULL
               : "must be a role name of up to 63 of a-z, 0-9 and _, not starting with a digit";
}

static const char *check_host(const char *text)
{
    return only(text, HOST_CHARACTERS) ? NULL : "must be an IP address or a host name";
}

/* What stands behind http:// or https://, or NULL. */
static const char *behind_scheme(const char *text)
{
    if (strncmp(text, "https://", 8) == 0) return text + 8;
    return strncmp(text, "http://", 7) == 0 ? text + 7 : NULL;
}

static size_t authority_length(const char *text)
{
    return strspn(text, HOST_CHARACTERS "[]");
}

static const char *check_public_url(const char *text)
{
    const char *host = behind_scheme(text);
    if (host == NULL) return "must start with http:// or https://";
    size_t length = authority_length(host);
    bool ends = host[length] == '\0' || host[length] == '/';
    return length > 0 && ends && only(host + length, LOWER UPPER DIGITS "/._~-")
               ? NULL
               : "must be a host and at most a port and a path, without ? and #";
}

/* Origins as browsers send them (RFC 6454 section 7): scheme, host and port, nothing behind. */
static const char *check_origins(const char *text)
{
    if (strcmp(text, "*") == 0) return NULL;
    for (;;) {
        const char *host = behind_scheme(text);
        size_t length = host == NULL ? 0 : authority_length(host);
        if (length == 0 || (host[length] != ',' && host[length] != '\0'))
            return "must be * or origins like https://portal.example.go.id, separated by commas, "
                   "without spaces and paths";
        if (host[length] == '\0') return NULL;
        text = host + length + 1;
    }
}

static const char *check_language(const char *text)
{
    return strcmp(text, "id") == 0 || strcmp(text, "en") == 0 ? NULL : "must be id or en";
}

#define TEXT(member) VARIABLE_TEXT, offsetof(struct config, member), 0, 0
#define URL(member) VARIABLE_DATABASE_URL, offsetof(struct config, member), 0, 0
#define INTEGER(member, min, max) VARIABLE_INTEGER, offsetof(struct config, member), min, max
#define BOOLEAN(member) VARIABLE_BOOLEAN, offsetof(struct config, member), 0, 0

const struct config_variable config_variables[] = {
    {"BANGKOM_DATABASE_URL", NULL, URL(database_url), check_database_url, "required",
     "PostgreSQL that the server connects to (URI or key=value)"},
    {"BANGKOM_OWNER_DATABASE_URL", NULL, URL(owner_database_url), check_database_url,
     "BANGKOM_DATABASE_URL", "what migrate, seed, token and client connect with"},
    {"BANGKOM_DATABASE_ROLE", "bangkom_app", TEXT(database_role), check_role, NULL,
     "SET ROLE after connecting; none: keep the login role"},
    {"BANGKOM_HOME", "/var/lib/bangkom", TEXT(home), NULL, NULL, "folder of the signing key"},
    {"BANGKOM_HOST", "127.0.0.1", TEXT(host), check_host, NULL, "address to listen on"},
    {"BANGKOM_PORT", "8080", INTEGER(port, 0, 65535), NULL, NULL,
     "port to listen on; 0: any free one"},
    {"BANGKOM_PUBLIC_URL", NULL, TEXT(public_url), check_public_url, "http://HOST:PORT",
     "how callers reach the server: issuer of tokens and start of links"},
    {"BANGKOM_THREADS", "8", INTEGER(threads, 1, 256), NULL, NULL,
     "request threads, each with one database connection"},
    {"BANGKOM_WORKERS", "1", INTEGER(workers, 0, 8), NULL, NULL,
     "job threads, each with up to four database connections"},
    {"BANGKOM_BODY_LIMIT_BYTES", "1048576", INTEGER(body_limit_bytes, 1024, 67108864), NULL, NULL,
     "largest request body"},
    {"BANGKOM_STATEMENT_TIMEOUT_MS", "5000", INTEGER(statement_timeout_ms, 10, 600000), NULL, NULL,
     "longest statement of a request"},
    {"BANGKOM_CONNECT_TIMEOUT_S", "2", INTEGER(connect_timeout_s, 1, 60), NULL, NULL,
     "longest wait for a connection to the database"},
    {"BANGKOM_IDLE_TIMEOUT_S", "60", INTEGER(idle_timeout_s, 1, 3600), NULL, NULL,
     "idle client connections are closed after this"},
    {"BANGKOM_DRAIN_TIMEOUT_S", "10", INTEGER(drain_timeout_s, 0, 600), NULL, NULL,
     "longest wait for running requests after SIGTERM"},
    {"BANGKOM_CONNECTION_LIMIT", "4096", INTEGER(connection_limit, 1, 1000000), NULL, NULL,
     "client connections at a time"},
    {"BANGKOM_RATE_LIMIT_PER_MINUTE", "6000", INTEGER(rate_limit_per_minute, 0, 1000000000), NULL,
     NULL, "requests of one caller per minute; 0: unlimited"},
    {"BANGKOM_CORS_ORIGINS", NULL, TEXT(cors_origins), check_origins, "none",
     "comma-separated origins whose pages may call the server, or *"},
    {"BANGKOM_LANGUAGE", "id", TEXT(language), check_language, NULL,
     "language of problems when Accept-Language names neither id nor en"},
    {"BANGKOM_TIME_ZONE_OFFSET_MINUTES", "420", INTEGER(time_zone_offset_minutes, -720, 840), NULL,
     NULL, "what counts as today, east of UTC (WIB 420, WITA 480, WIT 540)"},
    {"BANGKOM_SIGNING_KEY_FILE", NULL, TEXT(signing_key_file), NULL, "BANGKOM_HOME/signing-key.pem",
     "Ed25519 key that signs tokens; made when it is missing"},
    {"BANGKOM_AUDIENCE", "bangkom", TEXT(audience), NULL, NULL, "audience of tokens"},
    {"BANGKOM_TOKEN_TTL_S", "3600", INTEGER(token_ttl_s, 60, 86400), NULL, NULL,
     "how long a token is valid"},
    {"BANGKOM_ROLE_CACHE_S", "5", INTEGER(role_cache_s, 0, 3600), NULL, NULL,
     "a changed role counts everywhere at the latest after this"},
    {"BANGKOM_OIDC_ISSUERS_FILE", NULL, TEXT(oidc_issuers_file), NULL, "none",
     "JSON file of the OIDC issuers whose tokens are accepted"},
    {"BANGKOM_LOG_REQUESTS", "true", BOOLEAN(log_requests), NULL, NULL,
     "one line per request on standard output; failures of the server are always logged"},
    {"BANGKOM_AUTO_MIGRATE", "false", BOOLEAN(auto_migrate), NULL, NULL,
     "migrate the database before serving"},
};
const size_t config_variable_count = sizeof config_variables / sizeof config_variables[0];

/* Where the values of one configuration go and complaints are counted. */
struct loading {
    struct arena *arena;
    struct config *config;
    FILE *errors;
    bool failed;
};

__attribute__((format(printf, 3, 4))) static void complain(struct loading *l, const char *name,
                                                           const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(l->errors, "%s: ", name);
    vfprintf(l->errors, format, args);
    fputc('\n', l->errors);
    va_end(args);
    l->failed = true;
}

static void *member(struct loading *l, const struct config_variable *v)
{
    return (char *)l->config + v->offset;
}

static void load_text(struct loading *l, const struct config_variable *v, const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        if (!iscntrl((unsigned char)*at)) continue;
        complain(l, v->name, "must not contain control characters");
        return;
    }
    const char *wrong = v->check == NULL ? NULL : v->check(text);
    if (wrong != NULL) {
        complain(l, v->name, "%s", wrong);
        return;
    }
    const char *copy = arena_text(l->arena, text);
    memcpy(member(l, v), &copy, sizeof copy);
}

static void load_integer(struct loading *l, const struct config_variable *v, const char *text)
{
    if (!parse_i64(text, v->min, v->max, member(l, v)))
        complain(l, v->name, "'%s' is not an integer from %lld to %lld", text, (long long)v->min,
                 (long long)v->max);
}

static void load_boolean(struct loading *l, const struct config_variable *v, const char *text)
{
    static const char *const words[] = {"false", "true", "0", "1", "no", "yes", "off", "on"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcasecmp(text, words[i]) != 0) continue;
        *(bool *)member(l, v) = i % 2 == 1;
        return;
    }
    complain(l, v->name, "'%s' is neither true nor false", text);
}

static void load_variable(struct loading *l, const struct config_variable *v, const char *text)
{
    switch (v->kind) {
    case VARIABLE_TEXT:
    case VARIABLE_DATABASE_URL: load_text(l, v, text); return;
    case VARIABLE_INTEGER: load_integer(l, v, text); return;
    case VARIABLE_BOOLEAN: load_boolean(l, v, text); return;
    }
}

/* An address that listens everywhere is no address to send people to. */
static const char *default_public_url(struct arena *a, const struct config *c)
{
    bool anywhere = strcmp(c->host, "0.0.0.0") == 0 || strcmp(c->host, "::") == 0;
    bool six = strchr(c->host, ':') != NULL;
    if (!anywhere && six) return arena_printf(a, "http://[%s]:%lld", c->host, (long long)c->port);
    return arena_printf(a, "http://%s:%lld", anywhere ? "localhost" : c->host, (long long)c->port);
}

static void derive(struct loading *l)
{
    struct config *c = l->config;
    if (c->owner_database_url == NULL) c->owner_database_url = c->database_url;
    if (c->signing_key_file == NULL)
        c->signing_key_file = arena_printf(l->arena, "%s/signing-key.pem", c->home);
    if (c->public_url == NULL) {
        c->public_url = default_public_url(l->arena, c);
        return;
    }
    /* links are made by appending paths that start with a slash */
    size_t length = strlen(c->public_url);
    while (c->public_url[length - 1] == '/') length--;
    c->public_url = arena_copy(l->arena, c->public_url, length);
}

static void cross_check(struct loading *l)
{
    const struct config *c = l->config;
    if (c->database_url == NULL)
        complain(l, "BANGKOM_DATABASE_URL",
                 "is not set; for example postgresql://bangkom@localhost/bangkom");
    if (c->connection_limit < c->threads)
        complain(l, "BANGKOM_CONNECTION_LIMIT", "must be at least BANGKOM_THREADS (%lld)",
                 (long long)c->threads);
}

bool config_load(struct arena *a, const char *(*get)(const char *name), struct config *ret,
                 FILE *errors)
{
    struct loading l = {.arena = a, .config = ret, .errors = errors};
    *ret = (struct config){0};
    for (size_t i = 0; i < config_variable_count; i++) {
        const struct config_variable *v = &config_variables[i];
        const char *text = get(v->name);
        if (text == NULL || text[0] == '\0') text = v->fallback;
        if (text != NULL) load_variable(&l, v, text);
    }
    if (l.failed) return false;
    derive(&l);
    cross_check(&l);
    return !l.failed;
}
