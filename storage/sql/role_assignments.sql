-- Role assignments. A caller finds those over units in their scope; a row over the whole organization (unit_id null) lies in
-- no subtree (R-02).

-- name: role_assignment_get
-- in: { role_assignment_id uuid, lock bool }
-- out: role_assignment
-- brief
SELECT {{role_assignment_columns()}}
FROM {{role_assignment_tables()}}
WHERE r.organization_id = :@organization_id AND r.id = :role_assignment_id
--? @scope
  AND {{unit_in_scope(r.unit_id)}}
--.
--? lock
FOR NO KEY UPDATE OF r
--.

-- name: role_assignment_list
-- in: role_assignments_list_query
-- out: role_assignment
-- brief
SELECT {{role_assignment_columns()}}
FROM {{role_assignment_tables()}}
WHERE r.organization_id = :@organization_id
--? @scope
  AND {{unit_in_scope(r.unit_id)}}
--.
--? client_id
  AND r.client_id = :client_id
--.
--? employee_id=id
  AND r.employee_id = :employee_id
--? employee_id=ext
  AND r.employee_id = (SELECT f.id FROM employees f WHERE f.organization_id = :@organization_id AND f.external_id = :employee_id)
--? employee_id=nip
  AND r.employee_id = (SELECT f.id FROM employees f WHERE f.organization_id = :@organization_id AND f.nip = :employee_id)
--.
--? role
  AND r.role = :role
--.
--? unit_id=id
  AND r.unit_id = :unit_id
--? unit_id=ext
  AND r.unit_id = (SELECT v.id FROM units v WHERE v.organization_id = :@organization_id AND v.external_id = :unit_id)
--.
--? revoked
  AND (r.revoked_at IS NOT NULL) = :revoked
--.
--? after_id
  AND r.id < :after_id
--.
ORDER BY r.id DESC
LIMIT :limit

-- name: role_assignment_insert
-- in: role_assignment
-- writes
INSERT INTO role_assignments (organization_id, id, client_id, employee_id, role, unit_id, partner_id, granted_by, version,
                              created_at, updated_at)
VALUES (:@organization_id, :id, :client_id, :employee_id, :role, :unit_id, :partner_id, :granted_by, :version, :created_at,
        :updated_at)

-- name: role_assignment_revoke
-- in: role_assignment
-- writes
UPDATE role_assignments
SET revoked_at = :revoked_at, revoked_by = :revoked_by, version = :version, updated_at = :updated_at
WHERE organization_id = :@organization_id AND id = :id

-- What takes admins over the whole organization away happens one after the other: two admins who revoke each other at
-- once must not both find the other one left. The lock is taken in a statement of its own, so that the next one
-- counts with a snapshot made after it.
-- name: admins_lock
-- writes
SELECT pg_advisory_xact_lock(hashtextextended('admins:' || :@organization_id::text, 0))

-- Admins over the whole organization that still count: not revoked, and the bearer is still there.
-- name: admins_count
-- in: { except_assignment_id uuid, except_client_id uuid, except_employee_id uuid }
-- out: { admins integer }
SELECT count(*) AS admins
FROM role_assignments r
LEFT JOIN clients c ON c.organization_id = r.organization_id AND c.id = r.client_id
LEFT JOIN employees e ON e.organization_id = r.organization_id AND e.id = r.employee_id
WHERE r.organization_id = :@organization_id AND r.unit_id IS NULL AND r.role = 'admin' AND r.revoked_at IS NULL
  AND CASE WHEN r.client_id IS NULL THEN e.left_on IS NULL OR e.left_on > :@today ELSE c.revoked_at IS NULL END
--? except_assignment_id
  AND r.id <> :except_assignment_id
--.
--? except_client_id
  AND r.client_id IS DISTINCT FROM :except_client_id
--.
--? except_employee_id
  AND r.employee_id IS DISTINCT FROM :except_employee_id
--.
