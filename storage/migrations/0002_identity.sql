-- 0002_identity: who calls, and what they may do where. R-01 to R-03.

-- Programs that call with client credentials. The secret is kept as an scrypt hash only.
CREATE TABLE clients (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    secret_hash text NOT NULL,
    secret_changed_at timestamptz NOT NULL,
    revoked_at timestamptz,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT clients_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT clients_organization_fkey FOREIGN KEY (organization_id) REFERENCES organizations (id),
    CONSTRAINT clients_id_key UNIQUE (id),
    CONSTRAINT clients_name_key UNIQUE (organization_id, name),
    CONSTRAINT clients_name_length CHECK (length(name) BETWEEN 1 AND 200)
);
CREATE INDEX clients_created_idx ON clients (organization_id, created_at, id);

-- A role of a client or an employee over a unit and all below it (unit_id null: the whole organization); the role partner
-- is that of one partner. Never edited: revoking closes the row, granting again opens a new one.
CREATE TABLE role_assignments (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    client_id uuid,
    employee_id uuid,
    role text NOT NULL,
    unit_id uuid,
    partner_id uuid,
    granted_by uuid,
    revoked_at timestamptz,
    revoked_by uuid,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT role_assignments_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT role_assignments_organization_fkey FOREIGN KEY (organization_id) REFERENCES organizations (id),
    CONSTRAINT role_assignments_client_fkey FOREIGN KEY (organization_id, client_id) REFERENCES clients (organization_id, id),
    CONSTRAINT role_assignments_employee_fkey FOREIGN KEY (organization_id, employee_id)
        REFERENCES employees (organization_id, id),
    CONSTRAINT role_assignments_unit_fkey FOREIGN KEY (organization_id, unit_id) REFERENCES units (organization_id, id),
    CONSTRAINT role_assignments_one_bearer CHECK (num_nonnulls(client_id, employee_id) = 1),
    CONSTRAINT role_assignments_partner_role CHECK (partner_id IS NULL OR role = 'partner'),
    CONSTRAINT role_assignments_role_known CHECK (role IN
        ('admin', 'planner', 'approver', 'leader', 'employee', 'instructor', 'partner', 'auditor', 'integration'))
);
-- The same role twice over the same unit says nothing new.
CREATE UNIQUE INDEX role_assignments_once ON role_assignments
    (organization_id, COALESCE(client_id, employee_id), role,
     COALESCE(partner_id, unit_id, '00000000-0000-0000-0000-000000000000'))
    WHERE revoked_at IS NULL;
CREATE INDEX role_assignments_client_idx ON role_assignments (organization_id, client_id, id);
CREATE INDEX role_assignments_employee_idx ON role_assignments (organization_id, employee_id, id);
CREATE INDEX role_assignments_unit_idx ON role_assignments (organization_id, unit_id, id);

CALL tenant_table('clients', 'SELECT, INSERT, UPDATE');
CALL tenant_table('role_assignments', 'SELECT, INSERT, UPDATE');

-- Whose client it is, before the tenant is known. Gives what a caller must prove to know, and nothing else.
CREATE FUNCTION find_client(client_id uuid)
RETURNS TABLE (organization_id uuid, secret_hash text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = bangkom, pg_temp
AS $$ SELECT c.organization_id, c.secret_hash FROM clients c WHERE c.id = client_id AND c.revoked_at IS NULL $$;
REVOKE ALL ON FUNCTION find_client(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_client(uuid) TO bangkom_app;

-- The organization that an identity provider is configured for.
CREATE FUNCTION find_organization(slug text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = bangkom, pg_temp
AS $$ SELECT o.id FROM organizations o WHERE o.slug = find_organization.slug $$;
REVOKE ALL ON FUNCTION find_organization(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_organization(text) TO bangkom_app;
