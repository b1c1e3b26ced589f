-- Imports: the file and its parts, how far the work is, and what it writes batch by batch.

-- macro: import_columns()
i.id, i.kind, i.format, i.dry_run, i.state, i.part_count, i.byte_count, i.bytes_done, i.rows_done, i.rows_created, i.rows_updated,
i.rows_unchanged, i.rows_failed, i.rows_warned, i.failure, i.created_by, i.version, i.created_at, i.updated_at, i.started_at,
i.finished_at

-- name: import_get
-- in: { import_id uuid, lock bool }
-- out: import
SELECT {{import_columns()}}
FROM imports i
WHERE i.organization_id = :@organization_id AND i.id = :import_id
--? lock
FOR NO KEY UPDATE
--.

-- name: import_list
-- in: imports_list_query
-- out: import
SELECT {{import_columns()}}
FROM imports i
WHERE i.organization_id = :@organization_id
--? state
  AND i.state = :state
--.
--? sort=created_at after_id
  AND (i.created_at, i.id) > (:after_text::timestamptz, :after_id)
--? sort=-created_at after_id
  AND (i.created_at, i.id) < (:after_text::timestamptz, :after_id)
--.
--? sort=created_at
ORDER BY i.created_at, i.id
--? sort=-created_at
ORDER BY i.created_at DESC, i.id DESC
--.
LIMIT :limit

-- name: import_insert
-- in: import
-- writes
INSERT INTO imports (organization_id, id, kind, format, dry_run, state, part_count, byte_count, created_by, created_by_name,
                     version, created_at, updated_at)
VALUES (:@organization_id, :id, :kind, :format, :dry_run, :state, :part_count, :byte_count, :@principal_id, :@principal_name,
        :version, :created_at, :updated_at)

-- name: import_update
-- in: import
-- writes
UPDATE imports
SET state = :state, part_count = :part_count, byte_count = :byte_count, version = :version, updated_at = :updated_at,
    failure = :failure, finished_at = :finished_at
WHERE organization_id = :@organization_id AND id = :id

-- name: import_part_put
-- in: { import_id uuid, number integer, body bytes }
-- out: import_part
-- writes
INSERT INTO import_parts (organization_id, import_id, number, byte_count, sha256, body)
VALUES (:@organization_id, :import_id, :number, length(:body), encode(sha256(:body), 'hex'), :body)
ON CONFLICT ON CONSTRAINT import_parts_pkey
DO UPDATE SET byte_count = EXCLUDED.byte_count, sha256 = EXCLUDED.sha256, body = EXCLUDED.body
RETURNING number, byte_count, sha256

-- name: import_parts_sum
-- in: { import_id uuid }
-- out: { part_count integer, last_number integer, byte_count integer }
SELECT count(*) AS part_count, COALESCE(max(p.number), 0) AS last_number, COALESCE(sum(p.byte_count), 0)::bigint AS byte_count
FROM import_parts p
WHERE p.organization_id = :@organization_id AND p.import_id = :import_id

-- name: import_parts_place
-- in: { import_id uuid }
-- writes
UPDATE import_parts p
SET starts_at = placed.starts_at
FROM (SELECT q.number, sum(q.byte_count) OVER (ORDER BY q.number) - q.byte_count AS starts_at
      FROM import_parts q
      WHERE q.organization_id = :@organization_id AND q.import_id = :import_id) placed
WHERE p.organization_id = :@organization_id AND p.import_id = :import_id AND p.number = placed.number

-- name: import_part_at
-- in: { import_id uuid, position integer }
-- out: { number integer, starts_at integer, body bytes }
SELECT p.number, p.starts_at, p.body
FROM import_parts p
WHERE p.organization_id = :@organization_id AND p.import_id = :import_id
  AND p.starts_at <= :position AND p.starts_at + p.byte_count > :position

-- name: import_parts_drop
-- in: { import_id uuid }
-- writes
DELETE FROM import_parts WHERE organization_id = :@organization_id AND import_id = :import_id

-- name: import_error_list
-- in: imports_list_errors_query
-- out: import_error
SELECT e.id, e.row_number, e.pointer, e.rule, e.args, e.warning, ''::text AS detail
FROM import_errors e
WHERE e.organization_id = :@organization_id AND e.import_id = :import_id
--? warning
  AND e.warning = :warning
--.
--? after_id
  AND (e.row_number, e.id) > (:after_text::bigint, :after_id)
--.
ORDER BY e.row_number, e.id
LIMIT :limit

