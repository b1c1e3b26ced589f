-- Partners and their accreditations. Periods are half-open here and inclusive in the contract.

-- name: partner_get
-- in: { partner_id ref, lock bool }
-- out: partner
-- brief
SELECT {{partner_columns()}}
FROM partners p
WHERE p.organization_id = :@organization_id
--? partner_id=id
  AND p.id = :partner_id
--? partner_id=ext
  AND p.external_id = :partner_id
--.
--? lock
FOR NO KEY UPDATE
--.

-- name: partner_list
-- in: partners_list_query
-- out: partner
-- brief
SELECT {{partner_columns()}}
FROM partners p
WHERE p.organization_id = :@organization_id
--? kind
  AND p.kind = :kind
--.
--? state
  AND p.state = :state
--.
--? sort=name after_id
  AND (p.name, p.id) > (:after_text, :after_id)
--? sort=-name after_id
  AND (p.name, p.id) < (:after_text, :after_id)
--.
--? sort=name
ORDER BY p.name, p.id
--? sort=-name
ORDER BY p.name DESC, p.id DESC
--.
LIMIT :limit

-- name: partner_insert
-- in: partner
-- writes
INSERT INTO partners (organization_id, id, external_id, name, kind, state, version, created_at, updated_at)
VALUES (:@organization_id, :id, :external_id, :name, :kind, :state, :version, :created_at, :updated_at)

-- name: partner_update
-- in: partner
-- writes
UPDATE partners
SET external_id = :external_id, name = :name, kind = :kind, state = :state, version = :version, updated_at = :updated_at
WHERE organization_id = :@organization_id AND id = :id

-- macro: accreditation_columns()
a.id, a.partner_id, a.body, a.grade, a.decree_number, lower(a.valid) AS valid_from, upper(a.valid) - 1 AS valid_until,
       a.created_at

-- macro: accreditation_of_partner()
--? partner_id=id
  AND a.partner_id = :partner_id
--? partner_id=ext
  AND a.partner_id = (SELECT p.id FROM partners p WHERE p.organization_id = :@organization_id AND p.external_id = :partner_id)
--.

-- name: accreditation_get
-- in: { partner_id ref, accreditation_id uuid }
-- out: accreditation
-- brief
SELECT {{accreditation_columns()}}
FROM accreditations a
WHERE a.organization_id = :@organization_id AND a.id = :accreditation_id
{{accreditation_of_partner()}}

-- name: accreditation_list
-- in: accreditations_list_query
-- out: accreditation
-- brief
SELECT {{accreditation_columns()}}
FROM accreditations a
WHERE a.organization_id = :@organization_id
{{accreditation_of_partner()}}
--? valid_on
  AND a.valid @> :valid_on
--.
--? after_id
  AND a.id < :after_id
--.
ORDER BY a.id DESC
LIMIT :limit

-- name: accreditation_insert
-- in: accreditation
-- writes
INSERT INTO accreditations (organization_id, id, partner_id, body, grade, decree_number, valid, created_at)
VALUES (:@organization_id, :id, :partner_id, :body, :grade, :decree_number, daterange(:valid_from, :valid_until, '[]'),
        :created_at)
