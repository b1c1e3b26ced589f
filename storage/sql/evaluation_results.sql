-- Figures of answers. The answers counted are those of evaluations that domain/disclosure.c lets through (R-61).

-- name: evaluation_results_training
-- in: { training_id ref }
-- out: { training_id uuid }
SELECT t.id AS training_id
FROM trainings t
WHERE t.organization_id = :@organization_id
--? training_id=id
  AND t.id = :training_id
--? training_id=ext
  AND t.external_id = :training_id
--.

-- name: evaluation_results_blocks
-- in: { training_id ref, version integer }
-- out: evaluation_block
SELECT v.id AS evaluation_id, {{evaluation_state(v)}} = 'closed' AS closed,
       (SELECT count(*) FROM responses r WHERE r.organization_id = v.organization_id AND r.evaluation_id = v.id) AS answers
FROM trainings t
JOIN sessions s ON s.organization_id = t.organization_id AND s.training_id = t.id
JOIN training_versions n ON n.organization_id = s.organization_id AND n.id = s.training_version_id
JOIN evaluations v ON v.organization_id = s.organization_id AND v.session_id = s.id AND v.level = 1
WHERE t.organization_id = :@organization_id
--? training_id=id
  AND t.id = :training_id
--? training_id=ext
  AND t.external_id = :training_id
--.
--? version
  AND n.number = :version
--.

-- name: evaluation_results_counts
-- in: { ids uuids }
-- out: dimension_counts
-- plan: seqscan an instrument has a few items, and they are read once for all answers
SELECT i.dimension, count(*) FILTER (WHERE z.value = '1') AS count_1, count(*) FILTER (WHERE z.value = '2') AS count_2,
       count(*) FILTER (WHERE z.value = '3') AS count_3, count(*) FILTER (WHERE z.value = '4') AS count_4,
       count(*) FILTER (WHERE z.value = '5') AS count_5
FROM responses r
CROSS JOIN LATERAL jsonb_each_text(r.scores) z
JOIN instrument_items i ON i.organization_id = r.organization_id AND i.id = z.key::uuid
WHERE r.organization_id = :@organization_id AND r.evaluation_id = ANY (:ids)
GROUP BY i.dimension

-- The words of one answer to several questions do not stand at the same place: the order is another one for each.
-- name: evaluation_results_texts
-- in: { evaluation_id uuid }
-- out: text_row
SELECT i.id AS item_id, i.question, x.text
FROM evaluations v
JOIN instrument_items i ON i.organization_id = v.organization_id AND i.instrument_version_id = v.instrument_version_id
  AND i.kind = 'text'
LEFT JOIN LATERAL (SELECT r.texts ->> i.id::text AS text FROM responses r
                   WHERE r.organization_id = v.organization_id AND r.evaluation_id = v.id
                     AND r.texts ->> i.id::text IS NOT NULL) x ON true
WHERE v.organization_id = :@organization_id AND v.id = :evaluation_id
ORDER BY i.ordinal, gen_random_uuid()