-- The work. Batches of one organization follow one another, so that no two of them wait for each other's rows in a circle.

-- name: import_turn
-- writes
SELECT pg_advisory_xact_lock(hashtextextended('imports:' || :@organization_id::text, 0))

-- name: import_work_get
-- in: { import_id uuid, lock bool }
-- out: import_work
SELECT i.id, i.format, i.dry_run, i.state, i.byte_count, i.bytes_done, i.reader_state, i.csv_header, i.rows_done, i.rows_created,
       i.rows_updated, i.rows_unchanged, i.rows_failed, i.rows_warned, i.created_by, i.created_by_name
FROM imports i
WHERE i.organization_id = :@organization_id AND i.id = :import_id
--? lock
FOR NO KEY UPDATE
--.

-- name: import_work_begin
-- in: { import_id uuid, restart bool }
-- writes
UPDATE imports
SET state = 'running', started_at = COALESCE(started_at, :@now), version = version + 1, updated_at = :@now
--? restart
  , bytes_done = 0, reader_state = 0, csv_header = NULL, rows_done = 0, rows_created = 0, rows_updated = 0, rows_unchanged = 0,
    rows_failed = 0, rows_warned = 0
--.
WHERE organization_id = :@organization_id AND id = :import_id AND state IN ('queued', 'running')

-- name: import_errors_drop
-- in: { import_id uuid }
-- writes
DELETE FROM import_errors WHERE organization_id = :@organization_id AND import_id = :import_id

-- name: import_work_advance
-- in: import_work
-- writes
UPDATE imports
SET bytes_done = :bytes_done, reader_state = :reader_state, csv_header = :csv_header, rows_done = :rows_done,
    rows_created = :rows_created, rows_updated = :rows_updated, rows_unchanged = :rows_unchanged, rows_failed = :rows_failed,
    rows_warned = :rows_warned, version = version + 1, updated_at = :@now
WHERE organization_id = :@organization_id AND id = :id

-- name: import_work_end
-- in: { import_id uuid, state enum(ImportState), failure enum(ImportFailure) }
-- writes
UPDATE imports
SET state = :state, failure = :failure, finished_at = :@now, version = version + 1, updated_at = :@now
WHERE organization_id = :@organization_id AND id = :import_id AND state IN ('queued', 'running')

-- name: import_errors_insert
-- in: { import_id uuid, rows records(import_issue) }
-- writes
INSERT INTO import_errors (organization_id, import_id, row_number, id, pointer, rule, args, warning)
SELECT :@organization_id, :import_id, r.row_number, r.id, r.pointer, r.rule, r.args, r.warning
FROM jsonb_to_recordset(:rows) AS r (id uuid, row_number bigint, pointer text, rule text, args text[], warning boolean)

-- What writes rows writes their trail too, in the same statement. Rows come as one array per column (record_columns.h): half the
-- cost of unpacking them from JSON. Identifiers of an index that grows at its end come in ascending order.
-- macro: imported_trail(type)
audited AS (
    INSERT INTO audit_events (organization_id, id, at, principal_id, principal_name, operation, resource_type, resource_id,
                              resource_version, request_id, detail)
    SELECT :@organization_id, c.audit_id, :@now, :@principal_id, :@principal_name, :@operation, {type}, c.id,
           c.version::bigint, :@request_id, c.detail::jsonb
    FROM unnest(:audit_ids, :id, :version, :details) AS c (audit_id, id, version, detail)
), announced AS (
    INSERT INTO outbox_events (organization_id, id, at, type, resource_type, resource_id, resource_version)
    SELECT :@organization_id, c.event_id, :@now, :@operation, {type}, c.id, c.version::bigint
    FROM unnest(:event_ids, :id, :version) AS c (event_id, id, version)
)

-- One look into the index per key: for a list of a thousand keys, a planner without statistics of a table that was
-- empty a moment ago prefers to read the whole tenant.

-- name: imported_units
-- in: { keys texts }
-- out: imported_unit
SELECT u.id, u.external_id, u.name, u.kind, u.parent_id, u.version, u.created_at, u.updated_at,
       COALESCE((SELECT array_agg(a.ancestor_id) FROM unit_ancestors a
                 WHERE a.organization_id = u.organization_id AND a.unit_id = u.id AND a.depth > 0), '{}') AS above
FROM unnest(:keys) AS k (key)
CROSS JOIN LATERAL (SELECT f.* FROM units f
                    WHERE f.organization_id = :@organization_id AND f.external_id = k.key LIMIT 1) u

