-- 0001_foundation: tenants, the role of the server, units, positions, employees, the trail of changes.
-- Every tenant table: primary key (organization_id, id), composite foreign keys, row-level security, named constraints.
-- A foreign key costs a statement per row. So a table whose rows refer to a row of the tenant anyway (employees to their unit)
-- has none to organizations of its own, nor has the trail, which is only written together with the row that it is about.

-- Asked first, because an owner who may not create roles may find it made (deploy/roles.sql).
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bangkom_app') THEN
        CREATE ROLE bangkom_app NOLOGIN;
    END IF;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
END
$$;
-- The migrating role may become the server's role (one-login installations: the server does SET ROLE).
DO $$
BEGIN
    IF NOT pg_has_role(current_user, 'bangkom_app', 'MEMBER') THEN
        EXECUTE format('GRANT bangkom_app TO %I', current_user);
    END IF;
EXCEPTION
    WHEN insufficient_privilege OR unique_violation THEN NULL;
END
$$;
GRANT USAGE ON SCHEMA bangkom TO bangkom_app;
GRANT SELECT ON bangkom.schema_migrations TO bangkom_app;

CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA bangkom;

-- The tenant of the running transaction, or NULL: then every policy below refuses every row.
CREATE FUNCTION current_organization() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT NULLIF(current_setting('bangkom.organization_id', true), '')::uuid $$;

