-- Agreements with partners. Periods are half-open here and inclusive in the contract.

-- name: agreement_get
-- in: { agreement_id uuid, lock bool }
-- out: agreement
-- brief
SELECT {{agreement_columns()}}
FROM agreements a
JOIN partners p ON p.organization_id = a.organization_id AND p.id = a.partner_id
WHERE a.organization_id = :@organization_id AND a.id = :agreement_id
--? @scope
  AND ({{over_some_unit()}} OR {{acts_for(a.partner_id)}})
--.
--? lock
FOR NO KEY UPDATE OF a
--.

-- name: agreement_list
-- in: agreements_list_query
-- out: agreement
-- brief
SELECT {{agreement_columns()}}
FROM agreements a
JOIN partners p ON p.organization_id = a.organization_id AND p.id = a.partner_id
WHERE a.organization_id = :@organization_id
--? @scope
  AND ({{over_some_unit()}} OR {{acts_for(a.partner_id)}})
--.
--? partner_id=id
  AND a.partner_id = :partner_id
--? partner_id=ext
  AND p.external_id = :partner_id
--.
--? training_id=id
  AND {{agreement_covers((SELECT t.id FROM trainings t WHERE t.organization_id = :@organization_id AND t.id = :training_id))}}
--? training_id=ext
  AND {{agreement_covers((SELECT t.id FROM trainings t WHERE t.organization_id = :@organization_id AND t.external_id = :training_id))}}
--.
--? kind
  AND a.kind = :kind
--.
--? state
  AND a.state = :state
--.
--? valid_on
  AND a.valid @> :valid_on
--.
--? expiring
  AND {{agreement_expiring()}} = :expiring
--? expiring_within_days !expiring
  AND {{agreement_expiring()}}
--.
--? sort=valid_until after_id
  AND (upper(a.valid), a.id) > (:after_text::date + 1, :after_id)
--? sort=-valid_until after_id
  AND (upper(a.valid), a.id) < (:after_text::date + 1, :after_id)
--.
--? sort=valid_until
ORDER BY upper(a.valid), a.id
--? sort=-valid_until
ORDER BY upper(a.valid) DESC, a.id DESC
--.
LIMIT :limit

-- name: agreement_insert
-- in: agreement
-- writes
INSERT INTO agreements (organization_id, id, partner_id, kind, number, partner_number, title, valid, session_quota,
                        renews_agreement_id, state, version, created_at, updated_at)
VALUES (:@organization_id, :id, :partner_id, :kind, :number, :partner_number, :title,
        daterange(:valid_from, :valid_until, '[]'), :session_quota, :renews_agreement_id, :state, :version, :created_at,
        :updated_at)

-- name: agreement_scope_insert
-- in: agreement
-- writes
INSERT INTO agreement_trainings (organization_id, agreement_id, training_id)
SELECT :@organization_id, :id, s.training_id
FROM unnest(:training_ids) AS s (training_id)

-- name: agreement_update
-- in: agreement
-- writes
UPDATE agreements
SET state = :state, version = :version, updated_at = :updated_at
WHERE organization_id = :@organization_id AND id = :id

-- Sessions that use the quota are all but the cancelled ones.
-- name: agreement_standing
-- in: { agreement_id uuid, except_session_id uuid }
-- out: agreement_standing
SELECT p.state = 'active' AS partner_active,
       (SELECT count(*) FROM sessions s
        WHERE s.organization_id = a.organization_id AND s.agreement_id = a.id AND s.state <> 'cancelled'
--? except_session_id
          AND s.id <> :except_session_id
--.
       ) AS sessions_held
FROM agreements a
JOIN partners p ON p.organization_id = a.organization_id AND p.id = a.partner_id
WHERE a.organization_id = :@organization_id AND a.id = :agreement_id
