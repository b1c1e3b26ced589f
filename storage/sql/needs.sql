-- Needs: one by one, and those that evidence or a plan moves. What is measured for a priority (R-26) stands here once.

-- macro: need_columns()
n.id, n.needs_analysis_id, n.unit_id, u.name AS unit_name, n.employee_id, e.name AS employee_name, n.competency_id,
c.code AS competency_code, c.name AS competency_name, n.source, n.description, n.required_level, n.current_level, n.gap,
n.state, n.priority, n.priority_terms, n.rank_key, n.identified_on, n.met_by_assessment_id, n.reason, n.created_by,
n.verified_by, n.version, n.created_at, n.updated_at

-- macro: need_tables()
needs n
JOIN units u ON u.organization_id = n.organization_id AND u.id = n.unit_id
JOIN competencies c ON c.organization_id = n.organization_id AND c.id = n.competency_id
LEFT JOIN employees e ON e.organization_id = n.organization_id AND e.id = n.employee_id

-- The rules of today, the weights in hundredths and the steps of terms in basis points.
-- macro: need_asked()
SELECT :@today AS day, {{parameter_on(competency.aging_rule, :@today)}} AS rule,
           ({{parameter_on(competency.aging_months, :@today)}})::integer AS months, w.weights,
           {{need_weight(severity)}}, {{need_weight(position)}}, {{need_weight(people)}}, {{need_weight(urgency)}},
           {{need_weight(strategy)}},
           ({{parameter_on(needs.position_structural_percent, :@today)}})::integer * 100 AS structural,
           ({{parameter_on(needs.urgency_target_percent, :@today)}})::integer * 100 AS by_target,
           ({{parameter_on(needs.urgency_full_years, :@today)}})::integer * 365 AS full_days
    FROM (SELECT parameter(:@organization_id, 'needs.weights', :@today) AS weights) w

-- macro: need_weight(term)
COALESCE(round((w.weights ->> '{term}')::numeric * 100), 0)::bigint AS {term}_weight

-- Who is required to have which level and has which (R-15); the condition on `e` follows. Unknown levels stay null.
-- macro: need_standing()
SELECT e.id AS employee_id, e.unit_id, e.heads_unit, e.position_since, e.target_position_id, p.kind AS position_kind,
           s.competency_id, s.required_level, counted.level
    FROM employees e
    CROSS JOIN asked q
    JOIN positions p ON p.organization_id = :@organization_id AND p.id = e.position_id
    JOIN position_standards s ON s.organization_id = :@organization_id AND s.position_id = e.position_id AND s.valid @> q.day
    CROSS JOIN LATERAL (
        SELECT {{counted_level(q.rule)}} AS level
        FROM assessments a
        WHERE a.organization_id = :@organization_id AND a.employee_id = e.id AND a.competency_id = s.competency_id
          AND {{valid_on(a.assessed_on, q.day, q.months)}} AND {{evidence_stands(a)}}
    ) counted

-- macro: need_shares()
SELECT g.unit_id, g.competency_id, count(*) AS required_count, count(*) FILTER (WHERE g.level < g.required_level) AS short_count
    FROM standing g
    GROUP BY g.unit_id, g.competency_id

-- The terms of a priority in basis points, from a row with employee_id, heads_unit, position_kind, position_since,
-- competency_id, required_level, level, target_level, required_count and short_count; `q` is need_asked().
-- macro: need_terms(g)
COALESCE(GREATEST(0, ({g}.required_level - {g}.level) * 10000 / {g}.required_level), 0)::bigint AS severity,
           (CASE WHEN {g}.heads_unit THEN 10000
                 WHEN {g}.employee_id IS NULL OR {g}.position_kind = 'structural' THEN q.structural ELSE 0 END)::bigint AS position,
           CASE WHEN {g}.employee_id IS NULL THEN 10000
                ELSE COALESCE({g}.short_count * 10000 / NULLIF({g}.required_count, 0), 0) END AS people,
           (CASE WHEN {g}.target_level > {g}.level THEN q.by_target ELSE 0 END
            + COALESCE((10000 - q.by_target) * LEAST(q.full_days, GREATEST(0, q.day - {g}.position_since))::bigint
                       / q.full_days, 0))::bigint AS urgency,
           CASE WHEN EXISTS (SELECT 1 FROM policy_versions v
                             JOIN objectives o ON o.organization_id = v.organization_id AND o.policy_version_id = v.id
                             WHERE v.organization_id = :@organization_id AND v.state IN ('adopted', 'superseded')
                               AND v.effective @> q.day AND o.competency_id = {g}.competency_id)
                THEN 10000 ELSE 0 END::bigint AS strategy

