-- Employees. A caller finds those of the subtrees of their roles, and themselves; they change only the former (R-02).

-- name: employee_get
-- in: { employee_id ref, change bool }
-- out: employee
-- brief
SELECT {{employee_columns()}}
FROM employees e
JOIN units u ON u.organization_id = e.organization_id AND u.id = e.unit_id
LEFT JOIN positions p ON p.organization_id = e.organization_id AND p.id = e.position_id
WHERE e.organization_id = :@organization_id
--? employee_id=id
  AND e.id = :employee_id
--? employee_id=ext
  AND e.external_id = :employee_id
--? employee_id=nip
  AND e.nip = :employee_id
--.
--? @scope change
  AND {{unit_in_scope(e.unit_id)}}
--? @scope !change
  AND {{employee_in_scope(e.unit_id, e.id)}}
--.

-- A statement of its own, before employee_get: a row that was waited for is looked at again with the joins
-- as they were, so a move of the employee would make it vanish.
-- name: employee_lock
-- in: { employee_id ref }
-- out: { id uuid }
SELECT e.id
FROM employees e
WHERE e.organization_id = :@organization_id
--? employee_id=id
  AND e.id = :employee_id
--? employee_id=ext
  AND e.external_id = :employee_id
--? employee_id=nip
  AND e.nip = :employee_id
--.
FOR NO KEY UPDATE

-- macro: employees_order()
--?+ sort=name
ORDER BY e.name_folded, e.id
--.
--?+ sort=-name
ORDER BY e.name_folded DESC, e.id DESC
--.
--?+ sort=created_at
ORDER BY e.created_at, e.id
--.
--?+ sort=-created_at
ORDER BY e.created_at DESC, e.id DESC
--.

-- macro: employees_filters()
--?+ kind
  AND e.kind = :kind
--.
--?+ heads_unit
  AND e.heads_unit = :heads_unit
--.
--?+ name_prefix
  AND e.name_folded >= lower(:name_prefix) AND e.name_folded < lower(:name_prefix) || U&'\+10FFFF'
--.
--?+ sort=name after_id
  AND (e.name_folded, e.id) > (lower(:after_text), :after_id)
--.
--?+ sort=-name after_id
  AND (e.name_folded, e.id) < (lower(:after_text), :after_id)
--.
--?+ sort=created_at after_id
  AND (e.created_at, e.id) > (:after_text::timestamptz, :after_id)
--.
--?+ sort=-created_at after_id
  AND (e.created_at, e.id) < (:after_text::timestamptz, :after_id)
--.

-- macro: employees_asked()
FROM (
    (SELECT e.*
     FROM ({{few_people()}}
     ) e
     WHERE (SELECT q.few FROM asked q)
{{employees_filters()}}
{{employees_order()}}
     LIMIT {{longest_page()}})
    UNION ALL
    (SELECT e.*
     FROM employees e
     WHERE e.organization_id = :@organization_id AND NOT (SELECT q.few FROM asked q)
--?+ !@scope
       AND {{unit_asked(e.unit_id)}}
--.
--?+ @scope
       AND ({{unit_asked(e.unit_id)}} OR e.id = (SELECT q.self_outside FROM asked q))
--.
{{employees_filters()}}
{{employees_order()}}
     LIMIT {{longest_page()}})
) e

-- name: employee_list
-- in: employees_list_query
-- out: employee
--? below
{{people_asked(:@self)}}
--? !below @scope
{{people_asked(:@self)}}
--.
SELECT {{employee_columns()}}
--? below
{{employees_asked()}}
--? !below @scope
{{employees_asked()}}
--? !below !@scope
FROM employees e
--.
JOIN units u ON u.organization_id = e.organization_id AND u.id = e.unit_id
LEFT JOIN positions p ON p.organization_id = e.organization_id AND p.id = e.position_id
WHERE e.organization_id = :@organization_id
--? !below !@scope
{{employees_filters()}}
--.
{{employees_order()}}
LIMIT :limit

-- name: employee_insert
-- in: employee
-- writes
INSERT INTO employees (organization_id, id, external_id, nip, name, front_title, back_title, kind, sex, birth_date, rank_code,
                       rank_since, unit_id, position_id, position_since, target_position_id, heads_unit, email,
                       contract_start, left_on, warnings, version, created_at, updated_at)
VALUES (:@organization_id, :id, :external_id, :nip, :name, :front_title, :back_title, :kind, :sex, :birth_date, :rank_code,
        :rank_since, :unit_id, :position_id, :position_since, :target_position_id, :heads_unit, :email,
        :contract_start, :left_on, :warnings, :version, :created_at, :updated_at)

-- name: employee_update
-- in: employee
-- writes
UPDATE employees
SET external_id = :external_id, nip = :nip, name = :name, front_title = :front_title, back_title = :back_title, kind = :kind,
    sex = :sex, birth_date = :birth_date, rank_code = :rank_code, rank_since = :rank_since, unit_id = :unit_id,
    position_id = :position_id, position_since = :position_since, target_position_id = :target_position_id,
    heads_unit = :heads_unit, email = :email, contract_start = :contract_start, left_on = :left_on, warnings = :warnings,
    version = :version, updated_at = :updated_at
WHERE organization_id = :@organization_id AND id = :id

-- name: employee_resolve
-- in: { ids uuids, keys texts, nips texts }
-- out: { id uuid, external_id text, nip text }
SELECT e.id, e.external_id, e.nip
FROM employees e
WHERE e.organization_id = :@organization_id
  AND (e.id = ANY (:ids) OR e.external_id = ANY (:keys) OR e.nip = ANY (:nips))
--? @scope
  AND {{employee_in_scope(e.unit_id, e.id)}}
--.
