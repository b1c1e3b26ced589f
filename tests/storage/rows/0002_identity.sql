INSERT INTO clients (organization_id, id, name, secret_hash, secret_changed_at, created_at, updated_at)
VALUES (pg_temp.org(), pg_temp.id('client'), 'Klien Contoh', 'h', now(), now(), now());
INSERT INTO role_assignments (organization_id, id, client_id, employee_id, role, unit_id, created_at, updated_at)
VALUES (pg_temp.org(), pg_temp.id('admin'), pg_temp.id('client'), NULL, 'admin', NULL, now(), now()),
       (pg_temp.org(), pg_temp.id('leader'), NULL, pg_temp.id('employee'), 'leader', pg_temp.id('division'), now(), now());
