-- The policy itself put up for revision (R-22). The evidence is about everybody: who does not cover the whole organization
-- finds none (R-02).

-- name: policy_revision_proposal_get
-- in: { policy_revision_proposal_id uuid, lock bool }
-- out: policy_revision_proposal
SELECT {{policy_revision_proposal_columns()}}
FROM policy_revision_proposals r
WHERE r.organization_id = :@organization_id AND r.id = :policy_revision_proposal_id
--? @scope
  AND false
--.
--? lock
FOR NO KEY UPDATE
--.

-- name: policy_revision_proposal_list
-- in: policy_revision_proposals_list_query
-- out: policy_revision_proposal
SELECT {{policy_revision_proposal_columns()}}
FROM policy_revision_proposals r
WHERE r.organization_id = :@organization_id
--? @scope
  AND false
--.
--? state
  AND r.state = :state
--.
--? policy_version_id
  AND r.policy_version_id = :policy_version_id
--.
--? after_id
  AND r.id < :after_id
--.
ORDER BY r.id DESC
LIMIT :limit

-- name: policy_revision_proposal_open_for_training
-- in: { training_id uuid }
-- out: { id uuid }
SELECT r.id
FROM policy_revision_proposals r
WHERE r.organization_id = :@organization_id AND r.training_id = :training_id AND r.state = 'open'

-- name: policy_revision_proposal_insert
-- in: policy_revision_proposal
-- writes
INSERT INTO policy_revision_proposals (organization_id, id, policy_version_id, objective_id, training_id, cause, state,
                                       evidence, version, created_at, updated_at)
VALUES (:@organization_id, :id, :policy_version_id, :objective_id, :training_id, :cause, :state, :evidence, :version,
        :created_at, :updated_at)

-- name: policy_revision_proposal_close
-- in: policy_revision_proposal
-- writes
UPDATE policy_revision_proposals
SET state = :state, new_policy_version_id = :new_policy_version_id, decided_by = :decided_by, reason = :reason,
    version = :version, updated_at = :updated_at
WHERE organization_id = :@organization_id AND id = :id
