-- Revision cases, read and changed by people. What judgements do to them is in revisions.sql.

-- name: revision_case_get
-- in: { revision_case_id uuid }
-- out: revision_case
SELECT {{revision_case_columns()}}
FROM {{revision_case_tables()}}
WHERE r.organization_id = :@organization_id AND r.id = :revision_case_id

-- name: revision_case_list
-- in: revision_cases_list_query
-- out: revision_case
SELECT {{revision_case_columns()}}
FROM {{revision_case_tables()}}
WHERE r.organization_id = :@organization_id
--? state
  AND r.state = :state
--.
--? dimension
  AND r.dimension = :dimension
--.
--? training_id=id
  AND r.training_id = :training_id
--? training_id=ext
  AND t.external_id = :training_id
--.
--? held
  AND {{revision_holds(r)}} = :held
--.
--? after_id
  AND r.id < :after_id
--.
ORDER BY r.id DESC
LIMIT :limit

-- A statement of its own, before revision_case_get: what is read then is read behind the lock.
-- name: revision_case_lock
-- in: { revision_case_id uuid }
-- writes
SELECT r.id FROM revision_cases r
WHERE r.organization_id = :@organization_id AND r.id = :revision_case_id
FOR NO KEY UPDATE

-- Sessions that a change of instructor or partner is compared with: the judged one, else all that were held.
-- macro: revision_judged_session(s)
{s}.organization_id = r.organization_id AND {s}.training_id = r.training_id
AND CASE WHEN r.session_id IS NULL THEN {s}.state IN ('running', 'completed', 'evaluated') ELSE {s}.id = r.session_id END

-- name: revision_case_facts
-- in: { revision_case_id uuid, training_version_id uuid, method text, instructor_id uuid, partner_id uuid }
-- out: revision_case_facts
-- plan: seqscan the modules of one version are few; only their method is looked for
SELECT (SELECT count(*) FROM revision_actions a
        WHERE a.organization_id = r.organization_id AND a.revision_case_id = r.id AND a.created_at >= r.opened_at)
           AS actions_since,
       (parameter(:@organization_id, 'revision.waiver_max_days', :@today) #>> '{}')::bigint AS waiver_max_days,
       EXISTS (SELECT 1 FROM training_versions v
               WHERE v.organization_id = r.organization_id AND v.training_id = r.training_id
                 AND v.id = :training_version_id AND v.published_at > r.opened_at
                 AND v.number > COALESCE((SELECT j.number FROM training_versions j
                                          WHERE j.organization_id = r.organization_id AND j.id = r.judged_version_id), 0))
           AS new_version,
       :method IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM modules m
                           WHERE m.organization_id = r.organization_id AND m.training_version_id = r.judged_version_id
                             AND m.method = :method) AS method,
       EXISTS (SELECT 1 FROM instructors i
               WHERE i.organization_id = r.organization_id AND i.id = :instructor_id AND i.state = 'active')
           AND NOT EXISTS (SELECT 1 FROM sessions s
                           JOIN session_blocks b ON b.organization_id = s.organization_id AND b.session_id = s.id
                           JOIN session_block_instructors c ON c.organization_id = b.organization_id AND c.block_id = b.id
                           WHERE {{revision_judged_session(s)}} AND c.instructor_id = :instructor_id) AS instructor,
       EXISTS (SELECT 1 FROM partners p
               WHERE p.organization_id = r.organization_id AND p.id = :partner_id AND p.state = 'active')
           AND NOT EXISTS (SELECT 1 FROM sessions s
                           WHERE {{revision_judged_session(s)}} AND s.partner_id = :partner_id) AS partner,
       t.state = 'retired' AS retirement
FROM revision_cases r
JOIN trainings t ON t.organization_id = r.organization_id AND t.id = r.training_id
WHERE r.organization_id = :@organization_id AND r.id = :revision_case_id

-- name: revision_session_find
-- in: { session_id uuid }
-- out: { id uuid, training_id uuid, training_version_id uuid }
SELECT s.id, s.training_id, s.training_version_id FROM sessions s
WHERE s.organization_id = :@organization_id AND s.id = :session_id

-- Never the evidence: what was read of it may be less than what there is.
-- name: revision_case_move
-- in: revision_case
-- writes
UPDATE revision_cases
SET state = :state, change_summary = :change_summary, waived_until = :waived_until, waived_by = :waived_by, reason = :reason,
    resolved_at = :resolved_at, version = :version, updated_at = :updated_at
WHERE organization_id = :@organization_id AND id = :id

-- name: revision_action_insert
-- in: revision_action_row
-- writes
INSERT INTO revision_actions (organization_id, id, revision_case_id, kind, training_version_id, method, instructor_id,
                              partner_id, note, done_by, created_at)
VALUES (:@organization_id, :id, :revision_case_id, :kind, :training_version_id, :method, :instructor_id, :partner_id, :note,
        :done_by, :created_at)

-- Only those who attended a session that the case was about, and only what was changed since (R-70). The figures are those
-- of the round that their session opened.
-- name: my_revision_cases
-- out: my_revision_case
SELECT r.id, t.name AS training_name, s.id AS session_id, s.name AS session_name, r.dimension, r.state, r.finding,
       {{revision_figures(x)}} AS figures,
       CASE WHEN w.final AND x.evidence ? 'final' THEN x.evidence #>> '{final,responses}'
            WHEN w.deciding THEN x.evidence ->> 'responses' END::bigint AS responses,
       CASE WHEN w.final AND x.evidence ? 'final' THEN x.evidence #>> '{final,unfavourable}'
            WHEN w.deciding THEN x.evidence ->> 'unfavourable' END::bigint AS unfavourable,
       r.change_summary,
       (SELECT COALESCE(jsonb_agg(jsonb_build_object('kind', a.kind, 'method', a.method) ORDER BY a.id), '[]')
        FROM revision_actions a
        WHERE a.organization_id = r.organization_id AND a.revision_case_id = r.id) AS actions
FROM revision_cases r
JOIN trainings t ON t.organization_id = r.organization_id AND t.id = r.training_id
JOIN revision_case_sessions j ON j.organization_id = r.organization_id AND j.revision_case_id = r.id
                             AND r.resolved_at >= j.judged_at
JOIN sessions s ON s.organization_id = j.organization_id AND s.id = j.session_id
JOIN enrolments n ON n.organization_id = s.organization_id AND n.session_id = s.id AND n.employee_id = :@self
                 AND n.state IN ('attended', 'passed', 'failed')
CROSS JOIN LATERAL (
    SELECT r.organization_id, r.evaluation_id, r.evidence WHERE r.session_id = s.id
    UNION ALL
    SELECT o.organization_id, o.evaluation_id, o.evidence FROM revision_rounds o
    WHERE o.organization_id = r.organization_id AND o.revision_case_id = r.id AND o.session_id = s.id) x
{{revision_tellable(x)}}
WHERE r.organization_id = :@organization_id
ORDER BY r.resolved_at DESC, r.id, s.id
LIMIT 100
