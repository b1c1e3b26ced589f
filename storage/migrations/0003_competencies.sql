-- 0003_competencies: what posts require and what people can do. R-15, R-16.

CREATE TABLE competencies (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    external_id text,
    code text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    aspect text NOT NULL,
    parent_id uuid,
    definition text,
    levels jsonb NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT competencies_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT competencies_organization_fkey FOREIGN KEY (organization_id) REFERENCES organizations (id),
    CONSTRAINT competencies_parent_fkey FOREIGN KEY (organization_id, parent_id) REFERENCES competencies (organization_id, id),
    CONSTRAINT competencies_external_id_key UNIQUE (organization_id, external_id),
    CONSTRAINT competencies_code_key UNIQUE (organization_id, code),
    CONSTRAINT competencies_parent_other CHECK (parent_id <> id),
    CONSTRAINT competencies_name_length CHECK (length(name) BETWEEN 1 AND 200),
    CONSTRAINT competencies_levels_five CHECK (jsonb_typeof(levels) = 'array' AND jsonb_array_length(levels) = 5),
    CONSTRAINT competencies_kind_known CHECK (kind IN ('technical', 'managerial', 'sociocultural', 'governmental')),
    CONSTRAINT competencies_aspect_known CHECK (aspect IN ('knowledge', 'skill', 'attitude'))
);
CREATE INDEX competencies_parent_idx ON competencies (organization_id, parent_id);

CREATE FUNCTION competencies_acyclic() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('competencies_move:' || NEW.organization_id::text, 0));
    PERFORM bangkom.raise_cycle('competencies_parent_acyclic')
    FROM (WITH RECURSIVE up (id, parent_id, depth) AS (
              SELECT c.id, c.parent_id, 0 FROM competencies c
              WHERE c.organization_id = NEW.organization_id AND c.id = NEW.parent_id
              UNION ALL
              SELECT p.id, p.parent_id, up.depth + 1 FROM up
              JOIN competencies p ON p.organization_id = NEW.organization_id AND p.id = up.parent_id
              WHERE up.depth < 33
          )
          SELECT 1 FROM up WHERE up.id = NEW.id OR up.depth > 32 LIMIT 1) circle;
    RETURN NULL;
END
$$;
CREATE TRIGGER competencies_acyclic AFTER INSERT OR UPDATE OF parent_id ON competencies FOR EACH ROW
    WHEN (NEW.parent_id IS NOT NULL) EXECUTE FUNCTION competencies_acyclic();

-- Required level per position and competency, effective-dated: a change closes the old row and opens a new one.
CREATE TABLE position_standards (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    position_id uuid NOT NULL,
    competency_id uuid NOT NULL,
    required_level smallint NOT NULL,
    valid daterange NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT position_standards_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT position_standards_position_fkey FOREIGN KEY (organization_id, position_id)
        REFERENCES positions (organization_id, id),
    CONSTRAINT position_standards_competency_fkey FOREIGN KEY (organization_id, competency_id)
        REFERENCES competencies (organization_id, id),
    CONSTRAINT position_standards_level_range CHECK (required_level BETWEEN 1 AND 5),
    CONSTRAINT position_standards_valid_bounded CHECK (NOT isempty(valid) AND NOT lower_inf(valid)),
    CONSTRAINT position_standards_overlap EXCLUDE USING gist
        (organization_id WITH =, position_id WITH =, competency_id WITH =, valid WITH &&)
);
CREATE INDEX position_standards_position_idx ON position_standards (organization_id, position_id, competency_id);
CREATE INDEX position_standards_competency_idx ON position_standards (organization_id, competency_id);

-- Dated evidence of a level. Never edited: no UPDATE, no DELETE by grant.
CREATE TABLE assessments (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    external_id text,
    employee_id uuid NOT NULL,
    competency_id uuid NOT NULL,
    level smallint NOT NULL,
    method text NOT NULL,
    assessed_on date NOT NULL,
    source_reference text,
    note text,
    recorded_by uuid,
    created_at timestamptz NOT NULL,
    CONSTRAINT assessments_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT assessments_external_id_key UNIQUE (organization_id, external_id),
    CONSTRAINT assessments_employee_fkey FOREIGN KEY (organization_id, employee_id) REFERENCES employees (organization_id, id),
    CONSTRAINT assessments_competency_fkey FOREIGN KEY (organization_id, competency_id)
        REFERENCES competencies (organization_id, id),
    CONSTRAINT assessments_level_range CHECK (level BETWEEN 0 AND 5),
    CONSTRAINT assessments_method_known CHECK (method IN ('assessment_centre', 'superior', 'self', 'test', 'training'))
);
CREATE INDEX assessments_employee_idx ON assessments (organization_id, employee_id, competency_id, assessed_on);
CREATE INDEX assessments_competency_idx ON assessments (organization_id, competency_id, assessed_on);
CREATE INDEX assessments_created_idx ON assessments (organization_id, created_at, id);

-- Defaults of the parameters that drive the rules (product page, section 4). Policy versions override them.
CREATE TABLE parameter_defaults (
    key text NOT NULL,
    value jsonb NOT NULL,
    CONSTRAINT parameter_defaults_pkey PRIMARY KEY (key)
);
GRANT SELECT ON parameter_defaults TO bangkom_app;
INSERT INTO parameter_defaults (key, value) VALUES
    ('competency.aging_rule', '"latest"'),
    ('competency.aging_months', '36');

CALL tenant_table('competencies', 'SELECT, INSERT, UPDATE');
CALL tenant_table('position_standards', 'SELECT, INSERT, UPDATE, DELETE');
CALL tenant_table('assessments', 'SELECT, INSERT');
