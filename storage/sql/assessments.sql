-- Evidence of levels. Insert and read only: the grants refuse anything else.

-- name: assessment_get
-- in: { assessment_id uuid }
-- out: assessment
-- brief
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
-- brief
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

-- name: assessment_targets
-- in: { items records(assessment_lookup) }
-- out: assessment_target
-- One row per item, in its order.
SELECT i.ordinal, e.id AS employee_id, c.id AS competency_id, s.id AS existing_id, s.employee_id AS existing_employee_id,
       s.competency_id AS existing_competency_id, s.level AS existing_level, s.method AS existing_method,
       s.assessed_on AS existing_assessed_on, s.source_reference AS existing_source_reference, s.note AS existing_note
FROM jsonb_to_recordset(:items) AS i (ordinal bigint, employee_id uuid, employee_key text, employee_nip text,
                                      competency_id uuid, competency_key text, external_id text)
LEFT JOIN employees e ON e.organization_id = :@organization_id
  AND (e.id = i.employee_id OR e.external_id = i.employee_key OR e.nip = i.employee_nip)
--? @scope
  AND {{employee_in_scope(e.unit_id, e.id)}}
--.
LEFT JOIN competencies c ON c.organization_id = :@organization_id
  AND (c.id = i.competency_id OR c.external_id = i.competency_key)
LEFT JOIN assessments s ON s.organization_id = :@organization_id AND s.external_id = i.external_id
ORDER BY i.ordinal

-- name: assessment_insert
-- in: { items records(assessment) }
-- writes
INSERT INTO assessments (organization_id, id, external_id, employee_id, competency_id, level, method, assessed_on,
                         source_reference, note, enrolment_id, recorded_by, created_at)
SELECT :@organization_id, i.id, i.external_id, i.employee_id, i.competency_id, i.level, i.method, i.assessed_on,
       i.source_reference, i.note, i.enrolment_id, i.recorded_by, i.created_at
FROM jsonb_to_recordset(:items) AS i (id uuid, external_id text, employee_id uuid, competency_id uuid, level smallint,
                                      method text, assessed_on date, source_reference text, note text, enrolment_id uuid,
                                      recorded_by uuid, created_at timestamptz)
