-- What trainings teach. Triggers hold what was published (R-35); whoever changes or publishes a draft locks the training first.

-- name: training_version_get
-- in: { training_id ref, training_version_id uuid }
-- out: training_version
-- brief
SELECT {{training_version_columns()}}
FROM training_versions v
WHERE v.organization_id = :@organization_id AND v.id = :training_version_id
--? training_id=id
  AND v.training_id = :training_id
--? training_id=ext
  AND v.training_id = (SELECT t.id FROM trainings t WHERE t.organization_id = :@organization_id AND t.external_id = :training_id)
--.

-- name: training_version_list
-- in: training_versions_list_query
-- out: training_version
-- brief
SELECT {{training_version_columns()}}
FROM training_versions v
WHERE v.organization_id = :@organization_id
--? training_id=id
  AND v.training_id = :training_id
--? training_id=ext
  AND v.training_id = (SELECT t.id FROM trainings t WHERE t.organization_id = :@organization_id AND t.external_id = :training_id)
--.
--? state
  AND v.state = :state
--.
--? sort=number after_id
  AND v.number > :after_text::integer
--? sort=-number after_id
  AND v.number < :after_text::integer
--.
--? sort=number
ORDER BY v.number
--? sort=-number
ORDER BY v.number DESC
--.
LIMIT :limit

-- name: training_version_last
-- in: { training_id ref }
-- out: { number integer }
SELECT COALESCE(max(v.number), 0) AS number
FROM training_versions v
JOIN trainings t ON t.organization_id = v.organization_id AND t.id = v.training_id
WHERE t.organization_id = :@organization_id
--? training_id=id
  AND t.id = :training_id
--? training_id=ext
  AND t.external_id = :training_id
--.

-- name: training_version_published
-- in: { training_id ref }
-- out: training_version
SELECT {{training_version_columns()}}
FROM trainings t
JOIN training_versions v ON v.organization_id = t.organization_id AND v.training_id = t.id AND v.state = 'published'
WHERE t.organization_id = :@organization_id
--? training_id=id
  AND t.id = :training_id
--? training_id=ext
  AND t.external_id = :training_id
--.

-- name: published_modules
-- in: { training_id ref }
-- out: training_module_row
SELECT m.id, m.training_version_id, m.ordinal, m.title, m.learning_outcome, m.competency_id, m.target_level, m.method,
       m.materials, m.jp
FROM trainings t
JOIN training_versions v ON v.organization_id = t.organization_id AND v.training_id = t.id AND v.state = 'published'
JOIN modules m ON m.organization_id = v.organization_id AND m.training_version_id = v.id
WHERE t.organization_id = :@organization_id
--? training_id=id
  AND t.id = :training_id
--? training_id=ext
  AND t.external_id = :training_id
--.
ORDER BY m.ordinal

-- name: training_version_insert
-- in: training_version
-- writes
INSERT INTO training_versions (organization_id, id, training_id, number, state, summary, changes, curriculum_standard,
                               instructor_requirement, created_by, version, created_at, updated_at)
VALUES (:@organization_id, :id, :training_id, :number, :state, :summary, :changes, :curriculum_standard,
        :instructor_requirement, :created_by, :version, :created_at, :updated_at)

-- name: training_version_update
-- in: training_version
-- writes
UPDATE training_versions
SET state = :state, summary = :summary, changes = :changes, curriculum_standard = :curriculum_standard,
    instructor_requirement = :instructor_requirement, published_at = :published_at, version = :version,
    updated_at = :updated_at
WHERE organization_id = :@organization_id AND id = :id

-- name: modules_drop
-- in: { training_version_id uuid }
-- writes
DELETE FROM modules WHERE organization_id = :@organization_id AND training_version_id = :training_version_id

-- name: module_insert
-- in: { rows records(training_module_row) }
-- writes
INSERT INTO modules (organization_id, id, training_version_id, ordinal, title, learning_outcome, competency_id, target_level,
                     method, materials, jp)
SELECT :@organization_id, r.id, r.training_version_id, r.ordinal, r.title, r.learning_outcome, r.competency_id, r.target_level,
       r.method, COALESCE(r.materials, '{}'), (r.jp * 100)::integer
FROM jsonb_to_recordset(:rows) AS r (id uuid, training_version_id uuid, ordinal integer, title text, learning_outcome text,
                                     competency_id uuid, target_level smallint, method text, materials text[], jp numeric)
