/* platform.c - the operations of openapi/platform.yaml on the process: alive, ready, counters
 *
 * The documentation is in platform_docs.c, the catalogue of problems in platform_problems.c.
 * Tests: tests/api/test_platform.c
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/platform_operations.h"

#include "api/http/app.h"
#include "api/http/log.h"
#include "api/http/metrics.h"

#include "domain/base/banned.h"

#define METRICS_BYTES_FIRST 32768
#define METRICS_BYTES_MAX 8388608

enum outcome platform_health(struct request *rq, struct platform_health_call *in)
{
    struct health health = {0};
    (void)in;
    RECORD_PUT(&health, HEALTH, status, HEALTH_STATUS_OK);
    return reply_record(rq, &health_record, &health, -1);
}

/* What db_state says about the two things that can be missing. */
static const struct {
    enum check_result database, schema;
} database_checks[] = {
    [DB_READY] = {CHECK_RESULT_OK, CHECK_RESULT_OK},
    [DB_NOT_MIGRATED] = {CHECK_RESULT_OK, CHECK_RESULT_FAILED},
    [DB_AWAY] = {CHECK_RESULT_FAILED, CHECK_RESULT_UNKNOWN},
};

/* A problem that carries the checks, so that a person sees at once which one failed. */
static enum outcome not_ready(struct request *rq, const struct readiness_checks *checks)
{
    struct strbuf json;
    strbuf_init(&json, rq->arena, 128, 1024);
    strbuf_text(&json, "\"checks\":");
    json_write_record(&json, &readiness_checks_record, checks);
    rq->problem->extension_json = json.data;
    if (rq->problem->retry_after_s == 0) rq->problem->retry_after_s = 1;
    return problem_raise(rq->problem, PROBLEM_UNAVAILABLE, NULL, NULL, NULL);
}

enum outcome platform_ready(struct request *rq, struct platform_ready_call *in)
{
    struct readiness ready = {0};
    struct readiness_checks *checks = &ready.checks;
    (void)in;
    enum db_state state = db_state(rq->app->db, rq->problem);
    bool draining = atomic_load(&rq->app->draining);
    RECORD_PUT(checks, READINESS_CHECKS, database, database_checks[state].database);
    RECORD_PUT(checks, READINESS_CHECKS, schema, database_checks[state].schema);
    RECORD_PUT(checks, READINESS_CHECKS, draining, draining);
    if (state != DB_READY || draining) return not_ready(rq, checks);
    RECORD_PUT(&ready, READINESS, status, HEALTH_STATUS_OK);
    record_mark(&ready, FIELD_READINESS_checks, true);
    return reply_record(rq, &readiness_record, &ready, -1);
}

static void render_database(struct db *db, struct strbuf *out)
{
    struct db_stats stats = db_stats(db);
    metrics_value(out, METRIC_GAUGE, "bangkom_db_connections_open", "Connections to the database.",
                  stats.open);
    metrics_value(out, METRIC_GAUGE, "bangkom_db_connections_leased",
                  "Connections in use by a request or job.", stats.leased);
    metrics_value(out, METRIC_COUNTER, "bangkom_db_connects_total", "Connections made.",
                  (int64_t)stats.connects);
    metrics_value(out, METRIC_COUNTER, "bangkom_db_connect_failures_total",
                  "Connections that could not be made.", (int64_t)stats.connect_failures);
    metrics_value(out, METRIC_COUNTER, "bangkom_db_lease_timeouts_total",
                  "Requests that got no connection in time.", (int64_t)stats.lease_timeouts);
    metrics_value(out, METRIC_COUNTER, "bangkom_db_queries_total", "Statements sent.",
                  (int64_t)stats.queries);
}

enum outcome platform_metrics(struct request *rq, struct platform_metrics_call *in)
{
    struct strbuf out;
    const struct app *app = rq->app;
    (void)in;
    strbuf_init(&out, rq->arena, METRICS_BYTES_FIRST, METRICS_BYTES_MAX);
    if (app->metrics != NULL) metrics_render(app->metrics, &out);
    render_database(app->db, &out);
    if (app->logger != NULL)
        metrics_value(&out, METRIC_COUNTER, "bangkom_log_lines_dropped_total",
                      "Log lines that could not be written.", (int64_t)logger_dropped(app->logger));
    if (out.overflow) return problem_raise(rq->problem, PROBLEM_INTERNAL_ERROR, NULL, NULL, NULL);
    return reply_text(rq, 200, METRICS_CONTENT_TYPE, out.data, out.length);
}
