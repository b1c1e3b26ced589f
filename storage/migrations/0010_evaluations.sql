-- 0010_evaluations: hearing the participants, and measuring what came of it. R-60 to R-62.

CREATE TABLE instruments (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT instruments_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT instruments_organization_fkey FOREIGN KEY (organization_id) REFERENCES organizations (id),
    CONSTRAINT instruments_name_key UNIQUE (organization_id, name)
);
CREATE INDEX instruments_created_idx ON instruments (organization_id, created_at, id);

CREATE TABLE instrument_versions (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    instrument_id uuid NOT NULL,
    number integer NOT NULL,
    state text NOT NULL DEFAULT 'draft',
    frozen boolean NOT NULL DEFAULT false,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT instrument_versions_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT instrument_versions_instrument_fkey FOREIGN KEY (organization_id, instrument_id)
        REFERENCES instruments (organization_id, id),
    CONSTRAINT instrument_versions_number_key UNIQUE (organization_id, instrument_id, number),
    CONSTRAINT instrument_versions_state_known CHECK (state IN ('draft', 'published', 'superseded'))
);

CREATE UNIQUE INDEX instrument_versions_one_published ON instrument_versions (organization_id, instrument_id)
    WHERE state = 'published';
CREATE INDEX instrument_versions_published_idx ON instrument_versions (organization_id, updated_at, id) WHERE state = 'published';

-- Score items: one a dimension, so that the answers to a dimension are people and not questions.
CREATE TABLE instrument_items (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    instrument_version_id uuid NOT NULL,
    ordinal integer NOT NULL,
    dimension text NOT NULL,
    kind text NOT NULL,
    question text NOT NULL,
    CONSTRAINT instrument_items_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT instrument_items_version_fkey FOREIGN KEY (organization_id, instrument_version_id)
        REFERENCES instrument_versions (organization_id, id),
    CONSTRAINT instrument_items_ordinal_key UNIQUE (organization_id, instrument_version_id, ordinal),
    CONSTRAINT instrument_items_dimension_known CHECK (dimension IN ('material_relevance', 'material_quality', 'method',
        'instructor', 'facilities', 'organisation', 'overall')),
    CONSTRAINT instrument_items_kind_known CHECK (kind IN ('score', 'text'))
);
CREATE UNIQUE INDEX instrument_items_one_score ON instrument_items (organization_id, instrument_version_id, dimension)
    WHERE kind = 'score';

-- An instrument that somebody has answered never changes, and never becomes one that nobody has answered.
CREATE FUNCTION instrument_versions_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an answered instrument never changes'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'instrument_versions_frozen';
END
$$;
CREATE TRIGGER instrument_versions_frozen BEFORE UPDATE ON instrument_versions FOR EACH ROW
    WHEN (OLD.frozen AND (NEW.frozen, NEW.instrument_id, NEW.number) IS DISTINCT FROM (true, OLD.instrument_id, OLD.number))
    EXECUTE FUNCTION instrument_versions_frozen();
CREATE FUNCTION instrument_items_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM bangkom.instrument_versions v
               WHERE v.frozen AND ((v.organization_id, v.id) = (NEW.organization_id, NEW.instrument_version_id)
                                   OR (v.organization_id, v.id) = (OLD.organization_id, OLD.instrument_version_id))) THEN
        RAISE EXCEPTION 'an answered instrument never changes'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'instrument_versions_frozen';
    END IF;
    RETURN COALESCE(NEW, OLD);
END
$$;
CREATE TRIGGER instrument_items_frozen BEFORE INSERT OR UPDATE OR DELETE ON instrument_items
    FOR EACH ROW EXECUTE FUNCTION instrument_items_frozen();

-- Level 1 of one session. How many could answer and did is counted from the ballots.
CREATE TABLE evaluations (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    session_id uuid NOT NULL,
    instrument_version_id uuid NOT NULL,
    level smallint NOT NULL,
    state text NOT NULL DEFAULT 'open',
    opens_on date NOT NULL,
    closes_on date NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT evaluations_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT evaluations_session_fkey FOREIGN KEY (organization_id, session_id) REFERENCES sessions (organization_id, id),
    CONSTRAINT evaluations_instrument_version_fkey FOREIGN KEY (organization_id, instrument_version_id)
        REFERENCES instrument_versions (organization_id, id),
    CONSTRAINT evaluations_once UNIQUE (organization_id, session_id, level),
    CONSTRAINT evaluations_level_range CHECK (level BETWEEN 1 AND 4),
    CONSTRAINT evaluations_state_known CHECK (state IN ('open', 'closed')),
    CONSTRAINT evaluations_days_ordered CHECK (opens_on <= closes_on)
);
CREATE INDEX evaluations_created_idx ON evaluations (organization_id, created_at, id);
CREATE INDEX evaluations_due_idx ON evaluations (organization_id, closes_on, id) WHERE state = 'open';
CREATE INDEX evaluations_instrument_version_idx ON evaluations (organization_id, instrument_version_id);

