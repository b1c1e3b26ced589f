"""Needs, plans and their traces over HTTP: from a gap to an adopted plan, and what is refused on the way.

SPDX-License-Identifier: Apache-2.0
"""
import datetime
import unittest
import uuid

import harness

TODAY = datetime.date.today().isoformat()
ELEMENTS = {"target_people": 14, "form_id": 3, "organiser": "Universitas A", "scheduled_from": "2027-03-01",
            "scheduled_until": "2027-03-05", "curriculum_standard": "Standar LAN", "budget_rupiah": 400}


class Needs(harness.ServerCase):
    def setUp(self):
        self.planner, self.approver = self.caller("planner"), self.caller("approver")
        self.leader, self.admin = self.caller("leader"), self.caller("admin")
        self.top = self.unit()
        self.section = self.unit(self.top)
        self.position = self.admin.post("/v1/positions", {"name": "Penata", "kind": "functional"}).must(201)["id"]
        self.competency = self.planner.post("/v1/competencies", {
            "code": uuid.uuid4().hex, "name": "Manajemen Proyek", "kind": "technical", "aspect": "skill",
            "levels": [{"level": n, "indicators": ["Perilaku"]} for n in range(1, 6)]}).must(201)["id"]
        self.database.rows("INSERT INTO position_standards (organization_id, id, position_id, competency_id, required_level,"
                           " valid, created_at) SELECT id, gen_random_uuid(), %s, %s, 3, '[2020-01-01,)', now()"
                           " FROM organizations WHERE slug = %s", (self.position, self.competency, self.slug))
        self.short, self.shorter = self.employee_short_of(2), self.employee_short_of(1)

    def unit(self, parent=None):
        return self.admin.post("/v1/units", {"name": "Kecamatan", "kind": "agency", "parent_id": parent}).must(201)["id"]

    def employee_short_of(self, level):
        serial = self.database.rows("SELECT count(*) + 1 FROM employees")[0][0]
        made = self.admin.post("/v1/employees", {"nip": f"199001012015041{serial:03d}", "name": "Contoh", "kind": "pns",
                                                 "unit_id": self.section, "position_id": self.position}).must(201)["id"]
        self.assess(made, level)
        return made

    def assess(self, employee, level, day=TODAY):
        return self.planner.post("/v1/assessments", {"employee_id": employee, "competency_id": self.competency, "level": level,
                                                     "method": "superior", "assessed_on": day}).must(201)

    def analysis(self):
        made = self.planner.post("/v1/needs-analyses", {"year": 2026, "name": "AKPK", "unit_id": self.top}).must(201)
        return "/v1/needs-analyses/" + made["id"], made["id"]

    @staticmethod
    def act(caller, target, action):
        """An action without a body."""
        return caller.request("POST", f"{target}/{action}")

    def validated(self):
        """The needs of an adopted analysis by rank."""
        target, key = self.analysis()
        self.assertEqual(self.act(self.planner, target, "generate").must(200).json, {"created": 2, "unchanged": 0})
        self.act(self.planner, target, "start-verification").must(200)
        self.assertEqual(self.act(self.leader, target, "verify-all").must(200)["changed"], 2)
        self.act(self.planner, target, "start-validation").must(200)
        self.assertEqual(self.act(self.approver, target, "validate-all").must(200)["changed"], 2)
        self.act(self.approver, target, "adopt").must(200)
        return list(self.planner.pages(f"/v1/needs?needs_analysis_id={key}", limit=1))

    def plan(self, ceiling=1000, **members):
        made = self.planner.post("/v1/plans", {"year": 2027, "name": "Renbangkom", "budget_ceiling_rupiah": ceiling}
                                 | members).must(201)
        return "/v1/plans/" + made["id"]

    def item(self, plan, status=201, code=None, **members):
        body = {"unit_id": self.section, "title": "Manajemen Proyek", "competency_id": self.competency} | ELEMENTS | members
        return self.planner.post(plan + "/items", body).must(status, code=code)


