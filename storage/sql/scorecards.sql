-- How partners and instructors were judged (R-55). Whole evaluations only, each with enough answers (R-61).

-- macro: parameter_number(key)
(parameter(:@organization_id, {key}, :@today) #>> '{}')::bigint

-- macro: scorecard_session_filter()
--? training_id=id
      AND s.training_id = :training_id
--? training_id=ext
      AND s.training_id = (SELECT t.id FROM trainings t
                           WHERE t.organization_id = :@organization_id AND t.external_id = :training_id)
--.
--? from
      AND {{session_last_day()}} >= :from
--.
--? until
      AND {{session_last_day()}} <= :until
--.

-- macro: session_last_day()
(SELECT {{last_day(max(upper(d.during)))}} FROM session_blocks d
       WHERE d.organization_id = s.organization_id AND d.session_id = s.id)

-- Scores are a jsonb object: item of the instrument -> 1 to 5.
-- macro: scorecard_judged(items)
SELECT h.subject_id, e.id AS evaluation_id, count(DISTINCT r.id) AS judgements, count(*) AS scores,
           sum(x.score::integer) AS score_sum,
           count(*) FILTER (WHERE x.score::integer <= {{parameter_number('revision.unfavourable_max_score')}}) AS unfavourable
    FROM held h
    JOIN evaluations e ON e.organization_id = :@organization_id AND e.session_id = h.session_id AND e.level = 1
                      AND (e.state = 'closed' OR e.closes_on < :@today)
    JOIN responses r ON r.organization_id = e.organization_id AND r.evaluation_id = e.id
    CROSS JOIN LATERAL jsonb_each_text(r.scores) AS x (item_id, score)
    JOIN instrument_items q ON q.organization_id = r.organization_id AND q.id = x.item_id::uuid AND {items}
    GROUP BY h.subject_id, e.id
    HAVING count(DISTINCT r.id) >= {{parameter_number('evaluation.k_anonymity')}}

-- The mean of all is taken before a caller is shown their own row only.
-- macro: scorecard_columns()
z.id, z.name, z.sessions_held, z.evaluations, z.judgements, z.scores, z.score_sum, z.unfavourable, z.all_scores, z.all_score_sum,
       z.all_unfavourable

-- macro: scorecard_sums()
n.id, n.name, c.sessions_held, COALESCE(j.evaluations, 0) AS evaluations, COALESCE(j.judgements, 0)::bigint AS judgements,
       COALESCE(j.scores, 0)::bigint AS scores, COALESCE(j.score_sum, 0)::bigint AS score_sum,
       COALESCE(j.unfavourable, 0)::bigint AS unfavourable, COALESCE(sum(j.scores) OVER (), 0)::bigint AS all_scores,
       COALESCE(sum(j.score_sum) OVER (), 0)::bigint AS all_score_sum,
       COALESCE(sum(j.unfavourable) OVER (), 0)::bigint AS all_unfavourable
FROM (SELECT h.subject_id, count(*) AS sessions_held FROM held h GROUP BY h.subject_id) c
LEFT JOIN (SELECT g.subject_id, count(*) AS evaluations, sum(g.judgements) AS judgements, sum(g.scores) AS scores,
                  sum(g.score_sum) AS score_sum, sum(g.unfavourable) AS unfavourable
           FROM judged g GROUP BY g.subject_id) j ON j.subject_id = c.subject_id

-- name: partner_scores
-- in: scorecard_filter
-- out: scorecard_sums
-- plan: seqscan a report over everything that partners held
WITH held AS (
    SELECT s.partner_id AS subject_id, s.id AS session_id
    FROM sessions s
    WHERE s.organization_id = :@organization_id AND s.partner_id IS NOT NULL AND s.state IN ('completed', 'evaluated')
{{scorecard_session_filter()}}
), judged AS (
    {{scorecard_judged(q.kind = 'score')}}
)
SELECT {{scorecard_columns()}}
FROM (
    SELECT {{scorecard_sums()}}
    JOIN partners n ON n.organization_id = :@organization_id AND n.id = c.subject_id
) z
WHERE true
--? @scope
  AND ({{over_some_unit()}} OR {{acts_for(z.id)}})
--.
ORDER BY
--? ids
         z.id = ANY (:ids) DESC,
--.
         z.name, z.id
LIMIT :rows

-- name: instructor_scores
-- in: scorecard_filter
-- out: scorecard_sums
-- plan: seqscan a report over everything that was taught
WITH held AS (
    SELECT DISTINCT i.instructor_id AS subject_id, s.id AS session_id
    FROM sessions s
    JOIN session_blocks b ON b.organization_id = s.organization_id AND b.session_id = s.id
    JOIN session_block_instructors i ON i.organization_id = b.organization_id AND i.block_id = b.id AND i.held
    WHERE s.organization_id = :@organization_id AND s.state IN ('completed', 'evaluated')
{{scorecard_session_filter()}}
), judged AS (
    {{scorecard_judged(q.kind = 'score' AND q.dimension = 'instructor')}}
)
SELECT {{scorecard_columns()}}
FROM (
    SELECT {{scorecard_sums()}}
    JOIN instructors n ON n.organization_id = :@organization_id AND n.id = c.subject_id
) z
WHERE true
--? @scope
  AND ({{over_some_unit()}} OR EXISTS (SELECT 1 FROM instructors i
                                     WHERE i.organization_id = :@organization_id AND i.id = z.id AND i.employee_id = :@self))
--.
ORDER BY
--? ids
         z.id = ANY (:ids) DESC,
--.
         z.name, z.id
LIMIT :rows

-- Methods of training have no row of their own: their name is what tells them apart (R-68).
-- name: method_scores
-- in: scorecard_filter
-- out: scorecard_sums
-- plan: seqscan a report over everything that was taught
WITH held AS (
    SELECT DISTINCT m.method AS subject_id, s.id AS session_id
    FROM sessions s
    JOIN modules m ON m.organization_id = s.organization_id AND m.training_version_id = s.training_version_id
    WHERE s.organization_id = :@organization_id AND s.state IN ('completed', 'evaluated')
{{scorecard_session_filter()}}
), judged AS (
    {{scorecard_judged(q.kind = 'score' AND q.dimension = 'method')}}
)
SELECT {{scorecard_sums()}}
CROSS JOIN LATERAL (SELECT '00000000-0000-0000-0000-000000000000'::uuid AS id, c.subject_id AS name) n
ORDER BY n.name
LIMIT :rows
