-- Claims for learning outside our own sessions.

-- name: hour_claim_get
-- in: { hour_claim_id uuid, lock bool }
-- out: hour_claim
-- brief
SELECT {{hour_claim_columns()}}
FROM hour_claims c
JOIN employees e ON e.organization_id = c.organization_id AND e.id = c.employee_id
WHERE c.organization_id = :@organization_id AND c.id = :hour_claim_id
--? @scope
  AND {{employee_in_scope(e.unit_id, e.id)}}
--? lock
FOR NO KEY UPDATE OF c
--.

-- name: hour_claim_list
-- in: hour_claims_list_query
-- out: hour_claim
SELECT {{hour_claim_columns()}}
FROM hour_claims c
JOIN employees e ON e.organization_id = c.organization_id AND e.id = c.employee_id
WHERE c.organization_id = :@organization_id
--? @scope
  AND {{employee_in_scope(e.unit_id, e.id)}}
--.
--? employee_id=id
  AND c.employee_id = :employee_id
--? employee_id=ext
  AND e.external_id = :employee_id
--? employee_id=nip
  AND e.nip = :employee_id
--.
--? state
  AND c.state = :state
--.
--? after_id
  AND c.id < :after_id
--.
ORDER BY c.id DESC
LIMIT :limit

-- name: hour_claim_employee
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
--? @scope
  AND {{employee_in_scope(e.unit_id, e.id)}}
--.

-- Of the policy in force on the day (R-20).
-- name: hour_conversion_on
-- in: { day date }
-- out: hour_conversion_row
SELECT parameter(:@organization_id, 'hours.conversion', :day) AS value

-- What is credited to the employee on the days of a claim and in the month of its last day.
-- name: hour_neighbours
-- in: { employee_id uuid, first date, last date }
-- out: hour_neighbour
SELECT {{hour_neighbour_columns()}}
FROM hour_entries y
WHERE y.organization_id = :@organization_id AND y.employee_id = :employee_id AND {{is_live(y)}}
  AND y.earned_on >= LEAST(:first, date_trunc('month', :last::timestamp)::date)
  AND lower(y.took_place) < (date_trunc('month', :last::timestamp) + interval '1 month')::date
ORDER BY y.earned_on, y.id

-- name: hour_entry_of_claim
-- in: { hour_claim_id uuid }
-- out: hour_entry
SELECT {{hour_entry_columns()}}
FROM hour_entries y
WHERE y.organization_id = :@organization_id AND y.hour_claim_id = :hour_claim_id AND {{is_live(y)}}

-- name: hour_claim_insert
-- in: hour_claim
-- writes
INSERT INTO hour_claims (organization_id, id, employee_id, form_id, title, organiser, scope, took_place, stated_jp, quantity,
                         certificate_number, document_reference, activity_key, state, submitted_by, version, created_at,
                         updated_at)
VALUES (:@organization_id, :id, :employee_id, :form_id, :title, :organiser, :scope,
        daterange(:took_place_from, :took_place_until, '[]'), :stated_jp, :quantity, :certificate_number,
        :document_reference, :activity_key, :state, :submitted_by, :version, :created_at, :updated_at)

-- name: hour_claim_decide
-- in: hour_claim
-- writes
UPDATE hour_claims
SET state = :state, decided_by = :decided_by, reason = :reason, version = :version, updated_at = :updated_at
WHERE organization_id = :@organization_id AND id = :id
