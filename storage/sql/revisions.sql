-- What evaluations do to revision cases (R-65, R-69), and what these do to sessions (R-66). No statement here gives or
-- stores the answer of a person: only counts.

-- By what resolved cases were resolved, as long as no evaluation has judged it (R-67). A session teaches its own version, a
-- new one that which is published.
-- name: revision_promises
-- in: { training_id ref, session_id uuid }
-- out: revision_promise
-- plan: seqscan a training has few cases and a version few modules; they are found by the keys of the training
SELECT r.id AS revision_case_id, r.dimension, a.kind, a.instructor_id, a.partner_id,
       COALESCE(i.name, p.name, a.method, w.number::text) AS name,
--? session_id
       EXISTS (SELECT 1 FROM session_blocks b
               JOIN session_block_instructors k ON k.organization_id = b.organization_id AND k.block_id = b.id
               WHERE b.organization_id = :@organization_id AND b.session_id = :session_id
                 AND k.instructor_id = a.instructor_id)
--? !session_id
       false
--.
       AS teaches,
       EXISTS (SELECT 1 FROM modules m
               JOIN training_versions v ON v.organization_id = m.organization_id AND v.id = m.training_version_id
               WHERE m.organization_id = t.organization_id AND m.method = a.method AND v.training_id = t.id
--? session_id
                 AND v.id = (SELECT s.training_version_id FROM sessions s
                             WHERE s.organization_id = :@organization_id AND s.id = :session_id)
--? !session_id
                 AND v.state = 'published'
--.
       ) AS method_taught,
       EXISTS (SELECT 1 FROM training_versions v
               WHERE v.organization_id = t.organization_id AND v.training_id = t.id AND v.number >= w.number
--? session_id
                 AND v.id = (SELECT s.training_version_id FROM sessions s
                             WHERE s.organization_id = :@organization_id AND s.id = :session_id)
--? !session_id
                 AND v.state = 'published'
--.
       ) AS version_taught
FROM trainings t
JOIN revision_cases r ON r.organization_id = t.organization_id AND r.training_id = t.id AND r.state = 'resolved'
JOIN revision_actions a ON a.organization_id = r.organization_id AND a.revision_case_id = r.id
                       AND a.created_at >= r.opened_at AND a.kind <> 'retirement'
LEFT JOIN instructors i ON i.organization_id = a.organization_id AND i.id = a.instructor_id
LEFT JOIN partners p ON p.organization_id = a.organization_id AND p.id = a.partner_id
LEFT JOIN training_versions w ON w.organization_id = a.organization_id AND w.id = a.training_version_id
WHERE t.organization_id = :@organization_id
--? training_id=id
  AND t.id = :training_id
--? training_id=ext
  AND t.external_id = :training_id
--.
ORDER BY r.resolved_at, r.id, a.id

-- Cases of one training are judged one after the other. A statement of its own, before the others: they read behind it.
-- name: revision_lock_judged
-- in: { evaluation_id uuid }
-- writes
SELECT t.id
FROM trainings t
WHERE t.organization_id = :@organization_id
  AND t.id = (SELECT s.training_id FROM evaluations e
              JOIN sessions s ON s.organization_id = e.organization_id AND s.id = e.session_id
              WHERE e.organization_id = :@organization_id AND e.id = :evaluation_id)
FOR NO KEY UPDATE

-- When a session began, or was made when it has no dates.
-- macro: session_began(s)
COALESCE((SELECT min(lower(b.during)) FROM session_blocks b
          WHERE b.organization_id = {s}.organization_id AND b.session_id = {s}.id), {s}.created_at)

-- Answering: the caller's ballot counts as used.
-- name: revision_judged
-- in: { evaluation_id uuid, answering bool }
-- out: revision_judged
SELECT e.id AS evaluation_id, s.id AS session_id, s.training_id, s.training_version_id,
--? answering
       NOT EXISTS (SELECT 1 FROM ballots b
                   WHERE b.organization_id = e.organization_id AND b.evaluation_id = e.id AND NOT b.answered
                     AND b.employee_id <> :@self) AS complete,
--? !answering
       {{evaluation_complete(e)}} AS complete,
