-- The trail of changes: one statement for both rows, so that a change costs one more statement and not two.

-- name: change_insert
-- in: { audit_id uuid, event_id uuid, resource_type text, resource_id uuid, resource_version integer, reason text, detail json }
-- writes
WITH audited AS (
    INSERT INTO audit_events (organization_id, id, at, principal_id, principal_name, operation, resource_type, resource_id,
                              resource_version, request_id, reason, detail)
    VALUES (:@organization_id, :audit_id, :@now, :@principal_id, :@principal_name, :@operation, :resource_type, :resource_id,
            :resource_version, :@request_id, :reason, :detail)
)
INSERT INTO outbox_events (organization_id, id, at, type, resource_type, resource_id, resource_version)
VALUES (:@organization_id, :event_id, :@now, :@operation, :resource_type, :resource_id, :resource_version)

-- The audit row and the outbox row of every element of :rows, as parts of WITH: resources of one type as they are now,
-- with id and, if they have one, version; :ids are two fresh ones for each.
-- macro: trail(type)
changed AS (
    SELECT (r.detail ->> 'id')::uuid AS resource_id, (r.detail ->> 'version')::bigint AS resource_version, r.detail,
           (:ids)[2 * r.n - 1] AS audit_id, (:ids)[2 * r.n] AS event_id
    FROM jsonb_array_elements(:rows) WITH ORDINALITY AS r (detail, n)
), audited AS (
    INSERT INTO audit_events (organization_id, id, at, principal_id, principal_name, operation, resource_type, resource_id,
                              resource_version, request_id, detail)
    SELECT :@organization_id, c.audit_id, :@now, :@principal_id, :@principal_name, :@operation, {type}, c.resource_id,
           c.resource_version, :@request_id, c.detail
    FROM changed c
), announced AS (
    INSERT INTO outbox_events (organization_id, id, at, type, resource_type, resource_id, resource_version)
    SELECT :@organization_id, c.event_id, :@now, :@operation, {type}, c.resource_id, c.resource_version
    FROM changed c
)

-- The same for many resources of one type in one statement.

-- name: change_insert_many
-- in: { resource_type text, rows json, ids uuids }
-- writes
WITH {{trail(:resource_type)}}
SELECT count(*) FROM changed
