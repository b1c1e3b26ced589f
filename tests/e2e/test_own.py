"""What partners and instructors read: their own sessions, agreements, results and scorecards, and nobody else's (R-02).

SPDX-License-Identifier: Apache-2.0
"""
import unittest

import contract
import harness
import operations
import world

ANSWERS = 5  # k of evaluation.k_anonymity


class Own(harness.ServerCase):
    settings = {"BANGKOM_RATE_LIMIT_PER_MINUTE": "0", "BANGKOM_WORKERS": "0", "BANGKOM_ROLE_CACHE_S": "1"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = operations.Document(contract.of(cls.server.port).document)
        cls.admin = cls.caller("admin")
        cls.everything = cls.caller(*world.granted(cls.document))
        unit = cls.everything.post("/v1/units", {"name": "Dinas", "kind": "agency"}).must(201)["id"]
        cls.answerers = [cls.everything.post("/v1/employees", {
            "nip": operations.nip(), "name": "Peserta", "kind": "pns", "unit_id": unit}).must(201)["id"] for _ in range(ANSWERS)]
        cls.mine, cls.theirs = (cls.judged(unit) for _ in range(2))

    @classmethod
    def judged(cls, unit):
        """A session of a partner under its agreement, taught by an instructor, with a seat and an evaluation that is over."""
        made = world.World(cls.document, cls.everything, unit, cls.database)
        ids = {kind: made.record(kind)["id"] for kind in ("partner", "agreement", "session", "enrolment", "instructor", "evaluation")}
        cls.put("UPDATE sessions SET partner_id = a.partner_id, agreement_id = a.id, state = 'completed' FROM agreements a"
                " WHERE a.id = %(agreement)s AND sessions.id = %(session)s", ids)
        cls.put("INSERT INTO session_block_instructors (organization_id, block_id, instructor_id, during)"
                " SELECT organization_id, id, %(instructor)s, during FROM session_blocks WHERE session_id = %(session)s", ids)
        cls.put("INSERT INTO ballots (organization_id, evaluation_id, employee_id, answered)"
                " SELECT organization_id, %(evaluation)s, id, true FROM employees WHERE id = ANY (%(answerers)s::uuid[])", ids)
        cls.put("INSERT INTO responses (organization_id, evaluation_id, scores, texts)"
                " SELECT e.organization_id, e.id, jsonb_object_agg(i.id, 4), '{}' FROM evaluations e"
                " JOIN instrument_items i ON i.instrument_version_id = e.instrument_version_id AND i.kind = 'score'"
                f" CROSS JOIN generate_series(1, {ANSWERS}) n WHERE e.id = %(evaluation)s GROUP BY 1, 2, n", ids)
        cls.put("UPDATE evaluations SET state = 'closed', closes_on = '2025-01-01' WHERE id = %(evaluation)s", ids)
        return ids | {"teacher": made.record("instructor")["employee_id"]}

    @classmethod
    def put(cls, sql, ids):
        cls.database.rows(sql + " RETURNING 1", ids | {"answerers": cls.answerers})

    def for_partner(self, **bearer):
        grant = {"role": "partner", "unit_id": None, "partner_id": self.mine["partner"]}
        return self.admin.post("/v1/role-assignments", grant | bearer).must(201)

    def partner(self):
        """A client of the partner, and its only role."""
        client = self.admin.post("/v1/clients", {"name": f"Mitra {operations.number()}"}).must(201)
        role = self.for_partner(client_id=client["id"])
        token = self.installation.must("token", "--organization", self.slug, "--client", client["name"]).strip()
        return self.server.connect(token), role

    def instructor(self):
        self.admin.post("/v1/role-assignments", {"employee_id": self.mine["teacher"], "role": "instructor",
                                                 "unit_id": None}).must(201, 409)
        return self.employee(self.mine["teacher"])

    def sees_only_its_own(self, caller, path, kind):
        self.assertEqual([record["id"] for record in caller.pages(path)], [self.mine[kind]])
        caller.get(f"{path}/{self.mine[kind]}").must(200)
        caller.get(f"{path}/{self.theirs[kind]}").must(404, code="not-found")

    def reads_only_its_own_results(self, caller):
        found = caller.get(f"/v1/evaluations/{self.mine['evaluation']}/results").must(200)
        self.assertEqual((found["answered"], found["suppressed"], found["texts"]), (ANSWERS, None, []))
        self.assertTrue(found["dimensions"])
        caller.get(f"/v1/evaluations/{self.theirs['evaluation']}/results").must(404, code="not-found")

    def scorecard(self, caller, of):
        return [row["id"] for row in caller.get(f"/v1/reports/{of}-scorecard").must(200)["data"]]

    def test_a_partner_reads_its_own(self):
        partner, _ = self.partner()
        for path, kind in (("/v1/agreements", "agreement"), ("/v1/sessions", "session"), ("/v1/evaluations", "evaluation")):
            with self.subTest(path):
                self.sees_only_its_own(partner, path, kind)
        self.reads_only_its_own_results(partner)
        self.assertEqual(self.scorecard(partner, "partner"), [self.mine["partner"]])
        self.assertLess({self.mine["partner"]}, set(self.scorecard(self.everything, "partner")))

    def test_a_partner_reads_nothing_about_people(self):
        partner, _ = self.partner()
        for path in (f"/v1/sessions/{self.mine['session']}/enrolments", f"/v1/enrolments/{self.mine['enrolment']}",
                     "/v1/employees", "/v1/reports/instructor-scorecard"):
            with self.subTest(path):
                partner.get(path).must(403)

    def test_what_is_revoked_is_seen_no_more(self):
        partner, role = self.partner()
        partner.get(f"/v1/agreements/{self.mine['agreement']}").must(200)
        self.admin.post(f"/v1/role-assignments/{role['id']}/revoke").must(200)
        partner.get(f"/v1/agreements/{self.mine['agreement']}").must(403)

    def test_a_partners_role_names_a_partner_and_no_other_role_does(self):
        employee = self.answerers[0]
        refused = self.admin.post("/v1/role-assignments", {"employee_id": employee, "role": "leader", "unit_id": None,
                                                           "partner_id": self.mine["partner"]}).must(422)
        self.assertEqual([(error["pointer"], error["rule"]) for error in refused["errors"]], [("/role", "enum")])
        made = self.for_partner(employee_id=employee)
        self.assertEqual(made["partner_id"], self.mine["partner"])
        self.assertEqual(self.admin.get(f"/v1/role-assignments/{made['id']}").must(200)["partner_name"], made["partner_name"])
        self.admin.post("/v1/role-assignments", {"employee_id": employee, "role": "partner", "unit_id": None,
                                                 "partner_id": self.mine["partner"]}).must(409, code="already-exists")

    def test_a_partners_role_without_a_partner_reaches_nothing(self):
        nobody = self.caller("partner")
        self.assertEqual(list(nobody.pages("/v1/agreements")) + list(nobody.pages("/v1/sessions")), [])
        nobody.get(f"/v1/sessions/{self.mine['session']}").must(404, code="not-found")

    def test_an_instructor_reads_the_seats_of_a_session_they_teach(self):
        instructor = self.instructor()
        seats, others = (f"/v1/sessions/{made['session']}/enrolments" for made in (self.mine, self.theirs))
        self.assertIn(self.mine["enrolment"], [seat["id"] for seat in instructor.pages(seats)])
        instructor.get(f"/v1/enrolments/{self.mine['enrolment']}").must(200)
        self.assertEqual(list(instructor.pages(others)), [])
        instructor.get(f"/v1/enrolments/{self.theirs['enrolment']}").must(404, code="not-found")

    def test_an_instructor_reads_how_they_were_judged(self):
        instructor = self.instructor()
        self.sees_only_its_own(instructor, "/v1/evaluations", "evaluation")
        self.reads_only_its_own_results(instructor)
        self.assertEqual(self.scorecard(instructor, "instructor"), [self.mine["instructor"]])
        instructor.get("/v1/agreements").must(403)
        instructor.get("/v1/reports/partner-scorecard").must(403)


if __name__ == "__main__":
    unittest.main()