--.
       (p.v ->> 'revision.min_responses')::bigint AS min_responses,
       (p.v ->> 'revision.unfavourable_max_score')::bigint AS unfavourable_max_score,
       (10000 * (p.v ->> 'revision.unfavourable_share')::numeric)::bigint AS share_bp,
       (10000 * (p.v ->> 'revision.confidence')::numeric)::bigint AS confidence_bp,
       (10000 * (p.v ->> 'revision.effect_min_drop')::numeric)::bigint AS min_drop_bp,
       (p.v ->> 'evaluation.k_anonymity')::bigint AS k_anonymity
FROM evaluations e
CROSS JOIN (SELECT parameters(:@organization_id, '{revision.min_responses,revision.unfavourable_max_score,'
                                 'revision.unfavourable_share,revision.confidence,revision.effect_min_drop,'
                                 'evaluation.k_anonymity}', :@today) AS v OFFSET 0) p
JOIN sessions s ON s.organization_id = e.organization_id AND s.id = e.session_id
WHERE e.organization_id = :@organization_id AND e.id = :evaluation_id AND e.level = 1

-- OFFSET 0: what is computed once stays so.
-- name: revision_tallies
-- in: { evaluation_id uuid }
-- out: dimension_counts
SELECT x.dimension, count(*) FILTER (WHERE x.score = 1) AS count_1, count(*) FILTER (WHERE x.score = 2) AS count_2,
       count(*) FILTER (WHERE x.score = 3) AS count_3, count(*) FILTER (WHERE x.score = 4) AS count_4,
       count(*) FILTER (WHERE x.score = 5) AS count_5
FROM (SELECT q.dimension, (a.scores -> q.key)::integer AS score
      FROM (SELECT i.dimension, i.id::text AS key FROM evaluations e
            JOIN instrument_items i ON i.organization_id = e.organization_id AND i.instrument_version_id = e.instrument_version_id
                                   AND i.kind = 'score'
            WHERE e.organization_id = :@organization_id AND e.id = :evaluation_id OFFSET 0) q
      LEFT JOIN responses a ON a.organization_id = :@organization_id AND a.evaluation_id = :evaluation_id
      OFFSET 0) x
GROUP BY x.dimension

-- The cases of the training that are not over, and those that settled something: whose dimension was changed after this
-- session began. `decides`: the session began after the case was resolved, and has at least one of the changes that resolved
-- it; so its evaluation tells whether they helped (R-69). Brief: only whether it may.
-- name: revision_live
-- in: { evaluation_id uuid, brief bool }
-- out: revision_live
SELECT r.id, r.dimension, r.state, r.reopened, r.version, r.state NOT IN ('open', 'in_progress', 'resolved', 'waived') AS over,
       COALESCE(r.resolved_at >= {{session_began(s)}}, false) AS settled,
       COALESCE(r.evaluation_id = e.id, false)
           OR r.id IN (SELECT n.revision_case_id FROM revision_rounds n
                       WHERE n.organization_id = :@organization_id AND n.evaluation_id = :evaluation_id) AS own,
--? brief
       r.state = 'resolved' AS decides, 0::bigint AS before_responses, 0::bigint AS before_unfavourable, false AS before_shown