-- The same score as domain/needs_priority.c, and a test compares the two: the weighted mean, rounded half up.
-- macro: need_score(m)
COALESCE((2 * {{need_weighted(m)}} + {{need_weight_sum()}}) / NULLIF(2 * {{need_weight_sum()}}, 0), 0)

-- macro: need_weighted(m)
({m}.severity * q.severity_weight + {m}.position * q.position_weight + {m}.people * q.people_weight
 + {m}.urgency * q.urgency_weight + {m}.strategy * q.strategy_weight)

-- macro: need_weight_sum()
(q.severity_weight + q.position_weight + q.people_weight + q.urgency_weight + q.strategy_weight)

-- macro: need_terms_json(m)
jsonb_build_object('terms', jsonb_build_object('severity', {m}.severity, 'position', {m}.position, 'people', {m}.people,
                                               'urgency', {m}.urgency, 'strategy', {m}.strategy),
                   'weights', q.weights, 'score', {{need_score(m)}})

-- History, audit and outbox of needs that a statement changed: rows with id, from_state, state, reason and version.
-- macro: need_trail(rows)
recorded AS (
    INSERT INTO transitions (organization_id, id, resource_type, resource_id, from_state, to_state, at, principal_id,
                             principal_name, reason)
    SELECT :@organization_id, {{new_id()}}, 'need', r.id, r.from_state, r.state, :@now, :@principal_id, :@principal_name, r.reason
    FROM {rows} r
), audited AS (
    INSERT INTO audit_events (organization_id, id, at, principal_id, principal_name, operation, resource_type, resource_id,
                              resource_version, request_id, reason, detail)
    SELECT :@organization_id, {{new_id()}}, :@now, :@principal_id, :@principal_name, :@operation, 'need', r.id, r.version,
           :@request_id, r.reason, to_jsonb(r) - 'from_state'
    FROM {rows} r
), told AS (
    INSERT INTO outbox_events (organization_id, id, at, type, resource_type, resource_id, resource_version)
    SELECT :@organization_id, {{new_id()}}, :@now, :@operation, 'need', r.id, r.version
    FROM {rows} r
)

-- name: need_get
-- in: { need_id uuid, lock bool }
-- out: need
-- brief
SELECT {{need_columns()}}
FROM {{need_tables()}}
WHERE n.organization_id = :@organization_id AND n.id = :need_id
--? @scope
  AND {{employee_in_scope(n.unit_id, n.employee_id)}}
--.
--? lock
FOR NO KEY UPDATE OF n
--.

-- name: need_list
-- in: needs_list_query
-- out: need
-- brief
SELECT {{need_columns()}}
FROM {{need_tables()}}
WHERE n.organization_id = :@organization_id AND n.needs_analysis_id = :needs_analysis_id
--? @scope
  AND {{employee_in_scope(n.unit_id, n.employee_id)}}
--.
--? state
  AND n.state = :state
--.
--? source
  AND n.source = :source
--.
--? competency_id=id
  AND n.competency_id = :competency_id
--? competency_id=ext
  AND c.external_id = :competency_id
--.
--? employee_id=id
  AND n.employee_id = :employee_id
--? employee_id=ext
  AND e.external_id = :employee_id
--? employee_id=nip
  AND e.nip = :employee_id
--.
--? below=id
  AND {{unit_below_id(n.unit_id)}}
--? below=ext
  AND {{unit_below_ext(n.unit_id)}}
--.
--? after_id
  AND (n.rank_key, n.id) > (:after_text::integer, :after_id)
--.
ORDER BY n.rank_key, n.id
LIMIT :limit