-- name: imported_units_insert
-- in: { audit_ids uuids, event_ids uuids, details texts, id uuids, version texts, external_id texts, name texts,
--       kind texts, parent_id uuids }
-- writes
WITH {{imported_trail('unit')}}
INSERT INTO units (organization_id, id, external_id, name, kind, parent_id, version, created_at, updated_at)
SELECT :@organization_id, r.id, r.external_id, r.name, r.kind, r.parent_id, r.version::bigint, :@now, :@now
FROM unnest(:id, :version, :external_id, :name, :kind, :parent_id)
     AS r (id, version, external_id, name, kind, parent_id)

-- name: imported_units_update
-- in: { audit_ids uuids, event_ids uuids, details texts, id uuids, version texts, name texts, parent_id uuids }
-- writes
WITH {{imported_trail('unit')}}
UPDATE units u
SET name = r.name, parent_id = r.parent_id, version = r.version::bigint, updated_at = :@now
FROM unnest(:id, :version, :name, :parent_id)
     AS r (id, version, name, parent_id)
WHERE u.organization_id = :@organization_id AND u.id = r.id AND u.version = r.version::bigint - 1

-- name: imported_positions
-- in: { keys texts }
-- out: imported_position
SELECT p.id, p.external_id, p.name, p.kind, p.echelon_code, p.version, p.created_at, p.updated_at
FROM unnest(:keys) AS k (key)
CROSS JOIN LATERAL (SELECT f.* FROM positions f
                    WHERE f.organization_id = :@organization_id AND f.external_id = k.key LIMIT 1) p

-- name: imported_positions_insert
-- in: { audit_ids uuids, event_ids uuids, details texts, id uuids, version texts, external_id texts, name texts,
--       kind texts, echelon_code texts }
-- writes
WITH {{imported_trail('position')}}
INSERT INTO positions (organization_id, id, external_id, name, kind, echelon_code, version, created_at, updated_at)
SELECT :@organization_id, r.id, r.external_id, r.name, r.kind, r.echelon_code, r.version::bigint, :@now, :@now
FROM unnest(:id, :version, :external_id, :name, :kind, :echelon_code)
     AS r (id, version, external_id, name, kind, echelon_code)

-- name: imported_positions_update
-- in: { audit_ids uuids, event_ids uuids, details texts, id uuids, version texts, name texts, kind texts,
--       echelon_code texts }
-- writes
WITH {{imported_trail('position')}}
UPDATE positions p
SET name = r.name, kind = r.kind, echelon_code = r.echelon_code, version = r.version::bigint, updated_at = :@now
FROM unnest(:id, :version, :name, :kind, :echelon_code)
     AS r (id, version, name, kind, echelon_code)
WHERE p.organization_id = :@organization_id AND p.id = r.id AND p.version = r.version::bigint - 1

-- name: imported_employees
-- in: { keys texts, nips texts }
-- out: imported_employee
SELECT e.id, e.external_id, e.nip, e.name, e.front_title, e.back_title, e.kind, e.sex, e.birth_date, e.rank_code, e.rank_since,
       e.unit_id, e.position_id, e.position_since, e.heads_unit, e.email, e.warnings, e.version, e.created_at, e.updated_at
FROM (SELECT a.id FROM unnest(:keys) AS k (key)
      CROSS JOIN LATERAL (SELECT f.id FROM employees f
                          WHERE f.organization_id = :@organization_id AND f.external_id = k.key LIMIT 1) a
      UNION
      SELECT b.id FROM unnest(:nips) AS n (nip)
      CROSS JOIN LATERAL (SELECT f.id FROM employees f
                          WHERE f.organization_id = :@organization_id AND f.nip = n.nip LIMIT 1) b) found
CROSS JOIN LATERAL (SELECT f.* FROM employees f
                    WHERE f.organization_id = :@organization_id AND f.id = found.id LIMIT 1) e

-- name: imported_employees_insert
-- in: { audit_ids uuids, event_ids uuids, details texts, id uuids, version texts, external_id texts, nip texts,
--       name texts, front_title texts, back_title texts, kind texts, sex texts, birth_date texts, rank_code texts,
--       rank_since texts, unit_id uuids, position_id uuids, position_since texts, heads_unit texts, email texts,
--       warnings texts }
-- writes
WITH {{imported_trail('employee')}}
INSERT INTO employees (organization_id, id, external_id, nip, name, front_title, back_title, kind, sex, birth_date, rank_code,
                       rank_since, unit_id, position_id, position_since, heads_unit, email, warnings, version, created_at,
                       updated_at)
