-- 0006_trainings: programmes and their immutable versions, and who can teach them. R-35, R-40, R-55.

-- The 25 national forms of competency development (jenisDiklat of SIASN): reference data, the same for all.
CREATE TABLE training_forms (
    id integer NOT NULL,
    name text NOT NULL,
    path text NOT NULL,
    CONSTRAINT training_forms_pkey PRIMARY KEY (id),
    CONSTRAINT training_forms_path_known CHECK (path IN ('classical', 'non_classical'))
);
GRANT SELECT ON training_forms TO bangkom_app;
INSERT INTO training_forms (id, name, path) VALUES
    (1, 'Diklat Struktural', 'classical'), (2, 'Diklat Fungsional', 'classical'), (3, 'Diklat Teknis', 'classical'),
    (4, 'Workshop', 'classical'), (5, 'Pelatihan Manajerial', 'classical'), (6, 'Pelatihan Sosial Kultural', 'classical'),
    (7, 'Sosialisasi', 'classical'), (8, 'Bimbingan Teknis', 'classical'), (9, 'Seminar', 'classical'),
    (10, 'Magang', 'non_classical'), (11, 'Kursus', 'classical'), (12, 'Penataran', 'classical'),
    (13, 'Klasikal lainnya', 'classical'), (14, 'Coaching', 'non_classical'), (15, 'Mentoring', 'non_classical'),
    (16, 'E-Learning', 'non_classical'), (17, 'Pelatihan Jarak Jauh', 'non_classical'), (18, 'Detasering', 'non_classical'),
    (19, 'Outbond', 'non_classical'), (20, 'Benchmarking', 'non_classical'), (21, 'Pertukaran', 'non_classical'),
    (22, 'Belajar Mandiri', 'non_classical'), (23, 'Komunitas Belajar', 'non_classical'),
    (24, 'Bimbingan di Tempat Kerja', 'non_classical'), (25, 'Nonklasikal lainnya', 'non_classical');

CREATE TABLE trainings (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    external_id text,
    code text NOT NULL,
    name text NOT NULL,
    form_id integer NOT NULL,
    description text,
    state text NOT NULL DEFAULT 'active',
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT trainings_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT trainings_organization_fkey FOREIGN KEY (organization_id) REFERENCES organizations (id),
    CONSTRAINT trainings_form_fkey FOREIGN KEY (form_id) REFERENCES training_forms (id),
    CONSTRAINT trainings_external_id_key UNIQUE (organization_id, external_id),
    CONSTRAINT trainings_code_key UNIQUE (organization_id, code),
    CONSTRAINT trainings_state_known CHECK (state IN ('active', 'retired'))
);
CREATE INDEX trainings_name_idx ON trainings (organization_id, name, id);
CREATE INDEX trainings_created_idx ON trainings (organization_id, created_at, id);

CREATE TABLE training_versions (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    training_id uuid NOT NULL,
    number integer NOT NULL,
    state text NOT NULL DEFAULT 'draft',
    summary text NOT NULL,
    changes text,
    curriculum_standard text,
    instructor_requirement text,
    created_by uuid,
    published_at timestamptz,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT training_versions_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT training_versions_training_key UNIQUE (organization_id, training_id, id),
    CONSTRAINT training_versions_training_fkey FOREIGN KEY (organization_id, training_id)
        REFERENCES trainings (organization_id, id),
    CONSTRAINT training_versions_number_key UNIQUE (organization_id, training_id, number),
    CONSTRAINT training_versions_state_known CHECK (state IN ('draft', 'published', 'superseded')),
    CONSTRAINT training_versions_published CHECK ((state = 'draft') = (published_at IS NULL))
);
CREATE UNIQUE INDEX training_versions_one_published ON training_versions (organization_id, training_id) WHERE state = 'published';
CREATE UNIQUE INDEX training_versions_one_draft ON training_versions (organization_id, training_id) WHERE state = 'draft';

CREATE TABLE modules (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    training_version_id uuid NOT NULL,
    ordinal integer NOT NULL,
    title text NOT NULL,
    learning_outcome text NOT NULL,
    competency_id uuid,
    target_level smallint,
    method text NOT NULL,
    materials text[] NOT NULL DEFAULT '{}',
    jp integer NOT NULL,
    CONSTRAINT modules_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT modules_version_fkey FOREIGN KEY (organization_id, training_version_id)
        REFERENCES training_versions (organization_id, id),
    CONSTRAINT modules_competency_fkey FOREIGN KEY (organization_id, competency_id) REFERENCES competencies (organization_id, id),
    CONSTRAINT modules_ordinal_key UNIQUE (organization_id, training_version_id, ordinal),
    CONSTRAINT modules_target_level_range CHECK (target_level BETWEEN 1 AND 5),
    CONSTRAINT modules_target_complete CHECK ((competency_id IS NULL) = (target_level IS NULL)),
    CONSTRAINT modules_jp_positive CHECK (jp > 0),
    CONSTRAINT modules_method_known CHECK (method IN
        ('lecture', 'discussion', 'case_study', 'simulation', 'practice', 'field_study', 'e_learning', 'coaching', 'other'))
);
CREATE INDEX modules_competency_idx ON modules (organization_id, competency_id);

