-- 0011_revisions: closing the loop. R-65 to R-70.

-- One per training and dimension at a time. Held while open or in progress, and after a waiver; resolved waits for the next
-- evaluation. `evidence` is counts only, and what of them may be told is decided when it is read (R-61).
CREATE TABLE revision_cases (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    training_id uuid NOT NULL,
    dimension text NOT NULL,
    state text NOT NULL DEFAULT 'open',
    by_rule boolean NOT NULL,
    evaluation_id uuid,
    session_id uuid,
    judged_version_id uuid,
    evidence jsonb NOT NULL,
    finding text,
    change_summary text,
    effect_evaluation_id uuid,
    effect jsonb,
    reopened integer NOT NULL DEFAULT 0,
    waived_until date,
    waived_by uuid,
    reason text,
    opened_by uuid,
    opened_at timestamptz NOT NULL,
    resolved_at timestamptz,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT revision_cases_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT revision_cases_training_fkey FOREIGN KEY (organization_id, training_id) REFERENCES trainings (organization_id, id),
    CONSTRAINT revision_cases_evaluation_fkey FOREIGN KEY (organization_id, evaluation_id)
        REFERENCES evaluations (organization_id, id),
    CONSTRAINT revision_cases_session_fkey FOREIGN KEY (organization_id, session_id) REFERENCES sessions (organization_id, id),
    CONSTRAINT revision_cases_judged_version_fkey FOREIGN KEY (organization_id, training_id, judged_version_id)
        REFERENCES training_versions (organization_id, training_id, id),
    CONSTRAINT revision_cases_effect_evaluation_fkey FOREIGN KEY (organization_id, effect_evaluation_id)
        REFERENCES evaluations (organization_id, id),
    CONSTRAINT revision_cases_dimension_known CHECK (dimension IN ('material_relevance', 'material_quality', 'method',
        'instructor', 'facilities', 'organisation', 'overall')),
    CONSTRAINT revision_cases_state_known CHECK (state IN ('open', 'in_progress', 'resolved', 'verified_effective',
        'verified_ineffective', 'inconclusive', 'waived')),
    CONSTRAINT revision_cases_rule_has_evaluation CHECK (NOT by_rule OR evaluation_id IS NOT NULL),
    CONSTRAINT revision_cases_waiver_complete CHECK
        (state <> 'waived' OR (waived_until IS NOT NULL AND waived_by IS NOT NULL AND reason IS NOT NULL))
);
CREATE UNIQUE INDEX revision_cases_one_live ON revision_cases (organization_id, training_id, dimension)
    WHERE state IN ('open', 'in_progress', 'resolved', 'waived');
CREATE INDEX revision_cases_training_idx ON revision_cases (organization_id, training_id);
CREATE INDEX revision_cases_evaluation_idx ON revision_cases (organization_id, evaluation_id);
CREATE INDEX revision_cases_session_idx ON revision_cases (organization_id, session_id);
CREATE INDEX revision_cases_created_idx ON revision_cases (organization_id, created_at, id);

-- Each session that a case was about, from when on: a change that did not help moves the case on to the session after it
-- (R-69), and the participants of all go on reading what was found and changed (R-70).
CREATE TABLE revision_case_sessions (
    organization_id uuid NOT NULL,
    revision_case_id uuid NOT NULL,
    session_id uuid NOT NULL,
    judged_at timestamptz NOT NULL,
    CONSTRAINT revision_case_sessions_pkey PRIMARY KEY (organization_id, revision_case_id, session_id),
    CONSTRAINT revision_case_sessions_case_fkey FOREIGN KEY (organization_id, revision_case_id)
        REFERENCES revision_cases (organization_id, id),
    CONSTRAINT revision_case_sessions_session_fkey FOREIGN KEY (organization_id, session_id)
        REFERENCES sessions (organization_id, id)
);
CREATE INDEX revision_case_sessions_session_idx ON revision_case_sessions (organization_id, session_id);

