-- Trainings and the national forms they come in.

-- name: training_form_list
-- out: training_form
-- brief
-- global
SELECT f.id, f.name, f.path
FROM training_forms f
ORDER BY f.id

-- name: training_form_get
-- in: { form_id integer }
-- out: training_form
-- brief
-- global
SELECT f.id, f.name, f.path
FROM training_forms f
WHERE f.id = :form_id

-- name: training_get
-- in: { training_id ref }
-- out: training
-- brief
SELECT {{training_columns()}}
FROM {{training_tables()}}
WHERE t.organization_id = :@organization_id
--? training_id=id
  AND t.id = :training_id
--? training_id=ext
  AND t.external_id = :training_id
--.

-- A statement of its own, before training_get: what the training is joined with is then read behind the lock.
-- name: training_lock
-- in: { training_id ref }
-- writes
SELECT t.id
FROM trainings t
WHERE t.organization_id = :@organization_id
--? training_id=id
  AND t.id = :training_id
--? training_id=ext
  AND t.external_id = :training_id
--.
FOR NO KEY UPDATE

-- name: training_list
-- in: trainings_list_query
-- out: training
-- brief
SELECT {{training_columns()}}
FROM {{training_tables()}}
WHERE t.organization_id = :@organization_id
--? state
  AND t.state = :state
--.
--? form_id
  AND t.form_id = :form_id
--.
--? competency_id=id
  AND EXISTS (SELECT FROM modules m WHERE m.organization_id = v.organization_id AND m.training_version_id = v.id
              AND m.competency_id = :competency_id)
--? competency_id=ext
  AND EXISTS (SELECT FROM modules m WHERE m.organization_id = v.organization_id AND m.training_version_id = v.id
              AND m.competency_id = (SELECT c.id FROM competencies c
                                     WHERE c.organization_id = :@organization_id AND c.external_id = :competency_id))
--.
--? sort=name after_id
  AND (t.name, t.id) > (:after_text, :after_id)
--? sort=-name after_id
  AND (t.name, t.id) < (:after_text, :after_id)
--? sort=created_at after_id
  AND (t.created_at, t.id) > (:after_text::timestamptz, :after_id)
--? sort=-created_at after_id
  AND (t.created_at, t.id) < (:after_text::timestamptz, :after_id)
--.
--? sort=name
ORDER BY t.name, t.id
--? sort=-name
ORDER BY t.name DESC, t.id DESC
--? sort=created_at
ORDER BY t.created_at, t.id
--? sort=-created_at
ORDER BY t.created_at DESC, t.id DESC
--.
LIMIT :limit

-- name: training_insert
-- in: training
-- writes
INSERT INTO trainings (organization_id, id, external_id, code, name, form_id, description, state, version, created_at,
                       updated_at)
VALUES (:@organization_id, :id, :external_id, :code, :name, :form_id, :description, :state, :version, :created_at, :updated_at)

-- name: training_update
-- in: training
-- writes
UPDATE trainings
SET external_id = :external_id, name = :name, description = :description, state = :state, version = :version,
    updated_at = :updated_at
WHERE organization_id = :@organization_id AND id = :id
