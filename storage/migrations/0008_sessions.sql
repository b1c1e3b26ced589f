-- 0008_sessions: a training held: when, where, by whom, for whom, and who was there. R-40, R-41, R-45, R-46.

CREATE TABLE sessions (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    external_id text,
    training_id uuid NOT NULL,
    training_version_id uuid NOT NULL,
    plan_item_id uuid,
    partner_id uuid,
    agreement_id uuid,
    name text NOT NULL,
    state text NOT NULL DEFAULT 'planned',
    capacity integer NOT NULL,
    waitlist_limit integer NOT NULL,
    committed_rupiah bigint NOT NULL DEFAULT 0,
    realised_rupiah bigint,
    reason text,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT sessions_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT sessions_external_id_key UNIQUE (organization_id, external_id),
    CONSTRAINT sessions_training_version_fkey FOREIGN KEY (organization_id, training_id, training_version_id)
        REFERENCES training_versions (organization_id, training_id, id),
    CONSTRAINT sessions_plan_item_fkey FOREIGN KEY (organization_id, plan_item_id) REFERENCES plan_items (organization_id, id),
    CONSTRAINT sessions_partner_fkey FOREIGN KEY (organization_id, partner_id) REFERENCES partners (organization_id, id),
    CONSTRAINT sessions_agreement_fkey FOREIGN KEY (organization_id, partner_id, agreement_id)
        REFERENCES agreements (organization_id, partner_id, id),
    CONSTRAINT sessions_state_known CHECK (state IN
        ('planned', 'open', 'closed', 'running', 'completed', 'evaluated', 'cancelled')),
    CONSTRAINT sessions_partner_has_agreement CHECK ((partner_id IS NULL) = (agreement_id IS NULL)),
    CONSTRAINT sessions_figures_positive CHECK
        (capacity > 0 AND waitlist_limit >= 0 AND committed_rupiah >= 0 AND realised_rupiah >= 0)
);
CREATE INDEX sessions_training_idx ON sessions (organization_id, training_id, created_at, id);
CREATE INDEX sessions_version_idx ON sessions (organization_id, training_version_id);
CREATE INDEX sessions_plan_item_idx ON sessions (organization_id, plan_item_id);
CREATE INDEX sessions_agreement_idx ON sessions (organization_id, agreement_id);
CREATE INDEX sessions_partner_idx ON sessions (organization_id, partner_id);
CREATE INDEX sessions_created_idx ON sessions (organization_id, created_at, id);

-- What a session commits and leads to is traced to what was adopted, for its own training (R-30, R-31).
CREATE FUNCTION sessions_plan_item_adopted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM bangkom.plan_items i
               JOIN bangkom.plans p ON p.organization_id = i.organization_id AND p.id = i.plan_id
               WHERE i.organization_id = NEW.organization_id AND i.id = NEW.plan_item_id
                 AND (p.state <> 'adopted' OR i.training_id <> NEW.training_id)) THEN
        RAISE EXCEPTION 'not an adopted item for this training'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sessions_plan_item_adopted';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER sessions_plan_item_adopted BEFORE INSERT OR UPDATE OF plan_item_id ON sessions
    FOR EACH ROW WHEN (NEW.plan_item_id IS NOT NULL) EXECUTE FUNCTION sessions_plan_item_adopted();

