"""A policy over HTTP: drafted, reviewed, adopted by somebody else, in force by day, judged and put up for revision.

Rules: R-01, R-02, R-20, R-21, R-22.
SPDX-License-Identifier: Apache-2.0
"""
import datetime
import unittest
import uuid

import harness

TODAY = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=7))).date()
YEAR = TODAY.year


def day(offset=0):
    return (TODAY + datetime.timedelta(days=offset)).isoformat()


class Policies(harness.ServerCase):
    """Each test has an organization of its own: only one version is in force on a day."""

    def setUp(self):
        self.slug = f"o-{uuid.uuid4().hex[:12]}"
        self.make_organization(self.slug)
        self.planner, self.approver = (self.caller(role, slug=self.slug) for role in ("planner", "approver"))
        self.policy = self.planner.post("/v1/policies", {"name": "Kebijakan Contoh"}).must(201)["id"]

    def draft(self, starts, status=201, **members):
        body = {"policy_id": self.policy, "effective_from": starts} | members
        return self.planner.post("/v1/policy-versions", body).must(status)

    @staticmethod
    def step(caller, version, action, status=200, code=None, **members):
        return caller.post(f"/v1/policy-versions/{version['id']}/{action}", members).must(status, code=code)

    def adopt(self, starts, **members):
        version = self.draft(starts, **members)
        self.step(self.planner, version, "submit")
        return self.step(self.approver, version, "adopt")

    def floor(self, on):
        return self.planner.get(f"/v1/parameters?on={on}").must(200)["parameters"]["hours.pns_floor_jp"]


class Versions(Policies):
    def test_r20_the_rules_of_a_day_are_those_in_force(self):
        self.adopt(f"{YEAR}-01-01", parameters={"hours.pns_floor_jp": 18, "revision.confidence": 0.8})
        last = self.adopt(f"{YEAR + 1}-07-01", parameters={"hours.pns_floor_jp": 24})
        self.assertEqual(self.floor(f"{YEAR - 1}-12-31"), {"value": 20, "source": "default"})
        self.assertEqual(self.floor(f"{YEAR}-06-30"), {"value": 18, "source": "policy_version"})
        self.assertEqual(self.floor(f"{YEAR + 1}-06-30")["value"], 18)
        self.assertEqual(self.floor(f"{YEAR + 1}-07-01")["value"], 24)
        before = self.planner.get(f"/v1/policies/in-force?on={YEAR + 1}-06-30").must(200)
        self.assertEqual((before["state"], before["effective_until"]), ("superseded", f"{YEAR + 1}-06-30"))
        self.assertEqual(before["parameters"]["revision.confidence"], 0.8)
        self.assertEqual(self.planner.get(f"/v1/policies/in-force?on={YEAR + 9}-01-01").must(200)["id"], last["id"])
        self.planner.get(f"/v1/policies/in-force?on={YEAR - 1}-12-31").must(404)

    def test_r20_past_years_keep_their_own_rules(self):
        version = self.draft(f"{YEAR - 1}-12-31")
        self.step(self.planner, version, "submit")
        self.step(self.approver, version, "adopt", 409, "policy-past")

    def test_r01_who_submits_does_not_adopt(self):
        both = self.caller("planner", "approver", slug=self.slug)
        version = self.draft(day())
        self.step(both, version, "submit")
        self.step(both, version, "adopt", 403, "own-case")
        self.step(self.approver, version, "adopt")
        self.step(self.approver, version, "withdraw", 409, "wrong-state")

    def test_r01_who_edited_before_the_last_one_does_not_adopt(self):
        both = self.caller("planner", "approver", slug=self.slug)
        version = self.draft(day())
        for caller in (both, self.planner):
            caller.put(f"/v1/policy-versions/{version['id']}", {"effective_from": day()}, If_Match="*").must(200)
        self.step(self.planner, version, "submit")
        self.step(both, version, "adopt", 403, "own-case")
        self.step(self.approver, version, "adopt")

    def test_everything_wrong_with_the_parameters_is_said(self):
        reply = self.draft(day(), 422, parameters={"hours.pns_floor_jp": "20", "no.such/key": 1,
                                                   "seats.weights": {"waiting": 100}})
        self.assertEqual(sorted((e["pointer"], e["rule"]) for e in reply["errors"]), [
            ("/parameters/hours.pns_floor_jp", "type"), ("/parameters/no.such~1key", "unknown"),
            ("/parameters/seats.weights", "required")])

    def test_a_draft_is_replaced_with_its_version(self):
        version = self.draft(day(), strategies=["Lama"], parameters={"hours.pns_floor_jp": 24})
        target = f"/v1/policy-versions/{version['id']}"
        self.planner.put(target, {"effective_from": day(1)}).must(428)
        found = self.planner.put(target, {"effective_from": day(1)}, If_Match=version.headers["etag"]).must(200)
        self.assertEqual((found["strategies"], found["parameters"], found["version"]), ([], {}, 2))
        self.planner.put(target, {"effective_from": day(1)}, If_Match=version.headers["etag"]).must(412)
        self.step(self.planner, version, "submit", reason="Siap")
        self.planner.put(target, {"effective_from": day(1)}, If_Match="*").must(409, code="wrong-state")
        history = self.planner.get(f"/v1/transitions?resource_type=policy_version&resource_id={version['id']}").must(200)
        self.assertEqual([(t["from_state"], t["to_state"], t["reason"]) for t in history["data"]],
                         [(None, "draft", None), ("draft", "in_review", "Siap")])

    def test_r02_a_planner_of_a_part_writes_no_policy(self):
        unit = self.caller("admin", slug=self.slug).post("/v1/units", {"name": "Dinas", "kind": "agency"}).must(201)["id"]
        partial = self.caller("planner", unit=unit, slug=self.slug)
        partial.get(f"/v1/policies/{self.policy}").must(200)
        partial.post("/v1/policies", {"name": "Lain"}).must(403)
        partial.post("/v1/policy-versions", {"policy_id": self.policy, "effective_from": day()}).must(403)