--? !brief
       (r.state = 'resolved' AND {{session_began(s)}} > r.resolved_at AND EXISTS (
            SELECT 1 FROM revision_actions a
            WHERE a.organization_id = r.organization_id AND a.revision_case_id = r.id AND a.created_at >= r.opened_at
              AND CASE a.kind
                  WHEN 'new_version' THEN (
                      SELECT v.number FROM training_versions v
                      WHERE v.organization_id = s.organization_id AND v.id = s.training_version_id) >= (
                      SELECT v.number FROM training_versions v
                      WHERE v.organization_id = a.organization_id AND v.id = a.training_version_id)
                  WHEN 'partner' THEN COALESCE(s.partner_id = a.partner_id, false)
                  WHEN 'instructor' THEN EXISTS (
                      SELECT 1 FROM session_blocks b
                      JOIN session_block_instructors i ON i.organization_id = b.organization_id AND i.block_id = b.id
                      WHERE b.organization_id = s.organization_id AND b.session_id = s.id
                        AND i.instructor_id = a.instructor_id)
                  WHEN 'method' THEN EXISTS (
                      SELECT 1 FROM modules m
                      WHERE m.organization_id = s.organization_id AND m.training_version_id = s.training_version_id
                        AND m.method = a.method)
                  ELSE false END)) AS decides,
       COALESCE((r.evidence #>> '{final,responses}')::bigint, (r.evidence ->> 'responses')::bigint, 0) AS before_responses,
       COALESCE((r.evidence #>> '{final,unfavourable}')::bigint, (r.evidence ->> 'unfavourable')::bigint, 0)
           AS before_unfavourable,
       CASE WHEN r.evidence ? 'final' THEN w.final ELSE w.deciding END AS before_shown
--.
FROM evaluations e
JOIN sessions s ON s.organization_id = e.organization_id AND s.id = e.session_id
JOIN revision_cases r ON r.organization_id = s.organization_id AND r.training_id = s.training_id
--? !brief
{{revision_tellable(r)}}
--.
WHERE e.organization_id = :@organization_id AND e.id = :evaluation_id
  AND (r.state IN ('open', 'in_progress', 'resolved', 'waived') OR r.resolved_at >= {{session_began(s)}})

-- name: revision_insert
-- in: revision_row
-- writes
INSERT INTO revision_cases (organization_id, id, training_id, dimension, state, by_rule, evaluation_id, session_id,
                            judged_version_id, evidence, finding, reopened, opened_by, opened_at, version, created_at, updated_at)
VALUES (:@organization_id, :id, :training_id, :dimension, :state, :by_rule, :evaluation_id, :session_id, :judged_version_id,
        :evidence, :finding, :reopened, :opened_by, :opened_at, :version, :created_at, :updated_at)

-- Whom it concerns: nobody while a case by hand names no session.
-- name: revision_session_insert
-- in: revision_row
-- writes
INSERT INTO revision_case_sessions (organization_id, revision_case_id, session_id, judged_at)
SELECT :@organization_id, :id, :session_id, :opened_at
WHERE :session_id IS NOT NULL
ON CONFLICT DO NOTHING

-- The figures at the end of the evaluation that opened the case or a round of it; nothing that people see of its history
-- changes.
-- name: revision_finish
-- in: { id uuid, evaluation_id uuid, final json }
-- writes
UPDATE revision_cases SET evidence = evidence || jsonb_build_object('final', :final)
WHERE organization_id = :@organization_id AND id = :id AND evaluation_id = :evaluation_id

-- name: revision_round_finish
-- in: { id uuid, evaluation_id uuid, final json }
-- writes
UPDATE revision_rounds SET evidence = evidence || jsonb_build_object('final', :final)
WHERE organization_id = :@organization_id AND evaluation_id = :evaluation_id AND revision_case_id = :id

-- name: revision_verdict
-- in: revision_row
-- writes
UPDATE revision_cases
SET state = :state, effect_evaluation_id = :effect_evaluation_id, effect = :effect, version = :version, updated_at = :updated_at
WHERE organization_id = :@organization_id AND id = :id

-- The round that a verdict has just ended.
-- name: revision_round_insert
-- in: { id uuid }
-- writes
INSERT INTO revision_rounds (organization_id, revision_case_id, number, evaluation_id, session_id, judged_version_id, evidence,
                             change_summary, effect_evaluation_id, effect, opened_at, resolved_at)
SELECT r.organization_id, r.id, r.reopened + 1, r.evaluation_id, r.session_id, r.judged_version_id, r.evidence,
       r.change_summary, r.effect_evaluation_id, r.effect, r.opened_at, r.resolved_at
FROM revision_cases r
WHERE r.organization_id = :@organization_id AND r.id = :id

-- The change did not help: what is judged now is the session after it.
-- name: revision_reopen
-- in: revision_row
-- writes
UPDATE revision_cases
SET state = :state, evaluation_id = :evaluation_id, session_id = :session_id, judged_version_id = :judged_version_id,
    evidence = :evidence, effect_evaluation_id = :effect_evaluation_id, effect = :effect, reopened = :reopened,
    opened_at = :opened_at, version = :version, updated_at = :updated_at
WHERE organization_id = :@organization_id AND id = :id
