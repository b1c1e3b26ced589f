-- 0005_policies: what the region wants, and the parameters that drive every rule. R-20 to R-22.

-- Every change of state of every resource: who, when, why. Append-only by grant.
CREATE TABLE transitions (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    resource_type text NOT NULL,
    resource_id uuid NOT NULL,
    from_state text,
    to_state text NOT NULL,
    at timestamptz NOT NULL,
    principal_id uuid,
    principal_name text,
    reason text,
    CONSTRAINT transitions_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT transitions_organization_fkey FOREIGN KEY (organization_id) REFERENCES organizations (id)
);
CREATE INDEX transitions_resource_idx ON transitions (organization_id, resource_type, resource_id, id);

-- Who ever changed something that others decide on: its maker, and everybody who wrote to it later (R-01). Append-only by
-- grant.
CREATE TABLE editors (
    organization_id uuid NOT NULL,
    resource_type text NOT NULL,
    resource_id uuid NOT NULL,
    principal_id uuid NOT NULL,
    CONSTRAINT editors_pkey PRIMARY KEY (organization_id, resource_type, resource_id, principal_id),
    CONSTRAINT editors_organization_fkey FOREIGN KEY (organization_id) REFERENCES organizations (id)
);

CREATE TABLE policies (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    external_id text,
    name text NOT NULL,
    description text,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT policies_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT policies_organization_fkey FOREIGN KEY (organization_id) REFERENCES organizations (id),
    CONSTRAINT policies_external_id_key UNIQUE (organization_id, external_id),
    CONSTRAINT policies_name_length CHECK (length(name) BETWEEN 1 AND 200)
);
CREATE INDEX policies_name_idx ON policies (organization_id, name, id);

-- In force while `effective` holds the day and the state is adopted or superseded: at most one version of all policies
-- of an organization on any day, so that a rule finds one set of parameters (R-20). Adopting the next closes the range
-- of the one before; its past stays.
CREATE TABLE policy_versions (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    policy_id uuid NOT NULL,
    number integer NOT NULL,
    state text NOT NULL DEFAULT 'draft',
    effective daterange NOT NULL,
    strategies text[] NOT NULL DEFAULT '{}',
    parameters jsonb NOT NULL DEFAULT '{}',
    decree_number text,
    created_by uuid,
    changed_by uuid,
    submitted_by uuid,
    adopted_by uuid,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT policy_versions_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT policy_versions_policy_fkey FOREIGN KEY (organization_id, policy_id)
        REFERENCES policies (organization_id, id),
    CONSTRAINT policy_versions_number_key UNIQUE (organization_id, policy_id, number),
    CONSTRAINT policy_versions_state_known CHECK (state IN ('draft', 'in_review', 'adopted', 'superseded', 'withdrawn')),
    CONSTRAINT policy_versions_effective_bounded CHECK (NOT isempty(effective) AND NOT lower_inf(effective)),
    CONSTRAINT policy_versions_parameters_object CHECK (jsonb_typeof(parameters) = 'object'),
    CONSTRAINT policy_versions_overlap EXCLUDE USING gist (organization_id WITH =, effective WITH &&)
        WHERE (state IN ('adopted', 'superseded'))
);
CREATE INDEX policy_versions_policy_idx ON policy_versions (organization_id, policy_id, id);

-- What a version wants to reach. The figure is computed from the records that `indicator` names (R-21).
CREATE TABLE objectives (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    policy_version_id uuid NOT NULL,
    ordinal integer NOT NULL,
    aspect text NOT NULL,
    title text NOT NULL,
    indicator text NOT NULL,
    competency_id uuid,
    unit_id uuid,
    baseline integer,
    target integer NOT NULL,
    mid_term_on date,
    due_on date NOT NULL,
    CONSTRAINT objectives_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT objectives_version_fkey FOREIGN KEY (organization_id, policy_version_id)
        REFERENCES policy_versions (organization_id, id),
    CONSTRAINT objectives_competency_fkey FOREIGN KEY (organization_id, competency_id) REFERENCES competencies (organization_id, id),
    CONSTRAINT objectives_unit_fkey FOREIGN KEY (organization_id, unit_id) REFERENCES units (organization_id, id),
    CONSTRAINT objectives_ordinal_key UNIQUE (organization_id, policy_version_id, ordinal),
    CONSTRAINT objectives_aspect_known CHECK (aspect IN ('knowledge', 'skill', 'attitude')),
    CONSTRAINT objectives_indicator_known CHECK (indicator IN
        ('hours_compliance', 'gap_closure', 'test_gain', 'favourable_share', 'behaviour_share')),
    CONSTRAINT objectives_days_ordered CHECK (mid_term_on < due_on)
);
CREATE INDEX objectives_competency_idx ON objectives (organization_id, competency_id);
CREATE INDEX objectives_unit_idx ON objectives (organization_id, unit_id);

