-- The parameters that drive every rule, of the policy version in force on a day, else their defaults (R-20).

-- name: parameter_get
-- in: { key text, day date }
-- out: { value json }
-- brief
SELECT parameter(:@organization_id, :key, :day) AS value

-- name: parameters_on
-- in: { on date }
-- out: parameter_set
-- plan: seqscan an organization has a few versions in force, one for a year or so
SELECT :on AS on, v.id AS policy_version_id,
       (SELECT jsonb_object_agg(d.key, CASE WHEN v.parameters -> d.key IS NULL
                                            THEN jsonb_build_object('value', d.value, 'source', 'default')
                                            ELSE jsonb_build_object('value', v.parameters -> d.key,
                                                                    'source', 'policy_version') END)
        FROM parameter_defaults d) AS parameters
FROM (VALUES (true)) AS one
LEFT JOIN policy_versions v
       ON v.organization_id = :@organization_id AND v.state IN ('adopted', 'superseded') AND v.effective @> :on
