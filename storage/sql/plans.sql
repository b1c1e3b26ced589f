-- Plans. They belong to the whole organization and have no unit; their items do.

-- macro: plan_columns()
p.id, p.year, p.name, p.state, p.budget_ceiling_rupiah,
       (SELECT COALESCE(jsonb_agg(jsonb_build_object('unit_id', k.unit_id, 'budget_ceiling_rupiah', k.budget_ceiling_rupiah)
                                  ORDER BY k.unit_id), '[]')
        FROM plan_unit_ceilings k
        WHERE k.organization_id = p.organization_id AND k.plan_id = p.id) AS unit_ceilings,
       p.created_by, p.submitted_by, p.version, p.created_at, p.updated_at

-- name: plan_get
-- in: { plan_id uuid, lock bool }
-- out: plan
-- brief
SELECT {{plan_columns()}}
FROM plans p
WHERE p.organization_id = :@organization_id AND p.id = :plan_id
--? lock
FOR NO KEY UPDATE OF p
--.

-- name: plan_list
-- in: plans_list_query
-- out: plan
-- brief
SELECT {{plan_columns()}}
FROM plans p
WHERE p.organization_id = :@organization_id
--? year
  AND p.year = :year
--.
--? state
  AND p.state = :state
--.
--? sort=year after_id
  AND (p.year, p.id) > (:after_text::integer, :after_id)
--? sort=-year after_id
  AND (p.year, p.id) < (:after_text::integer, :after_id)
--.
--? sort=year
ORDER BY p.year, p.id
--? sort=-year
ORDER BY p.year DESC, p.id DESC
--.
LIMIT :limit

-- name: plan_insert
-- in: plan
-- writes
INSERT INTO plans (organization_id, id, year, name, state, budget_ceiling_rupiah, created_by, version, created_at, updated_at)
VALUES (:@organization_id, :id, :year, :name, :state, :budget_ceiling_rupiah, :created_by, :version, :created_at, :updated_at)

-- name: plan_update
-- in: plan
-- writes
UPDATE plans
SET name = :name, state = :state, budget_ceiling_rupiah = :budget_ceiling_rupiah, submitted_by = :submitted_by,
    version = :version, updated_at = :updated_at
WHERE organization_id = :@organization_id AND id = :id

-- name: plan_unit_ceilings_delete
-- in: { plan_id uuid }
-- writes
DELETE FROM plan_unit_ceilings WHERE organization_id = :@organization_id AND plan_id = :plan_id

-- name: plan_unit_ceilings_insert
-- in: { plan_id uuid, unit_ceilings records(plan_unit_ceiling) }
-- writes
INSERT INTO plan_unit_ceilings (organization_id, plan_id, unit_id, budget_ceiling_rupiah)
SELECT :@organization_id, :plan_id, k.unit_id, k.budget_ceiling_rupiah
FROM jsonb_to_recordset(:unit_ceilings) AS k (unit_id uuid, budget_ceiling_rupiah bigint)

-- R-30: every ceiling with what stands under it, whoever may see the items. Asked by who holds the plan's row.
-- name: plan_totals
-- in: { plan_id uuid }
-- out: plan_total
SELECT NULL AS unit_name, p.budget_ceiling_rupiah AS ceiling_rupiah,
       (SELECT COALESCE(sum(i.budget_rupiah), 0)::bigint FROM plan_items i
        WHERE i.organization_id = :@organization_id AND i.plan_id = p.id) AS total_rupiah
FROM plans p
WHERE p.organization_id = :@organization_id AND p.id = :plan_id
UNION ALL
SELECT u.name, k.budget_ceiling_rupiah,
       (SELECT COALESCE(sum(i.budget_rupiah), 0)::bigint
        FROM plan_items i
        JOIN unit_ancestors b ON b.organization_id = :@organization_id AND b.unit_id = i.unit_id AND b.ancestor_id = k.unit_id
        WHERE i.organization_id = :@organization_id AND i.plan_id = k.plan_id)
FROM plan_unit_ceilings k
JOIN units u ON u.organization_id = :@organization_id AND u.id = k.unit_id
WHERE k.organization_id = :@organization_id AND k.plan_id = :plan_id
