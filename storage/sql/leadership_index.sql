-- What the leadership index rests on (R-75): hours, activities, and observations of level 3 by the leaders. No answer of a
-- subordinate is read.

-- macro: leadership_weight(term)
COALESCE(round((w.weights ->> '{term}')::numeric * 100), 0)::bigint AS {term}_weight

-- macro: leadership_asked()
SELECT round(({{parameter_on(hours.pns_floor_jp, :as_of)}})::numeric * 100)::bigint AS floor_jp,
           ({{parameter_on(leadership.participation_target, :as_of)}})::bigint AS participation_target,
           ({{parameter_on(leadership.min_unit_size, :as_of)}})::bigint AS min_unit_size,
           ({{parameter_on(leadership.observation_days, :as_of)}})::integer AS observation_days,
           ({{parameter_on(evaluation.level3_after_months, :as_of)}})::integer AS months,
           {{leadership_weight(own_hours)}}, {{leadership_weight(participation)}}, {{leadership_weight(team_compliance)}},
           {{leadership_weight(timeliness)}}
    FROM (SELECT parameter(:@organization_id, 'leadership.weights', :as_of) AS weights) w

-- macro: leadership_people()
SELECT e.id, e.name, e.unit_id, e.heads_unit, h.year_jp AS jp, h.has_floor, h.status
    FROM hours_stands(:@organization_id, :as_of) h
    JOIN employees e ON e.organization_id = :@organization_id AND e.id = h.employee_id

-- The same activity with the same session or person counts once. An observation is due from the head of the unit that the
-- participant served in, some months after the last day of the session.
-- macro: leadership_leaders()
SELECT p.id, p.name, p.unit_id, p.jp, LEAST(p.jp, q.floor_jp) AS counted_jp, t.activities,
           LEAST(t.activities, q.participation_target) AS counted_activities, o.due, o.in_time
    FROM people p
    CROSS JOIN asked q
    CROSS JOIN LATERAL (
        SELECT count(DISTINCT (a.kind, COALESCE(a.session_id, a.employee_id))) AS activities
        FROM leadership_activities a
        WHERE a.organization_id = :@organization_id AND a.leader_id = p.id
          AND a.took_place_on BETWEEN :first_day AND :last_day
    ) t
    CROSS JOIN LATERAL (
        SELECT count(*) AS due,
               count(*) FILTER (WHERE EXISTS (SELECT 1 FROM observations v
                                              WHERE v.organization_id = :@organization_id AND v.enrolment_id = n.id
                                                AND v.observer_id = p.id AND v.observed_on <= d.last_on)) AS in_time
        FROM enrolments n
        JOIN sessions s ON s.organization_id = n.organization_id AND s.id = n.session_id AND s.state IN ('completed', 'evaluated')
        CROSS JOIN LATERAL (
            SELECT ({{last_day(max(upper(b.during)))}} + make_interval(months => q.months))::date + q.observation_days AS last_on
            FROM session_blocks b
            WHERE b.organization_id = s.organization_id AND b.session_id = s.id AND b.held
        ) d
        WHERE n.organization_id = :@organization_id AND n.unit_id = p.unit_id AND n.employee_id <> p.id
          AND n.state IN ('attended', 'passed', 'failed') AND d.last_on BETWEEN :first_day AND :last_day AND d.last_on < :@today
    ) o
    WHERE p.heads_unit

-- macro: leadership_filter(unit)
--? @scope
  AND {{unit_in_scope({unit})}}
--.
--? below=id
  AND {{unit_below_id({unit})}}
--? below=ext
  AND {{unit_below_ext({unit})}}
--.
--? unit_id=id
  AND {unit} = :unit_id
--? unit_id=ext
  AND u.external_id = :unit_id
--.

-- macro: leadership_parameters()
q.floor_jp, q.participation_target, q.min_unit_size, q.own_hours_weight, q.participation_weight, q.team_compliance_weight,
q.timeliness_weight

