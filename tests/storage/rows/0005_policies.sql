INSERT INTO transitions (organization_id, id, resource_type, resource_id, to_state, at)
VALUES (pg_temp.org(), pg_temp.id('transition'), 'policy_version', pg_temp.id('policy-version'), 'draft', now());
INSERT INTO editors (organization_id, resource_type, resource_id, principal_id)
VALUES (pg_temp.org(), 'policy_version', pg_temp.id('policy-version'), pg_temp.id('employee'));
INSERT INTO policies (organization_id, id, name, created_at, updated_at)
VALUES (pg_temp.org(), pg_temp.id('policy'), 'Kebijakan Contoh', now(), now());
INSERT INTO policy_versions (organization_id, id, policy_id, number, state, effective, created_at, updated_at)
VALUES (pg_temp.org(), pg_temp.id('policy-version'), pg_temp.id('policy'), 1, 'adopted', '[2026-01-01,2027-01-01)', now(), now());
INSERT INTO objectives (organization_id, id, policy_version_id, ordinal, aspect, title, indicator, target, due_on)
VALUES (pg_temp.org(), pg_temp.id('objective'), pg_temp.id('policy-version'), 1, 'skill', '20 JP', 'hours_compliance', 8000, '2026-12-31');
INSERT INTO policy_revision_proposals (organization_id, id, policy_version_id, objective_id, cause, evidence, created_at,
                                       updated_at)
VALUES (pg_temp.org(), pg_temp.id('proposal'), pg_temp.id('policy-version'), pg_temp.id('objective'), 'objective_off_track',
        '{}', now(), now());
