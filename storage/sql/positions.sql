-- Positions and what they require.

-- name: position_get
-- in: { position_id ref, lock bool }
-- out: position
-- brief
SELECT {{position_columns()}}
FROM positions p
WHERE p.organization_id = :@organization_id
--? position_id=id
  AND p.id = :position_id
--? position_id=ext
  AND p.external_id = :position_id
--.
--? lock
FOR NO KEY UPDATE
--.

-- name: position_list
-- in: positions_list_query
-- out: position
-- brief
SELECT {{position_columns()}}
FROM positions p
WHERE p.organization_id = :@organization_id
--? kind
  AND p.kind = :kind
--.
--? sort=name after_id
  AND (p.name, p.id) > (:after_text, :after_id)
--? sort=-name after_id
  AND (p.name, p.id) < (:after_text, :after_id)
--? sort=created_at after_id
  AND (p.created_at, p.id) > (:after_text::timestamptz, :after_id)
--? sort=-created_at after_id
  AND (p.created_at, p.id) < (:after_text::timestamptz, :after_id)
--.
--? sort=name
ORDER BY p.name, p.id
--? sort=-name
ORDER BY p.name DESC, p.id DESC
--? sort=created_at
ORDER BY p.created_at, p.id
--? sort=-created_at
ORDER BY p.created_at DESC, p.id DESC
--.
LIMIT :limit

-- name: position_insert
-- in: position
-- writes
INSERT INTO positions (organization_id, id, external_id, name, kind, echelon_code, version, created_at, updated_at)
VALUES (:@organization_id, :id, :external_id, :name, :kind, :echelon_code, :version, :created_at, :updated_at)

-- name: position_update
-- in: position
-- writes
UPDATE positions
SET external_id = :external_id, name = :name, kind = :kind, echelon_code = :echelon_code, version = :version,
    updated_at = :updated_at
WHERE organization_id = :@organization_id AND id = :id

-- name: standard_as_of
-- in: { position_id ref, as_of date }
-- out: position_standard
SELECT s.competency_id, c.code AS competency_code, c.name AS competency_name, s.required_level,
       lower(s.valid) AS valid_from, upper(s.valid) AS valid_until
FROM positions p
JOIN position_standards s ON s.organization_id = p.organization_id AND s.position_id = p.id AND s.valid @> :as_of
JOIN competencies c ON c.organization_id = s.organization_id AND c.id = s.competency_id
WHERE p.organization_id = :@organization_id
--? position_id=id
  AND p.id = :position_id
--? position_id=ext
  AND p.external_id = :position_id
--.
ORDER BY c.code COLLATE "C"

-- The last day on which something began or ended; also an ending without a beginning is a change.
-- name: standard_newest
-- in: { position_id ref }
-- out: { newest date }
SELECT GREATEST(max(lower(s.valid)), max(upper(s.valid))) AS newest
FROM positions p
JOIN position_standards s ON s.organization_id = p.organization_id AND s.position_id = p.id
WHERE p.organization_id = :@organization_id
--? position_id=id
  AND p.id = :position_id
--? position_id=ext
  AND p.external_id = :position_id
--.

-- name: standard_close
-- in: { position_id uuid, valid_from date }
-- writes
UPDATE position_standards
SET valid = daterange(lower(valid), :valid_from)
WHERE organization_id = :@organization_id AND position_id = :position_id
  AND lower(valid) < :valid_from AND (upper_inf(valid) OR upper(valid) > :valid_from)

-- name: standard_drop
-- in: { position_id uuid, valid_from date }
-- writes
DELETE FROM position_standards
WHERE organization_id = :@organization_id AND position_id = :position_id AND lower(valid) = :valid_from

-- name: standard_insert
-- in: { rows json }
-- writes
INSERT INTO position_standards (organization_id, id, position_id, competency_id, required_level, valid, created_at)
SELECT :@organization_id, r.id, r.position_id, r.competency_id, r.required_level, daterange(r.valid_from, NULL), r.created_at
FROM jsonb_to_recordset(:rows) AS r (id uuid, position_id uuid, competency_id uuid, required_level smallint, valid_from date,
                                     created_at timestamptz)
