-- Who teaches, and what.

-- name: instructor_get
-- in: { instructor_id ref, lock bool }
-- out: instructor
-- brief
SELECT {{instructor_columns()}}
FROM instructors i
LEFT JOIN partners p ON p.organization_id = i.organization_id AND p.id = i.partner_id
WHERE i.organization_id = :@organization_id
--? instructor_id=id
  AND i.id = :instructor_id
--? instructor_id=ext
  AND i.external_id = :instructor_id
--.
--? lock
FOR NO KEY UPDATE OF i
--.

-- name: instructor_list
-- in: instructors_list_query
-- out: instructor
-- brief
SELECT {{instructor_columns()}}
FROM instructors i
LEFT JOIN partners p ON p.organization_id = i.organization_id AND p.id = i.partner_id
WHERE i.organization_id = :@organization_id
--? partner_id=id
  AND i.partner_id = :partner_id
--? partner_id=ext
  AND p.external_id = :partner_id
--.
--? competency_id=id
  AND i.id IN (SELECT x.instructor_id FROM instructor_expertise x
               WHERE x.organization_id = :@organization_id AND x.competency_id = :competency_id)
--? competency_id=ext
  AND i.id IN (SELECT x.instructor_id FROM instructor_expertise x
               JOIN competencies c ON c.organization_id = x.organization_id AND c.id = x.competency_id
               WHERE x.organization_id = :@organization_id AND c.external_id = :competency_id)
--.
--? internal
  AND (i.employee_id IS NOT NULL) = :internal
--.
--? state
  AND i.state = :state
--.
--? sort=name after_id
  AND (i.name, i.id) > (:after_text, :after_id)
--? sort=-name after_id
  AND (i.name, i.id) < (:after_text, :after_id)
--.
--? sort=name
ORDER BY i.name, i.id
--? sort=-name
ORDER BY i.name DESC, i.id DESC
--.
LIMIT :limit

-- name: instructor_insert
-- in: instructor
-- writes
INSERT INTO instructors (organization_id, id, external_id, name, employee_id, partner_id, state, version, created_at,
                         updated_at)
VALUES (:@organization_id, :id, :external_id, :name, :employee_id, :partner_id, :state, :version, :created_at, :updated_at)

-- name: instructor_update
-- in: instructor
-- writes
UPDATE instructors
SET external_id = :external_id, name = :name, state = :state, version = :version, updated_at = :updated_at
WHERE organization_id = :@organization_id AND id = :id

-- name: expertise_drop
-- in: { instructor_id uuid }
-- writes
DELETE FROM instructor_expertise WHERE organization_id = :@organization_id AND instructor_id = :instructor_id

-- name: expertise_insert
-- in: { instructor_id uuid, rows records(instructor_expertise_row) }
-- writes
INSERT INTO instructor_expertise (organization_id, instructor_id, competency_id, level)
SELECT :@organization_id, :instructor_id, r.competency_id, r.level
FROM jsonb_to_recordset(:rows) AS r (competency_id uuid, level smallint)
