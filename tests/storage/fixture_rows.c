/* fixture_rows.c - rows for every table, by the migration that makes it
 *
 * Written for the schema as it was after that migration, so that later migrations are tried on a
 * populated older schema. pg_temp.org() is the organization, pg_temp.id('word') an id of it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include "domain/base/banned.h"

static const char foundation[] =
    "INSERT INTO organizations (id, slug, name) VALUES (pg_temp.org(), 'o' || pg_temp.org(), 'Kota Contoh')"
    " ON CONFLICT DO NOTHING;"
    "INSERT INTO units (organization_id, id, external_id, name, kind, parent_id, created_at, updated_at) VALUES"
    " (pg_temp.org(), pg_temp.id('agency'), 'agency', 'Dinas Contoh', 'agency', NULL, now(), now()),"
    " (pg_temp.org(), pg_temp.id('division'), 'division', 'Bidang Contoh', 'division', pg_temp.id('agency'),"
    "  now(), now());"
    "INSERT INTO positions (organization_id, id, name, kind, created_at, updated_at) VALUES"
    " (pg_temp.org(), pg_temp.id('analyst'), 'Analis Contoh', 'functional', now(), now());"
    "INSERT INTO employees (organization_id, id, nip, name, kind, unit_id, position_id, created_at, updated_at)"
    " VALUES (pg_temp.org(), pg_temp.id('employee'), '199001012015041001', 'Contoh Pegawai', 'pns',"
    "  pg_temp.id('division'), pg_temp.id('analyst'), now(), now());"
    "INSERT INTO audit_events (organization_id, id, at, operation, resource_type, resource_id) VALUES"
    " (pg_temp.org(), pg_temp.id('audit'), now(), 'units_create', 'unit', pg_temp.id('agency'));"
    "INSERT INTO outbox_events (organization_id, id, at, type, resource_type, resource_id) VALUES"
    " (pg_temp.org(), pg_temp.id('event'), now(), 'units_create', 'unit', pg_temp.id('agency'));"
    "INSERT INTO idempotency_keys (organization_id, principal_id, key, request_hash, status, headers, created_at)"
    " VALUES (pg_temp.org(), pg_temp.id('principal'), 'k-1', 'h', 201, '{}', now())";

static const char identity[] =
    "INSERT INTO clients (organization_id, id, name, secret_hash, secret_changed_at, created_at, updated_at)"
    " VALUES (pg_temp.org(), pg_temp.id('client'), 'Klien Contoh', 'h', now(), now(), now());"
    "INSERT INTO role_assignments (organization_id, id, client_id, employee_id, role, unit_id, created_at,"
    "  updated_at) VALUES"
    " (pg_temp.org(), pg_temp.id('admin'), pg_temp.id('client'), NULL, 'admin', NULL, now(), now()),"
    " (pg_temp.org(), pg_temp.id('leader'), NULL, pg_temp.id('employee'), 'leader', pg_temp.id('division'),"
    "  now(), now())";

static const char competencies[] =
    "INSERT INTO competencies (organization_id, id, code, name, kind, aspect, levels, created_at, updated_at)"
    " VALUES (pg_temp.org(), pg_temp.id('competency'), 'MAN-1', 'Integritas', 'managerial', 'attitude',"
    "  '[1,2,3,4,5]', now(), now());"
    "INSERT INTO position_standards (organization_id, id, position_id, competency_id, required_level, valid,"
    "  created_at) VALUES (pg_temp.org(), pg_temp.id('standard'), pg_temp.id('analyst'),"
    "  pg_temp.id('competency'), 3, '[2026-01-01,)', now());"
    "INSERT INTO assessments (organization_id, id, employee_id, competency_id, level, method, assessed_on,"
    "  created_at) VALUES (pg_temp.org(), pg_temp.id('assessment'), pg_temp.id('employee'),"
    "  pg_temp.id('competency'), 2, 'superior', '2026-02-01', now())";

static const char imports[] =
    "INSERT INTO jobs (organization_id, id, kind, resource_id, created_at) VALUES"
    " (pg_temp.org(), pg_temp.id('job'), 'import', pg_temp.id('import'), now());"
    "INSERT INTO imports (organization_id, id, kind, format, dry_run, created_at, updated_at) VALUES"
    " (pg_temp.org(), pg_temp.id('import'), 'employees', 'json', false, now(), now());"
    "INSERT INTO import_parts (organization_id, import_id, number, body, sha256) VALUES"
    " (pg_temp.org(), pg_temp.id('import'), 1, '\\x5b5d', 'h');"
    "INSERT INTO import_errors (organization_id, import_id, row_number, ordinal, pointer, rule, warning) VALUES"
    " (pg_temp.org(), pg_temp.id('import'), 1, 0, '/nip', 'required', false)";

const char *const fixture_rows[] = {
    [1] = foundation,
    [2] = identity,
    [3] = competencies,
    [4] = imports,
};
const int fixture_rows_count = (int)LENGTH(fixture_rows);