-- R-35: what was published stays as it is, whoever asks. The only way on is from published to superseded.
CREATE FUNCTION training_versions_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moves CONSTANT text[] := '{state,version,updated_at}';
BEGIN
    IF OLD.state = 'draft' THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - moves = to_jsonb(OLD) - moves
       AND (NEW.state = OLD.state OR (OLD.state = 'published' AND NEW.state = 'superseded')) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a published version never changes'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'training_versions_immutable';
END
$$;
CREATE TRIGGER training_versions_immutable BEFORE UPDATE OR DELETE ON training_versions
    FOR EACH ROW EXECUTE FUNCTION training_versions_immutable();
-- The version is locked before it is looked at: who publishes it at the same time is waited for.
CREATE FUNCTION modules_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found_state text;
BEGIN
    FOR found_state IN
        SELECT v.state FROM bangkom.training_versions v
        WHERE (v.organization_id, v.id) = (NEW.organization_id, NEW.training_version_id)
           OR (v.organization_id, v.id) = (OLD.organization_id, OLD.training_version_id)
        FOR SHARE
    LOOP
        IF found_state <> 'draft' THEN
            RAISE EXCEPTION 'a published version never changes'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'training_versions_immutable';
        END IF;
    END LOOP;
    RETURN COALESCE(NEW, OLD);
END
$$;
CREATE TRIGGER modules_immutable BEFORE INSERT OR UPDATE OR DELETE ON modules
    FOR EACH ROW EXECUTE FUNCTION modules_immutable();

CREATE TABLE partners (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    external_id text,
    name text NOT NULL,
    kind text NOT NULL,
    state text NOT NULL DEFAULT 'active',
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT partners_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT partners_organization_fkey FOREIGN KEY (organization_id) REFERENCES organizations (id),
    CONSTRAINT partners_external_id_key UNIQUE (organization_id, external_id),
    CONSTRAINT partners_name_key UNIQUE (organization_id, name),
    CONSTRAINT partners_kind_known CHECK (kind IN ('university', 'training_institution', 'agency', 'vendor')),
    CONSTRAINT partners_state_known CHECK (state IN ('active', 'inactive'))
);
CREATE INDEX partners_name_idx ON partners (organization_id, name, id);

CREATE TABLE accreditations (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    partner_id uuid NOT NULL,
    body text NOT NULL,
    grade text NOT NULL,
    decree_number text NOT NULL,
    valid daterange NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT accreditations_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT accreditations_partner_fkey FOREIGN KEY (organization_id, partner_id) REFERENCES partners (organization_id, id),
    CONSTRAINT accreditations_decree_key UNIQUE (organization_id, partner_id, decree_number),
    CONSTRAINT accreditations_valid_bounded CHECK (NOT isempty(valid) AND NOT lower_inf(valid))
);

-- A renewal is a new row; the earlier period stays.
CREATE TABLE agreements (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    partner_id uuid NOT NULL,
    kind text NOT NULL,
    number text NOT NULL,
    partner_number text,
    title text NOT NULL,
    valid daterange NOT NULL,
    session_quota integer,
    renews_agreement_id uuid,
    state text NOT NULL DEFAULT 'active',
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT agreements_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT agreements_partner_key UNIQUE (organization_id, partner_id, id),
    CONSTRAINT agreements_partner_fkey FOREIGN KEY (organization_id, partner_id) REFERENCES partners (organization_id, id),
    CONSTRAINT agreements_renews_fkey FOREIGN KEY (organization_id, renews_agreement_id) REFERENCES agreements (organization_id, id),
    CONSTRAINT agreements_number_key UNIQUE (organization_id, number),
    CONSTRAINT agreements_kind_known CHECK (kind IN ('mou', 'pks')),
    CONSTRAINT agreements_state_known CHECK (state IN ('active', 'terminated')),
    CONSTRAINT agreements_valid_bounded CHECK (NOT isempty(valid) AND NOT lower_inf(valid) AND NOT upper_inf(valid)),
    CONSTRAINT agreements_quota_positive CHECK (session_quota > 0)
);
CREATE INDEX agreements_partner_idx ON agreements (organization_id, partner_id);
CREATE INDEX agreements_ends_idx ON agreements (organization_id, upper(valid), id);
CREATE INDEX agreements_renews_idx ON agreements (organization_id, renews_agreement_id);

-- The trainings that an agreement covers; none: all.
CREATE TABLE agreement_trainings (
    organization_id uuid NOT NULL,
    agreement_id uuid NOT NULL,
    training_id uuid NOT NULL,
    CONSTRAINT agreement_trainings_pkey PRIMARY KEY (organization_id, agreement_id, training_id),
    CONSTRAINT agreement_trainings_agreement_fkey FOREIGN KEY (organization_id, agreement_id)
        REFERENCES agreements (organization_id, id),
    CONSTRAINT agreement_trainings_training_fkey FOREIGN KEY (organization_id, training_id)
        REFERENCES trainings (organization_id, id)
);
CREATE INDEX agreement_trainings_training_idx ON agreement_trainings (organization_id, training_id);