-- Put up by rule when programmes keep failing or an objective is off track (R-22); closed by an approver only.
CREATE TABLE policy_revision_proposals (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    policy_version_id uuid NOT NULL,
    objective_id uuid,
    training_id uuid,
    cause text NOT NULL,
    state text NOT NULL DEFAULT 'open',
    evidence jsonb NOT NULL,
    new_policy_version_id uuid,
    decided_by uuid,
    reason text,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT policy_revision_proposals_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT policy_revision_proposals_version_fkey FOREIGN KEY (organization_id, policy_version_id)
        REFERENCES policy_versions (organization_id, id),
    CONSTRAINT policy_revision_proposals_objective_fkey FOREIGN KEY (organization_id, objective_id)
        REFERENCES objectives (organization_id, id),
    CONSTRAINT policy_revision_proposals_new_version_fkey FOREIGN KEY (organization_id, new_policy_version_id)
        REFERENCES policy_versions (organization_id, id),
    CONSTRAINT policy_revision_proposals_cause_known CHECK (cause IN ('revision_ineffective', 'objective_off_track')),
    CONSTRAINT policy_revision_proposals_state_known CHECK (state IN ('open', 'accepted', 'refused')),
    CONSTRAINT policy_revision_proposals_closed CHECK ((state = 'open') = (decided_by IS NULL))
);
-- One open proposal per cause: what happens again is added to the evidence of a new one after that one is closed.
CREATE UNIQUE INDEX policy_revision_proposals_open_objective ON policy_revision_proposals (organization_id, objective_id)
    WHERE state = 'open' AND objective_id IS NOT NULL;
CREATE UNIQUE INDEX policy_revision_proposals_open_training ON policy_revision_proposals (organization_id, training_id)
    WHERE state = 'open' AND training_id IS NOT NULL;
CREATE INDEX policy_revision_proposals_objective_idx ON policy_revision_proposals (organization_id, objective_id);
CREATE INDEX policy_revision_proposals_version_idx ON policy_revision_proposals (organization_id, policy_version_id, id);
CREATE INDEX policy_revision_proposals_new_version_idx ON policy_revision_proposals (organization_id, new_policy_version_id);

-- The value of a parameter on a day: of the version in force, else the default (R-20).
-- In PL/pgSQL because that keeps its plans: a function in SQL is planned again in every statement that calls it.
CREATE FUNCTION parameter(organization uuid, name text, day date) RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN COALESCE(
        (SELECT v.parameters -> name FROM bangkom.policy_versions v
         WHERE v.organization_id = organization AND v.state IN ('adopted', 'superseded') AND v.effective @> day),
        (SELECT d.value FROM bangkom.parameter_defaults d WHERE d.key = name));
END
$$;
-- Several at once, as one object, which may hold others too.
CREATE FUNCTION parameters(organization uuid, names text[], day date) RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN COALESCE((SELECT jsonb_object_agg(d.key, d.value) FROM bangkom.parameter_defaults d WHERE d.key = ANY (names)), '{}')
        || COALESCE((SELECT v.parameters FROM bangkom.policy_versions v
                     WHERE v.organization_id = organization AND v.state IN ('adopted', 'superseded') AND v.effective @> day), '{}');
END
$$;

INSERT INTO parameter_defaults (key, value) VALUES
    ('hours.pns_floor_jp', '20'),
    ('hours.cpns_floor_jp', '20'),
    ('hours.pppk_ceiling_jp', '24'),
    ('evaluation.k_anonymity', '5'),
    ('evaluation.level3_after_months', '3'),
    ('needs.weights', '{"severity": 40, "position": 20, "people": 15, "urgency": 15, "strategy": 10}'),
    ('alternatives.weights', '{"judgement": 45, "fit": 25, "accreditation": 10, "cost": 10, "availability": 10}'),
    ('revision.min_responses', '5'),
    ('revision.unfavourable_max_score', '2'),
    ('revision.unfavourable_share', '0.25'),
    ('revision.confidence', '0.80'),
    ('revision.effect_min_drop', '0.10'),
    ('seats.weights', '{"need_priority": 70, "waiting": 20, "hours_shortfall": 10}'),
    ('leadership.weights', '{"own_hours": 40, "participation": 30, "team_compliance": 20, "timeliness": 10}'),
    ('agreements.notice_days', '90')
ON CONFLICT (key) DO NOTHING;

CALL tenant_table('transitions', 'SELECT, INSERT');
CALL tenant_table('editors', 'SELECT, INSERT');
CALL tenant_table('policies', 'SELECT, INSERT, UPDATE');
CALL tenant_table('policy_versions', 'SELECT, INSERT, UPDATE');
CALL tenant_table('objectives', 'SELECT, INSERT, UPDATE, DELETE');
CALL tenant_table('policy_revision_proposals', 'SELECT, INSERT, UPDATE');