class Revisions(Policies):
    def test_r22_from_an_objective_off_track_to_a_new_version(self):
        admin = self.caller("admin", slug=self.slug)
        unit = admin.post("/v1/units", {"name": "Dinas", "kind": "agency"}).must(201)["id"]
        admin.post("/v1/employees", {"nip": "199001012015031001", "name": "Contoh", "kind": "pns", "unit_id": unit}).must(201)
        # The mid-term lies before today only when today is not among the first days of the year.
        starts = f"{YEAR}-01-01"
        elapsed = (TODAY - datetime.date(YEAR, 1, 1)).days
        if elapsed < 3:
            self.skipTest("no mid-term has passed in the first days of a year")
        objective = {"aspect": "skill", "title": "20 JP", "indicator": "hours_compliance", "target": 80,
                     "mid_term_on": f"{YEAR}-01-02", "due_on": f"{YEAR + 1}-12-31"}
        version = self.adopt(starts, objectives=[objective])
        report = self.planner.get(f"/v1/policy-versions/{version['id']}/objectives").must(200)["data"]
        self.assertEqual([(o["value"], o["measured"], o["status"]) for o in report], [(0, 1, "off_track")])
        self.planner.get(f"/v1/policy-versions/{version['id']}/objectives?as_of={day(2)}").must(400)
        opened = [self.planner.post("/v1/policy-revision-proposals/check", {}).must(200)["opened"] for _ in range(2)]
        self.assertEqual(opened, [1, 0])
        proposal = self.approver.get("/v1/policy-revision-proposals?state=open").must(200)["data"][0]
        self.assertEqual((proposal["cause"], proposal["evidence"]["status"]), ("objective_off_track", "off_track"))
        target = f"/v1/policy-revision-proposals/{proposal['id']}"
        self.planner.post(target + "/refuse", {"reason": "Bukan wewenang"}).must(403)
        self.approver.post(target + "/accept", {"new_policy_version_id": version["id"]}).must(422)
        answer = self.adopt(day(30))
        done = self.approver.post(target + "/accept", {"new_policy_version_id": answer["id"]}).must(200)
        self.assertEqual((done["state"], done["new_policy_version_id"]), ("accepted", answer["id"]))
        self.approver.post(target + "/refuse", {"reason": "Terlambat"}).must(409, code="wrong-state")


if __name__ == "__main__":
    unittest.main()