CREATE TABLE offers (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    partner_id uuid NOT NULL,
    training_id uuid NOT NULL,
    price_rupiah bigint NOT NULL,
    capacity integer NOT NULL,
    lead_time_days integer NOT NULL,
    valid daterange NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT offers_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT offers_partner_fkey FOREIGN KEY (organization_id, partner_id) REFERENCES partners (organization_id, id),
    CONSTRAINT offers_training_fkey FOREIGN KEY (organization_id, training_id) REFERENCES trainings (organization_id, id),
    CONSTRAINT offers_overlap EXCLUDE USING gist
        (organization_id WITH =, partner_id WITH =, training_id WITH =, valid WITH &&),
    CONSTRAINT offers_figures_positive CHECK (price_rupiah >= 0 AND capacity > 0 AND lead_time_days >= 0)
);
CREATE INDEX offers_created_idx ON offers (organization_id, created_at, id);
CREATE INDEX offers_price_idx ON offers (organization_id, price_rupiah, id);
CREATE INDEX offers_training_idx ON offers (organization_id, training_id);
CREATE INDEX offers_partner_idx ON offers (organization_id, partner_id);

CREATE TABLE instructors (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    external_id text,
    name text NOT NULL,
    employee_id uuid,
    partner_id uuid,
    state text NOT NULL DEFAULT 'active',
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT instructors_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT instructors_organization_fkey FOREIGN KEY (organization_id) REFERENCES organizations (id),
    CONSTRAINT instructors_employee_fkey FOREIGN KEY (organization_id, employee_id) REFERENCES employees (organization_id, id),
    CONSTRAINT instructors_partner_fkey FOREIGN KEY (organization_id, partner_id) REFERENCES partners (organization_id, id),
    CONSTRAINT instructors_external_id_key UNIQUE (organization_id, external_id),
    CONSTRAINT instructors_employee_key UNIQUE (organization_id, employee_id),
    CONSTRAINT instructors_one_origin CHECK (num_nonnulls(employee_id, partner_id) = 1),
    CONSTRAINT instructors_state_known CHECK (state IN ('active', 'inactive'))
);
CREATE INDEX instructors_name_idx ON instructors (organization_id, name, id);
CREATE INDEX instructors_partner_idx ON instructors (organization_id, partner_id);

CREATE TABLE instructor_expertise (
    organization_id uuid NOT NULL,
    instructor_id uuid NOT NULL,
    competency_id uuid NOT NULL,
    level smallint NOT NULL,
    CONSTRAINT instructor_expertise_pkey PRIMARY KEY (organization_id, instructor_id, competency_id),
    CONSTRAINT instructor_expertise_instructor_fkey FOREIGN KEY (organization_id, instructor_id)
        REFERENCES instructors (organization_id, id),
    CONSTRAINT instructor_expertise_competency_fkey FOREIGN KEY (organization_id, competency_id)
        REFERENCES competencies (organization_id, id),
    CONSTRAINT instructor_expertise_level_range CHECK (level BETWEEN 1 AND 5)
);
CREATE INDEX instructor_expertise_competency_idx ON instructor_expertise (organization_id, competency_id);

-- Who acts for a partner sees that partner's agreements, sessions and aggregated results (role_assignments of 0002).
ALTER TABLE role_assignments ADD CONSTRAINT role_assignments_partner_fkey FOREIGN KEY (organization_id, partner_id)
    REFERENCES partners (organization_id, id);
CREATE INDEX role_assignments_partner_idx ON role_assignments (organization_id, partner_id);

ALTER TABLE policy_revision_proposals ADD CONSTRAINT policy_revision_proposals_training_fkey
    FOREIGN KEY (organization_id, training_id) REFERENCES trainings (organization_id, id);

-- The weight of the overall mean in a scorecard, in judgements (R-55).
INSERT INTO parameter_defaults (key, value) VALUES ('scorecards.prior_judgements', '10') ON CONFLICT (key) DO NOTHING;

CALL tenant_table('trainings', 'SELECT, INSERT, UPDATE');
CALL tenant_table('training_versions', 'SELECT, INSERT, UPDATE');
CALL tenant_table('modules', 'SELECT, INSERT, UPDATE, DELETE');
CALL tenant_table('partners', 'SELECT, INSERT, UPDATE');
CALL tenant_table('accreditations', 'SELECT, INSERT');
CALL tenant_table('agreements', 'SELECT, INSERT, UPDATE');
CALL tenant_table('agreement_trainings', 'SELECT, INSERT');
CALL tenant_table('offers', 'SELECT, INSERT, UPDATE');
CALL tenant_table('instructors', 'SELECT, INSERT, UPDATE');
CALL tenant_table('instructor_expertise', 'SELECT, INSERT, UPDATE, DELETE');
