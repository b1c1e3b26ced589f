-- The trail of changes, read. Events carry no unit: who does not cover the whole organization finds none (R-02).

-- name: audit_event_get
-- in: { audit_event_id uuid }
-- out: audit_event
SELECT {{audit_event_columns()}}
FROM audit_events a
WHERE a.organization_id = :@organization_id AND a.id = :audit_event_id
--? @scope
  AND false
--.

-- Identifiers begin with the milliseconds of `at`: a range of time is a range of them, and no other index is needed.
-- name: audit_event_list
-- in: audit_events_list_query
-- out: audit_event
SELECT {{audit_event_columns()}}
FROM audit_events a
WHERE a.organization_id = :@organization_id
--? @scope
  AND false
--.
--? resource_type
  AND a.resource_type = :resource_type
--.
--? resource_id
  AND a.resource_id = :resource_id
--.
--? principal_id
  AND a.principal_id = :principal_id
--.
--? operation
  AND a.operation = :operation
--.
--? from
  AND a.at >= :from AND a.id >= {{uuid_from(:from)}}
--.
--? until
  AND a.at < :until AND a.id < {{uuid_from(:until + interval '1 millisecond')}}
--.
--? after_id
  AND a.id < :after_id
--.
ORDER BY a.id DESC
LIMIT :limit
