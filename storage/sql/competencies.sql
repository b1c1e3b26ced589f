-- The competency dictionary.

-- name: competency_get
-- in: { competency_id ref, lock bool }
-- out: competency
-- brief
SELECT {{competency_columns()}}
FROM competencies c
WHERE c.organization_id = :@organization_id
--? competency_id=id
  AND c.id = :competency_id
--? competency_id=ext
  AND c.external_id = :competency_id
--.
--? lock
FOR NO KEY UPDATE
--.

-- name: competency_list
-- in: competencies_list_query
-- out: competency
-- brief
SELECT {{competency_columns()}}
FROM competencies c
WHERE c.organization_id = :@organization_id
--? kind
  AND c.kind = :kind
--.
--? parent_id=id
  AND c.parent_id = :parent_id
--? parent_id=ext
  AND c.parent_id = (SELECT p.id FROM competencies p WHERE p.organization_id = :@organization_id AND p.external_id = :parent_id)
--.
--? sort=code after_id
  AND (c.code, c.id) > (:after_text, :after_id)
--? sort=-code after_id
  AND (c.code, c.id) < (:after_text, :after_id)
--.
--? sort=code
ORDER BY c.code, c.id
--? sort=-code
ORDER BY c.code DESC, c.id DESC
--.
LIMIT :limit

-- name: competency_insert
-- in: competency
-- writes
INSERT INTO competencies (organization_id, id, external_id, code, name, kind, aspect, parent_id, definition, levels, version,
                          created_at, updated_at)
VALUES (:@organization_id, :id, :external_id, :code, :name, :kind, :aspect, :parent_id, :definition, :levels, :version,
        :created_at, :updated_at)

-- name: competency_update
-- in: competency
-- writes
UPDATE competencies
SET external_id = :external_id, code = :code, name = :name, kind = :kind, aspect = :aspect, parent_id = :parent_id,
    definition = :definition, levels = :levels, version = :version, updated_at = :updated_at
WHERE organization_id = :@organization_id AND id = :id

-- name: competency_resolve
-- in: { ids uuids, keys texts }
-- out: { id uuid, external_id text, code text, name text }
SELECT c.id, c.external_id, c.code, c.name
FROM competencies c
WHERE c.organization_id = :@organization_id AND (c.id = ANY (:ids) OR c.external_id = ANY (:keys))
