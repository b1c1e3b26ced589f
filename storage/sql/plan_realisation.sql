-- Plan against realised: what the sessions of each item did.

-- name: plan_realisation
-- in: plan_realisation_list_query
-- out: plan_realisation_row
-- plan: seqscan a report over one plan, with all its seats
SELECT i.id AS plan_item_id, i.title, i.unit_id, u.name AS unit_name,
       COALESCE(i.target_people, (SELECT count(*) FROM plan_item_needs l
                                  WHERE l.organization_id = :@organization_id AND l.plan_item_id = i.id)) AS people_planned,
       seats.people_seated, seats.people_attended, seats.people_passed, held.sessions, held.sessions_completed, i.budget_rupiah,
       {{plan_item_committed()}} AS committed_rupiah, {{plan_item_realised()}} AS realised_rupiah
FROM plan_items i
JOIN units u ON u.organization_id = :@organization_id AND u.id = i.unit_id
CROSS JOIN LATERAL (
    SELECT count(DISTINCT f.employee_id) FILTER (WHERE f.state IN ('confirmed', 'attended', 'absent', 'passed', 'failed')) AS people_seated,
           count(DISTINCT f.employee_id) FILTER (WHERE f.state IN ('attended', 'passed', 'failed')) AS people_attended,
           count(DISTINCT f.employee_id) FILTER (WHERE f.state = 'passed') AS people_passed
    FROM sessions s
    JOIN enrolments f ON f.organization_id = :@organization_id AND f.session_id = s.id
    WHERE s.organization_id = :@organization_id AND s.plan_item_id = i.id AND s.state <> 'cancelled'
) seats
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE s.state <> 'cancelled') AS sessions,
           count(*) FILTER (WHERE s.state IN ('completed', 'evaluated')) AS sessions_completed
    FROM sessions s
    WHERE s.organization_id = :@organization_id AND s.plan_item_id = i.id
) held
WHERE i.organization_id = :@organization_id AND i.plan_id = :plan_id
--? @scope
  AND {{unit_in_scope(i.unit_id)}}
--.
--? below=id
  AND {{unit_below_id(i.unit_id)}}
--? below=ext
  AND {{unit_below_ext(i.unit_id)}}
--.
--? after_id
  AND (i.title, i.id) > (:after_text, :after_id)
--.
ORDER BY i.title, i.id
LIMIT :limit
