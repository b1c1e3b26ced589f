"""The Plaju story: from the HR file to a programme that was changed because its participants said so, in ten steps.

The steps run in the order of their names and build on each other. Everything is done through the API, by the people of
the demonstration (deploy/demo). The first session is entered afterwards, with days more than three months ago, so that
level 3 has its time; the second one begins while the story is told.
SPDX-License-Identifier: Apache-2.0
"""
import datetime
import math
import statistics
import unittest

import demo
from story import OFFICE, PROJECTS, TODAY, StoryCase, days_from_now, module, morning

FIRST_DAY = TODAY - datetime.timedelta(days=104)
LAST_DAY = FIRST_DAY + datetime.timedelta(days=4)
HEAD = "nip:198607072010011901"  # the head of the office, its Camat
SHORT_BY_UNIT = {"Seksi Pembangunan dan Pemberdayaan Masyarakat": 6, "Kelurahan Plaju Ulu": 5, "Kelurahan Talang Putri": 3}
# What the 14 say about the relevance of the material.
FIRST_JUDGEMENT = (4, 2, 4, 1, 5, 2, 1, 2, 2, 1, 2, 4, 4, 3)


class Plaju(StoryCase):
    def test_01_employees_units_and_positions_come_from_the_hr_system(self):
        people = demo.read("employees.json")
        secret = self.installation.home / "integration"
        secret.write_text(self.role_token("integration"), encoding="utf-8")
        again = self.installation.must("import", demo.FOLDER / "employees.json", "--token-file", secret,
                                       "--url", f"http://127.0.0.1:{self.server.port}")
        self.assertIn("completed: 0 created, 0 updated, 307 unchanged, 0 refused", again)  # it is all here
        self.assertEqual((len(list(self.planner.pages("/v1/employees"))), len(people)), (307, 307))
        self.assertEqual(len(list(self.planner.pages("/v1/units"))), 30)
        self.assertLessEqual(set(SHORT_BY_UNIT), {unit["name"] for unit in self.leader.pages("/v1/units")})
        camat = self.leader.get(f"/v1/employees/{HEAD}").must(200)
        self.assertEqual((camat["position_name"], camat["unit_name"], camat["heads_unit"]), ("Camat", "Kecamatan Plaju", True))
        self.told.head = camat["id"]

    def test_02_a_policy_is_adopted(self):
        policy = self.planner.post("/v1/policies", {"name": "Kebijakan Pengembangan Kompetensi ASN"}).must(201)["id"]
        due = f"{TODAY.year}-12-31"
        competency = self.planner.get(f"/v1/competencies/{PROJECTS}").must(200)["id"]
        unit = self.planner.get(f"/v1/units/{OFFICE}").must(200)["id"]
        goals = (("knowledge", "Nilai tes naik 20 poin", "test_gain", 20), ("skill", "Kesenjangan tertutup", "gap_closure", 80),
                 ("attitude", "Perilaku terlihat di tempat kerja", "behaviour_share", 75),
                 ("skill", "Setiap PNS memenuhi 20 JP", "hours_compliance", 80))
        draft = self.planner.post("/v1/policy-versions", {
            "policy_id": policy, "effective_from": f"{TODAY.year}-01-01", "decree_number": "800/KEP/1",
            "strategies": ["Kerja sama dengan perguruan tinggi"], "parameters": {"hours.pns_floor_jp": 20},
            "objectives": [{"aspect": aspect, "title": title, "indicator": indicator, "target": target, "due_on": due,
                            "competency_id": competency, "unit_id": unit} for aspect, title, indicator, target in goals],
        }).must(201)
        target = f"/v1/policy-versions/{draft['id']}"
        self.planner.post(target + "/submit", {}).must(200)
        self.planner.post(target + "/adopt", {}).must(403)
        self.assertEqual(self.approver.post(target + "/adopt", {}).must(200)["state"], "adopted")
        floor = self.planner.get("/v1/parameters").must(200)["parameters"]["hours.pns_floor_jp"]
        self.assertEqual(floor, {"value": 20, "source": "policy_version"})
        self.told.competency, self.told.unit, self.told.policy_version = competency, unit, draft["id"]

    def test_03_the_needs_analysis_finds_fourteen_people_and_the_plan_answers_them(self):
        self.assertEqual(self.short_people(), SHORT_BY_UNIT)
        made = self.planner.post("/v1/needs-analyses", {"year": TODAY.year, "name": "AKPK Plaju", "unit_id": OFFICE}).must(201)
        analysis, listed = f"/v1/needs-analyses/{made['id']}", f"/v1/needs?needs_analysis_id={made['id']}&competency_id={PROJECTS}"
        self.act(self.planner, analysis, "generate")
        self.check_needs(list(self.planner.pages(listed)))
        self.act(self.planner, analysis, "start-verification")
        self.act(self.leader, analysis, "verify-all")
        self.assertEqual(self.act(self.planner, analysis, "verify-all")["changed"], 1)  # the need of the head himself
        self.act(self.planner, analysis, "start-validation")
        self.act(self.approver, analysis, "validate-all")
        self.assertEqual(self.act(self.approver, analysis, "adopt")["state"], "adopted")
        self.told.needs = list(self.planner.pages(listed))
        self.assertEqual({need["state"] for need in self.told.needs}, {"validated"})
        self.plan()
        self.assertEqual({need["state"] for need in self.planner.pages(listed)}, {"planned"})

    def check_needs(self, needs):
        """14 people by rank, each priority recomputed from the terms and weights stored with it (R-26)."""
        self.assertEqual(len(needs), 14)
        self.assertEqual({unit: sum(need["unit_name"] == unit for need in needs) for unit in SHORT_BY_UNIT}, SHORT_BY_UNIT)
        self.assertEqual([need["priority"] for need in needs], sorted((need["priority"] for need in needs), reverse=True))
        for need in needs:
            self.assertEqual(need["gap"], need["current_level"] - need["required_level"])
            self.assertLess(need["gap"], 0)
            terms, weights = need["priority_terms"]["terms"], need["priority_terms"]["weights"]
            mean = sum(terms[name] * weights[name] for name in terms) / sum(weights.values())
            self.assertEqual(need["priority"], math.floor(mean + 0.5))
            self.assertEqual(terms["strategy"], 10000)  # an objective of the policy names the competency

    def plan(self):
        made = self.planner.post("/v1/plans", {"year": TODAY.year, "name": "Renbangkom", "budget_ceiling_rupiah": 200_000_000})
        plan = f"/v1/plans/{made.must(201)['id']}"
        item = self.planner.post(plan + "/items", {  # the seven elements of PP 11/2017 Art. 207(3)
            "unit_id": OFFICE, "title": "Manajemen Proyek", "competency_id": PROJECTS, "target_level": 3, "target_people": 14,
            "form_id": 3, "organiser": "Universitas A", "scheduled_from": FIRST_DAY.isoformat(), "scheduled_until": days_from_now(0),
            "curriculum_standard": "Standar LAN", "budget_rupiah": 120_000_000,
            "need_ids": [need["id"] for need in self.told.needs]}).must(201)
        self.act(self.planner, plan, "submit")
        for action in ("verify", "validate", "adopt"):
            adopted = self.act(self.approver, plan, action)
        self.assertEqual(adopted["state"], "adopted")
        self.told.plan, self.told.plan_item = made["id"], item["id"]

    def test_04_a_training_is_published_and_seats_go_to_the_highest_need(self):
        self.told.training = self.planner.post("/v1/trainings", {
            "external_id": "mp", "code": "MP-01", "name": "Manajemen Proyek", "form_id": 3}).must(201)["id"]
        self.told.first_version = self.publish_version(summary="Teori manajemen proyek", curriculum_standard="Standar LAN", modules=[
            module("Lingkup", "lecture", 8), module("Jadwal dan biaya", "lecture", 8), module("Risiko", "lecture", 4)])
        self.assertEqual((self.told.first_version["number"], self.told.first_version["total_jp"]), (1, 20))
        self.told.a = self.university("Universitas A", 45_000_000)
        modules = [self.told.first_version["modules"][place]["id"] for place in (0, 0, 1, 1, 2)]
        blocks = [{**morning(FIRST_DAY + datetime.timedelta(days=number), 3), "module_id": taught, "room": "Aula Kecamatan"}
                  for number, taught in enumerate(modules)]
        early = [morning(TODAY - datetime.timedelta(days=201), 3)]
        refused = self.schedule("Terlalu dini", self.told.a, early, 15, 409, "agreement-not-covering")
        self.assertEqual(refused["conflicting"]["id"], self.told.a.agreement)
        self.told.first = self.schedule("Angkatan I", self.told.a, blocks, 15)
        self.give_seats()

    def give_seats(self):
        """15 seats: the 14 by their need, then the head of the office; who comes after them waits."""
        needy = [need["employee_id"] for need in self.told.needs]
        others = [row["id"] for row in self.planner.pages("/v1/employees?below=" + OFFICE)]
        extra = next(row for row in others if row not in (*needy, self.told.head))
        seats = self.seat(self.told.first, [self.told.head], [extra], needy[::-1])
        self.assertEqual([seat["employee_id"] for seat in seats[14:]], [self.told.head, extra])
        self.assertEqual({seat["employee_id"] for seat in seats[:14]}, set(needy))
        self.assertEqual([seat["state"] for seat in seats], ["confirmed"] * 15 + ["waitlisted"])
        by_need = {need["employee_id"]: need["priority"] / 100 for need in self.told.needs}
        for rank, seat in enumerate(seats[:14], 1):
            self.assertEqual((seat["rank"], seat["priority_terms"]["need_priority"]), (rank, by_need[seat["employee_id"]]))
        self.told.seats = {seat["employee_id"]: seat["id"] for seat in seats[:15]}
        self.told.learners = [seat["employee_id"] for seat in seats[:14]]

    def test_05_attendance_tests_hours_and_evidence(self):
        learners, seats = self.told.learners, self.told.seats
        self.told.retry = learners[6:]  # eight do not pass
        scores = {seats[person]: (40, 60 if person in self.told.retry else 80) for person in learners}
        scores[seats[self.told.head]] = (50, 90)
        completed = self.hold(self.told.first, {seats[learners[6]]: (5,)}, scores)
        self.assertEqual((completed["state"], completed["training_version_number"]), ("completed", 1))
        states = self.states(self.told.first)
        self.assertEqual([states[person] for person in learners], ["passed"] * 6 + ["failed"] * 8)
        self.assertEqual(states[self.told.head], "passed")
        tests = list(self.planner.pages(f"/v1/sessions/{self.told.first['id']}/test-scores"))
        self.assertEqual(statistics.mean(row["gain"] for row in tests), (6 * 40 + 8 * 20 + 40) / 15)
        shares = {row["id"]: row["present_share"] for row in self.planner.pages(f"/v1/sessions/{self.told.first['id']}/attendances")}
        self.assertEqual(sorted(shares.values()), [80] + [100] * 14)
        self.check_hours(learners[6], learners[0])
        self.check_evidence(learners[0])
        self.assertEqual(sum(self.short_people().values()), 8)
        next_month = [morning(TODAY + datetime.timedelta(days=30), 3)]
        self.told.planned = self.schedule("Angkatan berikut", self.told.a, next_month, 15)

    def hours(self, employee, day):
        """JP in the ledger that were earned in the year of a day until then."""
        found = self.planner.get(f"/v1/employees/{employee}/hours?as_of={day}").must(200)
        self.assertEqual(sum(entry["jp"] for entry in found["entries"]), found["compliance"]["jp"])
        return found["compliance"]["jp"]

    def check_hours(self, absent_once, present):
        """JP by module and attendance; who missed the block of the last module has none of its four."""
        day = LAST_DAY.isoformat()
        self.assertEqual([self.hours(person, day) for person in (present, self.told.head, absent_once)], [20, 20, 16])
        [entry] = self.planner.get(f"/v1/employees/{absent_once}/hours?as_of={day}").must(200)["entries"]
        modules = [(taught["jp"], taught["attended_minutes"], taught["credited_jp"]) for taught in entry["terms"]["modules"]]
        self.assertEqual(modules, [(8, 360, 8), (8, 360, 8), (4, 0, 0)])

    def check_evidence(self, employee):
        """Passing is evidence in the profile, with the session as its source; the need that was found later stays."""
        profile = self.planner.get(f"/v1/employees/{employee}/competency-profile").must(200)
        [found] = [row for row in profile["competencies"] if row["competency_id"] == self.told.competency]
        counted = found["evidence"][0]
        self.assertEqual((counted["method"], counted["reason"], counted["level"], counted["source_reference"]),
                         ("training", "counted", 3, "Angkatan I"))
        self.assertEqual(counted["assessed_on"], LAST_DAY.isoformat())
        self.assertGreaterEqual(found["current_gap"], 0)

    def test_06_participants_answer_anonymously(self):
        [opened] = self.planner.get(f"/v1/evaluations?session_id={self.told.first['id']}").must(200)["data"]
        self.assertEqual((opened["invited"], opened["answered"], opened["state"]), (15, 0, "open"))
        self.told.evaluation = opened["id"]
        target = f"/v1/evaluations/{opened['id']}"
        for employee, relevance in zip(self.told.learners, FIRST_JUDGEMENT):
            answered = self.answer(self.person(employee), relevance, "Materi terlalu teoretis")
        self.role("auditor").put(*answered).must(404)  # for those who were not there it does not exist
        hidden = self.planner.get(target + "/results").must(200)
        self.assertEqual((hidden["suppressed"], hidden["dimensions"]), ("open", []))
        reminded = self.planner.get(target + "/reminders").must(200)["data"]
        self.assertEqual([row["employee_id"] for row in reminded], [self.told.head])
        closed = self.act(self.planner, target, "close")
        self.assertEqual((closed["answered"], closed["response_rate"]), (14, 93.33))
        self.assertEqual(self.figures(opened["id"]), (14, 8))
        self.assertEqual(self.figures(opened["id"], "instructor"), (14, 0))
        words = self.planner.get(target + "/results").must(200)["texts"][0]["texts"]
        self.assertEqual(words, ["Materi terlalu teoretis"] * 14)


if __name__ == "__main__":
    unittest.main()
