"""Records to attack, made by the served contract itself: whatever an operation needs is created first.

What a kind of record is called is the name of its path parameter without _id: /v1/units/{unit_id} holds units.
What the contract cannot say stands in the tables below; an operation that needs a new line there fails until it
has one.
SPDX-License-Identifier: Apache-2.0
"""
import datetime
import re
import uuid

import psycopg2

import operations
from operations import Call, number

# Members and parameters that name a record of another kind than their own name says.
KINDS = {"target_position_id": "position", "below": "unit", "new_policy_version_id": "policy_version",
         "renews_agreement_id": "agreement", "training_ids": "training", "leader_id": "employee", "mentor_id": "employee",
         "need_ids": "need", "block_id": "session", "item_id": "instrument_version"}
# Members that name a part of a record: the identifier of its first one.
PARTS = {
    "block_id": "SELECT id FROM session_blocks WHERE session_id = %(session)s ORDER BY ordinal LIMIT 1",
    "item_id": "SELECT id FROM instrument_items WHERE instrument_version_id = %(instrument_version)s ORDER BY ordinal LIMIT 1",
}
# Parameters of paths that name no record.
VALUES = {"code": "stale-version", "number": "1"}
# Members whose value means more than its schema says.
MEMBERS = {
    # each version begins later than those before it, and none of them ends the one of today
    "effective_from": lambda: (datetime.date(2100, 1, 1) + datetime.timedelta(days=number())).isoformat(),
    "waived_until": lambda: (datetime.date.today() + datetime.timedelta(days=30)).isoformat(),
    "nip": operations.nip,
    "outcome_on": lambda: datetime.date.today().isoformat(),
    "due_on": lambda: "2100-01-01",
    "year": lambda: 2000 + number() % 200,
    "source": lambda: "public_demand",
    "levels": lambda: [{"level": level, "indicators": ["Menyusun rencana"]} for level in range(1, 6)],
}
# Members that an operation needs although none of them is required.
FURTHER = {"role_assignments_create": ["employee_id"], "clients_update": ["name"], "identity_issue_token": ["grant_type"],
           "instructors_create": ["employee_id"], "revision_cases_act": ["method"],
           "training_versions_create": ["summary", "modules"], "leadership_activities_create": ["session_id"],
           "hour_claims_create": ["stated_jp"], "plan_items_create": ["reason"], "needs_create": ["employee_id"]}
# Parameters whose record may be of any kind.
VAGUE = ("resource_id", "principal_id")
# Members that exclude others.
INSTEAD = {("role_assignments_create", "client_id"): ["employee_id"], ("instructors_create", "partner_id"): ["employee_id"],
           ("needs_create", "unit_id"): ["employee_id"], ("leadership_activities_create", "employee_id"): ["session_id"]}
# What another member must say for one to be taken.
SAYING = {("role_assignments_create", "partner_id"): {"role": "partner"},
          ("leadership_activities_create", "employee_id"): {"kind": "coached"}}
# Members that go with others only.
TOGETHER = {(operation, name): [other] for operation in ("sessions_create", "sessions_update")
            for name, other in (("partner_id", "agreement_id"), ("agreement_id", "partner_id"))}
