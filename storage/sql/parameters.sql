-- The parameters that drive every rule, of the policy version in force on a day, else their defaults (R-20).

-- name: parameter_get
-- in: { key text, day date }
-- out: { value json }
SELECT parameter(:@organization_id, :key, :day) AS value
