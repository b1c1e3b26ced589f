-- Versions of policies. In force are those adopted or superseded, while `effective` holds the day (R-20).

-- Whatever changes what is in force, or looks at it in order to open a proposal, happens one after the other. The lock
-- is taken in a statement of its own, so that the next one counts with a snapshot made after it.
-- name: policies_lock
-- writes
SELECT pg_advisory_xact_lock(hashtextextended('policies:' || :@organization_id::text, 0))

-- name: policy_version_get
-- in: { policy_version_id uuid, lock bool }
-- out: policy_version
SELECT {{policy_version_columns()}}
FROM policy_versions v
WHERE v.organization_id = :@organization_id AND v.id = :policy_version_id
--? lock
FOR NO KEY UPDATE OF v
--.

-- name: policy_version_list
-- in: policy_versions_list_query
-- out: policy_version
SELECT {{policy_version_columns()}}
FROM policy_versions v
WHERE v.organization_id = :@organization_id
--? policy_id=id
  AND v.policy_id = :policy_id
--? policy_id=ext
  AND v.policy_id = (SELECT p.id FROM policies p WHERE p.organization_id = :@organization_id AND p.external_id = :policy_id)
--.
--? state
  AND v.state = :state
--.
--? after_id
  AND v.id < :after_id
--.
ORDER BY v.id DESC
LIMIT :limit

-- name: policy_version_in_force
-- in: { on date }
-- out: policy_version
-- plan: seqscan an organization has a few versions in force, one for a year or so
SELECT {{policy_version_columns()}}
FROM policy_versions v
WHERE v.organization_id = :@organization_id AND v.state IN ('adopted', 'superseded') AND v.effective @> :on

-- What is in force on some day of a period, but for one version.
-- name: policy_version_overlapping
-- in: { except_id uuid }
-- out: policy_version
-- plan: seqscan an organization has a few versions in force, one for a year or so
SELECT {{policy_version_columns()}}
FROM policy_versions v
WHERE v.organization_id = :@organization_id AND v.state IN ('adopted', 'superseded') AND v.id <> :except_id
  AND v.effective && (SELECT w.effective FROM policy_versions w
                      WHERE w.organization_id = :@organization_id AND w.id = :except_id)
FOR NO KEY UPDATE OF v

-- name: policy_version_last_number
-- in: { policy_id uuid }
-- out: { number integer }
SELECT COALESCE(max(v.number), 0) AS number
FROM policy_versions v
WHERE v.organization_id = :@organization_id AND v.policy_id = :policy_id

-- name: policy_version_insert
-- in: policy_version
-- writes
INSERT INTO policy_versions (organization_id, id, policy_id, number, state, effective, strategies, parameters, decree_number,
                             created_by, changed_by, version, created_at, updated_at)
VALUES (:@organization_id, :id, :policy_id, :number, :state, daterange(:effective_from, :effective_until, '[]'), :strategies,
        :parameters, :decree_number, :created_by, :changed_by, :version, :created_at, :updated_at)

-- name: policy_version_update
-- in: policy_version
-- writes
UPDATE policy_versions
SET state = :state, effective = daterange(:effective_from, :effective_until, '[]'), strategies = :strategies,
    parameters = :parameters, decree_number = :decree_number, changed_by = :changed_by, submitted_by = :submitted_by,
    adopted_by = :adopted_by, version = :version, updated_at = :updated_at
WHERE organization_id = :@organization_id AND id = :id

-- name: objectives_delete
-- in: { policy_version_id uuid }
-- writes
DELETE FROM objectives WHERE organization_id = :@organization_id AND policy_version_id = :policy_version_id

-- name: objectives_insert
-- in: { policy_version_id uuid, ids uuids, objectives records(policy_objective) }
-- writes
INSERT INTO objectives (organization_id, id, policy_version_id, ordinal, aspect, title, indicator, competency_id, unit_id,
                        baseline, target, mid_term_on, due_on)
SELECT :@organization_id, i.id, :policy_version_id, i.ordinal, o.aspect, o.title, o.indicator, o.competency_id, o.unit_id,
       (o.baseline * 100)::integer, (o.target * 100)::integer, o.mid_term_on, o.due_on
FROM unnest(:ids) WITH ORDINALITY AS i (id, ordinal)
JOIN ROWS FROM (jsonb_to_recordset(:objectives)
                AS (aspect text, title text, indicator text, competency_id uuid, unit_id uuid, baseline numeric,
                    target numeric, mid_term_on date, due_on date)) WITH ORDINALITY
     AS o (aspect, title, indicator, competency_id, unit_id, baseline, target, mid_term_on, due_on, ordinal)
     ON o.ordinal = i.ordinal