# Operations whose record must have gone through another one before.
BEFORE = {"imports_start": "imports_put_part"}
# Records that only rules make; %(KIND)s are the ids of other records.
ROWS = {
    "need": """
        INSERT INTO needs (organization_id, id, needs_analysis_id, unit_id, employee_id, competency_id, source, required_level,
                           current_level, gap, state, priority, priority_terms, identified_on, created_at, updated_at)
        SELECT organization_id, gen_random_uuid(), %(needs_analysis)s, unit_id, id, %(competency)s, 'performance_gap', 3, 1, -2,
               'proposed', 5000, '{}', '2024-02-29', now(), now()
        FROM employees WHERE id = %(employee)s RETURNING id""",
    "evaluation": """
        INSERT INTO evaluations (organization_id, id, session_id, instrument_version_id, level, opens_on, closes_on, created_at,
                                 updated_at)
        SELECT organization_id, gen_random_uuid(), %(session)s, id, 1, '2024-02-29', '2100-01-01', now(), now()
        FROM instrument_versions WHERE id = %(instrument_version)s RETURNING id""",
    "observation": """
        INSERT INTO observations (organization_id, id, enrolment_id, competency_id, observer_id, observed_on, score, created_at)
        SELECT organization_id, gen_random_uuid(), id, %(competency)s, employee_id, '2024-02-29', 4, now()
        FROM enrolments WHERE id = %(enrolment)s RETURNING id""",
    "session": """
        INSERT INTO sessions (organization_id, id, external_id, training_id, training_version_id, name, state, capacity,
                              waitlist_limit, created_at, updated_at)
        SELECT organization_id, gen_random_uuid(), gen_random_uuid()::text, training_id, id, 'Angkatan I', 'planned', 20, 10,
               now(), now()
        FROM training_versions WHERE id = %(training_version)s RETURNING id""",
    "enrolment": """
        INSERT INTO enrolments (organization_id, id, session_id, employee_id, unit_id, priority, priority_terms, created_at, updated_at)
        SELECT organization_id, gen_random_uuid(), %(session)s, id, unit_id, 0, '{}', now(), now()
        FROM employees WHERE id = %(employee)s RETURNING id""",
    "leadership_activity": """
        INSERT INTO leadership_activities (organization_id, id, leader_id, kind, session_id, took_place_on, created_at)
        SELECT organization_id, gen_random_uuid(), id, 'sponsored', %(session)s, '2024-02-29', now()
        FROM employees WHERE id = %(employee)s RETURNING id""",
    "action_plan": """
        INSERT INTO action_plans (organization_id, id, enrolment_id, employee_id, title, indicator, due_on, created_at, updated_at)
        SELECT organization_id, gen_random_uuid(), id, employee_id, 'Papan kendali', 'Tepat waktu', '2024-02-29', now(), now()
        FROM enrolments WHERE id = %(enrolment)s RETURNING id""",
    "policy_revision_proposal": """
        WITH revised AS (
            INSERT INTO policy_versions (organization_id, id, policy_id, number, state, effective, created_at, updated_at)
            SELECT organization_id, gen_random_uuid(), policy_id, number + 1000, 'withdrawn', '[2000-01-01,2000-12-31]', now(), now()
            FROM policy_versions WHERE id = %(policy_version)s RETURNING organization_id, id)
        INSERT INTO policy_revision_proposals (organization_id, id, policy_version_id, cause, evidence, created_at, updated_at)
        SELECT organization_id, gen_random_uuid(), id, 'objective_off_track', '{}', now(), now() FROM revised RETURNING id""",
    "revision_case": """
        INSERT INTO revision_cases (organization_id, id, training_id, dimension, by_rule, evidence, opened_at, created_at, updated_at)
        SELECT organization_id, gen_random_uuid(), id, 'method', false, '{}', now(), now(), now()
        FROM trainings WHERE id = %(training)s RETURNING id""",
}
# What goes with a record so that there is something to read.
BESIDES = {
    "session": """
        WITH opened AS (UPDATE sessions SET state = 'open' WHERE id = %(session)s RETURNING organization_id, id)
        INSERT INTO session_blocks (organization_id, id, session_id, ordinal, during)
        SELECT organization_id, gen_random_uuid(), id, 1, '[2024-03-01 01:00Z,2024-03-01 04:00Z)' FROM opened""",
    "policy": """
        INSERT INTO policy_versions (organization_id, id, policy_id, number, state, effective, created_at, updated_at)
        SELECT organization_id, gen_random_uuid(), id, 999, 'superseded', '[2000-01-01,2100-01-01)', now(), now()
        FROM policies WHERE id = %(policy)s ON CONFLICT DO NOTHING""",
}
BESIDES["evaluation"] = """
    INSERT INTO ballots (organization_id, evaluation_id, employee_id)
    SELECT organization_id, %(evaluation)s, id FROM employees WHERE id = %(employee)s"""
