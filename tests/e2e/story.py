"""What the Plaju story (test_story.py) is told with: its days, its people, and the calls that come more than once.

SPDX-License-Identifier: Apache-2.0
"""
import datetime
import math
import types

import demo

WIB = datetime.timezone(datetime.timedelta(hours=7))
TODAY = datetime.datetime.now(WIB).date()
OFFICE = "ext:f4d5029cba416971e70043c78d9e3e3b"  # Kecamatan Plaju
PROJECTS = "ext:T.1"  # project management


def days_from_now(count):
    return (TODAY + datetime.timedelta(days=count)).isoformat()


def morning(date, hours):
    """A block on the morning of a day."""
    start = datetime.datetime.combine(date, datetime.time(8), WIB)
    return {"starts_at": start.isoformat(), "ends_at": (start + datetime.timedelta(hours=hours)).isoformat()}


def block_that_begins_now():
    """For an hour, but not into the next day: what is earned counts for the day of the end."""
    now = datetime.datetime.now(WIB)
    midnight = datetime.datetime.combine(now.date(), datetime.time(23, 59, 59, 999999), WIB)
    return {"starts_at": now.isoformat(), "ends_at": min(now + datetime.timedelta(hours=1), midnight).isoformat()}


def lower_bound(bad, answers, z=0.8416212335729143):
    """The one-sided lower Wilson bound of bad/answers at a confidence of 0.80."""
    share = bad / answers
    spread = z * math.sqrt(share * (1 - share) / answers + z * z / (4 * answers * answers))
    return (share + z * z / (2 * answers) - spread) / (1 + z * z / answers)


def module(title, method, jp):
    return {"title": title, "learning_outcome": f"Peserta mampu: {title}", "competency_id": PROJECTS, "target_level": 3,
            "method": method, "jp": jp}


class StoryCase(demo.DemoCase):
    """Steps that build on each other; the first that fails ends the story."""
    told = types.SimpleNamespace()  # what one step leaves to the next

    def run(self, result=None):
        result.failfast = True
        return super().run(result)

    def setUp(self):
        self.admin, self.planner, self.approver = self.role("admin"), self.role("planner"), self.role("approver")
        self.leader = self.role("leader")

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

    def university(self, name, price, accredited=True, lead_time_days=0):
        """A partner with an agreement, an offer for the training, an instructor, and perhaps an accreditation."""
        made = self.planner.post("/v1/partners", {"name": name, "kind": "university"}).must(201)["id"]
        if accredited:
            self.planner.post(f"/v1/partners/{made}/accreditations", {
                "body": "LAN", "grade": "A", "decree_number": f"SK {name}", "valid_from": days_from_now(-400)}).must(201)
        agreement = self.planner.post("/v1/agreements", {
            "partner_id": made, "kind": "pks", "number": f"800/PKS/{name}", "title": "Pelatihan teknis",
            "valid_from": days_from_now(-200), "valid_until": days_from_now(365), "session_quota": 4,
            "training_ids": [self.told.training]}).must(201)["id"]
        self.planner.post("/v1/offers", {
            "partner_id": made, "training_id": self.told.training, "price_rupiah": price, "capacity": 30,
            "lead_time_days": lead_time_days, "valid_from": days_from_now(-200)}).must(201)
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

    def seat(self, session, employees):
        """Nominated by the planner, approved by somebody else, seated by need: the enrolments, first come first."""
        target = f"/v1/sessions/{session['id']}"
        self.planner.post(target + "/open", {}).must(200)
        made = self.planner.post(target + "/enrolments/bulk", {"items": [{"employee_id": e} for e in employees]}).must(201)
        for enrolment in made["enrolment_ids"]:
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

    def answer(self, person, relevance, words):
        """What one participant says: everything is good, but for the relevance of the material."""
        [ballot] = person.get("/v1/me/ballots").must(200)["data"]
        scores = [{"item_id": item["id"], "score": relevance if item["dimension"] == "material_relevance" else 4}
                  for item in ballot["items"] if item["kind"] == "score"]
        texts = [{"item_id": item["id"], "text": words} for item in ballot["items"] if item["kind"] == "text"]
        target, body = f"/v1/evaluations/{ballot['evaluation_id']}/answer", {"scores": scores, "texts": texts}
        person.put(target, body).must(204)
        person.put(target, body).must(409, code="already-answered")
        return target, body

    def cases(self):
        """The revision cases of the training."""
        return list(self.planner.pages(f"/v1/revision-cases?training_id={self.told.training}"))

    def figures(self, evaluation, dimension="material_relevance"):
        """(answers, unfavourable ones) of one dimension."""
        results = self.planner.get(f"/v1/evaluations/{evaluation}/results").must(200)
        [found] = [row for row in results["dimensions"] if row["dimension"] == dimension]
        return found["n"], found["unfavourable"]

    def states(self, session):
        """{employee: state of their enrolment}."""
        return {seat["employee_id"]: seat["state"] for seat in self.planner.pages(f"/v1/sessions/{session['id']}/enrolments")}
