-- Who meets the yearly hours (R-51), as hours_stands (migration 0009) says. One employee is judged by
-- domain/hours_compliance.c, and a test compares the two.

-- name: hours_subject_get
-- in: { employee_id ref, as_of date }
-- out: hours_subject
SELECT e.id AS employee_id, e.name AS employee_name, e.kind, e.unit_id, u.name AS unit_name, e.contract_start,
       (CASE WHEN e.kind = 'cpns' THEN ({{parameter_on(hours.cpns_floor_jp, :as_of)}})::numeric
             ELSE ({{parameter_on(hours.pns_floor_jp, :as_of)}})::numeric END * 100)::bigint AS floor_jp,
       (({{parameter_on(hours.pppk_ceiling_jp, :as_of)}})::numeric * 100)::bigint AS ceiling_jp
FROM employees e
JOIN units u ON u.organization_id = e.organization_id AND u.id = e.unit_id
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

-- name: hours_entries
-- in: { employee_id ref }
-- out: hour_entry
SELECT {{hour_entry_columns()}}
FROM hour_entries y
WHERE y.organization_id = :@organization_id
--? employee_id=id
  AND y.employee_id = :employee_id
--? employee_id=ext
  AND y.employee_id = (SELECT e.id FROM employees e
                       WHERE e.organization_id = :@organization_id AND e.external_id = :employee_id)
--? employee_id=nip
  AND y.employee_id = (SELECT e.id FROM employees e WHERE e.organization_id = :@organization_id AND e.nip = :employee_id)
--.
ORDER BY y.earned_on, y.id

-- macro: hours_columns()
h.employee_name, h.kind, h.unit_id, h.period, h.period_from, h.period_until, h.jp, h.limit_jp, h.missing_jp, h.status

-- Not said as status = :status, which the planner takes for one in two hundred: it would have everybody judged before the page.
-- macro: hours_filters()
--?+ kind
  AND h.kind = :kind
--.
--?+ status
  AND CASE h.status WHEN :status THEN true ELSE false END
--.
--?+ after_id
  AND (h.name_folded, h.employee_id) > (lower(:after_text), :after_id)
--.

-- Of the few only those of the page are judged: they are sorted before.
-- macro: hours_asked()
FROM (
    (SELECT e.name_folded, e.id AS employee_id, {{hours_columns()}}
     FROM (SELECT e.id, e.name_folded
           FROM ({{few_people()}}
           ) e
           WHERE (SELECT q.few FROM asked q)
--?+ after_id
             AND (e.name_folded, e.id) > (lower(:after_text), :after_id)
--.
           ORDER BY e.name_folded, e.id) e
     JOIN hours_stands(:@organization_id, COALESCE(:as_of, :@today)) h ON h.employee_id = e.id
     WHERE true
{{hours_filters()}}
     ORDER BY e.name_folded, e.id
     LIMIT {{longest_page()}})
    UNION ALL
    (SELECT h.name_folded, h.employee_id, {{hours_columns()}}
     FROM hours_stands(:@organization_id, COALESCE(:as_of, :@today)) h
     WHERE NOT (SELECT q.few FROM asked q) AND {{unit_asked(h.unit_id)}}
{{hours_filters()}}
     ORDER BY h.name_folded, h.employee_id
     LIMIT {{longest_page()}})
) h

-- name: hours_compliance_list
-- in: hours_compliance_list_query
-- out: hours_compliance_row
--? below
{{people_asked(NULL::uuid)}}
--? !below @scope
{{people_asked(NULL::uuid)}}
--.
SELECT h.employee_id, h.employee_name, h.kind, h.unit_id, u.name AS unit_name, COALESCE(:as_of, :@today) AS as_of, h.period,
       h.period_from, h.period_until, h.jp, h.limit_jp, h.missing_jp, h.status
--? below
{{hours_asked()}}
--? !below @scope
{{hours_asked()}}
--? !below !@scope
FROM hours_stands(:@organization_id, COALESCE(:as_of, :@today)) h
--.
JOIN units u ON u.organization_id = :@organization_id AND u.id = h.unit_id
WHERE true
--? !below !@scope
{{hours_filters()}}
--.
ORDER BY h.name_folded, h.employee_id
LIMIT :limit

-- name: hours_compliance_units
-- in: hours_compliance_units_query
-- out: hours_unit_row
SELECT s.unit_id, s.unit_name, count(*) AS employee_count, count(*) FILTER (WHERE s.status = 'met') AS met_count,
       count(*) FILTER (WHERE s.status = 'short') AS short_count,
       count(*) FILTER (WHERE s.status = 'within') AS within_count,
       count(*) FILTER (WHERE s.status = 'over') AS over_count, round(avg(s.jp))::bigint AS average_jp
FROM (
{{hours_stands_asked()}}
) s
WHERE true
--? after_id
  AND s.unit_id > :after_id
--.
GROUP BY s.unit_id, s.unit_name
ORDER BY s.unit_id
LIMIT :limit
