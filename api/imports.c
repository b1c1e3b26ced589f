/* imports.c - the operations of openapi/imports.yaml
 *
 * Receive the file and queue the job; the work itself is in import_run.c, rules are in domain/.
 * Tests: tests/e2e/test_imports.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/imports_operations.h"

#include "api/http/app.h"
#include "api/http/problem_reply.h"
#include "api/jobs.h"
#include "domain/import_requests.h"
#include "storage/imports.h"
#include "storage/imports_sql.h"

#include "domain/base/banned.h"

static enum outcome check_caller(struct request *rq)
{
    return import_requests_check_caller(uow_context(rq->uow)->whole_organization, rq->problem);
}

enum outcome imports_list(struct request *rq, struct imports_list_call *in)
{
    TRY(check_caller(rq));
    return reply_list(rq, &sql_import_list, &in->query);
}

enum outcome imports_get(struct request *rq, struct imports_get_call *in)
{
    struct import import;
    TRY(check_caller(rq));
    TRY(imports_load(rq->uow, in->path.import_id, false, &import));
    return reply_record(rq, &import_record, &import, import.version);
}

enum outcome imports_create(struct request *rq, struct imports_create_call *in)
{
    TRY(check_caller(rq));
    struct import import = import_requests_create(&in->body, request_uuid(rq),
                                                  uow_context(rq->uow)->principal_id, rq->now);
    imports_apply_create(rq->uow, &import);
    return reply_created(rq, &import_record, &import, import.id, import.version);
}

static const char *location_of(struct request *rq, struct uuid id)
{
    char text[UUID_TEXT_LENGTH + 1];
    uuid_format(id, text);
    return arena_printf(rq->arena, "/v1/imports/%s", text);
}

/* The format asked for, or else that of the content type. */
static enum outcome create_in(struct request *rq, const struct imports_create_file_query *query,
                              struct import_create *ret)
{
    enum import_format format = RECORD_HAS(query, IMPORTS_CREATE_FILE_QUERY, format)
                                    ? query->format
                                    : import_requests_format(rq->content_type);
    *ret = (struct import_create){0};
    if (format == 0)
        return problem_violation(rq->problem, VIOLATION_IN_QUERY, "/format", RULE_REQUIRED, NULL,
                                 NULL);
    RECORD_PUT(ret, IMPORT_CREATE, kind, query->kind);
    RECORD_PUT(ret, IMPORT_CREATE, format, format);
    RECORD_PUT(ret, IMPORT_CREATE, dry_run, query->dry_run);
    return OUTCOME_OK;
}

enum outcome imports_create_file(struct request *rq, struct imports_create_file_call *in)
{
    struct import_create create;
    struct import_part part;
    struct bytes body = {(const uint8_t *)rq->raw_body, rq->raw_body_length};
    TRY(check_caller(rq));
    TRY(create_in(rq, &in->query, &create));
    struct import import = import_requests_create(&create, request_uuid(rq),
                                                  uow_context(rq->uow)->principal_id, rq->now);
    TRY(import_requests_put_part(&import, body.length, rq->problem));
    imports_apply_create(rq->uow, &import);
    TRY(imports_store_part(rq->uow, import.id, 1, body, &part));
    TRY(import_requests_start(&import, 1, 1, part.byte_count, rq->problem));
    imports_apply_start(rq->uow, &import);
    jobs_wake(rq->app->jobs);
    return reply_accepted(rq, &import_record, &import, location_of(rq, import.id), import.version);
}

enum outcome imports_put_part(struct request *rq, struct imports_put_part_call *in)
{
    struct import import;
    struct import_part part;
    struct bytes body = {(const uint8_t *)rq->raw_body, rq->raw_body_length};
    TRY(check_caller(rq));
    TRY(imports_load(rq->uow, in->path.import_id, true, &import));
    TRY(import_requests_put_part(&import, body.length, rq->problem));
    TRY(imports_store_part(rq->uow, import.id, in->path.number, body, &part));
    return reply_record(rq, &import_part_record, &part, -1);
}

enum outcome imports_start(struct request *rq, struct imports_start_call *in)
{
    struct import import;
    struct import_file_facts file;
    TRY(check_caller(rq));
    TRY(imports_load_for_start(rq->uow, in->path.import_id, &import, &file));
    TRY(import_requests_start(&import, file.part_count, file.last_number, file.byte_count,
                              rq->problem));
    imports_apply_start(rq->uow, &import);
    jobs_wake(rq->app->jobs);
    return reply_accepted(rq, &import_record, &import, location_of(rq, import.id), import.version);
}

enum outcome imports_cancel(struct request *rq, struct imports_cancel_call *in)
{
    struct import import;
    TRY(check_caller(rq));
    TRY(imports_load(rq->uow, in->path.import_id, true, &import));
    TRY(import_requests_cancel(&import, rq->now, rq->problem));
    imports_apply_cancel(rq->uow, &import);
    return reply_record(rq, &import_record, &import, import.version);
}

/* The text of a finding, in the language of who reads it. */
static void put_detail(struct request *rq, void *row)
{
    struct import_error *error = row;
    const char *args[PROBLEM_MAX_ARGS] = {NULL};
    for (size_t i = 0; i < error->args.count && i < PROBLEM_MAX_ARGS; i++)
        args[i] = ((const char *const *)error->args.items)[i];
    RECORD_PUT(error, IMPORT_ERROR, detail,
               problem_rule_text(rq->arena, error->rule, args, rq->language));
}

enum outcome imports_list_errors(struct request *rq, struct imports_list_errors_call *in)
{
    struct import import;
    TRY(check_caller(rq));
    TRY(imports_load(rq->uow, in->path.import_id, false, &import));
    RECORD_PUT(&in->query, IMPORTS_LIST_ERRORS_QUERY, import_id, in->path.import_id);
    return reply_list_each(rq, &sql_import_error_list, &in->query, put_detail);
}
