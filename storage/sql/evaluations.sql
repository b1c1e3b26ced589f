-- Level 1: who may answer, and whether they did.
-- Partners and instructors find those of their own sessions. What they answered is in answers.sql and evaluation_results.sql.

-- macro: evaluation_state(v)
CASE WHEN {v}.closes_on < :@today THEN 'closed' ELSE {v}.state END

-- macro: evaluation_items(version)
SELECT jsonb_agg(jsonb_build_object('id', i.id, 'ordinal', i.ordinal, 'dimension', i.dimension, 'kind', i.kind,
                                    'question', i.question) ORDER BY i.ordinal) AS items
FROM instrument_items i WHERE i.organization_id = :@organization_id AND i.instrument_version_id = {version}

-- macro: evaluation_tables()
evaluations v
JOIN sessions s ON s.organization_id = v.organization_id AND s.id = v.session_id
JOIN trainings t ON t.organization_id = s.organization_id AND t.id = s.training_id
CROSS JOIN LATERAL (SELECT count(*) AS invited, count(*) FILTER (WHERE b.answered) AS answered
                    FROM ballots b WHERE b.organization_id = v.organization_id AND b.evaluation_id = v.id) n

-- macro: evaluation_columns()
v.id, v.session_id, s.name AS session_name, s.training_id, t.name AS training_name, v.instrument_version_id, v.level,
{{evaluation_state(v)}} AS state, v.opens_on, v.closes_on, n.invited, n.answered,
round(10000.0 * n.answered / NULLIF(n.invited, 0))::bigint AS response_rate, v.created_at, v.updated_at

-- name: evaluation_get
-- in: { evaluation_id uuid }
-- out: evaluation
-- brief
SELECT {{evaluation_columns()}}
FROM {{evaluation_tables()}}
WHERE v.organization_id = :@organization_id AND v.id = :evaluation_id
--? @scope
  AND ({{over_some_unit()}} OR {{acts_for(s.partner_id)}} OR {{teaches(v.session_id)}})
--.

-- name: evaluation_list
-- in: evaluations_list_query
-- out: evaluation
SELECT {{evaluation_columns()}}
FROM {{evaluation_tables()}}
WHERE v.organization_id = :@organization_id
--? @scope
  AND ({{over_some_unit()}} OR {{acts_for(s.partner_id)}} OR {{teaches(v.session_id)}})
--.
--? session_id=id
  AND v.session_id = :session_id
--? session_id=ext
  AND v.session_id = (SELECT x.id FROM sessions x WHERE x.organization_id = :@organization_id AND x.external_id = :session_id)
--.
--? training_id=id
  AND s.training_id = :training_id
--? training_id=ext
  AND t.external_id = :training_id
--.
--? state
  AND {{evaluation_state(v)}} = :state
--.
--? sort=created_at after_id
  AND (v.created_at, v.id) > (:after_text::timestamptz, :after_id)
--? sort=-created_at after_id
  AND (v.created_at, v.id) < (:after_text::timestamptz, :after_id)
--.
--? sort=created_at
ORDER BY v.created_at, v.id
--? sort=-created_at
ORDER BY v.created_at DESC, v.id DESC
--.
LIMIT :limit

-- What a session needs to be judged. Locked, so that nobody changes who attended meanwhile.
-- name: evaluation_session
-- in: { session_id ref }
-- out: { session_id uuid, completed bool }
SELECT s.id AS session_id, s.state IN ('completed', 'evaluated') AS completed
FROM sessions s
WHERE s.organization_id = :@organization_id
--? session_id=id
  AND s.id = :session_id
--? session_id=ext
  AND s.external_id = :session_id
--.
FOR NO KEY UPDATE

-- The newest published version of all instruments.
-- name: evaluation_instrument
-- out: { instrument_version_id uuid }
SELECT v.id AS instrument_version_id
FROM instrument_versions v
WHERE v.organization_id = :@organization_id AND v.state = 'published'
ORDER BY v.updated_at DESC, v.id DESC
LIMIT 1

-- name: evaluation_insert
-- in: evaluation
-- writes
WITH opened AS (
    INSERT INTO evaluations (organization_id, id, session_id, instrument_version_id, level, state, opens_on, closes_on, created_at,
                             updated_at)
    VALUES (:@organization_id, :id, :session_id, :instrument_version_id, :level, :state, :opens_on, :closes_on, :created_at,
            :updated_at)
)
INSERT INTO ballots (organization_id, evaluation_id, employee_id)
SELECT :@organization_id, :id, e.employee_id
FROM enrolments e
WHERE e.organization_id = :@organization_id AND e.session_id = :session_id AND e.state IN ({{evaluation_attended()}})

-- ---- ballots after a correction of attendance

-- macro: evaluation_attended()
'attended', 'passed', 'failed'

-- Before the two that follow: answers take the evaluation's row first, too.
-- name: evaluation_ballots_lock
-- in: { session_id uuid }
-- writes
SELECT v.id
FROM evaluations v
WHERE v.organization_id = :@organization_id AND v.session_id = :session_id AND v.level = 1
FOR NO KEY UPDATE