# In which state the records of an operation have to be before anything else about it is looked at.
_OPEN = "UPDATE sessions SET state = 'open' WHERE id = %(session)s;"
_RUNNING = """UPDATE sessions SET state = 'running' WHERE id = %(session)s;
    UPDATE enrolments SET state = 'confirmed' WHERE id = %(enrolment)s;"""
_ATTENDED = "UPDATE enrolments SET state = 'attended' WHERE id = %(enrolment)s"
_FILED = "UPDATE action_plans SET state = 'filed' WHERE id = %(action_plan)s"
_NOBODY = _OPEN + "UPDATE enrolments SET state = 'withdrawn' WHERE session_id = %(session)s"
READY = {
    "leadership_activities_create": "UPDATE employees SET heads_unit = true WHERE id = %(employee)s",
    "revision_cases_act": """UPDATE revision_cases SET state = 'in_progress', waived_until = NULL, waived_by = NULL
        WHERE id = %(revision_case)s""",
    "sessions_create": """
        INSERT INTO training_versions (organization_id, id, training_id, number, state, summary, published_at, created_at, updated_at)
        SELECT organization_id, gen_random_uuid(), id, 999, 'published', 'x', now(), now(), now()
        FROM trainings WHERE id = %(training)s ON CONFLICT DO NOTHING;
        UPDATE revision_cases SET state = 'waived', waived_until = '9999-01-01', waived_by = id, reason = 'x'
        WHERE training_id = %(training)s""",
    "needs_meet": """
        UPDATE assessments SET level = 1, method = 'superior' WHERE id = %(assessment)s;
        UPDATE needs n SET state = 'validated', employee_id = NULL, created_by = NULL, verified_by = NULL,
            competency_id = a.competency_id, required_level = 1, identified_on = a.assessed_on
        FROM assessments a WHERE a.id = %(assessment)s AND n.id = %(need)s""",
    "sessions_update": _OPEN, "enrolments_create": _NOBODY, "enrolments_create_bulk": _NOBODY, "attendances_put": _RUNNING,
    "test_scores_put": _RUNNING,
    "action_plans_create": _ATTENDED, "observations_create": _ATTENDED, "action_plans_update": _FILED,
    "action_plans_withdraw": _FILED, "evaluations_answer": """
        UPDATE ballots SET answered = false WHERE employee_id = %(employee)s AND evaluation_id = %(evaluation)s""",
}


def _session(state):
    return f"UPDATE sessions SET state = '{state}' WHERE id = %(session)s"


def _plan(state):
    return f"""UPDATE plans SET state = '{state}', created_by = NULL, submitted_by = NULL WHERE id = %(plan)s;
        DELETE FROM editors WHERE resource_id = %(plan)s"""


def _analysis(state, need):
    """Of the need and of its analysis, both made by somebody else."""
    return f"""UPDATE needs SET state = '{need}', created_by = NULL, verified_by = NULL WHERE id = %(need)s;
        UPDATE needs_analyses SET state = '{state}', created_by = NULL WHERE id = %(needs_analysis)s"""


# What others did before, or what a rule asks for, as one statement.
_END_VERSIONS = """UPDATE policy_versions SET effective = daterange(lower(effective), lower(effective) + 1)
    WHERE state = 'adopted' AND upper_inf(effective);"""
