-- Items of plans. A caller finds those of units in their scope (R-02).

-- macro: plan_item_columns()
i.id, i.plan_id, i.unit_id, u.name AS unit_name, i.title, i.competency_id, i.target_level, i.target_people, i.form_id,
       i.training_id, i.partner_id, i.organiser, lower(i.scheduled) AS scheduled_from, upper(i.scheduled) - 1 AS scheduled_until,
       i.curriculum_standard, i.budget_rupiah, i.reason,
       ARRAY(SELECT l.need_id FROM plan_item_needs l
             WHERE l.organization_id = i.organization_id AND l.plan_item_id = i.id ORDER BY l.need_id) AS need_ids,
       {{plan_item_committed()}} AS committed_rupiah, {{plan_item_realised()}} AS realised_rupiah,
       i.version, i.created_at, i.updated_at

-- macro: plan_item_committed()
(SELECT COALESCE(sum(s.committed_rupiah), 0)::bigint FROM sessions s
        WHERE s.organization_id = i.organization_id AND s.plan_item_id = i.id AND s.state <> 'cancelled')

-- macro: plan_item_realised()
(SELECT COALESCE(sum(s.realised_rupiah), 0)::bigint FROM sessions s
        WHERE s.organization_id = i.organization_id AND s.plan_item_id = i.id)

-- name: plan_item_get
-- in: { plan_id uuid, plan_item_id uuid }
-- out: plan_item
-- brief
SELECT {{plan_item_columns()}}
FROM plan_items i
JOIN units u ON u.organization_id = i.organization_id AND u.id = i.unit_id
WHERE i.organization_id = :@organization_id AND i.plan_id = :plan_id AND i.id = :plan_item_id
--? @scope
  AND {{unit_in_scope(i.unit_id)}}
--.

-- name: plan_item_list
-- in: plan_items_list_query
-- out: plan_item
-- brief
SELECT {{plan_item_columns()}}
FROM plan_items i
JOIN units u ON u.organization_id = i.organization_id AND u.id = i.unit_id
WHERE i.organization_id = :@organization_id AND i.plan_id = :plan_id
--? @scope
  AND {{unit_in_scope(i.unit_id)}}
--.
--? below=id
  AND {{unit_below_id(i.unit_id)}}
--? below=ext
  AND {{unit_below_ext(i.unit_id)}}
--.
--? after_id
  AND (i.created_at, i.id) > (:after_text::timestamptz, :after_id)
--.
ORDER BY i.created_at, i.id
LIMIT :limit

-- What an item names. A row always; what is unknown or out of scope has no value. Needs that the item answers already may be
-- named whatever became of them; those that the caller does not see are told, to be kept.
-- name: plan_item_targets
-- in: { unit_id ref, competency_id ref, training_id ref, partner_id ref, need_ids uuids, plan_item_id uuid }
-- out: plan_item_targets
SELECT u.id AS unit_id, u.name AS unit_name, c.id AS competency_id, t.id AS training_id, r.id AS partner_id,
       (SELECT min(i.place) - 1 FROM unnest(:need_ids) WITH ORDINALITY AS i (id, place)
        WHERE NOT EXISTS (SELECT 1 FROM needs n
                          WHERE n.organization_id = :@organization_id AND n.id = i.id AND n.state NOT IN ('dropped', 'met')
--? @scope
                            AND {{unit_in_scope(n.unit_id)}}
--.
                         )
          AND NOT EXISTS (SELECT 1 FROM plan_item_needs l
                          WHERE l.organization_id = :@organization_id AND l.plan_item_id = :plan_item_id
                            AND l.need_id = i.id)) AS unknown_need,
       ARRAY(SELECT l.need_id
             FROM plan_item_needs l
             CROSS JOIN LATERAL (SELECT n.unit_id FROM needs n
                                 WHERE n.organization_id = :@organization_id AND n.id = l.need_id OFFSET 0) n
             WHERE l.organization_id = :@organization_id AND l.plan_item_id = :plan_item_id
               AND NOT (true
--? @scope
                        AND {{unit_in_scope(n.unit_id)}}
--.
                       )) AS hidden_need_ids
