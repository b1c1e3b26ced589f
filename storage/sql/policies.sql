-- Policies belong to the whole organization: everybody reads them.

-- name: policy_get
-- in: { policy_id ref, lock bool }
-- out: policy
-- brief
SELECT {{policy_columns()}}
FROM policies p
WHERE p.organization_id = :@organization_id
--? policy_id=id
  AND p.id = :policy_id
--? policy_id=ext
  AND p.external_id = :policy_id
--.
--? lock
FOR NO KEY UPDATE
--.

-- name: policy_list
-- in: policies_list_query
-- out: policy
-- brief
SELECT {{policy_columns()}}
FROM policies p
WHERE p.organization_id = :@organization_id
--? sort=name after_id
  AND (p.name, p.id) > (:after_text, :after_id)
--? sort=-name after_id
  AND (p.name, p.id) < (:after_text, :after_id)
--.
--? sort=name
ORDER BY p.name, p.id
--? sort=-name
ORDER BY p.name DESC, p.id DESC
--.
LIMIT :limit

-- name: policy_insert
-- in: policy
-- writes
INSERT INTO policies (organization_id, id, external_id, name, description, version, created_at, updated_at)
VALUES (:@organization_id, :id, :external_id, :name, :description, :version, :created_at, :updated_at)

-- name: policy_update
-- in: policy
-- writes
UPDATE policies
SET external_id = :external_id, name = :name, description = :description, version = :version, updated_at = :updated_at
WHERE organization_id = :@organization_id AND id = :id
