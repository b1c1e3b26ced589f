-- The register of innovations.

-- name: innovation_list
-- in: innovations_list_query
-- out: innovation
SELECT a.id, a.title, a.indicator, a.outcome, a.outcome_on, a.employee_id, e.name AS employee_name, e.unit_id,
       u.name AS unit_name, s.training_id, t.name AS training_name, n.session_id
FROM action_plans a
JOIN enrolments n ON n.organization_id = a.organization_id AND n.id = a.enrolment_id
JOIN sessions s ON s.organization_id = n.organization_id AND s.id = n.session_id
JOIN trainings t ON t.organization_id = s.organization_id AND t.id = s.training_id
JOIN employees e ON e.organization_id = a.organization_id AND e.id = a.employee_id
JOIN units u ON u.organization_id = e.organization_id AND u.id = e.unit_id
WHERE a.organization_id = :@organization_id AND a.state = 'achieved' AND a.is_innovation
--? @scope
  AND {{unit_in_scope(e.unit_id)}}
--.
--? below=id
  AND {{unit_below_id(e.unit_id)}}
--? below=ext
  AND {{unit_below_ext(e.unit_id)}}
--.
--? training_id=id
  AND s.training_id = :training_id
--? training_id=ext
  AND t.external_id = :training_id
--.
--? from
  AND a.outcome_on >= :from
--.
--? until
  AND a.outcome_on <= :until
--.
--? after_id
  AND (a.outcome_on, a.id) < (:after_text::date, :after_id)
--.
ORDER BY a.outcome_on DESC, a.id DESC
LIMIT :limit
