-- A training across its versions. Level 1 by whole evaluations only, each closed and with enough answers (R-61).

-- macro: history_share(name)
sum(x.unfavourable) FILTER (WHERE x.dimension = '{name}') AS {name}_bad,
           sum(x.scores) FILTER (WHERE x.dimension = '{name}') AS {name}_all

-- macro: history_percent(name)
round(j.{name}_bad * 10000.0 / NULLIF(j.{name}_all, 0))::bigint AS {name}_unfavourable_percent

-- name: training_history
-- in: training_history_list_query
-- out: training_history_version
-- plan: seqscan a report over all sessions of a training
WITH held AS (
    SELECT s.id, s.training_version_id
    FROM trainings t
    JOIN sessions s ON s.organization_id = t.organization_id AND s.training_id = t.id AND s.state IN ('completed', 'evaluated')
    WHERE t.organization_id = :@organization_id
--? training_id=id
      AND t.id = :training_id
--? training_id=ext
      AND t.external_id = :training_id
--.
), people AS (
    SELECT h.training_version_id, count(DISTINCT n.employee_id) AS attended,
           count(DISTINCT n.employee_id) FILTER (WHERE n.state = 'passed') AS passed
    FROM held h
    JOIN enrolments n ON n.organization_id = :@organization_id AND n.session_id = h.id
                     AND n.state IN ('attended', 'passed', 'failed')
    GROUP BY h.training_version_id
), newest AS (
    SELECT DISTINCT ON (r.enrolment_id, r.kind) h.training_version_id, r.enrolment_id, r.kind, r.score
    FROM held h
    JOIN test_scores r ON r.organization_id = :@organization_id AND r.session_id = h.id
    ORDER BY r.enrolment_id, r.kind, r.revision DESC
), gains AS (
    SELECT a.training_version_id, count(*) AS tested, round(avg(b.score - a.score))::bigint AS gain
    FROM newest a
    JOIN newest b ON b.enrolment_id = a.enrolment_id AND b.kind = 'post'
    WHERE a.kind = 'pre'
    GROUP BY a.training_version_id
), counted AS (
    SELECT h.training_version_id, v.id, c.answers
    FROM held h
    JOIN evaluations v ON v.organization_id = :@organization_id AND v.session_id = h.id AND v.level = 1
                      AND {{evaluation_state(v)}} = 'closed'
    CROSS JOIN LATERAL (SELECT count(*) AS answers FROM responses r
                        WHERE r.organization_id = v.organization_id AND r.evaluation_id = v.id) c
    WHERE c.answers >= ({{parameter_on(evaluation.k_anonymity, :@today)}})::bigint
), judged AS (
    SELECT x.training_version_id, {{history_share(material_relevance)}}, {{history_share(material_quality)}},
           {{history_share(method)}}, {{history_share(instructor)}}, {{history_share(facilities)}},
           {{history_share(organisation)}}, {{history_share(overall)}}
    FROM (SELECT c.training_version_id, i.dimension, count(*) AS scores,
                 count(*) FILTER (WHERE z.value::integer
                                        <= ({{parameter_on(revision.unfavourable_max_score, :@today)}})::integer) AS unfavourable
          FROM counted c
          JOIN responses r ON r.organization_id = :@organization_id AND r.evaluation_id = c.id
          CROSS JOIN LATERAL jsonb_each_text(r.scores) z
          JOIN instrument_items i ON i.organization_id = r.organization_id AND i.id = z.key::uuid
          GROUP BY c.training_version_id, c.id, i.dimension
          HAVING count(*) >= ({{parameter_on(evaluation.k_anonymity, :@today)}})::bigint) x
    GROUP BY x.training_version_id
), seen AS (
    SELECT h.training_version_id, count(*) AS observations, count(*) FILTER (WHERE o.score >= f.least) AS favourable
    FROM held h
    JOIN enrolments n ON n.organization_id = :@organization_id AND n.session_id = h.id
    JOIN observations o ON o.organization_id = n.organization_id AND o.enrolment_id = n.id
    CROSS JOIN (SELECT ({{parameter_on(evaluation.observed_min_score, :@today)}})::integer AS least OFFSET 0) f
    GROUP BY h.training_version_id
)
SELECT v.id, v.number, v.state, (SELECT count(*) FROM held h WHERE h.training_version_id = v.id) AS sessions_held,
       COALESCE(p.attended, 0) AS people_attended, COALESCE(p.passed, 0) AS people_passed,
       COALESCE(g.tested, 0) AS people_tested, g.gain AS mean_gain,
       (SELECT COALESCE(sum(c.answers), 0)::bigint FROM counted c WHERE c.training_version_id = v.id) AS answers,
       {{history_percent(material_relevance)}}, {{history_percent(material_quality)}}, {{history_percent(method)}},
       {{history_percent(instructor)}}, {{history_percent(facilities)}}, {{history_percent(organisation)}},
       {{history_percent(overall)}}, COALESCE(o.observations, 0) AS observations,
       round(o.favourable * 10000.0 / NULLIF(o.observations, 0))::bigint AS observed_percent, c.opened AS cases_opened,
       c.effective AS cases_effective
FROM trainings t
JOIN training_versions v ON v.organization_id = t.organization_id AND v.training_id = t.id
LEFT JOIN people p ON p.training_version_id = v.id
LEFT JOIN gains g ON g.training_version_id = v.id
LEFT JOIN judged j ON j.training_version_id = v.id
LEFT JOIN seen o ON o.training_version_id = v.id
CROSS JOIN LATERAL (
    SELECT count(*) AS opened, count(*) FILTER (WHERE r.state = 'verified_effective') AS effective
    FROM revision_cases r
    WHERE r.organization_id = :@organization_id AND r.training_id = t.id AND r.judged_version_id = v.id
) c
WHERE t.organization_id = :@organization_id
--? training_id=id
  AND t.id = :training_id
--? training_id=ext
  AND t.external_id = :training_id
--.
--? after_id
  AND (v.number, v.id) < (:after_text::integer, :after_id)
--.
ORDER BY v.number DESC, v.id DESC
LIMIT :limit
