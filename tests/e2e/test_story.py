"""The Plaju story: from the HR file to a programme that was changed because its participants said so.

The steps run in the order of their names and build on each other; the first that fails ends the story. Everything is
done through the API, by the people of the demonstration (deploy/demo). The first session is entered afterwards, with
days more than three months ago, so that level 3 has its time; the second one begins while the story is told.
SPDX-License-Identifier: Apache-2.0
"""
import datetime
import math
import statistics
import types
import unittest

import demo

WIB = datetime.timezone(datetime.timedelta(hours=7))
TODAY = datetime.datetime.now(WIB).date()
FIRST_DAY = TODAY - datetime.timedelta(days=104)
LAST_DAY = FIRST_DAY + datetime.timedelta(days=4)
OFFICE = "ext:f4d5029cba416971e70043c78d9e3e3b"  # Kecamatan Plaju
HEAD = "nip:198607072010011901"  # its head, the Camat
PROJECTS = "ext:T.1"  # project management
SHORT_BY_UNIT = {"Seksi Pembangunan dan Pemberdayaan Masyarakat": 6, "Kelurahan Plaju Ulu": 5, "Kelurahan Talang Putri": 3}
DIMENSIONS = ("material_relevance", "material_quality", "method", "instructor")


def days_from_now(count):
    return (TODAY + datetime.timedelta(days=count)).isoformat()


def morning(date, hours):
    """A block on the morning of a day."""
    start = datetime.datetime.combine(date, datetime.time(8), WIB)
    return {"starts_at": start.isoformat(), "ends_at": (start + datetime.timedelta(hours=hours)).isoformat()}


def module(title, method, jp):
    return {"title": title, "learning_outcome": f"Peserta mampu: {title}", "competency_id": PROJECTS, "target_level": 3,
            "method": method, "jp": jp}