_BEGIN_CASE = "UPDATE revision_cases SET state = 'in_progress' WHERE id = %(revision_case)s"
DONE = {
    "action_plans_report_outcome": "UPDATE action_plans SET state = 'accepted' WHERE id = %(action_plan)s",
    "revision_cases_resolve": _BEGIN_CASE + """; INSERT INTO revision_actions
            (organization_id, id, revision_case_id, kind, method, created_at)
        SELECT organization_id, gen_random_uuid(), id, 'method', 'practice', opened_at
        FROM revision_cases WHERE id = %(revision_case)s""",
    "sessions_open": _session("planned"), "sessions_close": _session("open"), "sessions_start": _session("closed"),
    "sessions_complete": _session("running"),
    "needs_verify": _analysis("verification", "proposed"), "needs_validate": _analysis("validation", "verified"),
    "needs_drop": _analysis("verification", "proposed"),
    "needs_analyses_start_validation": _analysis("verification", "verified"),
    "needs_analyses_adopt": _analysis("validation", "validated"), "needs_analyses_close": _analysis("adopted", "validated"),
    "needs_analyses_verify_all": _analysis("verification", "proposed"),
    "needs_analyses_validate_all": _analysis("validation", "verified"),
    "plans_submit": """UPDATE plan_items SET competency_id = %(competency)s, target_people = 1, form_id = 1, organiser = 'BKPSDM',
        scheduled = '[2024-03-01,2024-03-02)', curriculum_standard = 'SKKNI', budget_rupiah = 0 WHERE id = %(plan_item)s""",
    "hour_claims_verify": "UPDATE hour_claims SET submitted_by = NULL WHERE id = %(hour_claim)s",
    "hour_claims_reverse": "UPDATE hour_claims SET state = 'verified', submitted_by = NULL WHERE id = %(hour_claim)s",
    "hour_claims_reject": "UPDATE hour_claims SET submitted_by = NULL WHERE id = %(hour_claim)s",
    "plans_verify": _plan("submitted"), "plans_validate": _plan("verified"), "plans_adopt": _plan("validated"),
    "plans_return_to_draft": _plan("submitted"),
    "evaluations_create": _session("completed")
    + ";UPDATE instrument_versions SET state = 'published' WHERE id = %(instrument_version)s",
    "trainings_reactivate": "UPDATE trainings SET state = 'retired' WHERE id = %(training)s",
    "partners_reactivate": "UPDATE partners SET state = 'inactive' WHERE id = %(partner)s",
    "instructors_reactivate": "UPDATE instructors SET state = 'inactive' WHERE id = %(instructor)s",
    "policy_versions_adopt": """UPDATE policy_versions SET state = 'in_review', created_by = NULL WHERE id = %(policy_version)s;
        DELETE FROM editors WHERE resource_id = %(policy_version)s""",
    "policy_revision_proposals_accept": _END_VERSIONS
    + "UPDATE policy_versions SET state = 'adopted' WHERE id = %(policy_version)s;" + _END_VERSIONS,
}
RAW = {"application/octet-stream": b"[]", "application/json": b"[]", "application/x-ndjson": b"{}\n",
       "text/csv": b"nip\n"}


class Missing(AssertionError):
    """An operation that no test here can call: it needs a line in one of the tables."""


# What only a person does, who has a role besides being an employee: refused to clients, whatever roles they have.
PERSONAL = {"observations_create": "leader"}


def is_for_clients(operation):
    """Whether a client with all roles may do it; otherwise it takes an employee: World.caller_of()."""
    return operation.roles != ["employee"] and operation.id not in PERSONAL


def refers(schema, name):
    """Whether a parameter names a record that the contract has a path for."""
    return operations.is_reference(schema) and name not in VAGUE


def takes_keys(document, operation, name):
    """Whether a parameter of the path takes ext:KEY as well."""
    return "ext:" in document.schema(operation.named("path")[name]["schema"]).get("pattern", "")


def granted(document):
    """The roles that a client may have: an employee is one by being one."""
    return [role for role in document.roles if role != "employee"]


def asset_of(page):
    """The name of a file that the documentation page loads."""
    return re.search(r'(?:src|href)="[^"]*?([^"/]+\.(?:js|css))"', page).group(1)