class Analyses(Needs):
    def test_r25_generation_is_repeatable_and_keeps_decisions(self):
        target, key = self.analysis()
        self.act(self.planner, target, "generate").must(200)
        first = self.planner.get(f"/v1/needs?needs_analysis_id={key}").must(200)["data"]
        self.assertEqual([need["employee_id"] for need in first], [self.shorter, self.short])  # the bigger gap
        dropped = f"/v1/needs/{first[0]['id']}"
        self.approver.post(dropped + "/drop", {"reason": "Pindah tugas"}).must(200)
        self.assertEqual(self.act(self.planner, target, "generate").must(200).json, {"created": 0, "unchanged": 2})
        self.assertEqual(self.planner.get(dropped).must(200)["state"], "dropped")
        self.act(self.planner, target, "adopt").must(403)
        self.act(self.approver, target, "adopt").must(409, code="wrong-state")

    def test_r01_nobody_validates_what_they_verified(self):
        target, key = self.analysis()
        self.act(self.planner, target, "generate").must(200)
        self.act(self.planner, target, "start-verification").must(200)
        self.act(self.planner, target, "start-validation").must(409, code="needs-undecided")
        need, other = (f"/v1/needs/{row['id']}" for row in self.planner.pages(f"/v1/needs?needs_analysis_id={key}"))
        self.act(self.planner, need, "verify").must(200)
        self.act(self.leader, other, "verify").must(200)
        self.act(self.planner, target, "start-validation").must(200)
        self.act(self.planner, need, "validate").must(403, code="own-case")
        self.assertEqual(self.act(self.planner, other, "validate").must(200)["state"], "validated")
        history = self.planner.get(f"/v1/transitions?resource_type=need&resource_id={other[-36:]}").must(200)["data"]
        self.assertEqual([step["to_state"] for step in history], ["proposed", "verified", "validated"])

    def test_r27_what_was_found_before_the_verification_counts(self):
        target, key = self.analysis()
        self.act(self.planner, target, "generate").must(200)
        needs = {row["employee_id"]: row for row in self.planner.pages(f"/v1/needs?needs_analysis_id={key}")}
        proof = self.assess(self.short, 3)
        need, other = (f"/v1/needs/{needs[who]['id']}" for who in (self.short, self.shorter))
        self.assertEqual(self.planner.get(need).must(200)["state"], "proposed")
        self.act(self.planner, target, "start-verification").must(200)
        met = self.act(self.planner, need, "verify").must(200)
        self.assertEqual((met["state"], met["met_by_assessment_id"], met["version"]), ("met", proof["id"], 3))
        self.assertEqual(self.planner.get(need).must(200).headers["etag"], met.headers["etag"])
        self.assertEqual(self.act(self.planner, other, "verify").must(200)["state"], "verified")

    def test_a_need_by_hand_is_verified_by_somebody_else(self):
        target, key = self.analysis()
        body = {"needs_analysis_id": key, "competency_id": self.competency, "required_level": 3, "source": "public_demand",
                "description": "Keluhan warga", "unit_id": self.section}
        self.leader.post("/v1/needs", body | {"employee_id": self.short}).must(422)
        self.leader.post("/v1/needs", body | {"source": "competency_gap"}).must(422)
        endless = self.leader.post("/v1/needs", {name: body[name] for name in body if name != "required_level"}).must(422)
        self.assertEqual([(error["pointer"], error["rule"]) for error in endless["errors"]], [("/required_level", "required")])
        made = self.leader.post("/v1/needs", body).must(201)
        self.act(self.planner, target, "start-verification").must(200)
        self.act(self.leader, f"/v1/needs/{made['id']}", "verify").must(403, code="own-case")
        self.act(self.planner, f"/v1/needs/{made['id']}", "verify").must(200)

    def test_r02_needs_are_seen_within_the_subtree_and_by_oneself(self):
        target, key = self.analysis()
        self.act(self.planner, target, "generate").must(200)
        listed = f"/v1/needs?needs_analysis_id={key}"
        elsewhere = self.caller("leader", unit=self.unit())
        self.assertEqual(elsewhere.get(listed).must(200)["data"], [])
        elsewhere.get(target).must(404)
        own = self.employee(self.short).get(listed).must(200)["data"]
        self.assertEqual([need["employee_id"] for need in own], [self.short])
        one = f"{listed}&employee_id={self.short}&state=proposed&source=competency_gap&below={self.top}"
        self.assertEqual(len(self.planner.get(one + f"&competency_id={self.competency}").must(200)["data"]), 1)

    def need_of_the_section(self):
        """The target of a need that the leader put in for the section and the planner verified."""
        target, key = self.analysis()
        made = self.leader.post("/v1/needs", {
            "needs_analysis_id": key, "competency_id": self.competency, "required_level": 3, "source": "public_demand",
            "description": "Keluhan warga", "unit_id": self.section}).must(201)
        need = f"/v1/needs/{made['id']}"
        self.act(self.planner, target, "start-verification").must(200)
        self.act(self.planner, need, "verify").must(200)
        return need

    def test_r27_a_need_of_a_unit_is_met_by_evidence_that_somebody_names(self):
        need, other = self.need_of_the_section(), self.caller("planner")
        low, found = self.assess(self.short, 2)["id"], self.assess(self.short, 3)["id"]
        self.assertEqual(self.planner.get(need).must(200)["state"], "verified")  # nobody's level meets it by itself
        self.planner.post(need + "/meet", {"assessment_id": found}).must(403, code="own-case")
        for evidence, rule in ((low, "evidence"), (str(uuid.uuid4()), "reference")):
            reply = other.post(need + "/meet", {"assessment_id": evidence}).must(422)
            self.assertEqual([(error["pointer"], error["rule"]) for error in reply["errors"]], [("/assessment_id", rule)])
        met = self.approver.post(need + "/meet", {"assessment_id": found}).must(200)
        self.assertEqual((met["state"], met["met_by_assessment_id"]), ("met", found))
        self.approver.post(need + "/meet", {"assessment_id": found}).must(409, code="wrong-state")
        history = self.planner.pages(f"/v1/transitions?resource_type=need&resource_id={met['id']}")
        self.assertEqual(sorted(row["to_state"] for row in history), ["met", "proposed", "verified"])

    def test_r27_a_need_of_an_employee_is_not_met_by_hand(self):
        [need, *_] = self.validated()
        found = self.assess(need["employee_id"], 2)["id"]
        self.approver.post(f"/v1/needs/{need['id']}/meet", {"assessment_id": found}).must(409, code="need-met-by-itself")


