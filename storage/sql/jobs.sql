-- Jobs. A claimed job is held by its number of attempts: whoever claims it later has another one.

-- name: job_insert
-- in: { id uuid, kind text, resource_id uuid }
-- writes
INSERT INTO jobs (organization_id, id, kind, resource_id, created_at)
VALUES (:@organization_id, :id, :kind, :resource_id, :@now)
ON CONFLICT ON CONSTRAINT jobs_resource_key DO NOTHING

-- name: job_claim
-- in: { lease_s integer }
-- out: { organization_id uuid, id uuid, kind text, resource_id uuid, attempts integer }
-- writes
-- global
SELECT c.organization_id, c.id, c.kind, c.resource_id, c.attempts
FROM claim_job(:lease_s::integer) c

-- name: job_extend
-- in: { id uuid, attempts integer, lease_s integer }
-- out: { id uuid }
-- writes
UPDATE jobs
SET lease_until = now() + make_interval(secs => :lease_s::double precision)
WHERE organization_id = :@organization_id AND id = :id AND state = 'running' AND attempts = :attempts
RETURNING id

-- name: job_finish
-- in: { id uuid, attempts integer, state text }
-- writes
UPDATE jobs
SET state = :state, lease_until = NULL
WHERE organization_id = :@organization_id AND id = :id AND state = 'running' AND attempts = :attempts

-- name: job_give_back
-- in: { id uuid, attempts integer, spent integer, wait_s integer, last_error text }
-- writes
UPDATE jobs
SET state = 'queued', lease_until = NULL, attempts = attempts - 1 + :spent::integer,
    run_after = now() + make_interval(secs => :wait_s::double precision), last_error = COALESCE(:last_error, last_error)
WHERE organization_id = :@organization_id AND id = :id AND state = 'running' AND attempts = :attempts
