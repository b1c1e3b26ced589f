INSERT INTO jobs (organization_id, id, kind, resource_id, created_at)
VALUES (pg_temp.org(), pg_temp.id('job'), 'import', pg_temp.id('import'), now());
INSERT INTO imports (organization_id, id, kind, format, dry_run, created_at, updated_at)
VALUES (pg_temp.org(), pg_temp.id('import'), 'employees', 'json', false, now(), now());
INSERT INTO import_parts (organization_id, import_id, number, byte_count, body, sha256)
VALUES (pg_temp.org(), pg_temp.id('import'), 1, 2, '\x5b5d', 'h');
INSERT INTO import_errors (organization_id, import_id, row_number, id, pointer, rule, warning)
VALUES (pg_temp.org(), pg_temp.id('import'), 1, pg_temp.id('issue'), '/nipBaru', 'required', false);
INSERT INTO import_previews (organization_id, import_id, kind, id, external_id, record)
VALUES (pg_temp.org(), pg_temp.id('import'), 'unit', pg_temp.id('preview'), 'u', '{}');