class Plans(Needs):
    def test_r30_r31_from_the_need_over_the_plan_to_the_gap(self):
        needs = self.validated()
        plan = self.plan()
        item = self.item(plan, need_ids=[need["id"] for need in needs])
        self.act(self.planner, plan, "submit").must(200)
        for action in ("verify", "validate", "adopt"):
            self.act(self.planner, plan, action).must(403)
            self.act(self.approver, plan, action).must(200)
        need = f"/v1/needs/{needs[0]['id']}"
        self.assertEqual(self.planner.get(need).must(200)["state"], "planned")
        proof = self.assess(needs[0]["employee_id"], 4, needs[0]["identified_on"])
        met = self.planner.get(need).must(200)
        self.assertEqual((met["state"], met["met_by_assessment_id"]), ("met", proof["id"]))
        link = self.planner.get(need + "/trace").must(200)["links"][0]
        self.assertEqual((link["plan_item_id"], link["gap_then"], link["gap_now"]), (item["id"], -2, 1))
        links = self.planner.get(f"/v1/plan-items/{item['id']}/trace").must(200)["links"]
        self.assertEqual({row["need_id"] for row in links}, {row["id"] for row in needs})
        report = f"/v1/reports/plan-realisation?plan_id={plan[-36:]}"
        self.assertEqual(self.planner.get(report).must(200)["data"][0]["people_planned"], 14)
        self.assertIn(b"Manajemen Proyek", self.planner.get(report, Accept="text/csv").must(200).body)

    def test_r01_who_ever_edited_an_item_does_not_decide(self):
        plan, both = self.plan(), self.caller("planner", "approver")
        item = self.item(plan, reason="Wajib")
        both.patch(f"{plan}/items/{item['id']}", {"title": "Lain"}).must(200)
        self.planner.patch(f"{plan}/items/{item['id']}", {"title": "Lain lagi"}).must(200)
        self.act(self.planner, plan, "submit").must(200)
        self.act(both, plan, "verify").must(403, code="own-case")
        self.act(self.approver, plan, "verify").must(200)

    def test_r30_each_of_the_seven_elements_is_asked_for(self):
        plan = self.plan()
        self.act(self.planner, plan, "submit").must(409, code="plan-incomplete")
        self.item(plan, 422)  # neither needs nor a reason
        item = self.item(plan, reason="Wajib", competency_id=None, **dict.fromkeys(ELEMENTS))
        refused = self.act(self.planner, plan, "submit").must(409, code="plan-incomplete")
        self.assertEqual(sorted(error["pointer"].rsplit("/", 1)[1] for error in refused["errors"]),
                         ["budget_rupiah", "competency_id", "curriculum_standard", "form_id", "organiser", "scheduled_from",
                          "target_people"])
        self.planner.patch(f"{plan}/items/{item['id']}", ELEMENTS | {"competency_id": self.competency}).must(200)
        self.act(self.planner, plan, "submit").must(200)
        self.planner.patch(f"{plan}/items/{item['id']}", {"title": "Lain"}).must(409, code="wrong-state")
        self.approver.post(plan + "/return-to-draft", {"reason": "Rinci"}).must(200)
        self.planner.patch(f"{plan}/items/{item['id']}", {"title": "Lain"}).must(200)

    def test_r30_a_need_must_be_validated_before_it_is_planned(self):
        target, key = self.analysis()
        self.act(self.planner, target, "generate").must(200)
        need = self.planner.get(f"/v1/needs?needs_analysis_id={key}").must(200)["data"][0]["id"]
        plan = self.plan()
        self.item(plan, need_ids=[need])
        refused = self.act(self.planner, plan, "submit").must(409, code="plan-incomplete")
        self.assertEqual([error["rule"] for error in refused["errors"]], ["need-validated"])
        self.approver.post(f"/v1/needs/{need}/drop", {"reason": "Pindah"}).must(200)
        self.item(plan, 422, "reference-not-found", need_ids=[need])

    def test_r30_ceilings_hold_for_the_plan_and_for_units(self):
        plan = self.plan(unit_ceilings=[{"unit_id": self.top, "budget_ceiling_rupiah": 700}])
        item = self.item(plan, reason="Wajib")
        self.item(plan, 409, "budget-ceiling", reason="Wajib")  # 800 of 700
        self.item(plan, reason="Wajib", unit_id=self.unit(), budget_rupiah=600)  # another branch; 1000 of 1000
        self.planner.patch(f"{plan}/items/{item['id']}", {"budget_rupiah": 401}).must(409, code="budget-ceiling")
        self.planner.patch(plan, {"budget_ceiling_rupiah": 999}).must(409, code="budget-ceiling")
        self.planner.patch(plan, {"unit_ceilings": []}).must(200)
        self.assertEqual(self.planner.get(plan).must(200)["unit_ceilings"], [])
        self.assertEqual(len(list(self.planner.pages(plan + "/items", limit=1))), 2)

    def test_r02_a_part_of_the_organization_plans_its_own_items_only(self):
        plan, part = self.plan(), self.caller("planner", unit=self.section)
        part.post("/v1/plans", {"year": 2027, "name": "Lain", "budget_ceiling_rupiah": 1}).must(403)
        self.act(part, plan, "submit").must(403)
        body = {"title": "Lain", "reason": "Wajib"}
        part.post(plan + "/items", body | {"unit_id": self.top}).must(422, code="reference-not-found")
        part.post(plan + "/items", body | {"unit_id": self.section}).must(201)
        hidden = self.item(plan, reason="Wajib", unit_id=self.top)
        self.assertEqual(len(part.get(plan + "/items").must(200)["data"]), 1)
        part.get(f"{plan}/items/{hidden['id']}").must(404)
        part.get(f"/v1/plan-items/{hidden['id']}/trace").must(404)

    def test_r02_a_patch_keeps_the_needs_that_the_caller_does_not_see(self):
        target, key = self.analysis()
        body = {"needs_analysis_id": key, "competency_id": self.competency, "required_level": 3, "source": "public_demand",
                "description": "Keluhan warga"}
        above, first, second = (self.planner.post("/v1/needs", body | {"unit_id": unit}).must(201)["id"]
                                for unit in (self.top, self.section, self.section))
        plan, part = self.plan(), self.caller("planner", unit=self.section)
        item = f"{plan}/items/{self.item(plan, need_ids=[above, first])['id']}"
        part.get(f"/v1/needs/{above}").must(404)
        self.assertEqual(set(part.patch(item, {"need_ids": [second]}).must(200)["need_ids"]), {above, second})
        self.assertEqual(set(self.planner.get(item).must(200)["need_ids"]), {above, second})
        self.assertEqual(part.patch(item, {"need_ids": []}).must(200)["need_ids"], [above])
        self.approver.post(f"/v1/needs/{above}/drop", {"reason": "Pindah"}).must(200)
        self.assertEqual(part.patch(item, {"need_ids": [first]}).must(200)["version"], 4)
        self.planner.patch(item, {"need_ids": [above]}).must(200)  # it answers a need that was dropped since
        self.planner.patch(item, {"need_ids": []}).must(422)  # neither needs nor a reason


if __name__ == "__main__":
    unittest.main()