CREATE TABLE organizations (
    id uuid NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT organizations_pkey PRIMARY KEY (id),
    CONSTRAINT organizations_slug_key UNIQUE (slug),
    CONSTRAINT organizations_slug_shape CHECK (slug ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$' AND length(slug) <= 60)
);
ALTER TABLE organizations ENABLE ROW LEVEL SECURITY;
CREATE POLICY organizations_own ON organizations TO bangkom_app USING (id = current_organization());
GRANT SELECT ON organizations TO bangkom_app;

CREATE TABLE units (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    external_id text,
    name text NOT NULL,
    kind text NOT NULL,
    parent_id uuid,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT units_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT units_organization_fkey FOREIGN KEY (organization_id) REFERENCES organizations (id),
    CONSTRAINT units_parent_fkey FOREIGN KEY (organization_id, parent_id) REFERENCES units (organization_id, id),
    CONSTRAINT units_external_id_key UNIQUE (organization_id, external_id),
    CONSTRAINT units_parent_other CHECK (parent_id <> id),
    CONSTRAINT units_name_length CHECK (length(name) BETWEEN 1 AND 200),
    CONSTRAINT units_kind_known CHECK (kind IN ('institution', 'agency', 'division', 'subdivision', 'subdistrict', 'village', 'other'))
);
CREATE INDEX units_parent_idx ON units (organization_id, parent_id);
CREATE INDEX units_name_idx ON units (organization_id, name, id);
CREATE INDEX units_created_idx ON units (organization_id, created_at, id);

-- Closure of the tree: one row per unit and ancestor, itself included (depth 0). R-02 asks it on every read.
CREATE TABLE unit_ancestors (
    organization_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    ancestor_id uuid NOT NULL,
    depth integer NOT NULL,
    CONSTRAINT unit_ancestors_pkey PRIMARY KEY (organization_id, unit_id, ancestor_id),
    CONSTRAINT unit_ancestors_unit_fkey FOREIGN KEY (organization_id, unit_id)
        REFERENCES units (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT unit_ancestors_ancestor_fkey FOREIGN KEY (organization_id, ancestor_id)
        REFERENCES units (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT unit_ancestors_depth_range CHECK (depth BETWEEN 0 AND 32)
);
CREATE INDEX unit_ancestors_ancestor_idx ON unit_ancestors (organization_id, ancestor_id, unit_id);

-- New units hang below all ancestors of their parents. Once per statement, because an import adds hundreds; walking up
-- (not copying the parent's rows) is right also when one statement inserts parent and child in any order. LIMIT holds
-- the planner to one look into the index per step. A move that is not committed yet is waited for, and moves wait for
-- inserts, so that neither misses the other's rows.
CREATE FUNCTION units_link() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('units_move:' || o.organization_id::text, 0))
    FROM (SELECT DISTINCT a.organization_id FROM added a ORDER BY 1) o;
    WITH RECURSIVE up (organization_id, unit_id, id, parent_id, depth) AS (
        SELECT a.organization_id, a.id, a.id, a.parent_id, 0 FROM added a
        UNION ALL
        SELECT up.organization_id, up.unit_id, p.id, p.parent_id, up.depth + 1 FROM up
        CROSS JOIN LATERAL (SELECT u.id, u.parent_id FROM units u
                            WHERE u.organization_id = up.organization_id AND u.id = up.parent_id LIMIT 1) p
        WHERE up.depth < 33
    )
    INSERT INTO unit_ancestors (organization_id, unit_id, ancestor_id, depth)
    SELECT up.organization_id, up.unit_id, up.id, min(up.depth) FROM up GROUP BY up.organization_id, up.unit_id, up.id
    HAVING CASE WHEN max(up.depth) > min(up.depth) THEN bangkom.raise_cycle('units_parent_acyclic')
                WHEN max(up.depth) > 32 THEN bangkom.raise_cycle('unit_ancestors_depth_range') ELSE true END
    ON CONFLICT ON CONSTRAINT unit_ancestors_pkey DO NOTHING;
    RETURN NULL;
END
$$;

CREATE FUNCTION raise_cycle(name text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the tree would contain a cycle or be deeper than 32' USING ERRCODE = 'check_violation', CONSTRAINT = name;
END
$$;

-- A moved unit takes its subtree along. Moves of one organization happen one after the other, so that two
-- moves at once cannot close a circle that neither sees.
CREATE FUNCTION units_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('units_move:' || NEW.organization_id::text, 0));
    IF EXISTS (SELECT 1 FROM unit_ancestors a
               WHERE a.organization_id = NEW.organization_id AND a.unit_id = NEW.parent_id AND a.ancestor_id = NEW.id) THEN
        PERFORM raise_cycle('units_parent_acyclic');
    END IF;
    DELETE FROM unit_ancestors a
    USING unit_ancestors below
    WHERE below.organization_id = NEW.organization_id AND below.ancestor_id = NEW.id
      AND a.organization_id = NEW.organization_id AND a.unit_id = below.unit_id
      AND a.depth > below.depth;
    INSERT INTO unit_ancestors (organization_id, unit_id, ancestor_id, depth)
    SELECT NEW.organization_id, below.unit_id, above.ancestor_id, below.depth + above.depth + 1
    FROM unit_ancestors below
    JOIN unit_ancestors above ON above.organization_id = NEW.organization_id AND above.unit_id = NEW.parent_id
    WHERE below.organization_id = NEW.organization_id AND below.ancestor_id = NEW.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER units_link AFTER INSERT ON units REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION units_link();
CREATE TRIGGER units_move AFTER UPDATE OF parent_id ON units FOR EACH ROW
    WHEN (OLD.parent_id IS DISTINCT FROM NEW.parent_id) EXECUTE FUNCTION units_move();

CREATE TABLE positions (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    external_id text,
    name text NOT NULL,
    kind text NOT NULL,
    echelon_code text,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT positions_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT positions_organization_fkey FOREIGN KEY (organization_id) REFERENCES organizations (id),
    CONSTRAINT positions_external_id_key UNIQUE (organization_id, external_id),
    CONSTRAINT positions_name_length CHECK (length(name) BETWEEN 1 AND 200),
    CONSTRAINT positions_kind_known CHECK (kind IN ('structural', 'functional', 'dual', 'general'))
);
CREATE INDEX positions_name_idx ON positions (organization_id, name, id);
CREATE INDEX positions_created_idx ON positions (organization_id, created_at, id);

CREATE TABLE employees (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    external_id text COLLATE "C",
    nip text COLLATE "C" NOT NULL,
    name text NOT NULL,
    name_folded text COLLATE "C" GENERATED ALWAYS AS (lower(name)) STORED,
    front_title text,
    back_title text,
    kind text NOT NULL,
    sex text,
    birth_date date,
    rank_code text,
    rank_since date,
    unit_id uuid NOT NULL,
    position_id uuid,
    position_since date,
    target_position_id uuid,
    heads_unit boolean NOT NULL DEFAULT false,
    email text,
    contract_start date,
    left_on date,
    warnings text[] NOT NULL DEFAULT '{}',
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT employees_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT employees_unit_fkey FOREIGN KEY (organization_id, unit_id) REFERENCES units (organization_id, id),
    CONSTRAINT employees_position_fkey FOREIGN KEY (organization_id, position_id) REFERENCES positions (organization_id, id),
    CONSTRAINT employees_target_position_fkey FOREIGN KEY (organization_id, target_position_id)
        REFERENCES positions (organization_id, id),
    CONSTRAINT employees_nip_key UNIQUE (organization_id, nip),
    CONSTRAINT employees_external_id_key UNIQUE (organization_id, external_id),
    CONSTRAINT employees_nip_shape CHECK (nip ~ '^[0-9]{18}$'),
    CONSTRAINT employees_name_length CHECK (length(name) BETWEEN 1 AND 200),
    CONSTRAINT employees_kind_known CHECK (kind IN ('pns', 'cpns', 'pppk')),
    CONSTRAINT employees_sex_known CHECK (sex IN ('male', 'female'))
);
CREATE INDEX employees_name_idx ON employees (organization_id, name_folded, id);
CREATE INDEX employees_created_idx ON employees (organization_id, created_at, id);
CREATE INDEX employees_unit_idx ON employees (organization_id, unit_id, name_folded, id);
CREATE INDEX employees_position_idx ON employees (organization_id, position_id);
CREATE INDEX employees_target_position_idx ON employees (organization_id, target_position_id)
    WHERE target_position_id IS NOT NULL;

-- Who did what, when and why. Append-only by grant.
CREATE TABLE audit_events (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    principal_id uuid,
    principal_name text,
    operation text NOT NULL,
    resource_type text NOT NULL,
    resource_id uuid NOT NULL,
    resource_version bigint,
    request_id text,
    reason text,
    detail jsonb,
    CONSTRAINT audit_events_pkey PRIMARY KEY (organization_id, id)
);
CREATE INDEX audit_events_resource_idx ON audit_events (organization_id, resource_type, resource_id, id);
CREATE INDEX audit_events_principal_idx ON audit_events (organization_id, principal_id, id);

-- What happened, for those who follow. Thin on purpose: ids and versions, no personal data. A reader takes rows
-- whose transaction_id lies below pg_snapshot_xmin(pg_current_snapshot()), ordered by (transaction_id, id): gap-free.
CREATE TABLE outbox_events (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
    at timestamptz NOT NULL,
    type text NOT NULL,
    resource_type text NOT NULL,
    resource_id uuid NOT NULL,
    resource_version bigint,
    CONSTRAINT outbox_events_pkey PRIMARY KEY (organization_id, transaction_id, id)
);

CREATE TABLE idempotency_keys (
    organization_id uuid NOT NULL,
    principal_id uuid NOT NULL,
    key text NOT NULL,
    request_hash text NOT NULL,
    status integer NOT NULL,
    headers jsonb NOT NULL,
    body text,
    created_at timestamptz NOT NULL,
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (organization_id, principal_id, key),
    CONSTRAINT idempotency_keys_organization_fkey FOREIGN KEY (organization_id) REFERENCES organizations (id)
);
CREATE INDEX idempotency_keys_created_idx ON idempotency_keys (created_at);

-- One policy shape for every tenant table. Written as a subquery, what is checked of a new row is asked once per statement
-- and not once per row: a fifth of the cost of inserting a small one.
CREATE PROCEDURE tenant_table(name regclass, privileges text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON %s TO bangkom_app
                    USING (organization_id = bangkom.current_organization())
                    WITH CHECK (organization_id = (SELECT bangkom.current_organization()))', name);
    EXECUTE format('GRANT %s ON %s TO bangkom_app', privileges, name);
END
$$;
CALL tenant_table('units', 'SELECT, INSERT, UPDATE');
CALL tenant_table('unit_ancestors', 'SELECT, INSERT, DELETE');
CALL tenant_table('positions', 'SELECT, INSERT, UPDATE');
CALL tenant_table('employees', 'SELECT, INSERT, UPDATE');
CALL tenant_table('audit_events', 'SELECT, INSERT');
CALL tenant_table('outbox_events', 'SELECT, INSERT');
CALL tenant_table('idempotency_keys', 'SELECT, INSERT, DELETE');
