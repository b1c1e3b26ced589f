-- What a competency profile is made of: the employee with the rule, what the positions require, the evidence.

-- macro: profile_employee()
FROM employees e
WHERE e.organization_id = :@organization_id
--? employee_id=id
  AND e.id = :employee_id
--? employee_id=ext
  AND e.external_id = :employee_id
--? employee_id=nip
  AND e.nip = :employee_id
--.
--? @scope
  AND {{employee_in_scope(e.unit_id, e.id)}}
--.

-- macro: position_name(position)
(SELECT p.name FROM positions p WHERE p.organization_id = :@organization_id AND p.id = {position})

-- name: profile_subject
-- in: { employee_id ref, as_of date }
-- out: profile_subject
WITH subject AS (
    SELECT e.id, e.position_id, e.target_position_id
{{profile_employee()}}
)
SELECT e.id AS employee_id, e.position_id, {{position_name(e.position_id)}} AS position_name,
       e.target_position_id, {{position_name(e.target_position_id)}} AS target_position_name,
       {{parameter_on(competency.aging_rule, :as_of)}} AS aging_rule,
       ({{parameter_on(competency.aging_months, :as_of)}})::bigint AS aging_months
FROM subject e

-- LATERAL keeps the planner from reading the standards of all positions where they are few.
-- name: profile_requirements
-- in: { employee_id ref, as_of date }
-- out: profile_requirement
WITH subject AS (
    SELECT e.position_id, e.target_position_id
{{profile_employee()}}
), held AS (
    SELECT false AS is_target, e.position_id FROM subject e WHERE e.position_id IS NOT NULL
    UNION ALL
    SELECT true, e.target_position_id FROM subject e WHERE e.target_position_id IS NOT NULL
)
SELECT h.is_target, c.id AS competency_id, c.code AS competency_code, c.name AS competency_name, c.kind AS competency_kind,
       s.required_level
FROM held h
CROSS JOIN LATERAL (
    SELECT s.competency_id, s.required_level
    FROM position_standards s
    WHERE s.organization_id = :@organization_id AND s.position_id = h.position_id AND s.valid @> :as_of
    OFFSET 0
) s
JOIN competencies c ON c.organization_id = :@organization_id AND c.id = s.competency_id

-- The newest are enough where there are very many; self-assessments give way first, because they never count alone.
-- name: profile_evidence
-- in: { employee_id ref }
-- out: profile_evidence_row
WITH subject AS (
    SELECT e.id
{{profile_employee()}}
), evidence AS (
    SELECT a.*
    FROM subject e
    JOIN assessments a ON a.organization_id = :@organization_id AND a.employee_id = e.id
    ORDER BY a.method = 'self', a.assessed_on DESC
    LIMIT 2000
)
SELECT c.id AS competency_id, c.code AS competency_code, c.name AS competency_name, c.kind AS competency_kind, a.id, a.level,
       a.method, a.assessed_on, a.source_reference, a.created_at, CASE WHEN NOT {{evidence_stands(a)}} THEN 'withdrawn' END AS reason
FROM evidence a
JOIN competencies c ON c.organization_id = :@organization_id AND c.id = a.competency_id
ORDER BY a.competency_id, a.assessed_on DESC, a.created_at DESC, a.id DESC
