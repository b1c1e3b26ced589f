INSERT INTO trainings (organization_id, id, code, name, form_id, created_at, updated_at)
VALUES (pg_temp.org(), pg_temp.id('training'), 'MP', 'Manajemen Proyek', 3, now(), now());
INSERT INTO training_versions (organization_id, id, training_id, number, summary, created_at, updated_at)
VALUES (pg_temp.org(), pg_temp.id('training-version'), pg_temp.id('training'), 1, 'Contoh', now(), now());
INSERT INTO modules (organization_id, id, training_version_id, ordinal, title, learning_outcome, competency_id, target_level,
                     method, jp)
VALUES (pg_temp.org(), pg_temp.id('module'), pg_temp.id('training-version'), 1, 'Dasar', 'Menyusun jadwal', pg_temp.id('competency'),
        2, 'lecture', 400);
INSERT INTO partners (organization_id, id, name, kind, created_at, updated_at)
VALUES (pg_temp.org(), pg_temp.id('partner'), 'Universitas A', 'university', now(), now());
INSERT INTO accreditations (organization_id, id, partner_id, body, grade, decree_number, valid, created_at)
VALUES (pg_temp.org(), pg_temp.id('accreditation'), pg_temp.id('partner'), 'LAN', 'A', 'SK-1', '[2025-01-01,2030-01-01)', now());
INSERT INTO agreements (organization_id, id, partner_id, kind, number, title, valid, created_at, updated_at)
VALUES (pg_temp.org(), pg_temp.id('agreement'), pg_temp.id('partner'), 'pks', 'PKS-1', 'Pelatihan',
        '[2026-01-01,2027-01-01)', now(), now());
INSERT INTO agreement_trainings (organization_id, agreement_id, training_id)
VALUES (pg_temp.org(), pg_temp.id('agreement'), pg_temp.id('training'));
INSERT INTO offers (organization_id, id, partner_id, training_id, price_rupiah, capacity, lead_time_days, valid, created_at, updated_at)
VALUES (pg_temp.org(), pg_temp.id('offer'), pg_temp.id('partner'), pg_temp.id('training'), 1000000, 30, 14,
        '[2026-01-01,2027-01-01)', now(), now());
INSERT INTO instructors (organization_id, id, name, partner_id, created_at, updated_at)
VALUES (pg_temp.org(), pg_temp.id('instructor'), 'Contoh Pengajar', pg_temp.id('partner'), now(), now());
INSERT INTO instructor_expertise (organization_id, instructor_id, competency_id, level)
VALUES (pg_temp.org(), pg_temp.id('instructor'), pg_temp.id('competency'), 4);
