-- The history of states. Rows carry no unit: who does not cover the whole organization finds none (R-02).

-- name: transition_insert
-- in: { id uuid, resource_type text, resource_id uuid, from_state text, to_state text, reason text }
-- writes
INSERT INTO transitions (organization_id, id, resource_type, resource_id, from_state, to_state, at, principal_id,
                         principal_name, reason)
VALUES (:@organization_id, :id, :resource_type, :resource_id, :from_state, :to_state, :@now, :@principal_id,
        :@principal_name, :reason)

-- name: transition_list
-- in: transitions_list_query
-- out: transition
SELECT {{transition_columns()}}
FROM transitions t
WHERE t.organization_id = :@organization_id AND t.resource_type = :resource_type AND t.resource_id = :resource_id
--? @scope
  AND false
--.
--? after_id
  AND t.id > :after_id
--.
ORDER BY t.id
LIMIT :limit