-- Several dates, rooms or links. `held` is false once the session is cancelled: then room and instructor are free.
CREATE TABLE session_blocks (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    session_id uuid NOT NULL,
    ordinal integer NOT NULL,
    module_id uuid,
    during tstzrange NOT NULL,
    room text,
    link text,
    held boolean NOT NULL DEFAULT true,
    CONSTRAINT session_blocks_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT session_blocks_session_key UNIQUE (organization_id, session_id, id),
    CONSTRAINT session_blocks_session_fkey FOREIGN KEY (organization_id, session_id) REFERENCES sessions (organization_id, id),
    CONSTRAINT session_blocks_module_fkey FOREIGN KEY (organization_id, module_id) REFERENCES modules (organization_id, id),
    CONSTRAINT session_blocks_ordinal_key UNIQUE (organization_id, session_id, ordinal),
    CONSTRAINT session_blocks_during_bounded CHECK
        (NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during)),
    CONSTRAINT session_blocks_room_taken EXCLUDE USING gist (organization_id WITH =, room WITH =, during WITH &&)
        WHERE (held AND room IS NOT NULL),
    CONSTRAINT session_blocks_session_overlap EXCLUDE USING gist
        (organization_id WITH =, session_id WITH =, during WITH &&) WHERE (held)
);
CREATE INDEX session_blocks_module_idx ON session_blocks (organization_id, module_id);

CREATE TABLE session_block_instructors (
    organization_id uuid NOT NULL,
    block_id uuid NOT NULL,
    instructor_id uuid NOT NULL,
    during tstzrange NOT NULL,
    held boolean NOT NULL DEFAULT true,
    CONSTRAINT session_block_instructors_pkey PRIMARY KEY (organization_id, block_id, instructor_id),
    CONSTRAINT session_block_instructors_block_fkey FOREIGN KEY (organization_id, block_id)
        REFERENCES session_blocks (organization_id, id),
    CONSTRAINT session_block_instructors_instructor_fkey FOREIGN KEY (organization_id, instructor_id)
        REFERENCES instructors (organization_id, id),
    CONSTRAINT session_block_instructors_taken EXCLUDE USING gist
        (organization_id WITH =, instructor_id WITH =, during WITH &&) WHERE (held)
);
CREATE INDEX session_block_instructors_instructor_idx ON session_block_instructors (organization_id, instructor_id);

CREATE TABLE enrolments (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    session_id uuid NOT NULL,
    employee_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    need_id uuid,
    state text NOT NULL DEFAULT 'nominated',
    priority integer NOT NULL,
    priority_terms jsonb NOT NULL,
    waitlisted_at timestamptz,
    clash_accepted boolean NOT NULL DEFAULT false,
    nominated_by uuid,
    approved_by uuid,
    reason text,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT enrolments_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT enrolments_session_key UNIQUE (organization_id, session_id, id),
    CONSTRAINT enrolments_session_fkey FOREIGN KEY (organization_id, session_id) REFERENCES sessions (organization_id, id),
    CONSTRAINT enrolments_employee_fkey FOREIGN KEY (organization_id, employee_id) REFERENCES employees (organization_id, id),
    CONSTRAINT enrolments_unit_fkey FOREIGN KEY (organization_id, unit_id) REFERENCES units (organization_id, id),
    CONSTRAINT enrolments_need_fkey FOREIGN KEY (organization_id, need_id) REFERENCES needs (organization_id, id),
    CONSTRAINT enrolments_state_known CHECK (state IN
        ('nominated', 'approved', 'confirmed', 'waitlisted', 'attended', 'absent', 'passed', 'failed', 'rejected', 'withdrawn')),
    CONSTRAINT enrolments_priority_range CHECK (priority BETWEEN 0 AND 10000)
);
CREATE UNIQUE INDEX enrolments_once ON enrolments (organization_id, session_id, employee_id)
    WHERE state NOT IN ('rejected', 'withdrawn');
CREATE INDEX enrolments_session_idx ON enrolments (organization_id, session_id, state, priority);
CREATE INDEX enrolments_employee_idx ON enrolments (organization_id, employee_id);
CREATE INDEX enrolments_unit_idx ON enrolments (organization_id, unit_id);
CREATE INDEX enrolments_need_idx ON enrolments (organization_id, need_id);

-- Capacity holds whatever the program does (R-45): whoever takes a seat first takes the session's row.
CREATE FUNCTION enrolments_capacity() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    seats integer;
    taken integer;
