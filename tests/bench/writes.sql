-- What the write of tests/bench (writes.py) needs: people, an instrument, and for each of $RUNS runs 20 trainings with three
-- sessions each, completed, whose evaluations wait for the answers of 20 to 40 people. Every run is like every other. Behind
-- them stand $PAST evaluations of earlier years with their answers.
-- SPDX-License-Identifier: Apache-2.0
CREATE FUNCTION pg_temp.id(kind integer, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
$$ SELECT (lpad(to_hex(kind), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$;

INSERT INTO employees (organization_id, id, nip, name, kind, unit_id, created_at, updated_at)
SELECT '$ORGANIZATION', pg_temp.id(32, n), '19850101' || lpad(n::text, 10, '0'), 'Pegawai ' || n, 'pns',
       '00000010-0000-7000-8000-000000000002', now(), now()
FROM generate_series(1, $PEOPLE) n;

INSERT INTO instruments (organization_id, id, name, created_at, updated_at)
VALUES ('$ORGANIZATION', pg_temp.id(33, 1), 'Reaksi peserta', now(), now());
INSERT INTO instrument_versions (organization_id, id, instrument_id, number, state, created_at, updated_at)
VALUES ('$ORGANIZATION', pg_temp.id(34, 1), pg_temp.id(33, 1), 1, 'published', now(), now());
INSERT INTO instrument_items (organization_id, id, instrument_version_id, ordinal, dimension, kind, question)
SELECT '$ORGANIZATION', pg_temp.id(35, n), pg_temp.id(34, 1), n, dimension, CASE WHEN n <= 7 THEN 'score' ELSE 'text' END,
       'Bagaimana ' || dimension || '?'
FROM unnest('{material_relevance,material_quality,method,instructor,facilities,organisation,overall,method,overall}'::text[])
     WITH ORDINALITY AS d (dimension, n);

CREATE TEMPORARY TABLE training AS
SELECT t AS n, pg_temp.id(36, t) AS id, pg_temp.id(37, t) AS version_id FROM generate_series(0, $RUNS * 20 - 1) t;
CREATE TEMPORARY TABLE session AS
SELECT s AS n, pg_temp.id(38, s) AS id, pg_temp.id(39, s) AS evaluation_id, t.id AS training_id, t.version_id,
       s < $PAST AS past, s % 60 AS place, 20 + (s % 60) * 7 % 21 AS seats
FROM generate_series(0, $PAST + $RUNS * 60 - 1) s
JOIN training t ON t.n = CASE WHEN s < $PAST THEN s % ($RUNS * 20) ELSE (s - $PAST) / 3 END;

INSERT INTO trainings (organization_id, id, code, name, form_id, created_at, updated_at)
SELECT '$ORGANIZATION', t.id, 'T' || t.n, 'Pelatihan ' || t.n, 3, now(), now() FROM training t;
INSERT INTO training_versions (organization_id, id, training_id, number, state, summary, published_at, created_at, updated_at)
SELECT '$ORGANIZATION', t.version_id, t.id, 1, 'published', 'Contoh', now(), now(), now() FROM training t;
INSERT INTO sessions (organization_id, id, training_id, training_version_id, name, state, capacity, waitlist_limit, created_at,
                      updated_at)
SELECT '$ORGANIZATION', s.id, s.training_id, s.version_id, 'Angkatan ' || s.n, 'completed', 40, 10, now(), now() FROM session s;
INSERT INTO session_blocks (organization_id, id, session_id, ordinal, during)
SELECT '$ORGANIZATION', pg_temp.id(40, 2 * s.n + b), s.id, b,
       tstzrange(date_trunc('day', now()) - b * interval '1 day', date_trunc('day', now()) - b * interval '1 day' + interval '8 hours')
FROM session s CROSS JOIN generate_series(1, 2) b;
INSERT INTO evaluations (organization_id, id, session_id, instrument_version_id, level, state, opens_on, closes_on, created_at,
                         updated_at)
SELECT '$ORGANIZATION', s.evaluation_id, s.id, pg_temp.id(34, 1), 1, CASE WHEN s.past THEN 'closed' ELSE 'open' END,
       current_date - 1, current_date + 13, now(), now()
FROM session s;
INSERT INTO ballots (organization_id, evaluation_id, employee_id, answered)
SELECT '$ORGANIZATION', s.evaluation_id, pg_temp.id(32, 1 + (s.place * 13 + seat) % $PEOPLE), s.past
FROM session s CROSS JOIN LATERAL generate_series(1, s.seats) seat;
INSERT INTO responses (organization_id, evaluation_id, scores, texts)
SELECT '$ORGANIZATION', s.evaluation_id,
       (SELECT jsonb_object_agg(pg_temp.id(35, q), 3 + (q + seat) % 3) FROM generate_series(1, 7) q),
       jsonb_build_object(pg_temp.id(35, 9), 'Contoh dari pekerjaan sehari-hari membantu.')
FROM session s CROSS JOIN LATERAL generate_series(1, s.seats) seat
WHERE s.past;
