-- 0007_needs: why somebody is to be developed, and the yearly plan that answers it. R-25 to R-27, R-30, R-31.

CREATE TABLE needs_analyses (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    year integer NOT NULL,
    name text NOT NULL,
    unit_id uuid NOT NULL,
    state text NOT NULL DEFAULT 'inventory',
    created_by uuid,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT needs_analyses_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT needs_analyses_unit_fkey FOREIGN KEY (organization_id, unit_id) REFERENCES units (organization_id, id),
    CONSTRAINT needs_analyses_year_key UNIQUE (organization_id, unit_id, year),
    CONSTRAINT needs_analyses_year_range CHECK (year BETWEEN 2000 AND 2200),
    CONSTRAINT needs_analyses_state_known CHECK (state IN ('inventory', 'verification', 'validation', 'adopted', 'closed'))
);
CREATE INDEX needs_analyses_created_idx ON needs_analyses (organization_id, created_at, id);

-- Who (an employee, or a whole unit) lacks what, and where that comes from. Priority is in basis points, with its terms.
CREATE TABLE needs (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    needs_analysis_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    employee_id uuid,
    competency_id uuid NOT NULL,
    source text NOT NULL,
    description text,
    required_level smallint NOT NULL,
    current_level smallint,
    gap smallint,
    state text NOT NULL DEFAULT 'proposed',
    priority integer NOT NULL,
    priority_terms jsonb NOT NULL,
    -- R-26: smaller comes first; the higher priority, then the bigger gap. Ids are ordered by time: the older comes first.
    rank_key integer NOT NULL GENERATED ALWAYS AS (100005 - priority * 10 - COALESCE(GREATEST(-gap, 0), 0)) STORED,
    identified_on date NOT NULL DEFAULT CURRENT_DATE,
    met_by_assessment_id uuid,
    reason text,
    created_by uuid,
    verified_by uuid,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT needs_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT needs_analysis_fkey FOREIGN KEY (organization_id, needs_analysis_id)
        REFERENCES needs_analyses (organization_id, id),
    CONSTRAINT needs_unit_fkey FOREIGN KEY (organization_id, unit_id) REFERENCES units (organization_id, id),
    CONSTRAINT needs_employee_fkey FOREIGN KEY (organization_id, employee_id) REFERENCES employees (organization_id, id),
    CONSTRAINT needs_competency_fkey FOREIGN KEY (organization_id, competency_id) REFERENCES competencies (organization_id, id),
    CONSTRAINT needs_met_by_fkey FOREIGN KEY (organization_id, met_by_assessment_id) REFERENCES assessments (organization_id, id),
    CONSTRAINT needs_source_known CHECK (source IN
        ('competency_gap', 'performance_gap', 'strategic_plan', 'public_demand', 'technology_change', 'policy')),
    CONSTRAINT needs_state_known CHECK (state IN ('proposed', 'verified', 'validated', 'planned', 'met', 'dropped')),
    CONSTRAINT needs_levels_range CHECK (required_level BETWEEN 1 AND 5 AND current_level BETWEEN 0 AND 5),
    CONSTRAINT needs_priority_range CHECK (priority BETWEEN 0 AND 10000),
    CONSTRAINT needs_met_has_evidence CHECK (state <> 'met' OR met_by_assessment_id IS NOT NULL)
);
-- Generating again finds what is there (R-25).
CREATE UNIQUE INDEX needs_generated_once ON needs (organization_id, needs_analysis_id, employee_id, competency_id)
    WHERE source = 'competency_gap';
CREATE INDEX needs_rank_idx ON needs (organization_id, needs_analysis_id, rank_key, id);
CREATE INDEX needs_employee_idx ON needs (organization_id, employee_id, competency_id);
CREATE INDEX needs_unit_idx ON needs (organization_id, unit_id);
CREATE INDEX needs_competency_idx ON needs (organization_id, competency_id);
CREATE INDEX needs_met_by_idx ON needs (organization_id, met_by_assessment_id) WHERE met_by_assessment_id IS NOT NULL;

CREATE TABLE plans (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    year integer NOT NULL,
    name text NOT NULL,
    state text NOT NULL DEFAULT 'draft',
    budget_ceiling_rupiah bigint NOT NULL,
    created_by uuid,
    submitted_by uuid,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT plans_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT plans_organization_fkey FOREIGN KEY (organization_id) REFERENCES organizations (id),
    CONSTRAINT plans_year_range CHECK (year BETWEEN 2000 AND 2200),
    CONSTRAINT plans_budget_positive CHECK (budget_ceiling_rupiah >= 0),
    CONSTRAINT plans_state_known CHECK (state IN ('draft', 'submitted', 'verified', 'validated', 'adopted'))
);
CREATE INDEX plans_year_idx ON plans (organization_id, year, id);

