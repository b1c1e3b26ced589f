"""Leadership over HTTP: activities, action plans, the register of innovations, the index and the history of a training.

SPDX-License-Identifier: Apache-2.0
"""
import datetime
import unittest
import uuid

import harness

TODAY = datetime.date.today().isoformat()
SESSION = """
    WITH t AS (
        INSERT INTO trainings (organization_id, id, external_id, code, name, form_id, created_at, updated_at)
        SELECT id, %s, %s, %s, 'Manajemen Proyek', 3, now(), now() FROM organizations WHERE slug = %s
        RETURNING organization_id, id
    ), v AS (
        INSERT INTO training_versions (organization_id, id, training_id, number, summary, created_at, updated_at)
        SELECT organization_id, gen_random_uuid(), id, 1, 'Contoh', now(), now() FROM t
        RETURNING organization_id, training_id, id
    )
    INSERT INTO sessions (organization_id, id, training_id, training_version_id, name, state, capacity, waitlist_limit, created_at,
                          updated_at)
    SELECT organization_id, %s, training_id, id, 'Angkatan I', 'completed', 20, 0, now(), now() FROM v RETURNING id"""
ENROLMENT = """
    INSERT INTO enrolments (organization_id, id, session_id, employee_id, unit_id, state, priority, priority_terms, created_at,
                            updated_at)
    SELECT organization_id, gen_random_uuid(), %s, id, unit_id, 'passed', 0, '{}', now(), now()
    FROM employees WHERE id = %s RETURNING id"""


class Leadership(harness.ServerCase):
    def setUp(self):
        self.planner, self.admin = self.caller("planner"), self.caller("admin")
        self.unit = self.admin.post("/v1/units", {"name": "Kelurahan", "kind": "division"}).must(201)["id"]
        self.lurah, self.mentor = self.person(heads_unit=True), self.person()
        self.people = [self.person() for _ in range(4)]
        self.admin.post("/v1/role-assignments", {"employee_id": self.lurah, "role": "leader", "unit_id": self.unit}).must(201)
        self.leader = self.employee(self.lurah)
        self.training, self.session = str(uuid.uuid4()), str(uuid.uuid4())
        self.database.rows(SESSION, (self.training, self.training, self.training, self.slug, self.session))

    def person(self, **members):
        serial = self.database.rows("SELECT count(*) + 1 FROM employees")[0][0]
        return self.admin.post("/v1/employees", {"nip": f"199001012015041{serial:03d}", "name": "Contoh", "kind": "pns",
                                                 "unit_id": self.unit} | members).must(201)["id"]

    def filed(self, **members):
        """An action plan of the first of the people, with a mentor."""
        [(enrolment,)] = self.database.rows(ENROLMENT, (self.session, self.people[0]))
        return self.employee(self.people[0]).post("/v1/action-plans", {
            "enrolment_id": enrolment, "title": "Papan kendali", "indicator": "Tepat waktu", "due_on": "2100-01-01",
            "mentor_id": self.mentor} | members).must(201)

    @staticmethod
    def act(caller, target, action):
        return caller.request("POST", f"{target}/{action}")


class Activities(Leadership):
    def test_a_leader_records_their_own_part_once(self):
        body = {"leader_id": self.lurah, "kind": "opened", "session_id": self.session, "took_place_on": TODAY}
        made = self.leader.post("/v1/leadership-activities", body).must(201)
        self.assertEqual((made["leader_name"], made["session_name"]), ("Contoh", "Angkatan I"))
        self.leader.post("/v1/leadership-activities", body).must(409, code="already-exists")
        self.leader.get(f"/v1/leadership-activities/{made['id']}").must(200)
        [found] = self.planner.pages(f"/v1/leadership-activities?leader_id={self.lurah}&kind=opened&session_id={self.session}")
        self.assertEqual(found, made.json)

    def test_r01_nobody_coaches_themselves(self):
        body = {"leader_id": self.lurah, "kind": "coached", "took_place_on": TODAY}
        self.leader.post("/v1/leadership-activities", body | {"employee_id": self.lurah}).must(403, code="own-case")
        self.leader.post("/v1/leadership-activities", body | {"employee_id": self.people[0]}).must(201)
        self.leader.post("/v1/leadership-activities", body).must(422)

    def test_a_client_with_the_role_of_a_leader_is_no_leader(self):
        body = {"leader_id": self.lurah, "kind": "coached", "took_place_on": TODAY, "employee_id": self.people[0]}
        self.caller("leader").post("/v1/leadership-activities", body).must(422)
        self.planner.post("/v1/leadership-activities", body).must(201)


