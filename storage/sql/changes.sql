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

-- name: change_insert_many
-- in: { resource_type text, changes json }
-- writes
-- Each change is {audit_id, event_id, detail}; the detail is the new record with its id, and without a version.
WITH changed AS (
    SELECT i.audit_id, i.event_id, i.detail, (i.detail ->> 'id')::uuid AS resource_id
    FROM jsonb_to_recordset(:changes) AS i (audit_id uuid, event_id uuid, detail jsonb)
), audited AS (
    INSERT INTO audit_events (organization_id, id, at, principal_id, principal_name, operation, resource_type, resource_id,
                              request_id, detail)
    SELECT :@organization_id, c.audit_id, :@now, :@principal_id, :@principal_name, :@operation, :resource_type, c.resource_id,
           :@request_id, c.detail
    FROM changed c
)
INSERT INTO outbox_events (organization_id, id, at, type, resource_type, resource_id)
SELECT :@organization_id, c.event_id, :@now, :@operation, :resource_type, c.resource_id FROM changed c
