/* command_serve.c - bangkom serve: the process that answers requests, from start to drained
 *
 * The database may be away at any time, also at the start: /readyz says so, requests get 503, and
 * all goes on by itself when it is back. What an operator got wrong ends the process at once.
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/command.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "api/config.h"
#include "api/http/app.h"
#include "api/http/auth.h"
#include "api/http/log.h"
#include "api/http/metrics.h"
#include "api/http/operation.h"
#include "api/http/rate_limit.h"
#include "api/http/server.h"
#include "api/jobs.h"
#include "storage/db/db.h"
#include "storage/db/migrate.h"

#include "domain/base/banned.h"

#define LEASE_WAIT_MS 2000
#define MIGRATE_AGAIN_S 1

/* ---- the parts */

static struct instant wall_clock(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (struct instant){(int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000};
}

/* One for the work, one for the half of a batch that is written beside it, one for the batch that
 * is read meanwhile, one for the lease. */
#define CONNECTIONS_OF_WORKER 4
/* Reads share trips (storage/db/share.h): measured on two processors, two at a time for the brief
 * reads of eight threads cost least without delaying anybody. */
#define THREADS_OF_SHARED_TRIP 4

static struct db *open_database(const struct config *config)
{
    bool keeps_login = strcmp(config->database_role, "none") == 0;
    return db_new(&(struct db_options){
        .conninfo = config->database_url,
        .role = keeps_login ? NULL : config->database_role,
        .size = (int)(config->threads + CONNECTIONS_OF_WORKER * config->workers),
        .connect_timeout_s = (int)config->connect_timeout_s,
        .statement_timeout_ms = (int)config->statement_timeout_ms,
        .lease_wait_ms = LEASE_WAIT_MS,
        .shared_trips = (int)(config->threads / THREADS_OF_SHARED_TRIP),
        .time_zone_offset_minutes = (int)config->time_zone_offset_minutes,
    });
}

static bool open_app(struct app *app, const struct config *config, struct problem *problem)
{
    app->config = config;
    app->logger = logger_new(STDOUT_FILENO, config->log_requests, LOG_LEVEL_INFO);
    (void)logger_hold(app->logger);
    app->metrics = metrics_new(operations, operation_count, wall_clock(), BANGKOM_VERSION);
    app->db = open_database(config);
    if (config->rate_limit_per_minute > 0)
        app->rate_limiter = rate_limiter_new(config->rate_limit_per_minute);
    app->auth = auth_new(config, app->db, app->logger, problem);
    return app->auth != NULL;
}

static void close_app(struct app *app)
{
    jobs_free(app->jobs);
    auth_free(app->auth);
    rate_limiter_free(app->rate_limiter);
    db_free(app->db);
    metrics_free(app->metrics);
    log_event(app->logger, LOG_LEVEL_INFO, "stopped", NULL);
    logger_free(app->logger);
}

/* ---- signals */

/* Blocked before the first thread starts, so that every thread inherits it and only the waiting
 * one gets them. */
static void block_signals(sigset_t *ret)
{
    sigemptyset(ret);
    sigaddset(ret, SIGTERM);
    sigaddset(ret, SIGINT);
    sigaddset(ret, SIGHUP);
    pthread_sigmask(SIG_BLOCK, ret, NULL);
    signal(SIGPIPE, SIG_IGN);
}

/* sd_notify(3) without its library; "@" is the abstract name space. */
static void notify(const char *socket_path, const char *state)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t length = socket_path == NULL ? 0 : strlen(socket_path);
    if (length == 0 || length >= sizeof address.sun_path) return;
    memcpy(address.sun_path, socket_path, length);
    if (address.sun_path[0] == '@') address.sun_path[0] = '\0';
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return;
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
    (void)!sendto(fd, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&address, size);
    close(fd);
}

/* ---- migrations before serving */

struct migrating {
    bool waiting; /* the database was away: try again */
    const char *failure;
};

