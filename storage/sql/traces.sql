-- R-31: one row for each path from a need to where it has led. Both directions walk the same chain.

-- macro: trace_columns()
n.id AS need_id, n.employee_id, e.name AS employee_name, n.competency_id, c.code AS competency_code, n.state AS need_state,
       n.required_level, n.gap AS gap_then, i.plan_id, i.id AS plan_item_id, i.title AS plan_item_title, s.id AS session_id,
       s.name AS session_name, s.state AS session_state, f.id AS enrolment_id, f.state AS enrolment_state,
       (SELECT t.score FROM test_scores t
        WHERE t.organization_id = :@organization_id AND t.enrolment_id = f.id AND t.kind = 'post'
        ORDER BY t.revision DESC LIMIT 1) AS test_score,
       n.met_by_assessment_id, counted.level AS level_now, counted.level - n.required_level AS gap_now

-- The seat is that given for the need, or any that the employee has in the session.
-- macro: trace_tables()
chosen n
JOIN competencies c ON c.organization_id = :@organization_id AND c.id = n.competency_id
LEFT JOIN employees e ON e.organization_id = :@organization_id AND e.id = n.employee_id
LEFT JOIN plan_item_needs l ON l.organization_id = :@organization_id AND l.need_id = n.id
LEFT JOIN plan_items i ON i.organization_id = :@organization_id AND i.id = l.plan_item_id
LEFT JOIN sessions s ON s.organization_id = :@organization_id AND s.plan_item_id = i.id
LEFT JOIN enrolments f ON f.organization_id = :@organization_id AND f.session_id = s.id
  AND (f.need_id = n.id OR f.employee_id = n.employee_id)
CROSS JOIN LATERAL (
    SELECT {{counted_level(q.rule)}} AS level
    FROM (SELECT {{parameter_on(competency.aging_rule, :@today)}} AS rule,
                 ({{parameter_on(competency.aging_months, :@today)}})::integer AS months) q
    LEFT JOIN assessments a ON a.organization_id = :@organization_id AND a.employee_id = n.employee_id
      AND a.competency_id = n.competency_id AND {{valid_on(a.assessed_on, :@today, q.months)}}
      AND {{evidence_stands(a)}}
    GROUP BY q.rule
) counted

-- name: trace_of_need
-- in: { need_id uuid, limit integer }
-- out: trace_link
WITH chosen AS MATERIALIZED (
    SELECT n.*
    FROM needs n
    WHERE n.organization_id = :@organization_id AND n.id = :need_id
--? @scope
      AND {{employee_in_scope(n.unit_id, n.employee_id)}}
--.
)
SELECT {{trace_columns()}}
FROM {{trace_tables()}}
ORDER BY n.id, i.id, s.id, f.id
LIMIT :limit

-- name: trace_plan_item
-- in: { plan_item_id uuid }
-- out: { id uuid }
SELECT i.id
FROM plan_items i
WHERE i.organization_id = :@organization_id AND i.id = :plan_item_id
--? @scope
  AND {{unit_in_scope(i.unit_id)}}
--.

-- name: trace_of_plan_item
-- in: { plan_item_id uuid, limit integer }
-- out: trace_link
WITH chosen AS MATERIALIZED (
    SELECT n.*
    FROM plan_item_needs k
    JOIN needs n ON n.organization_id = :@organization_id AND n.id = k.need_id
    WHERE k.organization_id = :@organization_id AND k.plan_item_id = :plan_item_id
--? @scope
      AND {{unit_in_scope(n.unit_id)}}
--.
)
SELECT {{trace_columns()}}
FROM {{trace_tables()}}
WHERE l.plan_item_id = :plan_item_id
ORDER BY n.id, i.id, s.id, f.id
LIMIT :limit
