-- What the comparison of sizes (scale.py) reads: $EMPLOYEES employees in units of about 20 below agencies of about 50 units,
-- a position for every 200 of them, each with eight standards, three assessments and three entries in the ledger a head.
-- Triggers, and with them foreign keys, are off: what is inserted here is whole. Indexes are built at the end.
-- SPDX-License-Identifier: Apache-2.0
SET session_replication_role = replica;
SET maintenance_work_mem = '512MB';
CREATE FUNCTION pg_temp.id(kind integer, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
$$ SELECT (lpad(to_hex(kind), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$;
CREATE FUNCTION pg_temp.mixed(n bigint, below bigint) RETURNS integer LANGUAGE sql IMMUTABLE AS
$$ SELECT ((n * 2654435761 % 4294967296) / 65536 * 15485863 % below)::integer $$;

CREATE TEMPORARY TABLE index_definition AS
SELECT indexname, indexdef FROM pg_indexes
WHERE schemaname = 'bangkom' AND tablename IN ('employees', 'assessments', 'hour_entries')
  AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = format('bangkom.%I', indexname)::regclass);
DO $$ BEGIN
    EXECUTE (SELECT string_agg(format('DROP INDEX bangkom.%I', indexname), ';') FROM index_definition);
END $$;

-- Unit 1 is the whole, the next ones are agencies, then come the divisions.
INSERT INTO units (organization_id, id, external_id, name, kind, parent_id, created_at, updated_at)
SELECT '$ORGANIZATION', pg_temp.id(16, n), 'U' || n, 'Bidang ' || n, CASE WHEN n <= 1 + $AGENCIES THEN 'agency' ELSE 'division' END,
       pg_temp.id(16, CASE WHEN n <= 1 + $AGENCIES THEN 1 ELSE 2 + n % $AGENCIES END), now(), now()
FROM generate_series(2, $UNITS) n;
INSERT INTO unit_ancestors (organization_id, unit_id, ancestor_id, depth)
SELECT '$ORGANIZATION'::uuid, u.id, u.id, 0 FROM units u WHERE u.parent_id IS NOT NULL UNION ALL
SELECT '$ORGANIZATION'::uuid, u.id, u.parent_id, 1 FROM units u WHERE u.parent_id IS NOT NULL UNION ALL
SELECT '$ORGANIZATION'::uuid, u.id, p.parent_id, 2 FROM units u JOIN units p ON p.id = u.parent_id WHERE p.parent_id IS NOT NULL;

INSERT INTO positions (organization_id, id, external_id, name, kind, created_at, updated_at)
SELECT '$ORGANIZATION', pg_temp.id(17, n), 'P' || n, 'Jabatan ' || n, 'functional', now(), now()
FROM generate_series(1, $POSITIONS) n;
INSERT INTO competencies (organization_id, id, code, name, kind, aspect, levels, created_at, updated_at)
SELECT '$ORGANIZATION', pg_temp.id(18, n), 'K' || n, 'Kompetensi ' || n, 'technical', 'skill',
       '["a", "b", "c", "d", "e"]', now(), now()
FROM generate_series(0, 99) n;
INSERT INTO position_standards (organization_id, id, position_id, competency_id, required_level, valid, created_at)
SELECT '$ORGANIZATION', pg_temp.id(19, p * 8 + k), pg_temp.id(17, p), pg_temp.id(18, (p * 8 + k) % 100), 2 + k % 3,
       '[2025-01-01,)', now()
FROM generate_series(1, $POSITIONS) p CROSS JOIN generate_series(0, 7) k;

INSERT INTO employees (organization_id, id, external_id, nip, name, kind, sex, rank_code, unit_id, position_id, position_since,
                       email, contract_start, created_at, updated_at)
SELECT '$ORGANIZATION', pg_temp.id(32, n), 'E' || n, '19850101' || lpad(n::text, 10, '0'),
       (ARRAY['Sari', 'Budi', 'Dewi', 'Agus', 'Rina', 'Joko', 'Maya', 'Eko', 'Tuti', 'Hadi'])[1 + pg_temp.mixed(n, 10)] || ' ' ||
       (ARRAY['Wibowo', 'Lestari', 'Santoso', 'Hidayat', 'Pratama', 'Utami', 'Saputra', 'Rahayu'])[1 + pg_temp.mixed(n + 7, 8)]
       || ' ' || n,
       CASE WHEN n % 4 = 0 THEN 'pppk' ELSE 'pns' END, CASE n % 2 WHEN 0 THEN 'male' ELSE 'female' END, 'III/a',
       pg_temp.id(16, 2 + $AGENCIES + (n % ($UNITS - $AGENCIES - 1))), pg_temp.id(17, 1 + n / 200 % $POSITIONS), '2024-01-01',
       'pegawai' || n || '@example.org', CASE WHEN n % 4 = 0 THEN date '2024-01-01' + (n % 365)::integer END,
       timestamptz '2026-01-05 01:00:00+00' + n * interval '1.000001 second', timestamptz '2026-01-05 01:00:00+00'
FROM generate_series(1, $EMPLOYEES) n;
INSERT INTO assessments (organization_id, id, employee_id, competency_id, level, method, assessed_on, created_at)
SELECT '$ORGANIZATION', pg_temp.id(33, n * 4 + k), pg_temp.id(32, n), pg_temp.id(18, ((1 + n / 200 % $POSITIONS) * 8 + k) % 100),
       1 + (n + k) % 5, CASE k WHEN 2 THEN 'self' ELSE 'superior' END, current_date - (n % 500)::integer, now()
FROM generate_series(1, $EMPLOYEES) n CROSS JOIN generate_series(0, 2) k;
INSERT INTO hour_entries (organization_id, id, employee_id, kind, activity_key, form_id, title, took_place, earned_on, jp, terms,
                          created_at)
SELECT '$ORGANIZATION', pg_temp.id(34, n * 4 + k), pg_temp.id(32, n), 'credit', 'kegiatan-' || k, 3, 'Pelatihan ' || k,
       daterange(d.day, d.day + 1), d.day, 400 + 200 * (n % 5), '{}', now()
FROM generate_series(1, $EMPLOYEES) n CROSS JOIN generate_series(0, 2) k
CROSS JOIN LATERAL (SELECT current_date - CASE k WHEN 2 THEN 400 ELSE 10 + (n % 60)::integer END AS day) d;

DO $$ BEGIN
    EXECUTE (SELECT string_agg(indexdef, ';') FROM index_definition);
END $$;