-- The rounds of a case that are over: what was judged, and that the change did not help (R-69). The newest one is in the case
-- itself; of a round nothing changes but that its evidence gets the figures of the end.
CREATE TABLE revision_rounds (
    organization_id uuid NOT NULL,
    revision_case_id uuid NOT NULL,
    number integer NOT NULL,
    evaluation_id uuid,
    session_id uuid,
    judged_version_id uuid,
    evidence jsonb NOT NULL,
    change_summary text,
    effect_evaluation_id uuid NOT NULL,
    effect jsonb NOT NULL,
    opened_at timestamptz NOT NULL,
    resolved_at timestamptz NOT NULL,
    CONSTRAINT revision_rounds_pkey PRIMARY KEY (organization_id, revision_case_id, number),
    CONSTRAINT revision_rounds_case_fkey FOREIGN KEY (organization_id, revision_case_id)
        REFERENCES revision_cases (organization_id, id),
    CONSTRAINT revision_rounds_evaluation_fkey FOREIGN KEY (organization_id, evaluation_id)
        REFERENCES evaluations (organization_id, id),
    CONSTRAINT revision_rounds_session_fkey FOREIGN KEY (organization_id, session_id) REFERENCES sessions (organization_id, id),
    CONSTRAINT revision_rounds_judged_version_fkey FOREIGN KEY (organization_id, judged_version_id)
        REFERENCES training_versions (organization_id, id),
    CONSTRAINT revision_rounds_effect_evaluation_fkey FOREIGN KEY (organization_id, effect_evaluation_id)
        REFERENCES evaluations (organization_id, id),
    CONSTRAINT revision_rounds_number_positive CHECK (number > 0)
);
CREATE INDEX revision_rounds_evaluation_idx ON revision_rounds (organization_id, evaluation_id);

-- What was changed because of it.
CREATE TABLE revision_actions (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    revision_case_id uuid NOT NULL,
    kind text NOT NULL,
    training_version_id uuid,
    instructor_id uuid,
    partner_id uuid,
    method text,
    note text,
    done_by uuid,
    created_at timestamptz NOT NULL,
    CONSTRAINT revision_actions_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT revision_actions_case_fkey FOREIGN KEY (organization_id, revision_case_id)
        REFERENCES revision_cases (organization_id, id),
    CONSTRAINT revision_actions_version_fkey FOREIGN KEY (organization_id, training_version_id)
        REFERENCES training_versions (organization_id, id),
    CONSTRAINT revision_actions_instructor_fkey FOREIGN KEY (organization_id, instructor_id)
        REFERENCES instructors (organization_id, id),
    CONSTRAINT revision_actions_partner_fkey FOREIGN KEY (organization_id, partner_id) REFERENCES partners (organization_id, id),
    CONSTRAINT revision_actions_names_change CHECK (CASE kind
        WHEN 'new_version' THEN training_version_id IS NOT NULL
        WHEN 'instructor' THEN instructor_id IS NOT NULL
        WHEN 'partner' THEN partner_id IS NOT NULL
        WHEN 'method' THEN method IS NOT NULL
        WHEN 'retirement' THEN true
        ELSE false END)
);
CREATE INDEX revision_actions_case_idx ON revision_actions (organization_id, revision_case_id, id);

-- The longest waiver, in days from the one on which it is granted.
INSERT INTO parameter_defaults (key, value) VALUES ('revision.waiver_max_days', '180') ON CONFLICT (key) DO NOTHING;
-- An offer with so many days of lead time counts as not available; an instructor who teaches nothing for so many days as
-- available (R-68).
INSERT INTO parameter_defaults (key, value) VALUES ('alternatives.full_lead_days', '90'), ('alternatives.free_days', '30')
ON CONFLICT (key) DO NOTHING;

CALL tenant_table('revision_cases', 'SELECT, INSERT, UPDATE');
CALL tenant_table('revision_actions', 'SELECT, INSERT');
CALL tenant_table('revision_case_sessions', 'SELECT, INSERT');
CALL tenant_table('revision_rounds', 'SELECT, INSERT');
GRANT UPDATE (evidence) ON revision_rounds TO bangkom_app;
