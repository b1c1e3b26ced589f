-- Tenants. Only the owner of the schema may make one; the server's role reads its own.

-- name: organization_insert
-- in: { id uuid, slug text, name text }
-- global
-- owner
-- writes
INSERT INTO organizations (id, slug, name)
VALUES (:id, :slug, :name)
ON CONFLICT ON CONSTRAINT organizations_slug_key DO NOTHING
