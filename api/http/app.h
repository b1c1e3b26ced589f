/* app.h - what all requests of the process share; made by main.c, passed down, never global
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_APP_H
#define BANGKOM_HTTP_APP_H

#include <stdatomic.h>
#include <stdbool.h>

struct config;
struct db;
struct auth;
struct metrics;
struct rate_limiter;
struct logger;

struct jobs;

struct app {
    const struct config *config;
    struct db *db;     /* request threads */
    struct auth *auth; /* tokens and principals */
    struct metrics *metrics;
    struct rate_limiter *rate_limiter; /* NULL: off */
    struct logger *logger;
    struct jobs *jobs;    /* worker threads; NULL in tests without them */
    atomic_bool draining; /* SIGTERM seen: /readyz says 503, keep-alive ends */
};

#endif
