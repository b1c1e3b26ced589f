-- Revision cases, read and changed by people. What judgements do to them is in revisions.sql.

-- name: revision_case_get
-- in: { revision_case_id uuid }
-- out: revision_case
SELECT {{revision_case_columns()}}
FROM {{revision_case_tables()}}
WHERE r.organization_id = :@organization_id AND r.id = :revision_case_id

-- name: revision_case_list
-- in: revision_cases_list_query
-- out: revision_case
SELECT {{revision_case_columns()}}
FROM {{revision_case_tables()}}
WHERE r.organization_id = :@organization_id
--? state
  AND r.state = :state
--.
--? dimension
  AND r.dimension = :dimension
--.
--? training_id=id
  AND r.training_id = :training_id
--? training_id=ext
  AND t.external_id = :training_id
--.
--? held
  AND {{revision_holds(r)}} = :held
--.
--? after_id
  AND r.id < :after_id
--.
ORDER BY r.id DESC
LIMIT :limit