-- What a new need names. A row always; what is unknown or out of scope has no value.
-- name: need_targets
-- in: { analysis_unit_id uuid, unit_id ref, employee_id ref, competency_id ref }
-- out: need_targets
SELECT u.id AS unit_id, u.name AS unit_name, e.id AS employee_id, e.name AS employee_name, c.id AS competency_id,
       c.code AS competency_code, c.name AS competency_name,
       EXISTS (SELECT 1 FROM unit_ancestors b
               WHERE b.organization_id = :@organization_id AND b.unit_id = u.id AND b.ancestor_id = :analysis_unit_id) AS in_analysis
FROM (SELECT 1) one
LEFT JOIN employees e ON e.organization_id = :@organization_id
--? employee_id=id
  AND e.id = :employee_id
--? employee_id=ext
  AND e.external_id = :employee_id
--? employee_id=nip
  AND e.nip = :employee_id
--? !employee_id
  AND false
--.
--? @scope
  AND {{unit_in_scope(e.unit_id)}}
--.
LEFT JOIN units u ON u.organization_id = :@organization_id
--? unit_id=id
  AND u.id = :unit_id
--? unit_id=ext
  AND u.external_id = :unit_id
--? !unit_id
  AND u.id = e.unit_id
--.
--? @scope
  AND {{unit_in_scope(u.id)}}
--.
LEFT JOIN competencies c ON c.organization_id = :@organization_id
--? competency_id=id
  AND c.id = :competency_id
--? competency_id=ext
  AND c.external_id = :competency_id
--.

-- The terms and weights of one need that is put in by hand.
-- name: need_measure
-- in: { unit_id uuid, employee_id uuid, competency_id uuid, required_level integer, current_level integer }
-- out: need_measure
-- plan: seqscan the few versions of the policy of an organization
WITH asked AS (
    {{need_asked()}}
), standing AS (
    {{need_standing()}}
    WHERE e.organization_id = :@organization_id AND (e.left_on IS NULL OR e.left_on > q.day) AND e.unit_id = :unit_id
      AND s.competency_id = :competency_id
), shares AS (
    {{need_shares()}}
), one AS (
    SELECT :employee_id AS employee_id, :competency_id AS competency_id, :required_level AS required_level,
           :current_level AS level, e.heads_unit, e.position_since, p.kind AS position_kind, t.required_level AS target_level,
           h.required_count, h.short_count
    FROM asked q
    LEFT JOIN employees e ON e.organization_id = :@organization_id AND e.id = :employee_id
    LEFT JOIN positions p ON p.organization_id = :@organization_id AND p.id = e.position_id
    LEFT JOIN position_standards t ON t.organization_id = :@organization_id AND t.position_id = e.target_position_id
      AND t.competency_id = :competency_id AND t.valid @> q.day
    LEFT JOIN shares h ON true
)
SELECT {{need_terms(g)}}, q.severity_weight, q.position_weight, q.people_weight, q.urgency_weight, q.strategy_weight
FROM one g
CROSS JOIN asked q

-- name: need_insert
-- in: need
-- writes
INSERT INTO needs (organization_id, id, needs_analysis_id, unit_id, employee_id, competency_id, source, description,
                   required_level, current_level, gap, state, priority, priority_terms, identified_on, created_by, version,
                   created_at, updated_at)
VALUES (:@organization_id, :id, :needs_analysis_id, :unit_id, :employee_id, :competency_id, :source, :description,
        :required_level, :current_level, :gap, :state, :priority, :priority_terms, :identified_on, :created_by, :version,
        :created_at, :updated_at)

-- name: need_update
-- in: need
-- writes
UPDATE needs
SET state = :state, verified_by = :verified_by, met_by_assessment_id = :met_by_assessment_id, reason = :reason,
    version = :version, updated_at = :updated_at
WHERE organization_id = :@organization_id AND id = :id

