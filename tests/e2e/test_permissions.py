"""Who may do what: every operation with every role, and every record from the other side of the tree (R-02).

Operations, roles, parameters and references are read off the served contract. What the contract does not say is
which kinds of records lie in a unit: LIES_IN below does, and a kind that is not in it fails.
SPDX-License-Identifier: Apache-2.0
"""
import unittest

import attacks
import contract
import harness
import world
from operations import Document

IN_A_UNIT = "lies in a unit: seen and changed in the subtree only"
SHARED = "belongs to the organization: everybody reads it, only a role over all of it changes it"
WHOLE = "belongs to the organization: only a role over all of it sees it"
CLOSED = "belongs to the organization: to everybody else its operations are closed, whatever they name"
LIES_IN = {"unit": IN_A_UNIT, "employee": IN_A_UNIT, "assessment": IN_A_UNIT, "role_assignment": IN_A_UNIT,
           "position": SHARED, "competency": SHARED, "training": SHARED, "training_version": SHARED, "partner": SHARED,
           "accreditation": SHARED,
           "agreement": SHARED, "offer": SHARED, "instructor": SHARED, "client": WHOLE, "audit_event": WHOLE, "import": CLOSED,
           "policy": SHARED, "revision_case": SHARED, "policy_version": SHARED, "policy_revision_proposal": WHOLE,
           "needs_analysis": IN_A_UNIT, "need": IN_A_UNIT, "plan": SHARED, "plan_item": IN_A_UNIT, "session": SHARED,
           "enrolment": IN_A_UNIT, "hour_claim": IN_A_UNIT, "instrument": SHARED, "instrument_version": SHARED,
           "evaluation": SHARED, "observation": IN_A_UNIT, "result": IN_A_UNIT, "leadership_activity": IN_A_UNIT,
           "action_plan": IN_A_UNIT}
# What they write belongs to people or units, although it stands below something shared.
BELOW_SHARED = ("enrolments_create", "enrolments_create_bulk", "attendances_put", "test_scores_put", "plan_items_create",
                "plan_items_update")


