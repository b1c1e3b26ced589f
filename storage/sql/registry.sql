-- Records named by id or by the caller's own key, many at once.

-- name: competency_find
-- in: reference_query
-- out: reference_found
SELECT c.id, c.external_id
FROM competencies c
WHERE c.organization_id = :@organization_id AND (c.id = ANY (:ids) OR c.external_id = ANY (:keys))

-- name: training_find
-- in: reference_query
-- out: reference_found
SELECT t.id, t.external_id
FROM trainings t
WHERE t.organization_id = :@organization_id AND (t.id = ANY (:ids) OR t.external_id = ANY (:keys))
