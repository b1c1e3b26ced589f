INSERT INTO competencies (organization_id, id, code, name, kind, aspect, levels, created_at, updated_at)
VALUES (pg_temp.org(), pg_temp.id('competency'), 'MAN-1', 'Integritas', 'managerial', 'attitude', '[1,2,3,4,5]', now(), now());
INSERT INTO position_standards (organization_id, id, position_id, competency_id, required_level, valid, created_at)
VALUES (pg_temp.org(), pg_temp.id('standard'), pg_temp.id('analyst'), pg_temp.id('competency'), 3, '[2026-01-01,)', now());
INSERT INTO assessments (organization_id, id, employee_id, competency_id, level, method, assessed_on, created_at)
VALUES (pg_temp.org(), pg_temp.id('assessment'), pg_temp.id('employee'), pg_temp.id('competency'), 2, 'superior', '2026-02-01', now());