-- An assessment that is named for the need of a unit, within what the caller may see.
-- name: need_evidence
-- in: { need_id uuid, assessment_id uuid }
-- out: need_evidence
SELECT a.id AS assessment_id, a.employee_id, a.competency_id, a.level, a.assessed_on, a.method = 'self' AS self_assessed,
       {{valid_on(a.assessed_on, :@today, q.months)}} AND {{evidence_stands(a)}} AS stands,
       b.unit_id IS NOT NULL AS in_unit
FROM needs n
CROSS JOIN (SELECT ({{parameter_on(competency.aging_months, :@today)}})::integer AS months) q
JOIN assessments a ON a.organization_id = n.organization_id AND a.id = :assessment_id
JOIN employees e ON e.organization_id = a.organization_id AND e.id = a.employee_id
LEFT JOIN unit_ancestors b ON b.organization_id = e.organization_id AND b.unit_id = e.unit_id AND b.ancestor_id = n.unit_id
WHERE n.organization_id = :@organization_id AND n.id = :need_id
--? @scope
  AND {{unit_in_scope(e.unit_id)}}
--.

-- R-27: a need is met once the level counted today (R-15) is the level needed, by what somebody else found on a day not
-- before the need; of several such findings the one that counts is named. Neither an older finding nor one that a newer one has
-- overtaken meets anything. Rows are locked by id, here and wherever several needs are, so that no two wait for each other.

-- macro: need_candidates()
SELECT n.id, n.state, n.employee_id, n.competency_id, n.required_level, n.identified_on
    FROM needs n
    WHERE n.organization_id = :@organization_id AND n.state IN ('verified', 'validated', 'planned')

-- macro: need_meeting()
asked AS (
    SELECT {{parameter_on(competency.aging_rule, :@today)}} AS rule,
           ({{parameter_on(competency.aging_months, :@today)}})::integer AS months
), evidence AS (
    SELECT c.id, c.state, found.assessment_id
    FROM chosen c
    CROSS JOIN asked q
    CROSS JOIN LATERAL (
        SELECT {{counted_level(q.rule)}} AS level,
               (array_agg(a.id ORDER BY CASE WHEN q.rule = 'best' THEN a.level END DESC, a.assessed_on DESC, a.created_at DESC,
                                        a.id DESC)
                FILTER (WHERE a.method <> 'self' AND a.level >= c.required_level
                          AND a.assessed_on >= c.identified_on))[1] AS assessment_id
        FROM assessments a
        WHERE a.organization_id = :@organization_id AND a.employee_id = c.employee_id AND a.competency_id = c.competency_id
          AND {{valid_on(a.assessed_on, :@today, q.months)}} AND {{evidence_stands(a)}}
    ) found
    WHERE found.level >= c.required_level AND found.assessment_id IS NOT NULL
), met AS (
    UPDATE needs n
    SET state = 'met', met_by_assessment_id = v.assessment_id, version = n.version + 1, updated_at = :@now
    FROM evidence v
    WHERE n.organization_id = :@organization_id AND n.id = v.id
    RETURNING n.id, n.employee_id, n.competency_id, v.state AS from_state, n.state, n.met_by_assessment_id, NULL::text AS reason,
              n.version
), {{need_trail(met)}}

-- macro: assessed_needs()
(n.employee_id, n.competency_id) IN (SELECT i.employee_id, i.competency_id
                                     FROM jsonb_to_recordset(:items) AS i (employee_id uuid, competency_id uuid))

-- All open needs that new assessments are about, in a statement of its own, so that the next one sees every assessment that
-- was there before the lock. Those that are proposed wait too: who verifies them at this moment looks for evidence later.
-- name: needs_lock
-- in: { items records(assessment) }
-- writes
-- plan: seqscan found by their keys; only without any sort does the planner want them in the order of the index of ids
SELECT n.id
FROM needs n
WHERE n.organization_id = :@organization_id AND n.state NOT IN ('met', 'dropped')
  AND {{assessed_needs()}}
ORDER BY n.id
FOR NO KEY UPDATE

-- name: needs_meet
-- in: { items records(assessment) }
-- writes
-- plan: seqscan found by their keys; only without any sort does the planner want them in the order of the index of ids
WITH chosen AS (
    {{need_candidates()}}
      AND {{assessed_needs()}}
    ORDER BY n.id
    FOR NO KEY UPDATE
), {{need_meeting()}}
SELECT count(*) FROM met

