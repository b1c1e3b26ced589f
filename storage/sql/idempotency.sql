-- Replies of POSTs by Idempotency-Key, so that a repeated request gets the first one's reply.

-- Taken for the whole transaction: who does not get it comes while the first request is still
-- running.
-- name: idempotency_lock
-- in: { key text }
-- out: { locked bool }
-- writes
SELECT pg_try_advisory_xact_lock(hashtextextended(:@organization_id::text || ' ' || :@principal_id::text || ' ' || :key, 0)) AS locked

-- A statement of its own: its snapshot must be younger than the lock.
-- name: idempotency_find
-- in: { key text }
-- out: { request_hash text, status integer, headers json, body text }
SELECT k.request_hash, k.status, k.headers, k.body
FROM idempotency_keys k
WHERE k.organization_id = :@organization_id AND k.principal_id = :@principal_id AND k.key = :key

-- name: idempotency_insert
-- in: { key text, request_hash text, status integer, headers json, body text }
-- writes
INSERT INTO idempotency_keys (organization_id, principal_id, key, request_hash, status, headers, body, created_at)
VALUES (:@organization_id, :@principal_id, :key, :request_hash, :status, :headers, :body, :@now)

-- A few of the oldest at a time, by whoever comes by; two at once would wait for each other.
-- name: idempotency_purge
-- in: { before instant }
-- writes
DELETE FROM idempotency_keys k
USING (SELECT o.principal_id, o.key
       FROM (SELECT pg_try_advisory_xact_lock(hashtextextended('idempotency_purge', 0)) AS mine OFFSET 0) lock
       JOIN idempotency_keys o ON lock.mine
       WHERE o.organization_id = :@organization_id AND o.created_at < :before
       ORDER BY o.created_at
       LIMIT 500) old
WHERE k.organization_id = :@organization_id AND k.principal_id = old.principal_id AND k.key = old.key
