-- Level 4. `change` and `outcome` are made of the figures by domain/results.c.

-- macro: result_columns()
r.id, r.session_id, r.unit_id, r.indicator, r.unit_of_measure, r.higher_is_better, r.baseline, r.baseline_on, r.target,
r.actual, r.actual_on, NULL::bigint AS change, NULL::text AS outcome, r.recorded_by, r.version, r.created_at, r.updated_at

-- name: result_get
-- in: { result_id uuid, lock bool }
-- out: result
SELECT {{result_columns()}}
FROM results r
WHERE r.organization_id = :@organization_id AND r.id = :result_id
--? @scope
  AND {{unit_in_scope(r.unit_id)}}
--.
--? lock
FOR NO KEY UPDATE OF r
--.

-- name: result_list
-- in: results_list_query
-- out: result
SELECT {{result_columns()}}
FROM results r
WHERE r.organization_id = :@organization_id
--? @scope
  AND {{unit_in_scope(r.unit_id)}}
--.
--? session_id=id
  AND r.session_id = :session_id
--? session_id=ext
  AND r.session_id = (SELECT s.id FROM sessions s WHERE s.organization_id = :@organization_id AND s.external_id = :session_id)
--.
--? unit_id=id
  AND r.unit_id = :unit_id
--? unit_id=ext
  AND r.unit_id = (SELECT u.id FROM units u WHERE u.organization_id = :@organization_id AND u.external_id = :unit_id)
--.
--? sort=created_at after_id
  AND (r.created_at, r.id) > (:after_text::timestamptz, :after_id)
--? sort=-created_at after_id
  AND (r.created_at, r.id) < (:after_text::timestamptz, :after_id)
--.
--? sort=created_at
ORDER BY r.created_at, r.id
--? sort=-created_at
ORDER BY r.created_at DESC, r.id DESC
--.
LIMIT :limit

-- The one row is there whatever is found.
-- name: result_target
-- in: { session_id ref, unit_id ref }
-- out: { session_id uuid, unit_id uuid }
SELECT (SELECT s.id FROM sessions s
        WHERE s.organization_id = :@organization_id
--? session_id=id
          AND s.id = :session_id
--? session_id=ext
          AND s.external_id = :session_id
--.
       ) AS session_id,
       (SELECT u.id FROM units u
        WHERE u.organization_id = :@organization_id
--? unit_id=id
          AND u.id = :unit_id
--? unit_id=ext
          AND u.external_id = :unit_id
--.
--? @scope
          AND {{unit_in_scope(u.id)}}
--.
       ) AS unit_id

-- name: result_insert
-- in: result
-- writes
INSERT INTO results (organization_id, id, session_id, unit_id, indicator, unit_of_measure, higher_is_better, baseline,
                     baseline_on, target, actual, actual_on, recorded_by, version, created_at, updated_at)
VALUES (:@organization_id, :id, :session_id, :unit_id, :indicator, :unit_of_measure, :higher_is_better, :baseline,
        :baseline_on, :target, :actual, :actual_on, :recorded_by, :version, :created_at, :updated_at)

-- name: result_update
-- in: result
-- writes
UPDATE results SET baseline = :baseline, baseline_on = :baseline_on, target = :target, actual = :actual,
                   actual_on = :actual_on, version = :version, updated_at = :updated_at
WHERE organization_id = :@organization_id AND id = :id
