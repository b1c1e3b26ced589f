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

-- Whether a kind of employee has a floor of hours, and no ceiling (R-51).
CREATE FUNCTION has_hours_floor(kind text) RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $$ SELECT kind <> 'pppk' $$;

-- Where everybody who serves on a day stands (R-51): the one definition that the compliance report, objectives and the
-- leadership index count with; domain/hours_compliance.c judges one employee the same way, and tests compare them. PNS and
-- CPNS have a floor per calendar year; PPPK a ceiling per contract year. A year is added to the contract's first day as
-- PostgreSQL does: 29 February becomes the 28th. The planner inlines it, so that conditions on unit and kind reach employees.
CREATE FUNCTION hours_stands(organization uuid, as_of date)
RETURNS TABLE (employee_id uuid, employee_name text, name_folded text, kind text, unit_id uuid, has_floor boolean, period text,
               period_from date, period_until date, jp bigint, year_jp bigint, limit_jp bigint, missing_jp bigint, status text)
LANGUAGE sql STABLE
AS $$
    SELECT e.id, e.name, e.name_folded, e.kind, e.unit_id, bangkom.has_hours_floor(e.kind),
           CASE WHEN e.kind <> 'pppk' THEN 'calendar_year' WHEN e.contract_start IS NULL THEN 'contract_start_missing'
                ELSE 'contract_year' END,
           d.first_day, d.last_day, s.jp, s.year_jp, l.jp, CASE WHEN e.kind = 'pppk' THEN 0 ELSE greatest(0, l.jp - s.jp) END,
           CASE WHEN e.kind = 'pppk' THEN CASE WHEN s.jp > l.jp THEN 'over' ELSE 'within' END
                ELSE CASE WHEN s.jp >= l.jp THEN 'met' ELSE 'short' END END
    FROM bangkom.employees e
    CROSS JOIN (
        SELECT date_trunc('year', as_of::timestamp)::date AS year_from,
               ((bangkom.parameter(organization, 'hours.pns_floor_jp', as_of) #>> '{}')::numeric * 100)::bigint AS pns_jp,
               ((bangkom.parameter(organization, 'hours.cpns_floor_jp', as_of) #>> '{}')::numeric * 100)::bigint AS cpns_jp,
               ((bangkom.parameter(organization, 'hours.pppk_ceiling_jp', as_of) #>> '{}')::numeric * 100)::bigint AS pppk_jp
        OFFSET 0 -- once, and not for every employee; a WITH would keep the order of a page from reaching employees
    ) q
    CROSS JOIN LATERAL (
        SELECT CASE e.kind WHEN 'pppk' THEN q.pppk_jp WHEN 'cpns' THEN q.cpns_jp ELSE q.pns_jp END AS jp,
               CASE WHEN e.kind = 'pppk' THEN e.contract_start END AS start,
               (extract(year FROM as_of) - extract(year FROM e.contract_start))::integer AS years
    ) l
    CROSS JOIN LATERAL (
        SELECT CASE WHEN (l.start + make_interval(years => l.years))::date > as_of THEN l.years - 1 ELSE l.years END AS turn
    ) t
    CROSS JOIN LATERAL (
        SELECT COALESCE((l.start + make_interval(years => t.turn))::date, q.year_from) AS first_day,
               COALESCE((l.start + make_interval(years => t.turn + 1))::date, (q.year_from + interval '1 year')::date) - 1
                   AS last_day
    ) d
    CROSS JOIN LATERAL (
        SELECT COALESCE(sum(y.jp) FILTER (WHERE y.earned_on >= d.first_day), 0)::bigint AS jp,
               COALESCE(sum(y.jp) FILTER (WHERE y.earned_on >= q.year_from), 0)::bigint AS year_jp
        FROM bangkom.hour_entries y
        WHERE y.organization_id = organization AND y.employee_id = e.id
          AND y.earned_on BETWEEN LEAST(d.first_day, q.year_from) AND as_of
    ) s
    WHERE e.organization_id = organization AND (e.left_on IS NULL OR e.left_on > as_of)
$$;

CALL tenant_table('hour_claims', 'SELECT, INSERT, UPDATE');
CALL tenant_table('hour_entries', 'SELECT, INSERT');
GRANT UPDATE (reversed_by) ON hour_entries TO bangkom_app;
