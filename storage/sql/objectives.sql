-- Where objectives stand, from the records that their indicators name (R-21). A figure and what it rests on; `hidden` when
-- there is something that must not be shown.

-- name: objective_figures
-- in: { policy_version_id uuid, as_of date }
-- out: objective_figure
-- plan: seqscan a figure is about all people, needs, tests or answers of the organization
SELECT o.id, o.ordinal, o.aspect, o.title, o.indicator, o.competency_id, o.unit_id, o.baseline, o.target, o.mid_term_on,
       o.due_on, lower(v.effective) AS starts_on, m.value, m.measured, COALESCE(m.hidden, false) AS hidden,
       EXISTS (SELECT 1 FROM policy_revision_proposals r
               WHERE r.organization_id = :@organization_id AND r.objective_id = o.id) AS proposed
FROM policy_versions v
JOIN objectives o ON o.organization_id = :@organization_id AND o.policy_version_id = v.id
CROSS JOIN LATERAL (
    -- those with a floor who reach it (R-51)
    SELECT round(10000.0 * count(*) FILTER (WHERE h.status = 'met') / NULLIF(count(*), 0))::bigint AS value,
           count(*) AS measured, false AS hidden
    FROM hours_stands(:@organization_id, :as_of) h
    WHERE o.indicator = 'hours_compliance' AND h.has_floor AND {{objective_unit(h.unit_id)}}
    HAVING o.indicator = 'hours_compliance'
    UNION ALL
    -- needs that were accepted and are not dropped, met by an assessment up to the day (R-27)
    SELECT round(10000.0 * count(s.id) / NULLIF(count(*), 0))::bigint, count(*), false
    FROM needs n
    JOIN needs_analyses a ON a.organization_id = :@organization_id AND a.id = n.needs_analysis_id
     AND a.year BETWEEN extract(year FROM lower(v.effective)) AND extract(year FROM :as_of)
    LEFT JOIN assessments s ON s.organization_id = :@organization_id AND s.id = n.met_by_assessment_id AND n.state = 'met'
     AND s.assessed_on <= :as_of
    WHERE n.organization_id = :@organization_id AND n.state IN ('verified', 'validated', 'planned', 'met')
      AND o.indicator = 'gap_closure'
      AND (o.competency_id IS NULL OR n.competency_id = o.competency_id) AND {{objective_unit(n.unit_id)}}
    HAVING o.indicator = 'gap_closure'
    UNION ALL
    -- pairs of the newest pre-test and post-test
    SELECT round(avg(t.post - t.pre))::bigint, count(*), false
    FROM (SELECT (array_agg(c.score ORDER BY c.revision DESC) FILTER (WHERE c.kind = 'pre'))[1] AS pre,
                 (array_agg(c.score ORDER BY c.revision DESC) FILTER (WHERE c.kind = 'post'))[1] AS post
          FROM test_scores c
          JOIN enrolments e ON e.organization_id = :@organization_id AND e.id = c.enrolment_id
          WHERE c.organization_id = :@organization_id AND o.indicator = 'test_gain'
            AND c.recorded_at >= lower(v.effective)::timestamptz AND c.recorded_at < (:as_of::date + 1)::timestamptz
            AND {{objective_session(c.session_id)}} AND {{objective_unit(e.unit_id)}}
          GROUP BY c.enrolment_id) t
    WHERE t.pre IS NOT NULL AND t.post IS NOT NULL
    HAVING o.indicator = 'test_gain'
    UNION ALL
    -- Whole evaluations that are closed and have k answers at least: two days differ by whole evaluations only, so that
    -- no difference of figures tells of fewer than k (R-61). Answers do not know their unit.
    SELECT round(10000.0 * sum(q.favourable) FILTER (WHERE q.shown) / NULLIF(sum(q.scores) FILTER (WHERE q.shown), 0))::bigint,
           COALESCE(sum(q.answers) FILTER (WHERE q.shown), 0)::bigint,
           count(*) FILTER (WHERE NOT q.shown) > 0
    FROM (SELECT count(*) AS answers, sum(x.scores) AS scores, sum(x.favourable) AS favourable,
                 o.unit_id IS NULL
                 AND count(*) >= (parameter(:@organization_id, 'evaluation.k_anonymity', :as_of) #>> '{}')::numeric AS shown
          FROM evaluations l
          JOIN responses p ON p.organization_id = :@organization_id AND p.evaluation_id = l.id
          CROSS JOIN LATERAL (
              SELECT count(*) AS scores, count(*) FILTER (WHERE z.value::text::numeric > (parameter(
                         :@organization_id, 'revision.unfavourable_max_score', :as_of) #>> '{}')::numeric) AS favourable
              FROM jsonb_each(p.scores) z WHERE jsonb_typeof(z.value) = 'number') x
          WHERE l.organization_id = :@organization_id AND l.level = 1 AND o.indicator = 'favourable_share'
            AND l.opens_on >= lower(v.effective) AND l.closes_on < :as_of AND {{objective_session(l.session_id)}}
          GROUP BY l.id) q
    HAVING o.indicator = 'favourable_share'
    UNION ALL
    -- behaviour seen at work
    SELECT round(10000.0 * count(*) FILTER (WHERE b.score >= f.least) / NULLIF(count(*), 0))::bigint, count(*), false
    FROM observations b
    JOIN enrolments e ON e.organization_id = :@organization_id AND e.id = b.enrolment_id
    CROSS JOIN (SELECT ({{parameter_on(evaluation.observed_min_score, :as_of)}})::integer AS least OFFSET 0) f
    WHERE b.organization_id = :@organization_id AND b.observed_on BETWEEN lower(v.effective) AND :as_of
      AND o.indicator = 'behaviour_share'
      AND (o.competency_id IS NULL OR b.competency_id = o.competency_id) AND {{objective_unit(e.unit_id)}}
    HAVING o.indicator = 'behaviour_share'
) m
WHERE v.organization_id = :@organization_id AND v.id = :policy_version_id
ORDER BY o.ordinal