static void try_to_migrate(struct arena *a, struct app *app, struct migrating *m)
{
    struct problem problem;
    int applied = 0;
    problem_init(&problem, a);
    enum outcome outcome = migrate(app->config->owner_database_url, 0, NULL, &applied, &problem);
    m->waiting = outcome == OUTCOME_UNAVAILABLE;
    if (outcome != OUTCOME_OK) {
        m->failure = problem.internal == NULL ? "unknown reason" : problem.internal;
        return;
    }
    char count[12];
    snprintf(count, sizeof count, "%d", applied);
    m->failure = NULL;
    log_event(app->logger, LOG_LEVEL_INFO, "migrated", "applied", count, NULL);
}

/* Wait for the signal to end, and migrate as soon as the database lets us.
 * returns false when the migration cannot be done */
static bool wait_for_end(struct app *app, const sigset_t *signals, struct migrating *m)
{
    const struct timespec second = {.tv_sec = MIGRATE_AGAIN_S};
    for (;;) {
        int got = m->waiting ? sigtimedwait(signals, NULL, &second) : sigwaitinfo(signals, NULL);
        if (got == SIGTERM || got == SIGINT) return true;
        if (got >= 0 || errno != EAGAIN) continue;
        arena_auto a;
        arena_init(&a);
        try_to_migrate(&a, app, m);
        if (m->waiting || m->failure == NULL) continue;
        log_event(app->logger, LOG_LEVEL_ERROR, "cannot migrate", "error", m->failure, NULL);
        return false;
    }
}

/* ---- all of it */

static void log_listening(struct app *app, const struct server *server)
{
    char port[8];
    snprintf(port, sizeof port, "%d", server_port(server));
    log_event(app->logger, LOG_LEVEL_INFO, "listening", "host", app->config->host, "port", port,
              "version", BANGKOM_VERSION, NULL);
    notify(app->config->notify_socket, "READY=1");
}

/* Workers come after the migration: before it they fail to connect, because the role of the server
 * is not there, and the pool backs off for everybody. */
static int serve(struct app *app, const sigset_t *signals, struct migrating *m)
{
    app->jobs = jobs_new(app, (int)app->config->workers);
    struct server *server = server_start(app, stderr);
    if (server == NULL) return COMMAND_FAILED;
    log_listening(app, server);
    bool good = wait_for_end(app, signals, m);
    notify(app->config->notify_socket, "STOPPING=1");
    log_event(app->logger, LOG_LEVEL_INFO, "draining", NULL);
    server_stop(server);
    return good ? COMMAND_OK : COMMAND_FAILED;
}

static int run(struct arena *a, const struct config *config)
{
    struct app app = {0};
    struct problem problem;
    struct migrating m = {0};
    sigset_t signals;
    problem_init(&problem, a);
    block_signals(&signals);
    int exit_status = COMMAND_FAILED;
    if (!open_app(&app, config, &problem)) {
        exit_status = COMMAND_CONFIG;
        m.failure = problem.internal == NULL ? "unknown reason" : problem.internal;
    } else if (config->auto_migrate) {
        try_to_migrate(a, &app, &m);
    }
    if (m.failure == NULL || m.waiting) exit_status = serve(&app, &signals, &m);
    else fprintf(stderr, "bangkom: cannot start: %s\n", m.failure);
    close_app(&app);
    return exit_status;
}

int command_serve(struct arena *a, const struct config *config, int argc, char **argv)
{
    static const struct command_syntax syntax = {
        "serve",
        "Answers requests on BANGKOM_HOST and BANGKOM_PORT until SIGTERM or SIGINT; then\n"
        " requests that have begun are answered and it ends. SIGHUP is ignored.\n"
        "Logs one JSON line per request on standard output; the line \"listening\" has the port.\n"
        "Starts also when the database is away: /readyz answers 503 until it is there.\n",
        NULL, 0};
    int exit_status;
    if (!command_parse(&syntax, argc, argv, &exit_status)) return exit_status;
    return run(a, config);
}
