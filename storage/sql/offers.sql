-- What partners offer. Periods are half-open here and inclusive in the contract.

-- name: offer_get
-- in: { offer_id uuid, lock bool }
-- out: offer
-- brief
SELECT {{offer_columns()}}
FROM {{offer_tables()}}
WHERE o.organization_id = :@organization_id AND o.id = :offer_id
--? lock
FOR NO KEY UPDATE OF o
--.

-- name: offer_list
-- in: offers_list_query
-- out: offer
-- brief
SELECT {{offer_columns()}}
FROM {{offer_tables()}}
WHERE o.organization_id = :@organization_id
--? partner_id=id
  AND o.partner_id = :partner_id
--? partner_id=ext
  AND p.external_id = :partner_id
--.
--? training_id=id
  AND o.training_id = :training_id
--? training_id=ext
  AND t.external_id = :training_id
--.
--? valid_on
  AND o.valid @> :valid_on
--.
--? sort=created_at after_id
  AND (o.created_at, o.id) > (:after_text::timestamptz, :after_id)
--? sort=-created_at after_id
  AND (o.created_at, o.id) < (:after_text::timestamptz, :after_id)
--? sort=price_rupiah after_id
  AND (o.price_rupiah, o.id) > (:after_text::bigint, :after_id)
--? sort=-price_rupiah after_id
  AND (o.price_rupiah, o.id) < (:after_text::bigint, :after_id)
--.
--? sort=created_at
ORDER BY o.created_at, o.id
--? sort=-created_at
ORDER BY o.created_at DESC, o.id DESC
--? sort=price_rupiah
ORDER BY o.price_rupiah, o.id
--? sort=-price_rupiah
ORDER BY o.price_rupiah DESC, o.id DESC
--.
LIMIT :limit

-- name: offer_insert
-- in: offer
-- writes
INSERT INTO offers (organization_id, id, partner_id, training_id, price_rupiah, capacity, lead_time_days, valid, version,
                    created_at, updated_at)
VALUES (:@organization_id, :id, :partner_id, :training_id, :price_rupiah, :capacity, :lead_time_days,
        daterange(:valid_from, :valid_until, '[]'), :version, :created_at, :updated_at)

-- name: offer_update
-- in: offer
-- writes
UPDATE offers
SET price_rupiah = :price_rupiah, capacity = :capacity, lead_time_days = :lead_time_days,
    valid = daterange(:valid_from, :valid_until, '[]'), version = :version, updated_at = :updated_at
WHERE organization_id = :@organization_id AND id = :id
