-- Attendance. Insert and read only: a correction is a new revision, and the newest counts.

-- name: attendance_list
-- in: attendances_list_query
-- out: attendance
-- brief
SELECT e.id, e.employee_id, p.name AS employee_name, e.state, b.missing, b.present_share, b.marks
FROM enrolments e
JOIN employees p ON p.organization_id = e.organization_id AND p.id = e.employee_id
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE m.present IS NULL) AS missing,
           COALESCE(round(10000 * sum({{seconds(k.during)}}) FILTER (WHERE m.present) / sum({{seconds(k.during)}})), 0)::bigint
               AS present_share,
           COALESCE(jsonb_agg(jsonb_build_object(
               'block_id', k.id, 'ordinal', k.ordinal, 'present', m.present, 'reason', m.reason, 'revision', m.revision,
               'recorded_by', m.recorded_by, 'recorded_at', {{rfc3339(m.recorded_at)}}) ORDER BY k.ordinal), '[]') AS marks
    FROM session_blocks k
    LEFT JOIN LATERAL {{newest_mark(e.id, k.id)}} m ON true
    WHERE k.organization_id = e.organization_id AND k.session_id = e.session_id) b
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

-- Whether the caller teaches in the session, and so may state attendance and scores.
-- name: session_teacher
-- in: { session_id uuid }
-- out: { teaches bool }
SELECT {{teaches(:session_id)}} AS teaches

-- One row per item, in its order; an enrolment or a block of another session is not found (R-03).
-- name: attendance_facts
-- in: { session_id uuid, items records(attendance_input) }
-- out: attendance_fact
SELECT i.ordinal, e.employee_id, k.id AS block_id, COALESCE(lower(k.during) <= :@now, false) AS begun, m.present, m.revision
FROM ROWS FROM (jsonb_to_recordset(:items) AS (enrolment_id uuid, block_id uuid))
     WITH ORDINALITY AS i (enrolment_id, block_id, ordinal)
LEFT JOIN enrolments e ON e.organization_id = :@organization_id AND e.session_id = :session_id AND e.id = i.enrolment_id
  AND e.state IN ({{seated()}})
LEFT JOIN session_blocks k ON k.organization_id = :@organization_id AND k.session_id = :session_id AND k.id = i.block_id
LEFT JOIN LATERAL {{newest_mark(e.id, k.id)}} m ON true
ORDER BY i.ordinal

-- name: attendance_insert
-- in: { items records(attendance_row) }
-- writes
INSERT INTO attendances (organization_id, id, session_id, block_id, enrolment_id, revision, present, reason, recorded_by,
                         recorded_at)
SELECT :@organization_id, i.id, i.session_id, i.block_id, i.enrolment_id, i.revision, i.present, i.reason, i.recorded_by,
       i.recorded_at
FROM jsonb_to_recordset(:items) AS i (id uuid, session_id uuid, block_id uuid, enrolment_id uuid, revision integer,
                                      present boolean, reason text, recorded_by uuid, recorded_at timestamptz)

-- ---- results

-- name: result_rule
-- in: { day date }
-- out: result_rule
SELECT ((parameter(:@organization_id, 'sessions.min_attendance_share', :day) #>> '{}')::numeric * 10000)::bigint
           AS min_attendance_share,
       ((parameter(:@organization_id, 'sessions.pass_score', :day) #>> '{}')::numeric * 100)::bigint AS pass_score

-- name: result_lines
-- in: { session_id uuid }
-- out: result_line
SELECT e.id, e.employee_id, e.state, e.version, b.total_seconds, b.present_seconds, b.missing, t.score AS post_score
FROM enrolments e
CROSS JOIN LATERAL (
    SELECT COALESCE(sum({{seconds(k.during)}}), 0)::bigint AS total_seconds,
           COALESCE(sum({{seconds(k.during)}}) FILTER (WHERE m.present), 0)::bigint AS present_seconds,
           count(*) FILTER (WHERE m.present IS NULL) AS missing
    FROM session_blocks k
    LEFT JOIN LATERAL {{newest_mark(e.id, k.id)}} m ON true
    WHERE k.organization_id = e.organization_id AND k.session_id = e.session_id) b
LEFT JOIN LATERAL {{newest_score(e.id, 'post')}} t ON true
WHERE e.organization_id = :@organization_id AND e.session_id = :session_id AND e.state IN ({{seated()}})
ORDER BY e.id

-- The first statements that are missing.
-- name: result_gaps
-- in: { session_id uuid }
-- out: result_gap
SELECT e.id AS enrolment_id, p.name AS employee_name, k.id AS block_id, lower(k.during) AS starts_at
FROM enrolments e
JOIN employees p ON p.organization_id = e.organization_id AND p.id = e.employee_id
JOIN session_blocks k ON k.organization_id = e.organization_id AND k.session_id = e.session_id
WHERE e.organization_id = :@organization_id AND e.session_id = :session_id AND e.state IN ({{seated()}})
  AND NOT EXISTS (SELECT 1 FROM attendances a WHERE a.organization_id = :@organization_id AND a.enrolment_id = e.id
                  AND a.block_id = k.id)
ORDER BY k.ordinal, e.id
LIMIT 20

-- What those who passed have shown and is not recorded since they passed before: the highest level that the version teaches
-- in a competency.
-- name: result_evidence
-- in: { session_id uuid, enrolment_ids uuids }
-- out: result_evidence
SELECT x.enrolment_id, x.employee_id, x.competency_id, x.level, 'enrolment:' || x.enrolment_id || ':' || x.competency_id AS external_id
FROM (
    SELECT e.id AS enrolment_id, e.employee_id, m.competency_id, max(m.target_level)::bigint AS level
    FROM enrolments e
    JOIN modules m ON m.organization_id = e.organization_id AND m.competency_id IS NOT NULL
      AND m.training_version_id = (SELECT s.training_version_id FROM sessions s
                                   WHERE s.organization_id = :@organization_id AND s.id = :session_id)
    WHERE e.organization_id = :@organization_id AND e.session_id = :session_id AND e.id = ANY (:enrolment_ids)
    GROUP BY e.id, e.employee_id, m.competency_id) x
WHERE NOT EXISTS (SELECT 1 FROM assessments a WHERE a.organization_id = :@organization_id AND a.enrolment_id = x.enrolment_id
                  AND a.competency_id = x.competency_id)
ORDER BY x.enrolment_id, x.competency_id
