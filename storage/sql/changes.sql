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
