-- What instruments ask. Versions are written whole and change their state only.

-- macro: instrument_version_columns()
v.id, v.instrument_id, v.number, v.state, v.frozen,
({{evaluation_items(v.id)}}) AS items,
v.version, v.created_at, v.updated_at

-- name: instrument_version_get
-- in: { instrument_id uuid, instrument_version_id uuid, lock bool }
-- out: instrument_version
-- brief
SELECT {{instrument_version_columns()}}
FROM instrument_versions v
WHERE v.organization_id = :@organization_id AND v.instrument_id = :instrument_id AND v.id = :instrument_version_id
--? lock
FOR NO KEY UPDATE OF v
--.

-- name: instrument_version_list
-- in: instrument_versions_list_query
-- out: instrument_version
-- brief
SELECT {{instrument_version_columns()}}
FROM instrument_versions v
WHERE v.organization_id = :@organization_id AND v.instrument_id = :instrument_id
--? sort=number after_id
  AND v.number > :after_text::integer
--? sort=-number after_id
  AND v.number < :after_text::integer
--.
--? sort=number
ORDER BY v.number
--? sort=-number
ORDER BY v.number DESC
--.
LIMIT :limit

-- name: instrument_version_newest
-- in: { instrument_id uuid }
-- out: { number integer }
SELECT max(v.number) AS number
FROM instrument_versions v
WHERE v.organization_id = :@organization_id AND v.instrument_id = :instrument_id

-- name: instrument_version_insert
-- in: instrument_version
-- writes
WITH made AS (
    INSERT INTO instrument_versions (organization_id, id, instrument_id, number, state, frozen, version, created_at, updated_at)
    VALUES (:@organization_id, :id, :instrument_id, :number, :state, :frozen, :version, :created_at, :updated_at)
)
INSERT INTO instrument_items (organization_id, id, instrument_version_id, ordinal, dimension, kind, question)
SELECT :@organization_id, i.id, :id, i.ordinal, i.dimension, i.kind, i.question
FROM jsonb_to_recordset(:items) AS i (id uuid, ordinal integer, dimension text, kind text, question text)

-- name: instrument_version_published
-- in: { instrument_id uuid }
-- out: instrument_version
SELECT {{instrument_version_columns()}}
FROM instrument_versions v
WHERE v.organization_id = :@organization_id AND v.instrument_id = :instrument_id AND v.state = 'published'

-- name: instrument_version_update
-- in: instrument_version
-- writes
UPDATE instrument_versions SET state = :state, version = :version, updated_at = :updated_at
WHERE organization_id = :@organization_id AND id = :id
