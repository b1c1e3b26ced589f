"""A small office with a training, told through the API: what test_traps.py needs before a trap can snap.

SPDX-License-Identifier: Apache-2.0
"""
import datetime
import itertools
import types

import contract
import harness

WIB = datetime.timezone(datetime.timedelta(hours=7))
TODAY = datetime.datetime.now(WIB).date()
LAST_YEAR = datetime.date(TODAY.year - 1, 6, 1)
COURSE = "Manajemen Proyek"
DIMENSIONS = ("material_relevance", "instructor")
_numbers = itertools.count(1)


def morning(date, hours=3, **members):
    """A block on the morning of a day."""
    start = datetime.datetime.combine(date, datetime.time(8), WIB)
    return {"starts_at": start.isoformat(), "ends_at": (start + datetime.timedelta(hours=hours)).isoformat(), **members}


class ClassroomCase(harness.ServerCase):
    """One unit and one questionnaire for the class; every test makes the people, trainings and sessions it needs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.planner, cls.approver, cls.admin = (cls.caller(role) for role in ("planner", "approver", "admin"))
        cls.unit = cls.planner.post("/v1/units", {"name": "Dinas Contoh", "kind": "agency"}).must(201)["id"]
        cls.competency = cls.planner.post("/v1/competencies", {
            "code": "T.1", "name": COURSE, "kind": "technical", "aspect": "skill",
            "levels": [{"level": level, "indicators": ["Menyusun rencana"]} for level in range(1, 6)]}).must(201)["id"]
        instrument = cls.planner.post("/v1/instruments", {"name": "Reaksi peserta"}).must(201)["id"]
        questions = [{"ordinal": place, "dimension": dimension, "kind": "score", "question": f"Nilai {dimension}?"}
                     for place, dimension in enumerate(DIMENSIONS, 1)]
        questions.append({"ordinal": 9, "dimension": "overall", "kind": "text", "question": "Saran?"})
        target = f"/v1/instruments/{instrument}/versions"
        made = cls.planner.post(target, {"items": questions}).must(201)["id"]
        cls.act(cls.planner, f"{target}/{made}", "publish").must(200)

    @classmethod
    def person(cls, **members):
        number = next(_numbers)
        return cls.planner.post("/v1/employees", {
            "nip": f"19900101{2010 + number // 999:04d}041{number % 999 + 1:03d}", "name": f"Peserta {number}", "kind": "pns",
            "unit_id": cls.unit, **members}).must(201)["id"]

    def people(self, count):
        return [self.person() for _ in range(count)]

    @staticmethod
    def act(caller, target, action):
        """An action with nothing to say: some take a body with members that may be left out, others take none."""
        target = f"{target}/{action}"
        operation = contract.of(caller.port).operation("POST", target)
        return caller.request("POST", target, {} if "requestBody" in operation else None)

    def training(self, jp=10, name=None):
        """A training with one published version of one module."""
        number = next(_numbers)
        made = self.planner.post("/v1/trainings", {"code": f"P-{number}", "name": name or f"{COURSE} {number}", "form_id": 3})
        target = f"/v1/trainings/{made.must(201)['id']}/versions"
        version = self.planner.post(target, {"summary": "Dasar", "modules": [{
            "title": "Dasar", "learning_outcome": "Peserta mampu", "competency_id": self.competency, "target_level": 3,
            "method": "lecture", "jp": jp}]}).must(201)["id"]
        self.act(self.planner, f"{target}/{version}", "publish").must(200)
        return made["id"]

    def session(self, training, people, dates, **members):
        """Nominations closed: the session, with .seats {person: enrolment}. By default there is a seat for everybody."""
        made = self.planner.post("/v1/sessions", {
            "training_id": training, "name": "Angkatan I", "capacity": len(people), "blocks": [morning(day) for day in dates],
            **members}).must(201)
        target = f"/v1/sessions/{made['id']}"
        self.act(self.planner, target, "open").must(200)
        seats = self.planner.post(target + "/enrolments/bulk", {"items": [{"employee_id": person} for person in people]})
        for seat in seats.must(201)["enrolment_ids"]:
            self.act(self.approver, f"/v1/enrolments/{seat}", "approve").must(200)
        self.act(self.planner, target, "close").must(200)
        return types.SimpleNamespace(id=made["id"], target=target, blocks=made["blocks"],
                                     seats=dict(zip(people, seats["enrolment_ids"])))

    def state(self, session, statements, **members):
        """Attendance: {person: whether they were there}, in every block."""
        return self.planner.put(session.target + "/attendances", {"items": [
            {"enrolment_id": session.seats[person], "block_id": block["id"], "present": present}
            for person, present in statements.items() for block in session.blocks], **members})

    def held(self, people, absent=(), dates=(TODAY - datetime.timedelta(days=3),), training=None):
        """A completed session whose evaluation is open: .evaluation is its id."""
        session = self.session(training or self.training(), [*people, *absent], dates)
        self.act(self.planner, session.target, "start").must(200)
        self.state(session, dict.fromkeys(people, True) | dict.fromkeys(absent, False)).must(200)
        self.act(self.planner, session.target, "complete").must(200)
        [opened] = self.planner.get(f"/v1/evaluations?session_id={session.id}").must(200)["data"]
        session.evaluation = opened["id"]
        return session

    def ballot(self, person):
        """(target, items) of the only evaluation that somebody may still answer."""
        [ballot] = self.employee(person).get("/v1/me/ballots").must(200)["data"]
        return f"/v1/evaluations/{ballot['evaluation_id']}/answer", ballot["items"]

    def answer(self, person, score, words=None, **options):
        target, items = self.ballot(person)
        scores = [{"item_id": item["id"], "score": score} for item in items if item["kind"] == "score"]
        texts = [{"item_id": item["id"], "text": words} for item in items if item["kind"] == "text" and words]
        return self.employee(person).put(target, {"scores": scores, "texts": texts}, **options).must(204)

    def results(self, session, caller=None):
        return (caller or self.planner).get(f"/v1/evaluations/{session.evaluation}/results")

    def seat_states(self, session):
        """{person: state of their seat}."""
        return {seat["employee_id"]: seat["state"] for seat in self.planner.pages(session.target + "/enrolments")}

    def hours(self, person, day):
        return self.planner.get(f"/v1/employees/{person}/hours?as_of={day}").must(200)