BEGIN
    SELECT s.capacity INTO seats FROM bangkom.sessions s
    WHERE s.organization_id = NEW.organization_id AND s.id = NEW.session_id FOR NO KEY UPDATE;
    SELECT count(*) INTO taken FROM bangkom.enrolments e
    WHERE e.organization_id = NEW.organization_id AND e.session_id = NEW.session_id
      AND e.state IN ('confirmed', 'attended', 'absent', 'passed', 'failed');
    IF taken > seats THEN
        RAISE EXCEPTION 'no seat is left' USING ERRCODE = 'check_violation', CONSTRAINT = 'enrolments_capacity';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER enrolments_capacity AFTER INSERT OR UPDATE OF state ON enrolments
    FOR EACH ROW WHEN (NEW.state = 'confirmed') EXECUTE FUNCTION enrolments_capacity();

-- Stated per block, never assumed. A correction is a new row; the newest counts.
CREATE TABLE attendances (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    session_id uuid NOT NULL,
    block_id uuid NOT NULL,
    enrolment_id uuid NOT NULL,
    revision integer NOT NULL,
    present boolean NOT NULL,
    reason text,
    recorded_by uuid,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT attendances_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT attendances_block_fkey FOREIGN KEY (organization_id, session_id, block_id)
        REFERENCES session_blocks (organization_id, session_id, id),
    CONSTRAINT attendances_enrolment_fkey FOREIGN KEY (organization_id, session_id, enrolment_id)
        REFERENCES enrolments (organization_id, session_id, id),
    CONSTRAINT attendances_revision_key UNIQUE (organization_id, enrolment_id, block_id, revision)
);
CREATE INDEX attendances_session_idx ON attendances (organization_id, session_id);

-- Scores of 0 to 100 in hundredths. A correction is a new row; the newest counts.
CREATE TABLE test_scores (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    session_id uuid NOT NULL,
    enrolment_id uuid NOT NULL,
    kind text NOT NULL,
    revision integer NOT NULL,
    score integer NOT NULL,
    reason text,
    recorded_by uuid,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT test_scores_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT test_scores_enrolment_fkey FOREIGN KEY (organization_id, session_id, enrolment_id)
        REFERENCES enrolments (organization_id, session_id, id),
    CONSTRAINT test_scores_revision_key UNIQUE (organization_id, enrolment_id, kind, revision),
    CONSTRAINT test_scores_kind_known CHECK (kind IN ('pre', 'post')),
    CONSTRAINT test_scores_range CHECK (score BETWEEN 0 AND 10000)
);
CREATE INDEX test_scores_session_idx ON test_scores (organization_id, session_id);

-- After so many days of waiting its term counts in full; present for that share of the time, one has attended; at that
-- score of the post-test, one has passed.
INSERT INTO parameter_defaults (key, value) VALUES
    ('seats.waiting_full_days', '365'),
    ('sessions.min_attendance_share', '0.8'),
    ('sessions.pass_score', '70');

-- The participation whose passing an assessment tells of: it counts while that is passed. Evidence is never edited, results
-- are corrected.
ALTER TABLE assessments ADD COLUMN enrolment_id uuid,
    ADD CONSTRAINT assessments_enrolment_fkey FOREIGN KEY (organization_id, enrolment_id)
        REFERENCES enrolments (organization_id, id);
CREATE UNIQUE INDEX assessments_enrolment_key ON assessments (organization_id, enrolment_id, competency_id);

CALL tenant_table('sessions', 'SELECT, INSERT, UPDATE');
CALL tenant_table('session_blocks', 'SELECT, INSERT, UPDATE, DELETE');
CALL tenant_table('session_block_instructors', 'SELECT, INSERT, UPDATE, DELETE');
CALL tenant_table('enrolments', 'SELECT, INSERT, UPDATE');
CALL tenant_table('attendances', 'SELECT, INSERT');
CALL tenant_table('test_scores', 'SELECT, INSERT');