-- name: leadership_sums_by_leader
-- in: leadership_index_filter
-- out: leadership_sums
-- plan: seqscan a report over everybody
WITH asked AS (
    {{leadership_asked()}}
), people AS (
    {{leadership_people()}}
), leaders AS (
    {{leadership_leaders()}}
)
SELECT l.id AS leader_id, l.name AS leader_name, u.id AS unit_id, u.name AS unit_name, 1::bigint AS leaders, g.people_below,
       l.jp AS own_jp, l.counted_jp, l.activities, l.counted_activities, g.team_with_floor, g.team_compliant, l.due AS observations_due,
       l.in_time AS observations_in_time, {{leadership_parameters()}}
FROM leaders l
CROSS JOIN asked q
JOIN units u ON u.organization_id = :@organization_id AND u.id = l.unit_id
CROSS JOIN LATERAL (
    SELECT count(*) AS people_below, count(*) FILTER (WHERE p.has_floor) AS team_with_floor,
           count(*) FILTER (WHERE p.status = 'met') AS team_compliant
    FROM unit_ancestors b
    JOIN people p ON p.unit_id = b.unit_id
    WHERE b.organization_id = :@organization_id AND b.ancestor_id = l.unit_id AND NOT p.heads_unit
) g
WHERE true
{{leadership_filter(u.id)}}
ORDER BY u.name, u.id, l.name, l.id
LIMIT :rows

-- name: leadership_sums_by_unit
-- in: leadership_index_filter
-- out: leadership_sums
-- plan: seqscan a report over everybody
WITH asked AS (
    {{leadership_asked()}}
), people AS (
    {{leadership_people()}}
), leaders AS (
    {{leadership_leaders()}}
)
SELECT NULL::uuid AS leader_id, NULL::text AS leader_name, u.id AS unit_id, u.name AS unit_name, h.leaders, g.people_below,
       h.jp AS own_jp, h.counted_jp, h.activities, h.counted_activities, g.team_with_floor, g.team_compliant,
       h.due AS observations_due, h.in_time AS observations_in_time, {{leadership_parameters()}}
FROM units u
CROSS JOIN asked q
CROSS JOIN LATERAL (
    SELECT count(*) AS leaders, sum(l.jp)::bigint AS jp, sum(l.counted_jp)::bigint AS counted_jp,
           sum(l.activities)::bigint AS activities, sum(l.counted_activities)::bigint AS counted_activities,
           sum(l.due)::bigint AS due, sum(l.in_time)::bigint AS in_time
    FROM unit_ancestors b
    JOIN leaders l ON l.unit_id = b.unit_id
    WHERE b.organization_id = :@organization_id AND b.ancestor_id = u.id
) h
CROSS JOIN LATERAL (
    SELECT count(*) AS people_below, count(*) FILTER (WHERE p.has_floor) AS team_with_floor,
           count(*) FILTER (WHERE p.status = 'met') AS team_compliant
    FROM unit_ancestors b
    JOIN people p ON p.unit_id = b.unit_id
    WHERE b.organization_id = :@organization_id AND b.ancestor_id = u.id AND NOT p.heads_unit
) g
WHERE u.organization_id = :@organization_id AND h.leaders > 0
{{leadership_filter(u.id)}}
ORDER BY u.name, u.id
LIMIT :rows

-- Who serves in each unit of the organization, whatever the caller sees and asks for: what may be shown is judged over all.
-- name: leadership_units
-- in: leadership_index_filter
-- out: leadership_unit
-- plan: seqscan a report over everybody
SELECT u.id AS unit_id, u.parent_id, count(e.id) AS people, count(e.id) FILTER (WHERE has_hours_floor(e.kind)) AS with_floor,
       min(q.min_unit_size) AS min_unit_size
FROM units u
CROSS JOIN (SELECT ({{parameter_on(leadership.min_unit_size, :as_of)}})::bigint AS min_unit_size OFFSET 0) q
LEFT JOIN employees e ON e.organization_id = :@organization_id AND e.unit_id = u.id AND NOT e.heads_unit
                     AND (e.left_on IS NULL OR e.left_on > :as_of)
WHERE u.organization_id = :@organization_id
GROUP BY u.id, u.parent_id
