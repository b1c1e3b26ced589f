-- Reports. They read what a page of the answer needs in one statement.

-- name: report_gap_map
-- in: reports_gap_map_query
-- out: gap_map_cell
-- plan: seqscan a report over everybody in the caller's scope
WITH asked AS (
    SELECT COALESCE(:as_of, :@today) AS day,
           {{parameter_on(competency.aging_rule, COALESCE(:as_of, :@today))}} AS rule,
           ({{parameter_on(competency.aging_months, COALESCE(:as_of, :@today))}})::integer AS months
), required AS (
    SELECT e.id AS employee_id, e.unit_id, c.id AS competency_id, c.code, c.name, c.kind, s.required_level
    FROM employees e
    JOIN position_standards s ON s.organization_id = e.organization_id
--? position=current
      AND s.position_id = e.position_id
--? position=target
      AND s.position_id = e.target_position_id
--.
      AND s.valid @> (SELECT q.day FROM asked q)
    JOIN competencies c ON c.organization_id = s.organization_id AND c.id = s.competency_id
    WHERE e.organization_id = :@organization_id AND (e.left_on IS NULL OR e.left_on > (SELECT q.day FROM asked q))
--? @scope
      AND {{unit_in_scope(e.unit_id)}}
--.
--? below=id
      AND e.unit_id IN (SELECT b.unit_id FROM unit_ancestors b
                        WHERE b.organization_id = :@organization_id AND b.ancestor_id = :below)
--? below=ext
      AND e.unit_id IN (SELECT b.unit_id FROM unit_ancestors b JOIN units t
                        ON t.organization_id = b.organization_id AND t.id = b.ancestor_id
                        WHERE b.organization_id = :@organization_id AND t.external_id = :below)
--.
--? competency_id=id
      AND c.id = :competency_id
--? competency_id=ext
      AND c.external_id = :competency_id
--.
--? kind
      AND c.kind = :kind
--.
--? after_id
      AND (c.code, e.unit_id) > (:after_text, :after_id)
--.
), gaps AS (
    SELECT r.unit_id, r.competency_id, r.code, r.name, r.kind, counted.level - r.required_level AS gap
    FROM required r
    CROSS JOIN asked q
    CROSS JOIN LATERAL (
        SELECT {{counted_level(q.rule)}} AS level
        FROM assessments a
        WHERE a.organization_id = :@organization_id AND a.employee_id = r.employee_id AND a.competency_id = r.competency_id
          AND {{valid_on(a.assessed_on, q.day, q.months)}} AND {{evidence_stands(a)}}
    ) counted
), cells AS (
    SELECT g.unit_id, g.competency_id, g.code, g.name, g.kind, count(*) AS required_count, count(g.gap) AS known_count,
           count(*) FILTER (WHERE g.gap < 0) AS short_count, sum(g.gap) AS gap_sum, round(avg(g.gap), 2) AS gap_average
    FROM gaps g
    GROUP BY g.unit_id, g.competency_id, g.code, g.name, g.kind
    ORDER BY g.code, g.unit_id
    LIMIT :limit
)
SELECT u.id AS unit_id, u.name AS unit_name, x.competency_id, x.code AS competency_code, x.name AS competency_name,
       x.kind AS competency_kind, x.required_count, x.known_count, x.required_count - x.known_count AS unknown_count,
       x.short_count, x.gap_sum, (x.gap_average * 100)::bigint AS gap_average
FROM cells x
JOIN units u ON u.organization_id = :@organization_id AND u.id = x.unit_id
ORDER BY x.code, x.unit_id