CREATE TABLE plan_unit_ceilings (
    organization_id uuid NOT NULL,
    plan_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    budget_ceiling_rupiah bigint NOT NULL,
    CONSTRAINT plan_unit_ceilings_pkey PRIMARY KEY (organization_id, plan_id, unit_id),
    CONSTRAINT plan_unit_ceilings_plan_fkey FOREIGN KEY (organization_id, plan_id) REFERENCES plans (organization_id, id),
    CONSTRAINT plan_unit_ceilings_unit_fkey FOREIGN KEY (organization_id, unit_id) REFERENCES units (organization_id, id),
    CONSTRAINT plan_unit_ceilings_positive CHECK (budget_ceiling_rupiah >= 0)
);
CREATE INDEX plan_unit_ceilings_unit_idx ON plan_unit_ceilings (organization_id, unit_id);

-- The seven mandatory items of PP 11/2017 Art. 207(3): competency, target people (the needs, or a head count), form and
-- path, organiser, schedule, curriculum standard, budget. A draft may lack some; submitting asks for all.
CREATE TABLE plan_items (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    plan_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    title text NOT NULL,
    competency_id uuid,
    target_level smallint,
    target_people integer,
    form_id integer,
    training_id uuid,
    partner_id uuid,
    organiser text,
    scheduled daterange,
    curriculum_standard text,
    budget_rupiah bigint,
    reason text,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT plan_items_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT plan_items_plan_fkey FOREIGN KEY (organization_id, plan_id) REFERENCES plans (organization_id, id),
    CONSTRAINT plan_items_unit_fkey FOREIGN KEY (organization_id, unit_id) REFERENCES units (organization_id, id),
    CONSTRAINT plan_items_competency_fkey FOREIGN KEY (organization_id, competency_id)
        REFERENCES competencies (organization_id, id),
    CONSTRAINT plan_items_form_fkey FOREIGN KEY (form_id) REFERENCES training_forms (id),
    CONSTRAINT plan_items_training_fkey FOREIGN KEY (organization_id, training_id) REFERENCES trainings (organization_id, id),
    CONSTRAINT plan_items_partner_fkey FOREIGN KEY (organization_id, partner_id) REFERENCES partners (organization_id, id),
    CONSTRAINT plan_items_target_level_range CHECK (target_level BETWEEN 1 AND 5),
    CONSTRAINT plan_items_figures_positive CHECK (budget_rupiah >= 0 AND target_people > 0)
);
CREATE INDEX plan_items_plan_idx ON plan_items (organization_id, plan_id, created_at, id);
CREATE INDEX plan_items_unit_idx ON plan_items (organization_id, unit_id);
CREATE INDEX plan_items_training_idx ON plan_items (organization_id, training_id);
CREATE INDEX plan_items_competency_idx ON plan_items (organization_id, competency_id);
CREATE INDEX plan_items_partner_idx ON plan_items (organization_id, partner_id);

CREATE TABLE plan_item_needs (
    organization_id uuid NOT NULL,
    plan_item_id uuid NOT NULL,
    need_id uuid NOT NULL,
    CONSTRAINT plan_item_needs_pkey PRIMARY KEY (organization_id, plan_item_id, need_id),
    CONSTRAINT plan_item_needs_item_fkey FOREIGN KEY (organization_id, plan_item_id) REFERENCES plan_items (organization_id, id),
    CONSTRAINT plan_item_needs_need_fkey FOREIGN KEY (organization_id, need_id) REFERENCES needs (organization_id, id)
);
CREATE INDEX plan_item_needs_need_idx ON plan_item_needs (organization_id, need_id);

-- The terms of a priority (R-26): the position of a structural official or a unit as a whole, in percent of a head's; what
-- of the urgency a target position that requires more makes up, and the years in a position that make up the rest.
INSERT INTO parameter_defaults (key, value) VALUES
    ('needs.position_structural_percent', '50'),
    ('needs.urgency_target_percent', '50'),
    ('needs.urgency_full_years', '5');

CALL tenant_table('needs_analyses', 'SELECT, INSERT, UPDATE');
CALL tenant_table('needs', 'SELECT, INSERT, UPDATE');
CALL tenant_table('plans', 'SELECT, INSERT, UPDATE');
CALL tenant_table('plan_unit_ceilings', 'SELECT, INSERT, UPDATE, DELETE');
CALL tenant_table('plan_items', 'SELECT, INSERT, UPDATE');
CALL tenant_table('plan_item_needs', 'SELECT, INSERT, DELETE');
