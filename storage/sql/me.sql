-- What the caller's token does not say about them.

-- name: me_organization
-- out: me_organization
SELECT o.id, o.slug, o.name FROM organizations o WHERE o.id = :@organization_id

-- name: me_units
-- in: { ids uuids }
-- out: { id uuid, name text }
SELECT u.id, u.name FROM units u WHERE u.organization_id = :@organization_id AND u.id = ANY (:ids)
