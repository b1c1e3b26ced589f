/* config.h - what the operator sets, by environment variables only, checked at start
 *
 * One const table (config.c) holds name, default, kind, bounds and help of every variable; parsing,
 * checking and `bangkom config` are interpreters over it. Only main.c calls config_load.
 * Tests: tests/api/test_config.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_CONFIG_H
#define BANGKOM_CONFIG_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct arena;

struct config {
    const char *database_url; /* BANGKOM_DATABASE_URL: what the server connects with */
    /* BANGKOM_OWNER_DATABASE_URL: what migrate, seed, token and client connect with; default:
     * database_url */
    const char *owner_database_url;
    const char *database_role; /* BANGKOM_DATABASE_ROLE (bangkom_app): SET ROLE; none: do not */
    const char *home;          /* BANGKOM_HOME (/var/lib/bangkom): signing key */
    const char *host;          /* BANGKOM_HOST (127.0.0.1) */
    int64_t port;              /* BANGKOM_PORT (8080); 0: any free one */
    const char *public_url;    /* BANGKOM_PUBLIC_URL (http://HOST:PORT): issuer and links */
    int64_t threads;           /* BANGKOM_THREADS (8): request threads = their connections */
    int64_t workers; /* BANGKOM_WORKERS (1): job threads, 0..8; at most 4 connections each */
    int64_t body_limit_bytes;      /* BANGKOM_BODY_LIMIT_BYTES (1048576) */
    int64_t statement_timeout_ms;  /* BANGKOM_STATEMENT_TIMEOUT_MS (5000) */
    int64_t connect_timeout_s;     /* BANGKOM_CONNECT_TIMEOUT_S (2) */
    int64_t idle_timeout_s;        /* BANGKOM_IDLE_TIMEOUT_S (60): idle client connections */
    int64_t drain_timeout_s;       /* BANGKOM_DRAIN_TIMEOUT_S (10): after SIGTERM */
    int64_t connection_limit;      /* BANGKOM_CONNECTION_LIMIT (4096): client connections */
    int64_t rate_limit_per_minute; /* BANGKOM_RATE_LIMIT_PER_MINUTE (6000) per caller; 0: off */
    const char *cors_origins;      /* BANGKOM_CORS_ORIGINS: comma-separated origins, or * */
    const char *language;          /* BANGKOM_LANGUAGE (id): when Accept-Language names neither */
    int64_t time_zone_offset_minutes; /* BANGKOM_TIME_ZONE_OFFSET_MINUTES (420, WIB) */
    const char *signing_key_file;     /* BANGKOM_SIGNING_KEY_FILE ($BANGKOM_HOME/signing-key.pem) */
    const char *audience;             /* BANGKOM_AUDIENCE (bangkom) */
    int64_t token_ttl_s;              /* BANGKOM_TOKEN_TTL_S (3600) */
    int64_t role_cache_s;             /* BANGKOM_ROLE_CACHE_S (5): a changed role is seen by other
                                       processes at the latest after this */
    const char *oidc_issuers_file;    /* BANGKOM_OIDC_ISSUERS_FILE: JSON, see README */
    bool log_requests;                /* BANGKOM_LOG_REQUESTS (true) */
    bool auto_migrate;                /* BANGKOM_AUTO_MIGRATE (false): migrate before serving */
    const char *notify_socket;        /* NOTIFY_SOCKET, set by main.c: who wants to hear READY=1 */
};

/* config_load - read every variable through `get` (getenv's shape), apply defaults, check bounds
 * out   texts live in `a`
 * fails false, with one line per mistake written to `errors` */
bool config_load(struct arena *a, const char *(*get)(const char *name), struct config *ret,
                 FILE *errors);

/* config_print - every variable with default, meaning and present value, in the shape of an
 * environment file; passwords are masked
 * in   config  may come from a config_load that failed: what was wrong shows as not set or 0 */
void config_print(FILE *out, const struct config *config);

/* config_unknown - one warning line for each BANGKOM_… variable that nothing reads
 * in   variables  NAME=VALUE texts, NULL at the end
 * returns how many */
int config_unknown(char *const *variables, FILE *out);

#endif