FROM (SELECT 1) one
LEFT JOIN units u ON u.organization_id = :@organization_id
--? unit_id=id
  AND u.id = :unit_id
--? unit_id=ext
  AND u.external_id = :unit_id
--? !unit_id
  AND false
--.
--? @scope
  AND {{unit_in_scope(u.id)}}
--.
LEFT JOIN competencies c ON c.organization_id = :@organization_id
--? competency_id=id
  AND c.id = :competency_id
--? competency_id=ext
  AND c.external_id = :competency_id
--? !competency_id
  AND false
--.
LEFT JOIN trainings t ON t.organization_id = :@organization_id
--? training_id=id
  AND t.id = :training_id
--? training_id=ext
  AND t.external_id = :training_id
--? !training_id
  AND false
--.
LEFT JOIN partners r ON r.organization_id = :@organization_id
--? partner_id=id
  AND r.id = :partner_id
--? partner_id=ext
  AND r.external_id = :partner_id
--? !partner_id
  AND false
--.

-- name: plan_item_insert
-- in: plan_item
-- writes
INSERT INTO plan_items (organization_id, id, plan_id, unit_id, title, competency_id, target_level, target_people, form_id,
                        training_id, partner_id, organiser, scheduled, curriculum_standard, budget_rupiah, reason, version,
                        created_at, updated_at)
VALUES (:@organization_id, :id, :plan_id, :unit_id, :title, :competency_id, :target_level, :target_people, :form_id,
        :training_id, :partner_id, :organiser, {{plan_item_scheduled()}}, :curriculum_standard, :budget_rupiah, :reason,
        :version, :created_at, :updated_at)

-- macro: plan_item_scheduled()
CASE WHEN :scheduled_from IS NOT NULL THEN daterange(:scheduled_from, :scheduled_until, '[]') END

-- name: plan_item_update
-- in: plan_item
-- writes
UPDATE plan_items
SET unit_id = :unit_id, title = :title, competency_id = :competency_id, target_level = :target_level,
    target_people = :target_people, form_id = :form_id, training_id = :training_id, partner_id = :partner_id,
    organiser = :organiser, scheduled = {{plan_item_scheduled()}}, curriculum_standard = :curriculum_standard,
    budget_rupiah = :budget_rupiah, reason = :reason, version = :version, updated_at = :updated_at
WHERE organization_id = :@organization_id AND id = :id

-- name: plan_item_needs_delete
-- in: { plan_item_id uuid, need_ids uuids }
-- writes
DELETE FROM plan_item_needs
WHERE organization_id = :@organization_id AND plan_item_id = :plan_item_id AND need_id <> ALL (:need_ids)

-- name: plan_item_needs_insert
-- in: { plan_item_id uuid, need_ids uuids }
-- writes
INSERT INTO plan_item_needs (organization_id, plan_item_id, need_id)
SELECT :@organization_id, :plan_item_id, n.id FROM unnest(:need_ids) AS n (id)
ON CONFLICT ON CONSTRAINT plan_item_needs_pkey DO NOTHING

-- name: plan_item_elements_of
-- in: { plan_id uuid }
-- out: plan_item_elements
SELECT i.id, i.competency_id, i.target_people, i.form_id, i.organiser, i.partner_id, lower(i.scheduled) AS scheduled_from,
       i.curriculum_standard, i.budget_rupiah, i.reason, named.need_count, named.unvalidated_count
FROM plan_items i
CROSS JOIN LATERAL (
    SELECT count(*) AS need_count,
           count(*) FILTER (WHERE n.state NOT IN ('validated', 'planned', 'met')) AS unvalidated_count
    FROM plan_item_needs l
    JOIN needs n ON n.organization_id = :@organization_id AND n.id = l.need_id
    WHERE l.organization_id = :@organization_id AND l.plan_item_id = i.id
) named
WHERE i.organization_id = :@organization_id AND i.plan_id = :plan_id
ORDER BY i.created_at, i.id
