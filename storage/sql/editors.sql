-- Who ever changed what others decide on (R-01).

-- name: editor_insert
-- in: { resource_type text, resource_id uuid }
-- writes
INSERT INTO editors (organization_id, resource_type, resource_id, principal_id)
SELECT :@organization_id, :resource_type, :resource_id, :@principal_id
WHERE :@principal_id IS NOT NULL
ON CONFLICT ON CONSTRAINT editors_pkey DO NOTHING

-- name: editors_of
-- in: { resource_type text, resource_id uuid }
-- out: { principal_ids uuids }
SELECT COALESCE(array_agg(x.principal_id), '{}') AS principal_ids
FROM editors x
WHERE x.organization_id = :@organization_id AND x.resource_type = :resource_type AND x.resource_id = :resource_id