SELECT :@organization_id, r.id, r.external_id, r.nip, r.name, r.front_title, r.back_title, r.kind, r.sex, r.birth_date::date,
       r.rank_code, r.rank_since::date, r.unit_id, r.position_id, r.position_since::date, r.heads_unit::boolean, r.email,
       r.warnings::text[], r.version::bigint, :@now, :@now
FROM unnest(:id, :version, :external_id, :nip, :name, :front_title, :back_title, :kind, :sex, :birth_date, :rank_code,
            :rank_since, :unit_id, :position_id, :position_since, :heads_unit, :email, :warnings)
     AS r (id, version, external_id, nip, name, front_title, back_title, kind, sex, birth_date, rank_code, rank_since,
           unit_id, position_id, position_since, heads_unit, email, warnings)

-- name: imported_employees_update
-- in: { audit_ids uuids, event_ids uuids, details texts, id uuids, version texts, external_id texts, nip texts,
--       name texts, front_title texts, back_title texts, kind texts, sex texts, birth_date texts, rank_code texts,
--       rank_since texts, unit_id uuids, position_id uuids, position_since texts, heads_unit texts, email texts,
--       warnings texts }
-- writes
WITH {{imported_trail('employee')}}
UPDATE employees e
SET external_id = r.external_id, nip = r.nip, name = r.name, front_title = r.front_title, back_title = r.back_title, kind = r.kind,
    sex = r.sex, birth_date = r.birth_date::date, rank_code = r.rank_code, rank_since = r.rank_since::date, unit_id = r.unit_id,
    position_id = r.position_id, position_since = r.position_since::date, heads_unit = r.heads_unit::boolean, email = r.email,
    warnings = r.warnings::text[], version = r.version::bigint, updated_at = :@now
FROM unnest(:id, :version, :external_id, :nip, :name, :front_title, :back_title, :kind, :sex, :birth_date, :rank_code,
            :rank_since, :unit_id, :position_id, :position_since, :heads_unit, :email, :warnings)
     AS r (id, version, external_id, nip, name, front_title, back_title, kind, sex, birth_date, rank_code, rank_since,
           unit_id, position_id, position_since, heads_unit, email, warnings)
WHERE e.organization_id = :@organization_id AND e.id = r.id AND e.version = r.version::bigint - 1

-- Dry runs write nothing but previews, and see them in place of what is stored.

-- name: import_previews_put
-- in: { import_id uuid, resource text, details texts, id uuids, external_id texts, nip texts }
-- writes
INSERT INTO import_previews (organization_id, import_id, kind, id, external_id, nip, record)
SELECT :@organization_id, :import_id, :resource, r.id, r.external_id, r.nip, r.record::jsonb
FROM unnest(:id, :external_id, :nip, :details) AS r (id, external_id, nip, record)
ON CONFLICT ON CONSTRAINT import_previews_pkey
DO UPDATE SET external_id = EXCLUDED.external_id, nip = EXCLUDED.nip, record = EXCLUDED.record

-- name: import_previews_drop
-- in: { import_id uuid }
-- writes
DELETE FROM import_previews WHERE organization_id = :@organization_id AND import_id = :import_id

-- Of a unit by key or id: the preview, else what is stored.
-- macro: preview_unit(previewed, stored)
(SELECT r.id, r.external_id, r.name, r.kind, r.parent_id, r.version, r.created_at, r.updated_at
 FROM import_previews p
 CROSS JOIN LATERAL jsonb_to_record(p.record) AS r (id uuid, external_id text, name text, kind text, parent_id uuid,
                                                    version bigint, created_at timestamptz, updated_at timestamptz)
 WHERE p.organization_id = :@organization_id AND p.import_id = :import_id AND p.kind = 'unit' AND {previewed}
 UNION ALL
 SELECT u.id, u.external_id, u.name, u.kind, u.parent_id, u.version, u.created_at, u.updated_at
 FROM units u
 WHERE u.organization_id = :@organization_id AND {stored}
 LIMIT 1)

