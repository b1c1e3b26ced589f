-- Units. Every statement names the tenant itself; row-level security stands behind it (R-03).

-- name: unit_get
-- in: { unit_id ref, lock bool }
-- out: unit
-- brief
SELECT {{unit_columns()}}
FROM units u
WHERE u.organization_id = :@organization_id
--? unit_id=id
  AND u.id = :unit_id
--? unit_id=ext
  AND u.external_id = :unit_id
--.
--? @scope
  AND {{unit_in_scope(u.id)}}
--.
--? lock
FOR NO KEY UPDATE
--.

-- name: unit_list
-- in: units_list_query
-- out: unit
-- brief
SELECT {{unit_columns()}}
FROM units u
WHERE u.organization_id = :@organization_id
--? @scope
  AND {{unit_in_scope(u.id)}}
--.
--? kind
  AND u.kind = :kind
--.
--? parent_id=id
  AND u.parent_id = :parent_id
--? parent_id=ext
  AND u.parent_id = (SELECT p.id FROM units p WHERE p.organization_id = :@organization_id AND p.external_id = :parent_id)
--.
--? below=id
  AND u.id IN (SELECT b.unit_id FROM unit_ancestors b
               WHERE b.organization_id = :@organization_id AND b.ancestor_id = :below)
--? below=ext
  AND u.id IN (SELECT b.unit_id FROM unit_ancestors b JOIN units t
               ON t.organization_id = :@organization_id AND t.id = b.ancestor_id AND t.external_id = :below
               WHERE b.organization_id = :@organization_id)
--.
--? sort=name after_id
  AND (u.name, u.id) > (:after_text, :after_id)
--? sort=-name after_id
  AND (u.name, u.id) < (:after_text, :after_id)
--? sort=created_at after_id
  AND (u.created_at, u.id) > (:after_text::timestamptz, :after_id)
--? sort=-created_at after_id
  AND (u.created_at, u.id) < (:after_text::timestamptz, :after_id)
--.
--? sort=name
ORDER BY u.name, u.id
--? sort=-name
ORDER BY u.name DESC, u.id DESC
--? sort=created_at
ORDER BY u.created_at, u.id
--? sort=-created_at
ORDER BY u.created_at DESC, u.id DESC
--.
LIMIT :limit

-- name: unit_insert
-- in: unit
-- writes
INSERT INTO units (organization_id, id, external_id, name, kind, parent_id, version, created_at, updated_at)
VALUES (:@organization_id, :id, :external_id, :name, :kind, :parent_id, :version, :created_at, :updated_at)

-- name: unit_update
-- in: unit
-- writes
UPDATE units
SET external_id = :external_id, name = :name, kind = :kind, parent_id = :parent_id, version = :version,
    updated_at = :updated_at
WHERE organization_id = :@organization_id AND id = :id
