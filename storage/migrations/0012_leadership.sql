-- 0012_leadership: leaders' own part, and what participants make of what they learned. R-75.

CREATE TABLE leadership_activities (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    leader_id uuid NOT NULL,
    kind text NOT NULL,
    session_id uuid,
    employee_id uuid,
    took_place_on date NOT NULL,
    note text,
    recorded_by uuid,
    created_at timestamptz NOT NULL,
    CONSTRAINT leadership_activities_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT leadership_activities_leader_fkey FOREIGN KEY (organization_id, leader_id)
        REFERENCES employees (organization_id, id),
    CONSTRAINT leadership_activities_session_fkey FOREIGN KEY (organization_id, session_id)
        REFERENCES sessions (organization_id, id),
    CONSTRAINT leadership_activities_employee_fkey FOREIGN KEY (organization_id, employee_id)
        REFERENCES employees (organization_id, id),
    CONSTRAINT leadership_activities_kind_known CHECK (kind IN
        ('attended', 'opened', 'taught', 'sponsored', 'coached', 'mentored', 'observed')),
    CONSTRAINT leadership_activities_not_oneself CHECK (employee_id <> leader_id),
    CONSTRAINT leadership_activities_once UNIQUE NULLS NOT DISTINCT
        (organization_id, leader_id, kind, session_id, employee_id, took_place_on)
);
CREATE INDEX leadership_activities_leader_idx ON leadership_activities (organization_id, leader_id, took_place_on);
CREATE INDEX leadership_activities_session_idx ON leadership_activities (organization_id, session_id);
CREATE INDEX leadership_activities_created_idx ON leadership_activities (organization_id, created_at, id);

CREATE TABLE action_plans (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    enrolment_id uuid NOT NULL,
    employee_id uuid NOT NULL,
    mentor_id uuid,
    title text NOT NULL,
    indicator text NOT NULL,
    due_on date NOT NULL,
    state text NOT NULL DEFAULT 'filed',
    outcome text,
    outcome_on date,
    is_innovation boolean NOT NULL DEFAULT false,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT action_plans_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT action_plans_enrolment_fkey FOREIGN KEY (organization_id, enrolment_id)
        REFERENCES enrolments (organization_id, id),
    CONSTRAINT action_plans_employee_fkey FOREIGN KEY (organization_id, employee_id) REFERENCES employees (organization_id, id),
    CONSTRAINT action_plans_mentor_fkey FOREIGN KEY (organization_id, mentor_id) REFERENCES employees (organization_id, id),
    CONSTRAINT action_plans_state_known CHECK (state IN ('filed', 'accepted', 'achieved', 'not_achieved', 'withdrawn')),
    CONSTRAINT action_plans_mentor_other CHECK (mentor_id <> employee_id),
    CONSTRAINT action_plans_outcome_complete CHECK
        ((state IN ('achieved', 'not_achieved')) = (outcome IS NOT NULL AND outcome_on IS NOT NULL))
);
CREATE INDEX action_plans_enrolment_idx ON action_plans (organization_id, enrolment_id);
CREATE INDEX action_plans_employee_idx ON action_plans (organization_id, employee_id);
CREATE INDEX action_plans_mentor_idx ON action_plans (organization_id, mentor_id);
CREATE INDEX action_plans_innovation_idx ON action_plans (organization_id, outcome_on, id)
    WHERE state = 'achieved' AND is_innovation;
CREATE INDEX action_plans_created_idx ON action_plans (organization_id, created_at, id);

-- The activities of a year that make participation full, the people below a leader under which nothing is shown, and the
-- days that a level 3 observation may take once it is due.
INSERT INTO parameter_defaults (key, value) VALUES
    ('leadership.participation_target', '4'),
    ('leadership.min_unit_size', '5'),
    ('leadership.observation_days', '30')
ON CONFLICT (key) DO NOTHING;

CALL tenant_table('leadership_activities', 'SELECT, INSERT');
CALL tenant_table('action_plans', 'SELECT, INSERT, UPDATE');
