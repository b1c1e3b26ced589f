-- Jobs. A claimed job is held by its number of claims: whoever claims it later has another one.

-- A job that failed for good is started again by whoever queues it again.

-- name: job_insert
-- in: { id uuid, kind text, resource_id uuid, day date }
-- writes
INSERT INTO jobs (organization_id, id, kind, resource_id, run_after, created_at)
VALUES (:@organization_id, :id, :kind, :resource_id, COALESCE(:day::timestamptz, now()), :@now)
ON CONFLICT ON CONSTRAINT jobs_resource_key
DO UPDATE SET state = 'queued', attempts = 0, lost = 0, run_after = EXCLUDED.run_after, last_error = NULL
WHERE jobs.state = 'failed'

-- name: job_claim
-- in: { lease_s integer }
-- out: { organization_id uuid, id uuid, kind text, resource_id uuid, attempts integer, lost integer, claims integer }
-- writes
-- global
SELECT c.organization_id, c.id, c.kind, c.resource_id, c.attempts, c.lost, c.claims
FROM claim_job(:lease_s::integer) c

-- name: job_extend
-- in: { id uuid, claims integer, lease_s integer, advanced bool }
-- out: { id uuid }
-- writes
UPDATE jobs
SET lease_until = now() + make_interval(secs => :lease_s::double precision)
--? advanced
  , attempts = 1, lost = 0
--.
WHERE organization_id = :@organization_id AND id = :id AND state = 'running' AND claims = :claims
RETURNING id

-- Does not wait for the transaction of the very work that it is for: as long as that one holds the row nobody claims it.

-- name: job_beat
-- in: { id uuid, claims integer, lease_s integer }
-- writes
WITH held AS (
    SELECT j.organization_id, j.id FROM jobs j
    WHERE j.organization_id = :@organization_id AND j.id = :id AND j.state = 'running' AND j.claims = :claims
    FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE jobs j
SET lease_until = now() + make_interval(secs => :lease_s::double precision)
FROM held h
WHERE j.organization_id = h.organization_id AND j.id = h.id

-- name: job_finish
-- in: { id uuid, claims integer, state text, last_error text }
-- writes
UPDATE jobs
SET state = :state, lease_until = NULL, last_error = COALESCE(:last_error, last_error)
WHERE organization_id = :@organization_id AND id = :id AND state = 'running' AND claims = :claims

-- name: job_give_back
-- in: { id uuid, claims integer, spent integer, wait_s integer, last_error text }
-- writes
UPDATE jobs
SET state = 'queued', lease_until = NULL, attempts = attempts - 1 + :spent::integer,
    run_after = now() + make_interval(secs => :wait_s::double precision), last_error = COALESCE(:last_error, last_error)
WHERE organization_id = :@organization_id AND id = :id AND state = 'running' AND claims = :claims
