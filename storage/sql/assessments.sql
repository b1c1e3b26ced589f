-- Evidence of levels. Insert and read only: the grants refuse anything else.

-- name: assessment_get
-- in: { assessment_id uuid }
-- out: assessment
SELECT {{assessment_columns()}}
FROM assessments s
JOIN employees e ON e.organization_id = s.organization_id AND e.id = s.employee_id
WHERE s.organization_id = :@organization_id AND s.id = :assessment_id
--? @scope
  AND {{employee_in_scope(e.unit_id, e.id)}}
--.

-- name: assessment_list
-- in: assessments_list_query
-- out: assessment
SELECT {{assessment_columns()}}
FROM assessments s
JOIN employees e ON e.organization_id = s.organization_id AND e.id = s.employee_id
WHERE s.organization_id = :@organization_id
--? @scope
  AND {{employee_in_scope(e.unit_id, e.id)}}
--.
--? employee_id=id
  AND s.employee_id = :employee_id
--? employee_id=ext
  AND e.external_id = :employee_id
--? employee_id=nip
  AND e.nip = :employee_id
--.
--? competency_id=id
  AND s.competency_id = :competency_id
--? competency_id=ext
  AND s.competency_id = (SELECT c.id FROM competencies c
                         WHERE c.organization_id = :@organization_id AND c.external_id = :competency_id)
--.
--? sort=created_at after_id
  AND (s.created_at, s.id) > (:after_text::timestamptz, :after_id)
--? sort=-created_at after_id
  AND (s.created_at, s.id) < (:after_text::timestamptz, :after_id)
--.
--? sort=created_at
ORDER BY s.created_at, s.id
--? sort=-created_at
ORDER BY s.created_at DESC, s.id DESC
--.
LIMIT :limit

-- name: assessment_insert
-- in: { rows json }
-- writes
INSERT INTO assessments (organization_id, id, employee_id, competency_id, level, method, assessed_on, source_reference, note,
                         recorded_by, created_at)
SELECT :@organization_id, r.id, r.employee_id, r.competency_id, r.level, r.method, r.assessed_on, r.source_reference, r.note,
       r.recorded_by, r.created_at
FROM jsonb_to_recordset(:rows) AS r (id uuid, employee_id uuid, competency_id uuid, level smallint, method text,
                                     assessed_on date, source_reference text, note text, recorded_by uuid,
                                     created_at timestamptz)
