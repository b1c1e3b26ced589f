-- One organization with a flat tree of $UNITS units; run by tests/bench (servers.py).
-- SPDX-License-Identifier: Apache-2.0
INSERT INTO organizations (id, slug, name) VALUES ('$ORGANIZATION', 'bench', 'Kota Contoh');
INSERT INTO units (organization_id, id, external_id, name, kind, parent_id, created_at, updated_at)
SELECT '$ORGANIZATION', ('00000010-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
       '8ae4828e5a1b2c3d015a1b2c' || lpad(n::text, 8, '0'), 'Bidang Pengembangan Kompetensi ' || lpad(n::text, 4, '0'),
       CASE n WHEN 1 THEN 'institution' ELSE 'division' END,
       CASE WHEN n > 1 THEN '00000010-0000-7000-8000-000000000001'::uuid END,
       timestamptz '2026-01-05 01:00:00+00' + n * interval '1.000001 second',
       timestamptz '2026-01-05 01:00:00+00' + n * interval '1.000001 second'
FROM generate_series(1, $UNITS) AS n;