class ActionPlans(Leadership):
    def test_a_plan_goes_from_filing_to_the_register(self):
        plan = self.filed()
        target, owner = f"/v1/action-plans/{plan['id']}", self.employee(self.people[0])
        mentor = self.employee(self.mentor)
        owner.patch(target, {"title": "Papan"}).must(200)
        self.act(owner, target, "accept").must(403, code="own-case")
        self.act(mentor, target, "accept").must(200)
        owner.patch(target, {"title": "Papan"}).must(409, code="wrong-state")
        outcome = {"achieved": True, "outcome": "Turun", "outcome_on": TODAY, "is_innovation": True}
        owner.post(target + "/report-outcome", outcome).must(403, code="own-case")
        mentor.post(target + "/report-outcome", outcome).must(200)
        self.assertEqual(owner.get(target).must(200)["state"], "achieved")
        [found] = self.planner.pages(f"/v1/reports/innovations?below={self.unit}&training_id={self.training}")
        self.assertEqual((found["id"], found["title"]), (plan["id"], "Papan"))
        table = self.planner.get("/v1/reports/innovations", Accept="text/csv").must(200).body.decode()
        self.assertIn(plan["id"], table)

    def test_r02_others_do_not_see_it(self):
        target = f"/v1/action-plans/{self.filed()['id']}"
        stranger = self.employee(self.people[1])
        stranger.get(target).must(404)
        self.act(stranger, target, "accept").must(404)
        self.leader.get(target).must(200)
        self.employee(self.people[0]).get(target).must(200)
        self.act(self.employee(self.people[0]), target, "withdraw").must(200)
        self.act(self.leader, target, "accept").must(409, code="wrong-state")


class Reports(Leadership):
    def row(self, **query):
        parameters = "&".join(f"{name}={value}" for name, value in {"below": self.unit, **query}.items())
        [row] = self.planner.get(f"/v1/reports/leadership-index?{parameters}").must(200)["data"]
        return row

    def test_every_term_and_weight_of_the_index_is_shown(self):
        self.planner.post("/v1/leadership-activities", {"leader_id": self.lurah, "kind": "opened", "session_id": self.session,
                                                        "took_place_on": TODAY}).must(201)
        row = self.row()
        self.assertEqual((row["leader_id"], row["figures"], row["people_below"]), (self.lurah, "shown", 5))
        self.assertEqual((row["own_hours"], row["participation"], row["team_compliance"], row["timeliness"]), (0, 25, 0, None))
        self.assertEqual(row["index"], round(25 * 30 / 90, 2))
        self.assertEqual(self.row(by="unit")["leaders"], 1)
        table = self.planner.get(f"/v1/reports/leadership-index?unit_id={self.unit}", Accept="text/csv").must(200).body.decode()
        self.assertIn(self.lurah, table)

    def test_r75_small_units_are_not_shown(self):
        self.database.rows("UPDATE employees SET left_on = '2020-01-01' WHERE id = %s RETURNING id", (self.people[0],))
        for by in ("leader", "unit"):
            row = self.row(by=by)
            self.assertEqual((row["figures"], row["index"], row["team_with_floor"]), ("too_few_people", None, None))

    def test_the_history_of_a_training_has_a_row_for_each_version(self):
        self.filed()
        target = f"/v1/reports/training-history?training_id=ext:{self.training}"
        [version] = self.planner.get(target).must(200)["data"]
        self.assertEqual((version["number"], version["sessions_held"], version["people_passed"]), (1, 1, 1))
        self.assertIsNone(version["overall_unfavourable_percent"])
        self.assertIn(version["id"], self.planner.get(target, Accept="text/csv").must(200).body.decode())


if __name__ == "__main__":
    unittest.main()
