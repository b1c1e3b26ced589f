INSERT INTO needs_analyses (organization_id, id, year, name, unit_id, created_at, updated_at)
VALUES (pg_temp.org(), pg_temp.id('analysis'), 2026, 'AKPK 2026', pg_temp.id('agency'), now(), now());
INSERT INTO needs (organization_id, id, needs_analysis_id, unit_id, employee_id, competency_id, source, required_level, priority,
    priority_terms, created_at, updated_at)
VALUES (pg_temp.org(), pg_temp.id('need'), pg_temp.id('analysis'), pg_temp.id('division'), pg_temp.id('employee'),
    pg_temp.id('competency'), 'competency_gap', 3, 5000, '{}', now(), now());
INSERT INTO plans (organization_id, id, year, name, budget_ceiling_rupiah, created_at, updated_at)
VALUES (pg_temp.org(), pg_temp.id('plan'), 2026, 'Renbangkom 2026', 100000000, now(), now());
INSERT INTO plan_unit_ceilings (organization_id, plan_id, unit_id, budget_ceiling_rupiah)
VALUES (pg_temp.org(), pg_temp.id('plan'), pg_temp.id('agency'), 50000000);
INSERT INTO plan_items (organization_id, id, plan_id, unit_id, title, created_at, updated_at)
VALUES (pg_temp.org(), pg_temp.id('plan-item'), pg_temp.id('plan'), pg_temp.id('agency'), 'Manajemen Proyek', now(), now());
INSERT INTO plan_item_needs (organization_id, plan_item_id, need_id)
VALUES (pg_temp.org(), pg_temp.id('plan-item'), pg_temp.id('need'));
