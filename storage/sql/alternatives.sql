-- What could be tried instead for a training under revision (R-68): the candidates and what they are measured by. How they
-- were judged is in scorecards.sql, what is compared with the judged session in revision_cases.sql.

-- The competencies of the published version of the training of the case r, at the highest level aimed at.
-- macro: alternative_aims()
SELECT m.competency_id, max(m.target_level) AS target_level
FROM training_versions v
JOIN modules m ON m.organization_id = v.organization_id AND m.training_version_id = v.id
WHERE v.organization_id = r.organization_id AND v.training_id = r.training_id AND v.state = 'published'
  AND m.competency_id IS NOT NULL
GROUP BY m.competency_id

-- macro: alternative_weight(term)
COALESCE((w.weights ->> '{term}')::bigint, 0) AS {term}

-- name: alternative_rules
-- in: { revision_case_id uuid }
-- out: alternative_rules
SELECT r.id AS revision_case_id, (SELECT count(*) FROM ({{alternative_aims()}}) q) AS competencies,
       {{parameter_number('alternatives.full_lead_days')}} AS full_lead_days,
       {{alternative_weight(judgement)}}, {{alternative_weight(fit)}}, {{alternative_weight(accreditation)}},
       {{alternative_weight(cost)}}, {{alternative_weight(availability)}}
FROM revision_cases r
CROSS JOIN (SELECT parameter(:@organization_id, 'alternatives.weights', :@today) AS weights) w
WHERE r.organization_id = :@organization_id AND r.id = :revision_case_id

-- macro: alternative_expertise()
SELECT 1 FROM instructors i
JOIN instructor_expertise x ON x.organization_id = i.organization_id AND x.instructor_id = i.id
WHERE i.organization_id = p.organization_id AND i.partner_id = p.id AND i.state = 'active'

-- Offers of a partner for a training never overlap: there is one for a day.
-- name: alternative_partners
-- in: { revision_case_id uuid, rows integer }
-- out: alternative_candidate
SELECT 'partner' AS kind, p.id, p.name,
       EXISTS (SELECT 1 FROM agreements a
               WHERE a.organization_id = p.organization_id AND a.partner_id = p.id AND a.state = 'active'
                 AND a.valid @> :@today AND {{agreement_covers(o.training_id)}}) AS agreement_covers,
       EXISTS (SELECT 1 FROM accreditations c
               WHERE c.organization_id = p.organization_id AND c.partner_id = p.id AND c.valid @> :@today) AS accredited,
       o.price_rupiah, o.lead_time_days,
       CASE WHEN EXISTS ({{alternative_expertise()}}) THEN
           (SELECT count(*) FROM ({{alternative_aims()}}) q
            WHERE EXISTS ({{alternative_expertise()}} AND x.competency_id = q.competency_id AND x.level >= q.target_level))
       END AS covered,
       NULL::boolean AS free
FROM revision_cases r
JOIN offers o ON o.organization_id = r.organization_id AND o.training_id = r.training_id AND o.valid @> :@today
JOIN partners p ON p.organization_id = o.organization_id AND p.id = o.partner_id AND p.state = 'active'
WHERE r.organization_id = :@organization_id AND r.id = :revision_case_id
  AND NOT EXISTS (SELECT 1 FROM sessions s WHERE {{revision_judged_session(s)}} AND s.partner_id = p.id)
ORDER BY p.name, p.id
LIMIT :rows

-- Where there are too many, those who master most are kept. Who taught is found from the session down, by arrays: few ids,
-- whatever the statistics say.
-- name: alternative_instructors
-- in: { revision_case_id uuid, rows integer }
-- out: alternative_candidate
WITH able AS MATERIALIZED (
    SELECT x.instructor_id, count(*) AS covered
    FROM revision_cases r
    CROSS JOIN LATERAL ({{alternative_aims()}}) q
    JOIN instructor_expertise x ON x.organization_id = r.organization_id AND x.competency_id = q.competency_id
                               AND x.level >= q.target_level
    WHERE r.organization_id = :@organization_id AND r.id = :revision_case_id
    GROUP BY x.instructor_id
), taught AS MATERIALIZED (
    SELECT c.instructor_id FROM session_block_instructors c
    WHERE c.organization_id = :@organization_id
      AND c.block_id = ANY (ARRAY(
          SELECT k.id FROM session_blocks k
          WHERE k.organization_id = :@organization_id
            AND k.session_id = ANY (ARRAY(
                SELECT s.id FROM revision_cases r
                JOIN sessions s ON {{revision_judged_session(s)}}
                WHERE r.organization_id = :@organization_id AND r.id = :revision_case_id))))
)
SELECT 'instructor' AS kind, i.id, i.name, NULL::boolean AS agreement_covers, NULL::boolean AS accredited,
       NULL::bigint AS price_rupiah, NULL::bigint AS lead_time_days, g.covered,
       NOT EXISTS (SELECT 1 FROM session_block_instructors b
                   WHERE b.organization_id = i.organization_id AND b.instructor_id = i.id AND b.held
                     AND b.during && tstzrange(:@today::timestamptz,
                                               (:@today + {{parameter_number('alternatives.free_days')}}::integer)::timestamptz))
           AS free
FROM able g
JOIN instructors i ON i.organization_id = :@organization_id AND i.id = g.instructor_id AND i.state = 'active'
WHERE NOT EXISTS (SELECT 1 FROM taught h WHERE h.instructor_id = i.id)
ORDER BY g.covered DESC, i.id
LIMIT :rows

-- name: alternative_used_methods
-- in: { revision_case_id uuid }
-- out: alternative_used_method
SELECT DISTINCT m.method
FROM revision_cases r
JOIN modules m ON m.organization_id = r.organization_id AND m.training_version_id = r.judged_version_id
WHERE r.organization_id = :@organization_id AND r.id = :revision_case_id
