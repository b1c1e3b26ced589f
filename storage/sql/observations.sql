-- Level 3. Insert and read only. An observation is found by where the participant serves today.

-- macro: observation_columns()
o.id, o.enrolment_id, n.session_id, n.employee_id, o.competency_id, o.observer_id, o.observed_on, o.score, o.note, o.created_at

-- macro: observation_tables()
observations o
JOIN enrolments n ON n.organization_id = o.organization_id AND n.id = o.enrolment_id
JOIN employees e ON e.organization_id = n.organization_id AND e.id = n.employee_id

-- name: observation_get
-- in: { observation_id uuid }
-- out: observation
-- brief
SELECT {{observation_columns()}}
FROM {{observation_tables()}}
WHERE o.organization_id = :@organization_id AND o.id = :observation_id
--? @scope
  AND {{employee_in_scope(e.unit_id, e.id)}}
--.

-- name: observation_list
-- in: observations_list_query
-- out: observation
-- brief
SELECT {{observation_columns()}}
FROM {{observation_tables()}}
WHERE o.organization_id = :@organization_id
--? @scope
  AND {{employee_in_scope(e.unit_id, e.id)}}
--.
--? enrolment_id
  AND o.enrolment_id = :enrolment_id
--.
--? session_id=id
  AND n.session_id = :session_id
--? session_id=ext
  AND n.session_id = (SELECT s.id FROM sessions s WHERE s.organization_id = :@organization_id AND s.external_id = :session_id)
--.
--? employee_id=id
  AND e.id = :employee_id
--? employee_id=ext
  AND e.external_id = :employee_id
--? employee_id=nip
  AND e.nip = :employee_id
--.
--? sort=created_at after_id
  AND (o.created_at, o.id) > (:after_text::timestamptz, :after_id)
--? sort=-created_at after_id
  AND (o.created_at, o.id) < (:after_text::timestamptz, :after_id)
--.
--? sort=created_at
ORDER BY o.created_at, o.id
--? sort=-created_at
ORDER BY o.created_at DESC, o.id DESC
--.
LIMIT :limit

-- The one row is there whatever is found.
-- name: observation_target
-- in: { enrolment_id uuid, competency_id ref }
-- out: observation_target
SELECT t.enrolment_id, t.session_id, t.employee_id, t.attended, t.ended_on,
       ({{parameter_on(evaluation.level3_after_months, :@today)}})::integer AS months,
       (SELECT c.id FROM competencies c
        WHERE c.organization_id = :@organization_id
--? competency_id=id
          AND c.id = :competency_id
--? competency_id=ext
          AND c.external_id = :competency_id
--.
       ) AS competency_id
FROM (VALUES (1)) one
LEFT JOIN (
    SELECT n.id AS enrolment_id, n.session_id, e.id AS employee_id, n.state IN ('attended', 'passed', 'failed') AS attended,
           (SELECT {{last_day(max(upper(b.during)))}} FROM session_blocks b
            WHERE b.organization_id = n.organization_id AND b.session_id = n.session_id AND b.held) AS ended_on
    FROM enrolments n
    JOIN employees e ON e.organization_id = n.organization_id AND e.id = n.employee_id
    WHERE n.organization_id = :@organization_id AND n.id = :enrolment_id
--? @scope
      AND {{employee_in_scope(e.unit_id, e.id)}}
--.
) t ON true

-- name: observation_insert
-- in: observation
-- writes
INSERT INTO observations (organization_id, id, enrolment_id, competency_id, observer_id, observed_on, score, note, created_at)
VALUES (:@organization_id, :id, :enrolment_id, :competency_id, :observer_id, :observed_on, :score, :note, :created_at)
