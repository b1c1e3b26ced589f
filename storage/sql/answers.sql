-- One participant's answers (R-60). What is written here must not tell whose they are, nor in which order they came: see
-- migrations/0010_evaluations.sql.

-- Answers of one evaluation are stored one after the other. Whoever has no ballot does not find it.
-- name: answer_lock
-- in: { evaluation_id uuid }
-- out: { id uuid }
SELECT v.id
FROM evaluations v
WHERE v.organization_id = :@organization_id AND v.id = :evaluation_id
  AND EXISTS (SELECT 1 FROM ballots b
              WHERE b.organization_id = v.organization_id AND b.evaluation_id = v.id AND b.employee_id = :@self)
FOR NO KEY UPDATE OF v

-- A statement of its own: its snapshot must be younger than the lock.
-- name: answer_facts
-- in: { evaluation_id uuid }
-- out: answer_facts_row
SELECT v.id AS evaluation_id, {{evaluation_state(v)}} AS state, v.instrument_version_id, b.answered, i.frozen
FROM evaluations v
JOIN instrument_versions i ON i.organization_id = v.organization_id AND i.id = v.instrument_version_id
JOIN ballots b ON b.organization_id = v.organization_id AND b.evaluation_id = v.id AND b.employee_id = :@self
WHERE v.organization_id = :@organization_id AND v.id = :evaluation_id

-- name: answer_items
-- in: { evaluation_id uuid }
-- out: instrument_item
SELECT i.id, i.ordinal, i.dimension, i.kind, i.question
FROM evaluations v
JOIN instrument_items i ON i.organization_id = v.organization_id AND i.instrument_version_id = v.instrument_version_id
WHERE v.organization_id = :@organization_id AND v.id = :evaluation_id
ORDER BY i.ordinal

-- All rows are written anew, and one row more takes over what any of them holds, which holds the new answer then; or that
-- itself. So the rows are shuffled after every answer (Durstenfeld's shuffle, inside out).
-- name: answer_insert
-- in: { evaluation_id uuid, scores json, texts json }
-- writes
WITH drawn AS MATERIALIZED (
    SELECT a.id, a.scores, a.texts
    FROM (SELECT r.id, r.scores, r.texts FROM responses r
          WHERE r.organization_id = :@organization_id AND r.evaluation_id = :evaluation_id
          UNION ALL SELECT NULL, :scores, :texts) a
    ORDER BY gen_random_uuid()
    LIMIT 1
), rewritten AS (
    UPDATE responses r
    SET scores = CASE WHEN r.id = d.id THEN :scores ELSE r.scores END,
        texts = CASE WHEN r.id = d.id THEN :texts ELSE r.texts END
    FROM drawn d
    WHERE r.organization_id = :@organization_id AND r.evaluation_id = :evaluation_id
)
INSERT INTO responses (organization_id, id, evaluation_id, scores, texts)
SELECT :@organization_id, gen_random_uuid(), :evaluation_id, d.scores, d.texts
FROM drawn d

-- name: answer_mark
-- in: { evaluation_id uuid }
-- writes
UPDATE ballots b SET answered = b.answered OR b.employee_id = :@self
WHERE b.organization_id = :@organization_id AND b.evaluation_id = :evaluation_id

-- name: answer_freeze
-- in: { instrument_version_id uuid }
-- writes
UPDATE instrument_versions v SET frozen = true
WHERE v.organization_id = :@organization_id AND v.id = :instrument_version_id AND NOT v.frozen
