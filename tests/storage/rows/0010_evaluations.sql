INSERT INTO instruments (organization_id, id, name, created_at, updated_at)
VALUES (pg_temp.org(), pg_temp.id('instrument'), 'Reaksi', now(), now());
INSERT INTO instrument_versions (organization_id, id, instrument_id, number, created_at, updated_at)
VALUES (pg_temp.org(), pg_temp.id('instrument-version'), pg_temp.id('instrument'), 1, now(), now());
INSERT INTO instrument_items (organization_id, id, instrument_version_id, ordinal, dimension, kind, question)
VALUES (pg_temp.org(), pg_temp.id('item'), pg_temp.id('instrument-version'), 1, 'material_relevance', 'score', 'Materi relevan?');
INSERT INTO evaluations (organization_id, id, session_id, instrument_version_id, level, opens_on, closes_on, created_at, updated_at)
VALUES (pg_temp.org(), pg_temp.id('evaluation'), pg_temp.id('session'), pg_temp.id('instrument-version'), 1, '2026-03-02',
    '2026-03-16', now(), now());
INSERT INTO ballots (organization_id, evaluation_id, employee_id, answered)
VALUES (pg_temp.org(), pg_temp.id('evaluation'), pg_temp.id('employee'), false);
INSERT INTO responses (organization_id, evaluation_id, scores, texts)
VALUES (pg_temp.org(), pg_temp.id('evaluation'), '{}', '{}');
INSERT INTO observations (organization_id, id, enrolment_id, competency_id, observer_id, observed_on, score, created_at)
VALUES (pg_temp.org(), pg_temp.id('observation'), pg_temp.id('enrolment'), pg_temp.id('competency'), pg_temp.id('employee'),
    '2026-06-02', 4, now());
INSERT INTO results (organization_id, id, session_id, unit_id, indicator, unit_of_measure, higher_is_better, created_at, updated_at)
VALUES (pg_temp.org(), pg_temp.id('result'), pg_temp.id('session'), pg_temp.id('division'), 'Kegiatan tepat waktu', 'persen', true,
    now(), now());