class Permissions(harness.ServerCase):
    settings = {"BANGKOM_RATE_LIMIT_PER_MINUTE": "0", "BANGKOM_WORKERS": "0"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = Document(contract.of(cls.server.port).document)
        cls.granted = world.granted(cls.document)
        cls.everything = cls.caller(*cls.granted)
        cls.here, cls.there = cls.subtree("sini"), cls.subtree("sana")
        cls.neighbour = cls.caller(*cls.granted, unit=cls.here.unit_id)
        cls.plain = world.World(cls.document, cls.everything, cls.here.unit_id, cls.database).record("employee")
        cls.plain_employee = cls.employee(cls.plain["id"])
        cls.digest = world.Digest(cls.database)
        cls.addClassCleanup(cls.digest.close)

    @classmethod
    def subtree(cls, name):
        """A unit below another one, and one record of each kind in it."""
        top = cls.everything.post("/v1/units", {"name": f"Atas {name}", "kind": "agency"}).must(201)["id"]
        unit = cls.everything.post("/v1/units", {"name": name, "kind": "division", "parent_id": top}).must(201)["id"]
        made = world.World(cls.document, cls.everything, unit, cls.database)
        made.values["asset"] = world.asset_of(cls.caller().get("/docs").must(200).body.decode())
        for kind in made.collections:
            made.record(kind)
        return made

    def with_role(self, role, unit=None):
        return self.plain_employee if role == "employee" else self.caller(role, unit=unit)

    # ---- operation and role

    def test_every_role_passes_where_it_may_and_nowhere_else(self):
        """A parameter that no operation has is refused right behind the roles: 400 means admitted."""
        admitted = 0
        for operation in self.document.operations:
            if operation.is_public:
                continue
            call = self.here.call(operation).with_query(("x_unknown", "1"))
            for role in self.document.roles:
                with self.subTest(operation.id, role=role):
                    reply = call.send(self.with_role(role))
                    if operation.roles is None or role in operation.roles:
                        reply.must(400, code="invalid-parameter")
                        admitted += 1
                    else:
                        reply.must(403, code="forbidden")
        self.assertGreater(admitted, len(self.document.roles))

    def test_without_any_role_only_what_is_for_everybody(self):
        name = "tanpa-peran"
        self.installation.must("client", "create", name, "--organization", self.slug)
        token = self.installation.must("token", "--organization", self.slug, "--client", name).strip()
        for operation in self.document.operations:
            if not operation.is_public:
                with self.subTest(operation.id):
                    reply = self.here.call(operation).with_query(("x_unknown", "1")).send(self.server.connect(token))
                    reply.must(403 if operation.roles else 400)

    def test_readers_read(self):
        """Whoever has a role of a GET over the whole organization gets what there is."""
        for operation in self.document.operations:
            if operation.method == "GET" and not operation.is_public:
                for role in operation.roles or self.granted:
                    if role not in ("employee", "instructor", "partner"):  # whose own is all they reach
                        with self.subTest(operation.id, role=role):
                            self.there.call(operation).send(self.caller(role)).must(200)

    def test_only_reading_roles_write_nothing(self):
        writers = {role for operation in self.document.operations if operation.method != "GET"
                   for role in operation.roles or []}
        self.assertNotIn("auditor", writers)

    # ---- subtrees

    def test_every_kind_of_record_is_placed(self):
        self.assertEqual(set(self.here.collections) - set(LIES_IN), set(), "say in LIES_IN where these lie")

    def kinds(self, *places):
        return {kind: path for kind, path in self.here.collections.items() if LIES_IN[kind] in places}

    def test_lists_end_at_the_subtree(self):
        for kind, path in self.kinds(IN_A_UNIT).items():
            listing = self.document.find("GET", path)
            if listing is None:
                continue
            with self.subTest(kind):
                here, there = self.here.call(listing).target, self.there.call(listing).target
                seen = {record["id"] for record in self.neighbour.pages(here)}
                self.assertIn(self.here.record(kind)["id"], seen)
                self.assertNotIn(self.there.record(kind)["id"], seen)
                everything = {record["id"] for target in (here, there) for record in self.everything.pages(target)}
                self.assertLess(seen, everything)

    def test_lists_of_the_whole_organization_are_empty_for_a_part_of_it(self):
        for kind, path in self.kinds(WHOLE).items():
            with self.subTest(kind):
                self.assertEqual(list(self.neighbour.pages(path)), [])

    def test_what_lies_outside_does_not_exist(self):
        """404 and not 403, whatever is asked of it; and nothing happens to it."""
        before = self.digest.take()
        for operation in self.document.operations:
            if operation.roles == ["employee"]:
                continue  # for oneself: no client has that role
            for name in operation.named("path"):
                if not name.endswith("_id") or LIES_IN[self.there.kind(name, operation)] not in (IN_A_UNIT, WHOLE):
                    continue
                with self.subTest(operation.id):
                    call = self.here.call(operation)
                    record = self.there.record(self.there.kind(name, operation))
                    keys = [record["id"]]
                    if world.takes_keys(self.document, operation, name) and record.get("external_id"):
                        keys.append("ext:" + record["external_id"])
                    for key in keys:
                        reply = call.but(path={**call.path, name: key}).send(self.neighbour)
                        reply.must(404, code="not-found")
        self.assertEqual(self.digest.take(), before)

    def test_what_is_shared_is_changed_by_those_over_everything_only(self):
        before = self.digest.take()
        shared = self.kinds(SHARED)
        for operation in self.document.operations:
            if (operation.collection in shared.values() and operation.method != "GET"
                    and operation.id not in BELOW_SHARED):
                with self.subTest(operation.id):
                    self.here.call(operation).send(self.neighbour).must(403, code="forbidden")
        self.assertEqual(self.digest.take(), before)

    def test_what_is_closed_is_closed_alike_for_what_exists_and_what_does_not(self):
        before = self.digest.take()
        closed = self.kinds(CLOSED)
        for operation in self.document.operations:
            if operation.collection in closed.values():
                with self.subTest(operation.id):
                    call = self.here.call(operation)
                    nothing = {name: attacks.unknown_id() for name in call.path if name.endswith("_id")}
                    for path in (call.path, call.path | nothing):
                        call.but(path=path).send(self.neighbour).must(403, code="forbidden")
        self.assertEqual(self.digest.take(), before)

    def test_what_is_shared_is_read_by_those_over_a_part(self):
        for kind, path in self.kinds(SHARED).items():
            with self.subTest(kind):
                read = self.document.find("GET", f"{path}/{{{kind}_id}}")
                self.there.call(read).send(self.neighbour).must(200)

    def test_bodies_cannot_refer_to_what_lies_outside(self):
        for operation in self.document.operations:
            if not operation.takes_json or not world.is_for_clients(operation):
                continue
            call = self.here.call(operation)
            for pointer, name, put in attacks.references(self.document, operation.schema, call.body):
                kind = self.there.kind(name, operation)
                if LIES_IN[kind] != IN_A_UNIT or LIES_IN.get(self.owner(operation), IN_A_UNIT) != IN_A_UNIT:
                    continue
                with self.subTest(operation.id, pointer=pointer):
                    self.here.ready(operation)
                    before = self.digest.take()
                    body = self.here.referring(operation, name, put(self.there.record(kind)["id"]))
                    reply = call.but(body=body).send(self.neighbour).must(422, code="reference-not-found")
                    self.assertEqual([error["pointer"] for error in reply["errors"]], [pointer])
                    self.assertEqual(self.digest.take(), before)

    def owner(self, operation):
        return next((kind for kind, path in self.here.collections.items() if path == operation.collection), None)

    def test_queries_find_nothing_outside(self):
        for operation in self.document.operations:
            for name, parameter in operation.named("query").items():
                if not world.refers(self.document.schema(parameter["schema"]), name):
                    continue
                kind = self.there.kind(name, operation)
                if LIES_IN[kind] != IN_A_UNIT:
                    continue
                with self.subTest(operation.id, name=name):
                    call = self.here.call(operation).asking(name, self.there.record(kind)["id"])
                    reply = call.send(self.neighbour)
                    if reply.status == 200:
                        self.assertEqual(reply["data"], [])
                    else:
                        self.assertIn(reply.status, (404, 422))

    def test_a_role_over_one_subtree_lends_nothing_to_another(self):
        """planner here and auditor there: reads there, but changes nothing there."""
        self.installation.must("client", "create", "dua-peran", "--organization", self.slug, "--role", "planner",
                               "--unit", self.here.unit_id)
        client = next(client["id"] for client in self.everything.pages("/v1/clients") if client["name"] == "dua-peran")
        self.everything.post("/v1/role-assignments", {"client_id": client, "role": "auditor",
                                                      "unit_id": self.there.unit_id}).must(201)
        token = self.installation.must("token", "--organization", self.slug, "--client", "dua-peran").strip()
        both = self.server.connect(token)
        there = f"/v1/employees/{self.there.record('employee')['id']}"
        both.get(there).must(200)
        both.patch(there, {"name": "Nama Lain"}).must(404)
        both.patch(f"/v1/employees/{self.here.record('employee')['id']}", {"name": "Nama Lain"}).must(200)

    def test_a_role_over_a_unit_reaches_what_is_below_it(self):
        [(top,)] = self.database.rows("SELECT parent_id FROM units WHERE id = %s", (self.here.unit_id,))
        above = self.caller("planner", unit=str(top))
        above.get(f"/v1/employees/{self.here.record('employee')['id']}").must(200)
        above.get(f"/v1/employees/{self.there.record('employee')['id']}").must(404)

    # ---- the own record, the own case

    def test_an_employee_reads_the_own_record_only(self):
        self.plain_employee.get(f"/v1/employees/{self.plain['id']}").must(200)
        self.plain_employee.get(f"/v1/employees/nip:{self.plain['nip']}").must(200)
        for other in (self.here.record("employee"), self.there.record("employee")):
            self.plain_employee.get(f"/v1/employees/{other['id']}").must(404, code="not-found")

    def test_nobody_grants_to_themselves(self):
        """R-01."""
        admin = self.caller("admin")
        body = {"client_id": admin.get("/v1/me").must(200)["id"], "role": "planner", "unit_id": None}
        admin.post("/v1/role-assignments", body).must(403, code="own-case")

    def test_nobody_assesses_themselves(self):
        """R-01: an employee with the role of a leader, too."""
        worker = world.World(self.document, self.everything, self.here.unit_id).record("employee")
        self.everything.post("/v1/role-assignments", {"employee_id": worker["id"], "role": "leader",
                                                      "unit_id": self.here.unit_id}).must(201)
        body = {"employee_id": worker["id"], "competency_id": self.here.record("competency")["id"], "level": 5,
                "method": "superior", "assessed_on": "2024-02-29"}
        themselves = self.employee(worker["id"])
        themselves.post("/v1/assessments", body).must(403, code="own-case")
        themselves.post("/v1/assessments/bulk", {"items": [body]}).must(403, code="own-case")
        themselves.post("/v1/assessments", {**body, "employee_id": self.plain["id"]}).must(201)

    # ---- the database itself

    def test_every_reference_between_records_of_tenants_holds_the_tenant(self):
        """R-03: a foreign key between tenant tables that left out organization_id could cross tenants."""
        tenant = """SELECT attrelid FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                    WHERE c.relnamespace = 'bangkom'::regnamespace AND c.relkind IN ('r', 'p')
                      AND attname = 'organization_id' AND NOT attisdropped"""
        keys = self.database.rows(f"""
            SELECT f.conname, f.conrelid::regclass::text,
                   array_agg(s.attname::text) @> '{{organization_id}}' AND array_agg(t.attname::text) @> '{{organization_id}}'
            FROM pg_constraint f
            CROSS JOIN LATERAL unnest(f.conkey, f.confkey) AS k (source, target)
            JOIN pg_attribute s ON s.attrelid = f.conrelid AND s.attnum = k.source
            JOIN pg_attribute t ON t.attrelid = f.confrelid AND t.attnum = k.target
            WHERE f.contype = 'f' AND f.conrelid IN ({tenant}) AND f.confrelid IN ({tenant})
            GROUP BY f.oid""")
        self.assertGreater(len(keys), 10)
        self.assertEqual([key for key in keys if not key[2]], [])


if __name__ == "__main__":
    unittest.main()