-- The need that was just verified: what was found while it was proposed counts now.
-- name: need_meet
-- in: { need_id uuid }
-- out: { met integer }
-- writes
WITH chosen AS (
    {{need_candidates()}}
      AND n.id = :need_id
), {{need_meeting()}}
SELECT count(*) AS met FROM met

-- The same for all that this very request verified, and holds.
-- name: needs_meet_verified
-- in: { needs_analysis_id uuid }
-- writes
WITH chosen AS (
    {{need_candidates()}}
      AND n.needs_analysis_id = :needs_analysis_id AND n.state = 'verified' AND n.updated_at = :@now
), {{need_meeting()}}
SELECT count(*) FROM met

-- Needs met by evidence of a session that does not stand any more: what they were before they were met.
-- name: needs_reopen
-- in: { session_id uuid }
-- writes
WITH taken_back AS MATERIALIZED (
    SELECT e.employee_id, a.id
    FROM enrolments e
    JOIN assessments a ON a.organization_id = :@organization_id AND a.enrolment_id = e.id
    WHERE e.organization_id = :@organization_id AND e.session_id = :session_id AND e.state <> 'passed'
), chosen AS (
    SELECT n.id, (SELECT t.from_state FROM transitions t
                  WHERE t.organization_id = :@organization_id AND t.resource_type = 'need' AND t.resource_id = n.id
                    AND t.to_state = 'met'
                  ORDER BY t.id DESC LIMIT 1) AS before
    FROM taken_back a
    JOIN needs n ON n.organization_id = :@organization_id AND n.met_by_assessment_id = a.id
      AND (n.employee_id = a.employee_id OR n.employee_id IS NULL)
    WHERE n.state = 'met'
    ORDER BY n.id
    FOR NO KEY UPDATE OF n
), reopened AS (
    UPDATE needs n
    SET state = c.before, met_by_assessment_id = NULL, version = n.version + 1, updated_at = :@now
    FROM chosen c
    WHERE n.organization_id = :@organization_id AND n.id = c.id
    RETURNING n.id, n.employee_id, n.competency_id, 'met'::text AS from_state, n.state, NULL::text AS reason, n.version
), {{need_trail(reopened)}}
SELECT count(*) FROM reopened

-- Open needs that the results of a session are about, after they were corrected.
-- name: needs_meet_again
-- in: { session_id uuid }
-- writes
-- plan: seqscan found by their keys; only without any sort does the planner want them in the order of the index of ids
WITH chosen AS (
    {{need_candidates()}}
      AND (n.employee_id, n.competency_id) IN (
          SELECT a.employee_id, a.competency_id
          FROM enrolments e
          JOIN assessments a ON a.organization_id = :@organization_id AND a.enrolment_id = e.id
          WHERE e.organization_id = :@organization_id AND e.session_id = :session_id)
    ORDER BY n.id
    FOR NO KEY UPDATE
), {{need_meeting()}}
SELECT count(*) FROM met

-- The validated needs that an adopted plan answers.
-- name: needs_plan
-- in: { plan_id uuid }
-- writes
-- plan: seqscan found by their keys; only without any sort does the planner want them in the order of the index of ids
WITH chosen AS (
    SELECT n.id, n.state
    FROM needs n
    WHERE n.organization_id = :@organization_id AND n.state = 'validated'
      AND n.id IN (SELECT l.need_id
                   FROM plan_items i
                   JOIN plan_item_needs l ON l.organization_id = i.organization_id AND l.plan_item_id = i.id
                   WHERE i.organization_id = :@organization_id AND i.plan_id = :plan_id)
    ORDER BY n.id
    FOR NO KEY UPDATE
), planned AS (
    UPDATE needs n
    SET state = 'planned', version = n.version + 1, updated_at = :@now
    FROM chosen c
    WHERE n.organization_id = :@organization_id AND n.id = c.id
    RETURNING n.id, n.employee_id, n.competency_id, c.state AS from_state, n.state, NULL::text AS reason, n.version
), {{need_trail(planned)}}
SELECT count(*) FROM planned