-- Used ballots stay: nothing leads from them to the answer that would have to go, too.
-- name: evaluation_ballots_take
-- in: { session_id uuid }
-- writes
DELETE FROM ballots b
USING evaluations v
WHERE v.organization_id = :@organization_id AND v.session_id = :session_id AND v.level = 1 AND {{evaluation_state(v)}} = 'open'
  AND b.organization_id = v.organization_id AND b.evaluation_id = v.id AND NOT b.answered
  AND NOT EXISTS (SELECT 1 FROM enrolments e
                  WHERE e.organization_id = v.organization_id AND e.session_id = v.session_id
                    AND e.employee_id = b.employee_id AND e.state IN ({{evaluation_attended()}}))

-- Not when all have answered: figures of them may have been told, and one more answer would be the difference (R-61).
-- name: evaluation_ballots_give
-- in: { session_id uuid }
-- writes
INSERT INTO ballots (organization_id, evaluation_id, employee_id)
SELECT v.organization_id, v.id, e.employee_id
FROM evaluations v
JOIN enrolments e ON e.organization_id = v.organization_id AND e.session_id = v.session_id
  AND e.state IN ({{evaluation_attended()}})
WHERE v.organization_id = :@organization_id AND v.session_id = :session_id AND v.level = 1 AND {{evaluation_state(v)}} = 'open'
  AND (SELECT bool_and(b.answered) FROM ballots b
       WHERE b.organization_id = v.organization_id AND b.evaluation_id = v.id) IS NOT TRUE
ON CONFLICT ON CONSTRAINT ballots_pkey DO NOTHING

-- name: evaluation_for_close
-- in: { evaluation_id uuid }
-- out: { id uuid, state enum(EvaluationState), closes_on date, version integer }
SELECT v.id, {{evaluation_state(v)}} AS state, v.closes_on, v.version
FROM evaluations v
WHERE v.organization_id = :@organization_id AND v.id = :evaluation_id
FOR NO KEY UPDATE

-- name: evaluation_close
-- in: { id uuid, closes_on date, version integer }
-- writes
UPDATE evaluations SET state = 'closed', closes_on = :closes_on, version = :version, updated_at = :@now
WHERE organization_id = :@organization_id AND id = :id

-- The session of a level 1 evaluation that was closed is evaluated, with its trail.
-- name: session_evaluated
-- in: { evaluation_id uuid, transition_id uuid, audit_id uuid, event_id uuid }
-- writes
WITH moved AS (
    UPDATE sessions s SET state = 'evaluated', version = s.version + 1, updated_at = :@now
    FROM evaluations v
    WHERE v.organization_id = :@organization_id AND v.id = :evaluation_id AND v.level = 1
      AND s.organization_id = :@organization_id AND s.id = v.session_id AND s.state = 'completed'
    RETURNING s.id, s.version
), told AS (
    INSERT INTO transitions (organization_id, id, resource_type, resource_id, from_state, to_state, at, principal_id,
                             principal_name)
    SELECT :@organization_id, :transition_id, 'session', m.id, 'completed', 'evaluated', :@now, :@principal_id, :@principal_name
    FROM moved m
), audited AS (
    INSERT INTO audit_events (organization_id, id, at, principal_id, principal_name, operation, resource_type, resource_id,
                              resource_version, request_id)
    SELECT :@organization_id, :audit_id, :@now, :@principal_id, :@principal_name, :@operation, 'session', m.id, m.version,
           :@request_id
    FROM moved m
)
INSERT INTO outbox_events (organization_id, id, at, type, resource_type, resource_id, resource_version)
SELECT :@organization_id, :event_id, :@now, :@operation, 'session', m.id, m.version
FROM moved m

-- name: evaluations_due
-- in: { rows integer, evaluation_id uuid }
-- out: evaluation_due
SELECT v.id, v.closes_on, v.version
FROM evaluations v
WHERE v.organization_id = :@organization_id AND v.state = 'open' AND v.closes_on < :@today
--? evaluation_id
  AND v.id = :evaluation_id
--.
ORDER BY v.closes_on, v.id
LIMIT :rows
FOR NO KEY UPDATE

-- name: evaluation_reminders
-- in: evaluations_reminders_query
-- out: reminder
SELECT e.id AS employee_id, e.name, e.email, u.name AS unit_name
FROM evaluations v
JOIN ballots b ON b.organization_id = v.organization_id AND b.evaluation_id = v.id AND NOT b.answered
JOIN employees e ON e.organization_id = b.organization_id AND e.id = b.employee_id
LEFT JOIN units u ON u.organization_id = e.organization_id AND u.id = e.unit_id
WHERE v.organization_id = :@organization_id AND v.id = :evaluation_id AND {{evaluation_state(v)}} = 'open'
  AND (e.left_on IS NULL OR e.left_on > :@today)
--? @scope
  AND {{unit_in_scope(e.unit_id)}}
--.
--? after_id
  AND (e.name, e.id) > (:after_text, :after_id)
--.
ORDER BY e.name, e.id
LIMIT :limit

-- name: evaluation_my_ballots
-- out: ballot
SELECT v.id AS evaluation_id, s.name AS session_name, t.name AS training_name, v.closes_on, i.items
FROM ballots b
JOIN evaluations v ON v.organization_id = b.organization_id AND v.id = b.evaluation_id AND {{evaluation_state(v)}} = 'open'
JOIN sessions s ON s.organization_id = v.organization_id AND s.id = v.session_id
JOIN trainings t ON t.organization_id = s.organization_id AND t.id = s.training_id
CROSS JOIN LATERAL ({{evaluation_items(v.instrument_version_id)}}) i
WHERE b.organization_id = :@organization_id AND b.employee_id = :@self AND NOT b.answered
ORDER BY v.closes_on, v.id
LIMIT 100
