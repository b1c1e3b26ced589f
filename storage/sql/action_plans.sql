-- Action plans. A caller finds those of people in their subtrees, those they mentor, and their own (R-02).

-- macro: action_plan_columns()
a.id, a.enrolment_id, n.session_id, s.name AS session_name, a.employee_id, e.name AS employee_name, a.mentor_id,
m.name AS mentor_name, a.title, a.indicator, a.due_on, a.state, a.outcome, a.outcome_on, a.is_innovation, a.version,
a.created_at, a.updated_at

-- macro: action_plan_tables()
action_plans a
JOIN enrolments n ON n.organization_id = a.organization_id AND n.id = a.enrolment_id
JOIN sessions s ON s.organization_id = n.organization_id AND s.id = n.session_id
JOIN employees e ON e.organization_id = a.organization_id AND e.id = a.employee_id
LEFT JOIN employees m ON m.organization_id = a.organization_id AND m.id = a.mentor_id

-- name: action_plan_get
-- in: { action_plan_id uuid, lock bool }
-- out: action_plan
-- brief
SELECT {{action_plan_columns()}}
FROM {{action_plan_tables()}}
WHERE a.organization_id = :@organization_id AND a.id = :action_plan_id
--? @scope
  AND (a.mentor_id = :@self OR {{employee_in_scope(e.unit_id, e.id)}})
--.
--? lock
FOR NO KEY UPDATE OF a
--.

-- name: action_plan_list
-- in: action_plans_list_query
-- out: action_plan
-- brief
SELECT {{action_plan_columns()}}
FROM {{action_plan_tables()}}
WHERE a.organization_id = :@organization_id
--? @scope
  AND (a.mentor_id = :@self OR {{employee_in_scope(e.unit_id, e.id)}})
--.
--? employee_id=id
  AND a.employee_id = :employee_id
--? employee_id=ext
  AND e.external_id = :employee_id
--? employee_id=nip
  AND e.nip = :employee_id
--.
--? mentor_id=id
  AND a.mentor_id = :mentor_id
--? mentor_id=ext
  AND m.external_id = :mentor_id
--? mentor_id=nip
  AND m.nip = :mentor_id
--.
--? session_id=id
  AND n.session_id = :session_id
--? session_id=ext
  AND s.external_id = :session_id
--.
--? state
  AND a.state = :state
--.
--? sort=created_at after_id
  AND (a.created_at, a.id) > (:after_text::timestamptz, :after_id)
--? sort=-created_at after_id
  AND (a.created_at, a.id) < (:after_text::timestamptz, :after_id)
--.
--? sort=created_at
ORDER BY a.created_at, a.id
--? sort=-created_at
ORDER BY a.created_at DESC, a.id DESC
--.
LIMIT :limit

-- What an action plan names. A row always; a mentor may serve anywhere in the organization.
-- name: action_plan_targets
-- in: { enrolment_id uuid, mentor_id ref }
-- out: action_plan_targets
SELECT n.id AS enrolment_id, n.session_id, s.name AS session_name, n.employee_id, e.name AS employee_name,
       n.state IN ('attended', 'passed') AS attended, m.id AS mentor_id, m.name AS mentor_name
FROM (SELECT 1) one
LEFT JOIN enrolments n ON n.organization_id = :@organization_id AND n.id = :enrolment_id AND n.employee_id = :@self
LEFT JOIN sessions s ON s.organization_id = n.organization_id AND s.id = n.session_id
LEFT JOIN employees e ON e.organization_id = n.organization_id AND e.id = n.employee_id
LEFT JOIN employees m ON m.organization_id = :@organization_id
--? mentor_id=id
  AND m.id = :mentor_id
--? mentor_id=ext
  AND m.external_id = :mentor_id
--? mentor_id=nip
  AND m.nip = :mentor_id
--? !mentor_id
  AND false
--.

-- name: action_plan_insert
-- in: action_plan
-- writes
INSERT INTO action_plans (organization_id, id, enrolment_id, employee_id, mentor_id, title, indicator, due_on, state,
                          is_innovation, version, created_at, updated_at)
VALUES (:@organization_id, :id, :enrolment_id, :employee_id, :mentor_id, :title, :indicator, :due_on, :state, :is_innovation,
        :version, :created_at, :updated_at)

-- name: action_plan_update
-- in: action_plan
-- writes
UPDATE action_plans
SET mentor_id = :mentor_id, title = :title, indicator = :indicator, due_on = :due_on, state = :state, outcome = :outcome,
    outcome_on = :outcome_on, is_innovation = :is_innovation, version = :version, updated_at = :updated_at
WHERE organization_id = :@organization_id AND id = :id
