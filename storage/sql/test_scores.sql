-- Test scores. Insert and read only: a correction is a new revision, and the newest counts.

-- name: test_score_list
-- in: test_scores_list_query
-- out: test_score
-- brief
SELECT e.id, e.employee_id, p.name AS employee_name, e.state, b.score AS pre, t.score AS post, t.score - b.score AS gain
FROM enrolments e
JOIN employees p ON p.organization_id = e.organization_id AND p.id = e.employee_id
LEFT JOIN LATERAL {{newest_score(e.id, 'pre')}} b ON true
LEFT JOIN LATERAL {{newest_score(e.id, 'post')}} t ON true
WHERE e.organization_id = :@organization_id AND e.state IN ({{seated()}})
--? session_id=id
  AND e.session_id = :session_id
--? session_id=ext
  AND e.session_id = (SELECT x.id FROM sessions x WHERE x.organization_id = :@organization_id AND x.external_id = :session_id)
--.
--? @scope
  AND ({{employee_in_scope(p.unit_id, e.employee_id)}} OR {{teaches(e.session_id)}})
--.
--? after_id
  AND e.id > :after_id
--.
ORDER BY e.id
LIMIT :limit

-- One row per item, in its order; an enrolment of another session is not found (R-03).
-- name: test_score_facts
-- in: { session_id uuid, items records(test_score_input) }
-- out: test_score_fact
SELECT i.ordinal, e.employee_id, t.score, t.revision
FROM ROWS FROM (jsonb_to_recordset(:items) AS (enrolment_id uuid, kind text)) WITH ORDINALITY AS i (enrolment_id, kind, ordinal)
LEFT JOIN enrolments e ON e.organization_id = :@organization_id AND e.session_id = :session_id AND e.id = i.enrolment_id
  AND e.state IN ({{seated()}})
LEFT JOIN LATERAL {{newest_score(e.id, i.kind)}} t ON true
ORDER BY i.ordinal

-- name: test_score_insert
-- in: { items records(test_score_row) }
-- writes
INSERT INTO test_scores (organization_id, id, session_id, enrolment_id, kind, revision, score, reason, recorded_by, recorded_at)
SELECT :@organization_id, i.id, i.session_id, i.enrolment_id, i.kind, i.revision, (i.score * 100)::integer, i.reason,
       i.recorded_by, i.recorded_at
FROM jsonb_to_recordset(:items) AS i (id uuid, session_id uuid, enrolment_id uuid, kind text, revision integer, score numeric,
                                      reason text, recorded_by uuid, recorded_at timestamptz)
