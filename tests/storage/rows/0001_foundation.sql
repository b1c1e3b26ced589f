INSERT INTO organizations (id, slug, name)
VALUES (pg_temp.org(), 'o' || pg_temp.org(), 'Kota Contoh') ON CONFLICT DO NOTHING;
INSERT INTO units (organization_id, id, external_id, name, kind, parent_id, created_at, updated_at)
VALUES (pg_temp.org(), pg_temp.id('agency'), 'agency', 'Dinas Contoh', 'agency', NULL, now(), now()),
       (pg_temp.org(), pg_temp.id('division'), 'division', 'Bidang Contoh', 'division', pg_temp.id('agency'), now(), now());
INSERT INTO positions (organization_id, id, name, kind, created_at, updated_at)
VALUES (pg_temp.org(), pg_temp.id('analyst'), 'Analis Contoh', 'functional', now(), now());
INSERT INTO employees (organization_id, id, nip, name, kind, unit_id, position_id, created_at, updated_at)
VALUES (pg_temp.org(), pg_temp.id('employee'), '199001012015041001', 'Contoh Pegawai', 'pns', pg_temp.id('division'),
    pg_temp.id('analyst'), now(), now());
INSERT INTO audit_events (organization_id, id, at, operation, resource_type, resource_id)
VALUES (pg_temp.org(), pg_temp.id('audit'), now(), 'units_create', 'unit', pg_temp.id('agency'));
INSERT INTO outbox_events (organization_id, id, at, type, resource_type, resource_id)
VALUES (pg_temp.org(), pg_temp.id('event'), now(), 'units_create', 'unit', pg_temp.id('agency'));
INSERT INTO idempotency_keys (organization_id, principal_id, key, request_hash, status, headers, created_at)
VALUES (pg_temp.org(), pg_temp.id('principal'), 'k-1', 'h', 201, '{}', now());
