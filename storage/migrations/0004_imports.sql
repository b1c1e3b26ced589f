-- 0004_imports: asynchronous jobs and the bulk import of HR records.

-- Work that must not run on a request thread. Claimed by claim_job() with FOR UPDATE SKIP LOCKED and a lease, so
-- that the job of a crashed process is taken up again. Whoever claimed it holds it by its number of claims; attempts are
-- those since it last got on, and `lost` those of them that nobody wrote the end of: their process died.
CREATE TABLE jobs (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    resource_id uuid NOT NULL,
    state text NOT NULL DEFAULT 'queued',
    attempts integer NOT NULL DEFAULT 0,
    lost integer NOT NULL DEFAULT 0,
    claims bigint NOT NULL DEFAULT 0,
    run_after timestamptz NOT NULL DEFAULT now(),
    lease_until timestamptz,
    last_error text,
    created_at timestamptz NOT NULL,
    CONSTRAINT jobs_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT jobs_organization_fkey FOREIGN KEY (organization_id) REFERENCES organizations (id),
    CONSTRAINT jobs_resource_key UNIQUE (organization_id, kind, resource_id),
    CONSTRAINT jobs_state_known CHECK (state IN ('queued', 'running', 'done', 'failed'))
);
CREATE INDEX jobs_waiting_idx ON jobs (run_after) WHERE state IN ('queued', 'running');

-- bytes_done, reader_state and csv_header say where reading goes on; they change with the rows read up to there.
CREATE TABLE imports (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    format text NOT NULL,
    dry_run boolean NOT NULL,
    state text NOT NULL DEFAULT 'receiving',
    part_count integer NOT NULL DEFAULT 0,
    byte_count bigint NOT NULL DEFAULT 0,
    bytes_done bigint NOT NULL DEFAULT 0,
    rows_done bigint NOT NULL DEFAULT 0,
    rows_created bigint NOT NULL DEFAULT 0,
    rows_updated bigint NOT NULL DEFAULT 0,
    rows_unchanged bigint NOT NULL DEFAULT 0,
    rows_failed bigint NOT NULL DEFAULT 0,
    rows_warned bigint NOT NULL DEFAULT 0,
    reader_state integer NOT NULL DEFAULT 0,
    csv_header text,
    failure text,
    created_by uuid,
    created_by_name text,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    started_at timestamptz,
    finished_at timestamptz,
    CONSTRAINT imports_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT imports_organization_fkey FOREIGN KEY (organization_id) REFERENCES organizations (id),
    CONSTRAINT imports_kind_known CHECK (kind IN ('employees')),
    CONSTRAINT imports_format_known CHECK (format IN ('json', 'ndjson', 'csv')),
    CONSTRAINT imports_state_known CHECK (state IN ('receiving', 'queued', 'running', 'completed', 'failed', 'cancelled')),
    CONSTRAINT imports_failure_known CHECK (failure IN ('unreadable', 'record-too-long', 'internal', 'crashed'))
);
CREATE INDEX imports_created_idx ON imports (organization_id, created_at, id);

-- The file, cut anywhere. starts_at, the bytes before a part, is known once all parts are there; the parts go when
-- the work has ended, since they hold personal data; they stay where it failed and can be started again.
CREATE TABLE import_parts (
    organization_id uuid NOT NULL,
    import_id uuid NOT NULL,
    number integer NOT NULL,
    byte_count integer NOT NULL,
    starts_at bigint,
    sha256 text NOT NULL,
    body bytea NOT NULL,
    CONSTRAINT import_parts_pkey PRIMARY KEY (organization_id, import_id, number),
    CONSTRAINT import_parts_import_fkey FOREIGN KEY (organization_id, import_id) REFERENCES imports (organization_id, id),
    CONSTRAINT import_parts_number_range CHECK (number BETWEEN 1 AND 10000),
    CONSTRAINT import_parts_not_empty CHECK (byte_count > 0)
);
ALTER TABLE import_parts ALTER COLUMN body SET STORAGE EXTERNAL;

-- What is wrong with rows. The text is made of rule and args when it is read, in the reader's language.
CREATE TABLE import_errors (
    organization_id uuid NOT NULL,
    import_id uuid NOT NULL,
    row_number bigint NOT NULL,
    id uuid NOT NULL,
    pointer text NOT NULL,
    rule text NOT NULL,
    warning boolean NOT NULL,
    args text[] NOT NULL DEFAULT '{}',
    CONSTRAINT import_errors_pkey PRIMARY KEY (organization_id, import_id, row_number, id),
    CONSTRAINT import_errors_import_fkey FOREIGN KEY (organization_id, import_id) REFERENCES imports (organization_id, id)
);

-- What a dry run would have stored so far: later rows of its file are judged by it. Goes when the work has ended.
CREATE TABLE import_previews (
    organization_id uuid NOT NULL,
    import_id uuid NOT NULL,
    kind text NOT NULL,
    id uuid NOT NULL,
    external_id text COLLATE "C",
    nip text COLLATE "C",
    record jsonb NOT NULL,
    CONSTRAINT import_previews_pkey PRIMARY KEY (organization_id, import_id, kind, id),
    CONSTRAINT import_previews_import_fkey FOREIGN KEY (organization_id, import_id) REFERENCES imports (organization_id, id),
    CONSTRAINT import_previews_kind_known CHECK (kind IN ('unit', 'position', 'employee'))
);
CREATE INDEX import_previews_key_idx ON import_previews (organization_id, import_id, kind, external_id);
CREATE INDEX import_previews_nip_idx ON import_previews (organization_id, import_id, nip) WHERE nip IS NOT NULL;

CALL tenant_table('jobs', 'SELECT, INSERT, UPDATE');
CALL tenant_table('imports', 'SELECT, INSERT, UPDATE');
CALL tenant_table('import_parts', 'SELECT, INSERT, UPDATE, DELETE');
CALL tenant_table('import_errors', 'SELECT, INSERT, DELETE');
CALL tenant_table('import_previews', 'SELECT, INSERT, UPDATE, DELETE');

-- The next job of any tenant: the worker does not know whose it is before it holds it.
CREATE FUNCTION claim_job(lease_s integer)
RETURNS TABLE (organization_id uuid, id uuid, kind text, resource_id uuid, attempts integer, lost integer, claims bigint)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = bangkom, pg_temp
AS $$
    UPDATE jobs j
    SET state = 'running', attempts = j.attempts + 1, lost = j.lost + (j.state = 'running')::integer, claims = j.claims + 1,
        lease_until = now() + make_interval(secs => lease_s)
    FROM (SELECT w.organization_id, w.id FROM jobs w
          WHERE w.run_after <= now() AND (w.state = 'queued' OR (w.state = 'running' AND w.lease_until < now()))
          ORDER BY w.run_after FOR UPDATE SKIP LOCKED LIMIT 1) next
    WHERE j.organization_id = next.organization_id AND j.id = next.id
    RETURNING j.organization_id, j.id, j.kind, j.resource_id, j.attempts, j.lost, j.claims
$$;
REVOKE ALL ON FUNCTION claim_job(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION claim_job(integer) TO bangkom_app;