-- Who may answer, and whether they did; no time at all. Nothing here leads to an answer, nor an answer here (R-60). Every
-- answer writes all ballots of its evaluation anew, so that the transaction that wrote a ballot (xmin) does not tell when
-- its holder answered; half of each page stays free for that. The versions written before stay in the pages until they are
-- vacuumed, and side by side with those of responses they would tell who gave which answer: so both tables are vacuumed
-- whenever anything is dead in them.
CREATE TABLE ballots (
    organization_id uuid NOT NULL,
    evaluation_id uuid NOT NULL,
    employee_id uuid NOT NULL,
    answered boolean NOT NULL DEFAULT false,
    CONSTRAINT ballots_pkey PRIMARY KEY (organization_id, evaluation_id, employee_id),
    CONSTRAINT ballots_evaluation_fkey FOREIGN KEY (organization_id, evaluation_id) REFERENCES evaluations (organization_id, id),
    CONSTRAINT ballots_employee_fkey FOREIGN KEY (organization_id, employee_id) REFERENCES employees (organization_id, id)
) WITH (fillfactor = 50, autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);
CREATE INDEX ballots_employee_idx ON ballots (organization_id, employee_id);

-- The answers of one person as one row, without time, and with a random id. Every answer adds a row, writes
-- all rows of its evaluation anew and shuffles what they hold, so that neither the id of a row nor its place on disk nor the
-- transaction that wrote it (xmin) tells which answer came last: all of them did. Half of each page stays free for that.
CREATE TABLE responses (
    organization_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    evaluation_id uuid NOT NULL,
    scores jsonb NOT NULL,
    texts jsonb NOT NULL,
    CONSTRAINT responses_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT responses_evaluation_fkey FOREIGN KEY (organization_id, evaluation_id) REFERENCES evaluations (organization_id, id)
) WITH (fillfactor = 50, autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0,
        toast.autovacuum_vacuum_threshold = 0, toast.autovacuum_vacuum_scale_factor = 0);
CREATE INDEX responses_evaluation_idx ON responses (organization_id, evaluation_id);

-- Level 3: the superior saw (or did not see) the behaviour at work, some months later. Not anonymous.
CREATE TABLE observations (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    enrolment_id uuid NOT NULL,
    competency_id uuid NOT NULL,
    observer_id uuid NOT NULL,
    observed_on date NOT NULL,
    score smallint NOT NULL,
    note text,
    created_at timestamptz NOT NULL,
    CONSTRAINT observations_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT observations_enrolment_fkey FOREIGN KEY (organization_id, enrolment_id) REFERENCES enrolments (organization_id, id),
    CONSTRAINT observations_competency_fkey FOREIGN KEY (organization_id, competency_id)
        REFERENCES competencies (organization_id, id),
    CONSTRAINT observations_observer_fkey FOREIGN KEY (organization_id, observer_id) REFERENCES employees (organization_id, id),
    CONSTRAINT observations_once UNIQUE (organization_id, enrolment_id, competency_id, observer_id, observed_on),
    CONSTRAINT observations_score_range CHECK (score BETWEEN 1 AND 5)
);
CREATE INDEX observations_created_idx ON observations (organization_id, created_at, id);

-- Level 4: an indicator of performance before and after, or "not shown". Figures in hundredths of `unit_of_measure`.
CREATE TABLE results (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    session_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    indicator text NOT NULL,
    unit_of_measure text NOT NULL,
    higher_is_better boolean NOT NULL,
    baseline bigint,
    baseline_on date,
    target bigint,
    actual bigint,
    actual_on date,
    recorded_by uuid,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT results_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT results_session_fkey FOREIGN KEY (organization_id, session_id) REFERENCES sessions (organization_id, id),
    CONSTRAINT results_unit_fkey FOREIGN KEY (organization_id, unit_id) REFERENCES units (organization_id, id),
    CONSTRAINT results_indicator_key UNIQUE (organization_id, session_id, unit_id, indicator),
    CONSTRAINT results_baseline_dated CHECK ((baseline IS NULL) = (baseline_on IS NULL)),
    CONSTRAINT results_actual_dated CHECK ((actual IS NULL) = (actual_on IS NULL)),
    CONSTRAINT results_days_ordered CHECK (baseline_on < actual_on)
);
CREATE INDEX results_created_idx ON results (organization_id, created_at, id);
CREATE INDEX results_unit_idx ON results (organization_id, unit_id);

-- Days for which level 1 can be answered; the score from which an observation (level 3) is favourable.
INSERT INTO parameter_defaults (key, value) VALUES ('evaluation.open_days', '14'), ('evaluation.observed_min_score', '4');

CALL tenant_table('instruments', 'SELECT, INSERT, UPDATE');
CALL tenant_table('instrument_versions', 'SELECT, INSERT, UPDATE');
CALL tenant_table('instrument_items', 'SELECT, INSERT, UPDATE, DELETE');
CALL tenant_table('evaluations', 'SELECT, INSERT, UPDATE');
-- A ballot is taken back when attendance was stated wrong, but never one that was used.
CALL tenant_table('ballots', 'SELECT, INSERT, UPDATE, DELETE');
CREATE POLICY ballots_used ON ballots AS RESTRICTIVE FOR DELETE TO bangkom_app USING (NOT answered);
CALL tenant_table('responses', 'SELECT, INSERT, UPDATE');
CALL tenant_table('observations', 'SELECT, INSERT');
CALL tenant_table('results', 'SELECT, INSERT, UPDATE');
