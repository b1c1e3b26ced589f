INSERT INTO sessions (organization_id, id, external_id, training_id, training_version_id, name, capacity, waitlist_limit, created_at,
    updated_at)
VALUES (pg_temp.org(), pg_temp.id('session'), 'angkatan-1', pg_temp.id('training'),
    pg_temp.id('training-version'), 'Angkatan I', 20, 10, now(), now());
INSERT INTO session_blocks (organization_id, id, session_id, ordinal, module_id, during, room)
VALUES (pg_temp.org(), pg_temp.id('block'), pg_temp.id('session'), 1, pg_temp.id('module'),
    '[2026-03-02 01:00Z,2026-03-02 04:00Z)', 'Aula');
INSERT INTO session_block_instructors (organization_id, block_id, instructor_id, during)
VALUES (pg_temp.org(), pg_temp.id('block'), pg_temp.id('instructor'), '[2026-03-02 01:00Z,2026-03-02 04:00Z)');
INSERT INTO enrolments (organization_id, id, session_id, employee_id, unit_id, state, priority, priority_terms, created_at, updated_at)
VALUES (pg_temp.org(), pg_temp.id('enrolment'), pg_temp.id('session'), pg_temp.id('employee'), pg_temp.id('division'), 'confirmed',
    5000, '{}', now(), now());
INSERT INTO attendances (organization_id, id, session_id, block_id, enrolment_id, revision, present, recorded_at)
VALUES (pg_temp.org(), pg_temp.id('attendance'), pg_temp.id('session'), pg_temp.id('block'), pg_temp.id('enrolment'), 1, true, now());
INSERT INTO test_scores (organization_id, id, session_id, enrolment_id, kind, revision, score, recorded_at)
VALUES (pg_temp.org(), pg_temp.id('score'), pg_temp.id('session'), pg_temp.id('enrolment'), 'pre', 1, 6000, now());