class World:
    """The records of one organization. `caller` may do everything in it; login(ID) gives an employee of it as a caller."""

    def __init__(self, document, caller, unit_id=None, database=None, login=None):
        self.document, self.caller, self.unit_id, self.database, self.login = document, caller, unit_id, database, login
        self.people = {}
        self.records = {"unit": {"id": unit_id}} if unit_id else {}
        self.values = dict(VALUES)
        self.further = {}

    # ---- records

    def kind(self, name, operation):
        """What a reference of this name refers to."""
        if name == "parent_id":
            name = self._item_parameter(operation.collection)
        kind = KINDS.get(name) or name.removesuffix("_id")
        if kind not in self.collections:
            raise Missing(f"{operation.id}: what does {name} refer to? See KINDS in world.py")
        return kind

    def _item_parameter(self, collection):
        for operation in self.document.operations:
            found = re.fullmatch(re.escape(collection) + r"/\{(\w+)\}", operation.path)
            if found:
                return found.group(1)
        raise Missing(f"{collection} has no path for one record")

    @property
    def collections(self):
        """{kind of record: path of its list}."""
        found = {}
        for operation in self.document.operations:
            match = re.fullmatch(r"(/v1/.*)/\{(\w+)_id\}", operation.path)
            if match:
                found[match.group(2)] = match.group(1)
        return found

    def another(self):
        """A world of the same organization whose records are still to be made."""
        other = World(self.document, self.caller, self.unit_id, self.database, self.login)
        other.values, other.further = self.values, self.further
        return other

    def record(self, kind):
        """The record of a kind, made or found at the first call."""
        if kind not in self.records:
            self.records[kind] = self._make(kind)
            self.do(BESIDES.get(kind))
        return self.records[kind]

    def _make(self, kind):
        """The newest one where the contract cannot make any."""
        collection = self.collections[kind]
        if kind in ROWS:
            [(made,)] = self.do(ROWS[kind])
            return self.caller.get(f"{collection}/{made}").must(200).json
        create = self.document.find("POST", collection)
        if create is not None:
            return self.call(create).send(self.caller).must(create.success).json
        listed = self.caller.get(f"{collection}?limit=1").must(200)["data"]
        if not listed:
            raise Missing(f"{collection} is empty and has no POST: what makes a {kind}?")
        return listed[0]

    def do(self, sql):
        """What a statement about records of this world gives."""
        if sql is None:
            return []
        return self.database.rows(sql, {kind: self.record(kind)["id"] for kind in re.findall(r"%\((\w+)\)s", sql)})

    # ---- callers

    def caller_of(self, operation):
        """Who gets past the roles of an operation, and beyond: for personal ones the employee whose records these are, or
        their leader."""
        if is_for_clients(operation):
            return self.caller
        role = PERSONAL.get(operation.id)
        if role not in self.people:
            self.people[role] = self.login(self.record("employee")["id"] if role is None else self._person(role))
        return self.people[role].again()  # idle connections are closed

    def _person(self, role):
        person = self.another().record("employee")["id"]
        self.caller.post("/v1/role-assignments", {"employee_id": person, "role": role, "unit_id": None}).must(201)
        return person

    # ---- values

    def identifier(self, name, operation):
        """Of the record, or of the part of one, that a member of this name refers to."""
        if name in PARTS:
            [(found,)] = self.do(PARTS[name])
            return str(found)
        return self.record(self.kind(name, operation))["id"]

    def referring(self, operation, name, body):
        """The body without what the member excludes and with what it needs."""
        excluded = INSTEAD.get((operation.id, name), ())
        needed = {other: self.identifier(other, operation) for other in TOGETHER.get((operation.id, name), ())}
        needed |= SAYING.get((operation.id, name), {})
        return {member: value for member, value in body.items() if member not in excluded} | needed

    def sample(self, schema, name, operation):
        """A value that a schema takes."""
        if name in MEMBERS:
            return MEMBERS[name]()
        schema = self.document.schema(schema)
        if "enum" in schema:
            return schema["enum"][0]
        return getattr(self, "_" + schema.get("type", "object"))(schema, name, operation)

    def _string(self, schema, name, operation):
        if name in VAGUE:
            return str(uuid.uuid4())
        if operations.is_reference(schema):
            return self.identifier(name, operation)
        by_format = {"date": "2024-02-29", "date-time": "2024-02-29T12:00:00Z", "email": f"u{number()}@example.go.id",
                     "slug": f"s{number()}"}
        text = by_format.get(schema.get("format"), f"Uji{number()}")
        return text.ljust(schema.get("minLength", 0), "x")[:schema.get("maxLength", 1000)]

    def _integer(self, schema, name, operation):
        return schema.get("minimum", 1)

    _number = _integer

    def _boolean(self, schema, name, operation):
        return False

    def _array(self, schema, name, operation):
        return [self.sample(schema["items"], name, operation) for _ in range(max(1, schema.get("minItems", 0)))]

    def _object(self, schema, name, operation):
        properties = schema.get("properties", {})
        wanted = list(schema.get("required", []))
        if operation.schema is not None and properties is operation.schema["properties"]:
            wanted += FURTHER.get(operation.id, [])
            if "external_id" in properties:
                wanted.append("external_id")
        return {member: self.sample(properties[member], member, operation) for member in dict.fromkeys(wanted)}

    # ---- calls

    def body(self, operation):
        if operation.id in self.further:
            return dict(self.further[operation.id])
        if operation.schema is not None:
            return self._object(operation.schema, None, operation)
        if operation.content:
            return RAW[operation.content_type]
        return None

    def path_value(self, name, operation):
        if name in self.values:
            return self.values[name]
        if name.endswith("_id"):
            return self.record(self.kind(name, operation))["id"]
        raise Missing(f"{operation.id}: what is a good {name}? See VALUES in world.py")

    def call(self, operation):
        """A good call: minimal body, no optional parameter, records of this world."""
        path = {name: self.path_value(name, operation) for name in operation.named("path")}
        query = [(name, self.sample(parameter["schema"], name, operation))
                 for name, parameter in operation.named("query").items() if parameter.get("required")]
        headers = {"If-Match": "*"} if operation.needs_if_match else {}
        return Call(operation, path, query, self.body(operation), headers)

    def ready(self, operation):
        """What has to be so before the operation looks at anything else."""
        self.do(READY.get(operation.id))

    def prepare(self, operation):
        """What has to happen to the records of this world before the operation can succeed."""
        self.ready(operation)
        self.do(DONE.get(operation.id))
        if operation.id in BEFORE:
            before = next(op for op in self.document.operations if op.id == BEFORE[operation.id])
            self.call(before).send(self.caller).must(before.success)


DIGEST = """
    SELECT string_agg(format('SELECT %L, md5(coalesce(string_agg(md5(t::text), '''' ORDER BY md5(t::text)), '''')) FROM %s t',
                             relname, oid::regclass), ' UNION ALL ')
    FROM pg_class WHERE relnamespace = 'bangkom'::regnamespace AND relkind IN ('r', 'p')"""


class Digest:
    """What is in the tables of a database, to see whether anything changed."""

    def __init__(self, database):
        self.connection = psycopg2.connect(database.url, options="-c search_path=bangkom")
        self.connection.autocommit = True
        [(self.sql,)] = self._rows(DIGEST)

    def _rows(self, sql):
        with self.connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    def take(self):
        """{table: hash of all its rows}."""
        found = dict(self._rows(self.sql))
        if len(found) < 10:
            raise AssertionError(f"only {len(found)} tables are looked at")
        return found

    def close(self):
        self.connection.close()
