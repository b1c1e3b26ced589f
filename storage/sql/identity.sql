-- Who calls: clients and employees with their roles. The token named the tenant; row-level security holds it to that (R-03).

-- name: identity_client
-- in: { client_id uuid }
-- out: { name text, revoked_at instant, secret_changed_at instant }
SELECT c.name, c.revoked_at, c.secret_changed_at
FROM clients c
WHERE c.organization_id = :@organization_id AND c.id = :client_id

-- name: identity_employee
-- in: { employee_id ref }
-- out: { id uuid, name text, left_on date }
SELECT e.id, e.name, e.left_on
FROM employees e
WHERE e.organization_id = :@organization_id
--? employee_id=id
  AND e.id = :employee_id
--? employee_id=nip
  AND e.nip = :employee_id
--.

-- Of a client or of an employee.
-- name: identity_roles
-- in: { client_id uuid, employee_id ref }
-- out: { role text, unit_id uuid }
SELECT r.role, r.unit_id
FROM role_assignments r
WHERE r.organization_id = :@organization_id AND r.revoked_at IS NULL
--? client_id
  AND r.client_id = :client_id
--? employee_id=id
  AND r.employee_id = :employee_id
--? employee_id=nip
  AND r.employee_id = (SELECT e.id FROM employees e
                       WHERE e.organization_id = :@organization_id AND e.nip = :employee_id)
--.

-- name: identity_find_client
-- in: { client_id uuid }
-- out: { organization_id uuid, secret_hash text }
-- global
SELECT f.organization_id, f.secret_hash FROM find_client(:client_id) f

-- name: identity_find_organization
-- in: { slug text }
-- out: { organization_id uuid }
-- global
SELECT find_organization(:slug) AS organization_id