class Plaju(demo.DemoCase):
    told = types.SimpleNamespace()  # what one step leaves to the next

    def run(self, result=None):
        result.failfast = True
        return super().run(result)

    def setUp(self):
        self.admin, self.planner, self.approver = self.role("admin"), self.role("planner"), self.role("approver")
        self.leader = self.role("leader")

    # ---- what the steps have in common

    @classmethod
    def person(cls, employee_id):
        """Somebody of the demonstration as a caller."""
        if employee_id not in cls.tokens:
            cls.tokens[employee_id] = cls.employee_token(employee_id)
        return cls.server.connect(cls.tokens[employee_id])

    @staticmethod
    def act(caller, target, action):
        """An action without a body."""
        return caller.request("POST", f"{target}/{action}").must(200)

    def short_people(self):
        """{unit: people who fall short in project management}."""
        cells = self.leader.pages(f"/v1/reports/gap-map?competency_id={PROJECTS}&below={OFFICE}")
        return {cell["unit_name"]: cell["short_count"] for cell in cells if cell["short_count"] > 0}

    def publish_version(self, **members):
        target = f"/v1/trainings/{self.told.training}/versions"
        draft = self.planner.post(target, members).must(201)
        return self.planner.post(f"{target}/{draft['id']}/publish", {}).must(200)

    def university(self, name, price):
        """A partner with an accreditation, an agreement, an offer for the training, and an instructor."""
        made = self.planner.post("/v1/partners", {"name": name, "kind": "university"}).must(201)["id"]
        self.planner.post(f"/v1/partners/{made}/accreditations", {
            "body": "LAN", "grade": "A", "decree_number": f"SK {name}", "valid_from": days_from_now(-400)}).must(201)
        agreement = self.planner.post("/v1/agreements", {
            "partner_id": made, "kind": "pks", "number": f"800/PKS/{name}", "title": "Pelatihan teknis",
            "valid_from": days_from_now(-200), "valid_until": days_from_now(365), "session_quota": 4,
            "training_ids": [self.told.training]}).must(201)["id"]
        self.planner.post("/v1/offers", {
            "partner_id": made, "training_id": self.told.training, "price_rupiah": price, "capacity": 30,
            "lead_time_days": 0, "valid_from": days_from_now(-200)}).must(201)
        instructor = self.planner.post("/v1/instructors", {
            "name": f"Dosen {name}", "partner_id": made,
            "expertise": [{"competency_id": PROJECTS, "level": 5}]}).must(201)["id"]
        return types.SimpleNamespace(id=made, agreement=agreement, instructor=instructor, price=price)

    def schedule(self, name, partner, blocks, capacity, status=201, code=None):
        for block in blocks:
            block["instructor_ids"] = [partner.instructor]
        return self.planner.post("/v1/sessions", {
            "training_id": self.told.training, "name": name, "partner_id": partner.id, "agreement_id": partner.agreement,
            "plan_item_id": self.told.plan_item, "capacity": capacity, "waitlist_limit": 5,
            "committed_rupiah": partner.price, "blocks": blocks}).must(status, code=code)

    def seat(self, session, *groups):
        """Nominated by the planner, one group after the other, approved by somebody else, seated by need: the enrolments."""
        target = f"/v1/sessions/{session['id']}"
        self.planner.post(target + "/open", {}).must(200)
        for group in groups:
            body = {"items": [{"employee_id": employee} for employee in group]}
            for enrolment in self.planner.post(target + "/enrolments/bulk", body).must(201)["enrolment_ids"]:
                self.approver.post(f"/v1/enrolments/{enrolment}/approve", {}).must(200)
        self.planner.post(target + "/close", {}).must(200)
        return list(self.planner.pages(target + "/enrolments"))

    def hold(self, session, absences, scores):
        """Attendance of every block (but {enrolment: ordinals}), {enrolment: (pre, post)}, and the end of the session."""
        target = f"/v1/sessions/{session['id']}"
        self.planner.post(target + "/start", {}).must(200)
        self.planner.put(target + "/attendances", {"items": [
            {"enrolment_id": seat, "block_id": block["id"], "present": block["ordinal"] not in absences.get(seat, ())}
            for seat in scores for block in session["blocks"]]}).must(200)
        self.planner.put(target + "/test-scores", {"items": [
            {"enrolment_id": seat, "kind": kind, "score": score}
            for seat, pair in scores.items() for kind, score in zip(("pre", "post"), pair)]}).must(200)
        return self.planner.post(target + "/complete", {"realised_rupiah": session["committed_rupiah"]}).must(200)

    def states(self, session):
        """{employee: state of their enrolment}."""
        return {seat["employee_id"]: seat["state"] for seat in self.planner.pages(f"/v1/sessions/{session['id']}/enrolments")}

    # ---- the story

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
        self.ask_for_reactions()
        self.told.a = self.university("Universitas A", 45_000_000)
        modules = [self.told.first_version["modules"][place]["id"] for place in (0, 0, 1, 1, 2)]
        blocks = [{**morning(FIRST_DAY + datetime.timedelta(days=number), 3), "module_id": taught, "room": "Aula Kecamatan"}
                  for number, taught in enumerate(modules)]
        early = [morning(TODAY - datetime.timedelta(days=201), 3)]
        refused = self.schedule("Terlalu dini", self.told.a, early, 15, 409, "agreement-not-covering")
        self.assertEqual(refused["conflicting"]["id"], self.told.a.agreement)
        self.told.first = self.schedule("Angkatan I", self.told.a, blocks, 15)
        self.give_seats()

    def ask_for_reactions(self):
        """A published questionnaire: one score a dimension, and room for words."""
        instrument = self.planner.post("/v1/instruments", {"name": "Reaksi peserta"}).must(201)["id"]
        items = [{"ordinal": number, "dimension": dimension, "kind": "score", "question": f"Penilaian atas {dimension}"}
                 for number, dimension in enumerate(DIMENSIONS, 1)]
        items.append({"ordinal": 9, "dimension": "overall", "kind": "text", "question": "Apa yang perlu diubah?"})
        target = f"/v1/instruments/{instrument}/versions"
        version = self.planner.post(target, {"items": items}).must(201)
        self.act(self.planner, f"{target}/{version['id']}", "publish")

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
        self.check_evidence(learners[0])
        self.assertEqual(sum(self.short_people().values()), 8)

    def check_evidence(self, employee):
        """Passing is evidence in the profile, with the session as its source; the need that was found later stays."""
        profile = self.planner.get(f"/v1/employees/{employee}/competency-profile").must(200)
        [found] = [row for row in profile["competencies"] if row["competency_id"] == self.told.competency]
        counted = found["evidence"][0]
        self.assertEqual((counted["method"], counted["reason"], counted["level"], counted["source_reference"]),
                         ("training", "counted", 3, "Angkatan I"))
        self.assertEqual(counted["assessed_on"], LAST_DAY.isoformat())
        self.assertGreaterEqual(found["current_gap"], 0)


if __name__ == "__main__":
    unittest.main()
