-- Questionnaires by name.

-- name: instrument_get
-- in: { instrument_id uuid, lock bool }
-- out: instrument
-- brief
SELECT i.id, i.name, i.version, i.created_at, i.updated_at
FROM instruments i
WHERE i.organization_id = :@organization_id AND i.id = :instrument_id
--? lock
FOR NO KEY UPDATE
--.

-- name: instrument_list
-- in: instruments_list_query
-- out: instrument
-- brief
SELECT i.id, i.name, i.version, i.created_at, i.updated_at
FROM instruments i
WHERE i.organization_id = :@organization_id
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

-- name: instrument_insert
-- in: instrument
-- writes
INSERT INTO instruments (organization_id, id, name, version, created_at, updated_at)
VALUES (:@organization_id, :id, :name, :version, :created_at, :updated_at)
