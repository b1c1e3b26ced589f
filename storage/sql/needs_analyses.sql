-- Needs analyses, and what is done with all needs of one at once. Set-based: a city has thousands of them.

-- macro: needs_analysis_columns()
a.id, a.year, a.name, a.unit_id, u.name AS unit_name, a.state, a.created_by, a.version, a.created_at, a.updated_at

-- An analysis of a unit above is in sight: the caller's units take part in it.
-- macro: needs_analysis_in_sight()
({{unit_in_scope(a.unit_id)}}
   OR EXISTS (SELECT 1 FROM unit_ancestors b
              WHERE b.organization_id = :@organization_id AND b.unit_id = ANY (:@scope) AND b.ancestor_id = a.unit_id))

-- name: needs_analysis_get
-- in: { needs_analysis_id uuid, steps bool, lock bool }
-- out: needs_analysis
-- brief
SELECT {{needs_analysis_columns()}}
FROM needs_analyses a
JOIN units u ON u.organization_id = a.organization_id AND u.id = a.unit_id
WHERE a.organization_id = :@organization_id AND a.id = :needs_analysis_id
--? @scope steps
  AND {{unit_in_scope(a.unit_id)}}
--? @scope !steps
  AND {{needs_analysis_in_sight()}}
--.
--? lock
FOR NO KEY UPDATE OF a
--.

-- name: needs_analysis_list
-- in: needs_analyses_list_query
-- out: needs_analysis
-- brief
SELECT {{needs_analysis_columns()}}
FROM needs_analyses a
JOIN units u ON u.organization_id = :@organization_id AND u.id = a.unit_id
WHERE a.organization_id = :@organization_id
--? @scope
  AND {{needs_analysis_in_sight()}}
--.
--? year
  AND a.year = :year
--.
--? state
  AND a.state = :state
--.
--? below=id
  AND {{unit_below_id(a.unit_id)}}
--? below=ext
  AND {{unit_below_ext(a.unit_id)}}
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

-- name: needs_analysis_insert
-- in: needs_analysis
-- writes
INSERT INTO needs_analyses (organization_id, id, year, name, unit_id, state, created_by, version, created_at, updated_at)
VALUES (:@organization_id, :id, :year, :name, :unit_id, :state, :created_by, :version, :created_at, :updated_at)

-- name: needs_analysis_update
-- in: needs_analysis
-- writes
UPDATE needs_analyses
SET state = :state, version = :version, updated_at = :updated_at
WHERE organization_id = :@organization_id AND id = :id

-- name: needs_undecided
-- in: { needs_analysis_id uuid }
-- out: { proposed integer, verified integer }
SELECT count(*) FILTER (WHERE n.state = 'proposed') AS proposed, count(*) FILTER (WHERE n.state = 'verified') AS verified
FROM needs n
WHERE n.organization_id = :@organization_id AND n.needs_analysis_id = :needs_analysis_id

-- One need for each known gap of everybody in the unit's subtree; what is there stays as people left it (R-25). The caller
-- holds the row of the analysis, so that two generations come one after the other.
-- name: needs_generate
-- in: { needs_analysis_id uuid, unit_id uuid }
-- out: { created integer, unchanged integer }
-- writes
-- plan: seqscan everybody below a unit, once per generation
WITH asked AS (
    {{need_asked()}}
), standing AS (
    {{need_standing()}}
    WHERE e.organization_id = :@organization_id AND (e.left_on IS NULL OR e.left_on > q.day)
      AND e.unit_id IN (SELECT b.unit_id FROM unit_ancestors b
                        WHERE b.organization_id = :@organization_id AND b.ancestor_id = :unit_id)
), shares AS (
    {{need_shares()}}
), short AS (
    SELECT g.*, h.required_count, h.short_count, t.required_level AS target_level
    FROM standing g
    CROSS JOIN asked q
    JOIN shares h ON h.unit_id = g.unit_id AND h.competency_id = g.competency_id
    LEFT JOIN position_standards t ON t.organization_id = :@organization_id AND t.position_id = g.target_position_id
      AND t.competency_id = g.competency_id AND t.valid @> q.day
    WHERE g.level < g.required_level
), measured AS (
    SELECT g.employee_id, g.unit_id, g.competency_id, g.required_level, g.level, {{need_terms(g)}}
    FROM short g
    CROSS JOIN asked q
), made AS (
    INSERT INTO needs (organization_id, id, needs_analysis_id, unit_id, employee_id, competency_id, source, required_level,
                       current_level, gap, state, priority, priority_terms, identified_on, version, created_at, updated_at)
    SELECT :@organization_id, {{new_id()}}, :needs_analysis_id, m.unit_id, m.employee_id, m.competency_id, 'competency_gap',
           m.required_level, m.level, m.level - m.required_level, 'proposed', {{need_score(m)}}, {{need_terms_json(m)}}, q.day, 1,
           :@now, :@now
    FROM measured m
    CROSS JOIN asked q
    ON CONFLICT (organization_id, needs_analysis_id, employee_id, competency_id) WHERE source = 'competency_gap' DO NOTHING
    RETURNING id, needs_analysis_id, unit_id, employee_id, competency_id, source, required_level, current_level, gap,
              NULL::text AS from_state, state, priority, priority_terms, NULL::text AS reason, version
), {{need_trail(made)}}
SELECT (SELECT count(*) FROM made) AS created, (SELECT count(*) FROM measured) - (SELECT count(*) FROM made) AS unchanged

-- All needs of an analysis one state further, but for the caller's own cases (R-01). Verifying keeps who verified.
-- name: needs_decide_all
-- in: { needs_analysis_id uuid, from_state enum(NeedState), to_state enum(NeedState) }
-- out: { changed integer, own_cases integer }
-- writes
-- plan: seqscan of one analysis; only without any sort does the planner want them in the order of the index of ids
WITH chosen AS (
    SELECT n.id, n.state,
           (:@principal_id IN (n.employee_id, n.created_by, n.verified_by) OR :@self = n.employee_id) IS TRUE AS own_case
    FROM needs n
    WHERE n.organization_id = :@organization_id AND n.needs_analysis_id = :needs_analysis_id AND n.state = :from_state
--? @scope
      AND {{unit_in_scope(n.unit_id)}}
--.
    ORDER BY n.id
    FOR NO KEY UPDATE
), decided AS (
    UPDATE needs n
    SET state = :to_state, verified_by = COALESCE(n.verified_by, :@principal_id), version = n.version + 1, updated_at = :@now
    FROM chosen c
    WHERE n.organization_id = :@organization_id AND n.id = c.id AND NOT c.own_case
    RETURNING n.id, n.employee_id, n.competency_id, c.state AS from_state, n.state, n.verified_by, NULL::text AS reason, n.version
), {{need_trail(decided)}}
SELECT (SELECT count(*) FROM decided) AS changed, (SELECT count(*) FROM chosen c WHERE c.own_case) AS own_cases
