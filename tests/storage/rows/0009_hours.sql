INSERT INTO hour_claims (organization_id, id, employee_id, form_id, title, organiser, scope, took_place, activity_key, created_at,
    updated_at)
VALUES (pg_temp.org(), pg_temp.id('claim'), pg_temp.id('employee'), 9, 'Seminar', 'Universitas A', 'national',
    '[2026-02-02,2026-02-03)', 'seminar', now(), now());
INSERT INTO hour_entries (organization_id, id, employee_id, kind, activity_key, enrolment_id, form_id, title, took_place,
    earned_on, jp, terms, created_at)
VALUES (pg_temp.org(), pg_temp.id('entry'), pg_temp.id('employee'), 'credit', 'session', pg_temp.id('enrolment'), 3,
    'Manajemen Proyek', '[2026-03-02,2026-03-03)', '2026-03-02', 400, '{}', now());