-- name: previewed_units
-- in: { import_id uuid, keys texts }
-- out: imported_unit
WITH RECURSIVE found AS (
    SELECT u.* FROM unnest(:keys) AS k (key) CROSS JOIN LATERAL {{preview_unit(p.external_id = k.key, u.external_id = k.key)}} u
), up (unit_id, id, parent_id, depth) AS (
    SELECT f.id, f.id, f.parent_id, 0 FROM found f
    UNION ALL
    SELECT up.unit_id, a.id, a.parent_id, up.depth + 1
    FROM up CROSS JOIN LATERAL {{preview_unit(p.id = up.parent_id, u.id = up.parent_id)}} a
    WHERE up.depth < 33
)
SELECT f.id, f.external_id, f.name, f.kind, f.parent_id, f.version, f.created_at, f.updated_at,
       COALESCE((SELECT array_agg(up.id) FROM up WHERE up.unit_id = f.id AND up.depth > 0), '{}') AS above
FROM found f

-- name: previewed_positions
-- in: { import_id uuid, keys texts }
-- out: imported_position
SELECT f.id, f.external_id, f.name, f.kind, f.echelon_code, f.version, f.created_at, f.updated_at
FROM unnest(:keys) AS k (key)
CROSS JOIN LATERAL (SELECT r.id, r.external_id, r.name, r.kind, r.echelon_code, r.version, r.created_at, r.updated_at
                    FROM import_previews p
                    CROSS JOIN LATERAL jsonb_to_record(p.record) AS r (id uuid, external_id text, name text, kind text,
                                                                       echelon_code text, version bigint,
                                                                       created_at timestamptz, updated_at timestamptz)
                    WHERE p.organization_id = :@organization_id AND p.import_id = :import_id AND p.kind = 'position'
                      AND p.external_id = k.key
                    UNION ALL
                    SELECT s.id, s.external_id, s.name, s.kind, s.echelon_code, s.version, s.created_at, s.updated_at
                    FROM positions s
                    WHERE s.organization_id = :@organization_id AND s.external_id = k.key
                    LIMIT 1) f

-- Also what a preview took a key or NIP from: it is found by what is stored of it.

-- name: previewed_employees
-- in: { import_id uuid, keys texts, nips texts }
-- out: imported_employee
SELECT e.id, e.external_id, e.nip, e.name, e.front_title, e.back_title, e.kind, e.sex, e.birth_date, e.rank_code, e.rank_since,
       e.unit_id, e.position_id, e.position_since, e.heads_unit, e.email, e.warnings, e.version, e.created_at, e.updated_at
FROM (SELECT a.id FROM unnest(:keys) AS k (key)
      CROSS JOIN LATERAL (SELECT f.id FROM employees f
                          WHERE f.organization_id = :@organization_id AND f.external_id = k.key LIMIT 1) a
      UNION
      SELECT b.id FROM unnest(:nips) AS n (nip)
      CROSS JOIN LATERAL (SELECT f.id FROM employees f
                          WHERE f.organization_id = :@organization_id AND f.nip = n.nip LIMIT 1) b
      UNION
      SELECT c.id FROM unnest(:keys) AS k (key)
      CROSS JOIN LATERAL (SELECT p.id FROM import_previews p
                          WHERE p.organization_id = :@organization_id AND p.import_id = :import_id AND p.kind = 'employee'
                            AND p.external_id = k.key LIMIT 1) c
      UNION
      SELECT d.id FROM unnest(:nips) AS n (nip)
      CROSS JOIN LATERAL (SELECT p.id FROM import_previews p
                          WHERE p.organization_id = :@organization_id AND p.import_id = :import_id AND p.nip = n.nip LIMIT 1) d
     ) found
CROSS JOIN LATERAL (SELECT r.*
                    FROM import_previews p
                    CROSS JOIN LATERAL jsonb_to_record(p.record) AS r (
                        id uuid, external_id text, nip text, name text, front_title text, back_title text, kind text, sex text,
                        birth_date date, rank_code text, rank_since date, unit_id uuid, position_id uuid, position_since date,
                        heads_unit boolean, email text, warnings text[], version bigint, created_at timestamptz,
                        updated_at timestamptz)
                    WHERE p.organization_id = :@organization_id AND p.import_id = :import_id AND p.kind = 'employee'
                      AND p.id = found.id
                    UNION ALL
                    SELECT s.id, s.external_id, s.nip, s.name, s.front_title, s.back_title, s.kind, s.sex, s.birth_date,
                           s.rank_code, s.rank_since, s.unit_id, s.position_id, s.position_since, s.heads_unit, s.email,
                           s.warnings, s.version, s.created_at, s.updated_at
                    FROM employees s
                    WHERE s.organization_id = :@organization_id AND s.id = found.id
                    LIMIT 1) e
