-- 0009_hours: the ledger of JP. R-50 to R-52.

-- Learning outside our own sessions, to be verified before it counts.
CREATE TABLE hour_claims (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    employee_id uuid NOT NULL,
    form_id integer NOT NULL,
    title text NOT NULL,
    organiser text NOT NULL,
    scope text NOT NULL,
    took_place daterange NOT NULL,
    stated_jp integer,
    quantity integer,
    certificate_number text,
    document_reference text,
    activity_key text NOT NULL,
    state text NOT NULL DEFAULT 'submitted',
    submitted_by uuid,
    decided_by uuid,
    reason text,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT hour_claims_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT hour_claims_employee_fkey FOREIGN KEY (organization_id, employee_id) REFERENCES employees (organization_id, id),
    CONSTRAINT hour_claims_form_fkey FOREIGN KEY (form_id) REFERENCES training_forms (id),
    CONSTRAINT hour_claims_scope_known CHECK (scope IN ('national', 'international')),
    CONSTRAINT hour_claims_state_known CHECK (state IN ('submitted', 'verified', 'rejected', 'withdrawn', 'reversed')),
    CONSTRAINT hour_claims_took_place_bounded CHECK
        (NOT isempty(took_place) AND NOT lower_inf(took_place) AND NOT upper_inf(took_place)),
    CONSTRAINT hour_claims_figures_positive CHECK (stated_jp > 0 AND quantity > 0)
);
CREATE UNIQUE INDEX hour_claims_once ON hour_claims (organization_id, employee_id, activity_key)
    WHERE state IN ('submitted', 'verified');
CREATE INDEX hour_claims_employee_idx ON hour_claims (organization_id, employee_id, created_at, id);
CREATE INDEX hour_claims_created_idx ON hour_claims (organization_id, created_at, id);

-- Append-only: what was wrong is reversed by an entry of the opposite sign, and credited anew. JP in hundredths.
-- activity_key names the activity whichever way it arrives; one live credit each (R-52).
CREATE TABLE hour_entries (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    employee_id uuid NOT NULL,
    kind text NOT NULL,
    activity_key text NOT NULL,
    enrolment_id uuid,
    hour_claim_id uuid,
    form_id integer NOT NULL,
    title text NOT NULL,
    took_place daterange NOT NULL,
    earned_on date NOT NULL,
    jp integer NOT NULL,
    terms jsonb NOT NULL,
    reverses_id uuid,
    reversed_by uuid,
    reason text,
    recorded_by uuid,
    created_at timestamptz NOT NULL,
    CONSTRAINT hour_entries_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT hour_entries_employee_fkey FOREIGN KEY (organization_id, employee_id) REFERENCES employees (organization_id, id),
    CONSTRAINT hour_entries_enrolment_fkey FOREIGN KEY (organization_id, enrolment_id) REFERENCES enrolments (organization_id, id),
    CONSTRAINT hour_entries_claim_fkey FOREIGN KEY (organization_id, hour_claim_id) REFERENCES hour_claims (organization_id, id),
    CONSTRAINT hour_entries_form_fkey FOREIGN KEY (form_id) REFERENCES training_forms (id),
    CONSTRAINT hour_entries_reverses_fkey FOREIGN KEY (organization_id, reverses_id) REFERENCES hour_entries (organization_id, id),
    CONSTRAINT hour_entries_reversed_by_fkey FOREIGN KEY (organization_id, reversed_by)
        REFERENCES hour_entries (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT hour_entries_reverses_key UNIQUE (organization_id, reverses_id),
    CONSTRAINT hour_entries_kind_known CHECK (kind IN ('credit', 'reversal')),
    CONSTRAINT hour_entries_sign CHECK (CASE kind WHEN 'credit' THEN jp >= 0 AND reverses_id IS NULL
                                                  ELSE jp <= 0 AND reverses_id IS NOT NULL END)
);
CREATE UNIQUE INDEX hour_entries_once ON hour_entries (organization_id, employee_id, activity_key)
    WHERE kind = 'credit' AND reversed_by IS NULL;
CREATE INDEX hour_entries_employee_idx ON hour_entries (organization_id, employee_id, earned_on, id);
CREATE INDEX hour_entries_enrolment_idx ON hour_entries (organization_id, enrolment_id);
CREATE INDEX hour_entries_claim_idx ON hour_entries (organization_id, hour_claim_id);

-- Conversion of learning without stated JP (BPS circular of 2019 after the annex of Perlan 10/2018): a row per form. JP
-- per unit nationally and internationally in whole JP; surcharge in percent on the programme's own JP; caps.
INSERT INTO parameter_defaults (key, value) VALUES ('hours.conversion', '[
    {"form_id": 1, "basis": "programme"},
    {"form_id": 2, "basis": "programme", "international_surcharge_pct": 20},
    {"form_id": 3, "basis": "programme", "international_surcharge_pct": 20},
    {"form_id": 4, "basis": "day", "national_jp": 5, "international_jp": 7},
    {"form_id": 5, "basis": "programme", "international_surcharge_pct": 20},
    {"form_id": 6, "basis": "programme", "international_surcharge_pct": 20},
    {"form_id": 7, "basis": "day", "national_jp": 4, "international_jp": 6},
    {"form_id": 8, "basis": "programme", "international_surcharge_pct": 20},
    {"form_id": 9, "basis": "day", "national_jp": 4, "international_jp": 6},
    {"form_id": 10, "basis": "activity", "national_jp": 20, "international_jp": 24},
    {"form_id": 11, "basis": "programme", "international_surcharge_pct": 20},
    {"form_id": 12, "basis": "programme", "international_surcharge_pct": 20},
    {"form_id": 13, "basis": "programme"},
    {"form_id": 14, "basis": "session", "national_jp": 2, "international_jp": 4, "max_per_month": 2},
    {"form_id": 15, "basis": "session", "national_jp": 2, "international_jp": 4, "max_per_month": 2},
    {"form_id": 16, "basis": "programme", "max_national_jp_per_day": 3, "max_international_jp_per_day": 4},
    {"form_id": 17, "basis": "programme", "international_surcharge_pct": 20},
    {"form_id": 18, "basis": "activity", "national_jp": 20, "international_jp": 24},
    {"form_id": 19, "basis": "programme", "international_surcharge_pct": 20},
    {"form_id": 20, "basis": "activity", "national_jp": 10, "international_jp": 20},
    {"form_id": 21, "basis": "activity", "national_jp": 20, "international_jp": 24},
    {"form_id": 22, "basis": "programme", "international_surcharge_pct": 20, "max_national_jp_per_day": 2},
    {"form_id": 23, "basis": "programme", "international_surcharge_pct": 20, "max_national_jp_per_day": 2},
    {"form_id": 24, "basis": "session", "national_jp": 2, "international_jp": 2, "max_per_month": 2},
    {"form_id": 25, "basis": "programme"}
]');

CALL tenant_table('hour_claims', 'SELECT, INSERT, UPDATE');
CALL tenant_table('hour_entries', 'SELECT, INSERT');
GRANT UPDATE (reversed_by) ON hour_entries TO bangkom_app;
