-- Clients. They belong to the organization as a whole: a caller with a narrower role finds none (R-02).

-- name: client_get
-- in: { client_id uuid, lock bool }
-- out: client
-- brief
SELECT {{client_columns()}}
FROM clients c
WHERE c.organization_id = :@organization_id AND c.id = :client_id
--? @scope
  AND false
--.
--? lock
FOR NO KEY UPDATE
--.

-- name: client_list
-- in: clients_list_query
-- out: client
-- brief
SELECT {{client_columns()}}
FROM clients c
WHERE c.organization_id = :@organization_id
--? @scope
  AND false
--.
--? revoked
  AND (c.revoked_at IS NOT NULL) = :revoked
--.
--? sort=name after_id
  AND c.name > :after_text
--? sort=created_at after_id
  AND (c.created_at, c.id) > (:after_text::timestamptz, :after_id)
--.
--? sort=name
ORDER BY c.name
--? sort=created_at
ORDER BY c.created_at, c.id
--.
LIMIT :limit

-- The hash of a secret stands in these two only; nothing reads it back but find_client().
-- name: client_insert
-- in: { id uuid, name text, secret_hash text, version integer }
-- writes
INSERT INTO clients (organization_id, id, name, secret_hash, secret_changed_at, version, created_at, updated_at)
VALUES (:@organization_id, :id, :name, :secret_hash, :@now, :version, :@now, :@now)

-- name: client_update_secret
-- in: { id uuid, secret_hash text, version integer }
-- writes
UPDATE clients
SET secret_hash = :secret_hash, secret_changed_at = :@now, version = :version, updated_at = :@now
WHERE organization_id = :@organization_id AND id = :id

-- name: client_update
-- in: client
-- writes
UPDATE clients
SET name = :name, revoked_at = :revoked_at, version = :version, updated_at = :updated_at
WHERE organization_id = :@organization_id AND id = :id
