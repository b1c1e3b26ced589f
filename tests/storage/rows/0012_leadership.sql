INSERT INTO leadership_activities (organization_id, id, leader_id, kind, session_id, took_place_on, created_at)
VALUES (pg_temp.org(), pg_temp.id('activity'), pg_temp.id('employee'), 'opened', pg_temp.id('session'), '2026-03-02', now());
INSERT INTO action_plans (organization_id, id, enrolment_id, employee_id, title, indicator, due_on, created_at, updated_at)
VALUES (pg_temp.org(), pg_temp.id('action-plan'), pg_temp.id('enrolment'), pg_temp.id('employee'), 'Papan kendali',
    'Kegiatan tepat waktu', '2026-12-31', now(), now());
