"""Sessions started, and held back by a revision case until it is waived and again when the waiver is over.

Rules: R-01, R-40, R-46, R-66, R-67.
SPDX-License-Identifier: Apache-2.0
"""
import datetime
import unittest

import classroom
from classroom import TODAY, morning

TOMORROW = TODAY + datetime.timedelta(days=1)
REASON = {"reason": "Keputusan rapat"}


class Starting(classroom.ClassroomCase):
    def test_a_session_is_started_when_its_seats_are_given_out(self):
        people = self.people(2)
        session = self.session(self.training(), people, [TODAY - datetime.timedelta(days=1)], capacity=1, waitlist_limit=1)
        started = self.planner.post(session.target + "/start", REASON).must(200)
        self.assertEqual((started["state"], started["seats_taken"], started["waitlisted"]), ("running", 1, 1))
        self.planner.post(session.target + "/start", {}).must(409, code="wrong-state")
        # nobody takes or gives back a seat any more; attendance can be stated
        for seat in session.seats.values():
            self.planner.post(f"/v1/enrolments/{seat}/withdraw", REASON).must(409, code="wrong-state")
        [seated] = [person for person, state in self.seat_states(session).items() if state == "confirmed"]
        self.state(session, {seated: True}).must(200)
        history = self.planner.pages(f"/v1/transitions?resource_type=session&resource_id={session.id}")
        self.assertEqual({(row["from_state"], row["to_state"], row["reason"]) for row in history if row["to_state"] == "running"},
                         {("closed", "running", REASON["reason"])})

    def test_only_a_session_whose_nominations_are_closed_is_started(self):
        made = self.planner.post("/v1/sessions", {"training_id": self.training(), "name": "Angkatan I", "capacity": 1,
                                                  "blocks": [morning(TOMORROW)]}).must(201)
        target = f"/v1/sessions/{made['id']}"
        self.planner.post(target + "/start", {}).must(409, code="wrong-state")
        self.planner.post(target + "/open", {}).must(200)
        self.planner.post(target + "/start", {}).must(409, code="wrong-state")
        self.caller("approver").post(target + "/start", {}).must(403)
        self.planner.post(target + "/close", {}).must(200)
        self.assertEqual(self.planner.post(target + "/start", {}).must(200)["state"], "running")

    def partner(self, name):
        """(partner, agreement, instructor), all in use."""
        partner = self.planner.post("/v1/partners", {"name": name, "kind": "university"}).must(201)["id"]
        agreement = self.planner.post("/v1/agreements", {
            "partner_id": partner, "kind": "pks", "number": f"PKS/{name}", "title": "Pelatihan",
            "valid_from": TODAY.isoformat(), "valid_until": TOMORROW.isoformat()}).must(201)["id"]
        instructor = self.planner.post("/v1/instructors", {"name": f"Dosen {name}", "partner_id": partner}).must(201)["id"]
        return partner, agreement, instructor

    def refused_while_out_of_use(self, target, step, records):
        """The refusal names the record; what is in use again is no obstacle."""
        for kind, key in records.items():
            self.planner.post(f"/v1/{kind}s/{key}/deactivate", REASON).must(200)
            refused = self.planner.post(f"{target}/{step}", {}).must(409, code=f"{kind}-inactive")
            self.assertEqual((refused["conflicting"]["kind"], refused["conflicting"]["id"]), (kind, key))
            self.planner.post(f"/v1/{kind}s/{key}/reactivate", REASON).must(200)

    def test_r40_whom_it_was_scheduled_with_is_looked_at_again(self):
        partner, agreement, instructor = self.partner("Universitas A")
        made = self.planner.post("/v1/sessions", {
            "training_id": self.training(), "name": "Angkatan I", "capacity": 1, "partner_id": partner,
            "agreement_id": agreement, "blocks": [morning(TOMORROW, instructor_ids=[instructor])]}).must(201)
        target, records = f"/v1/sessions/{made['id']}", {"partner": partner, "instructor": instructor}
        self.refused_while_out_of_use(target, "open", records)
        self.planner.post(target + "/open", {}).must(200)
        self.planner.post(target + "/close", {}).must(200)
        self.refused_while_out_of_use(target, "start", records)
        self.planner.post(f"/v1/agreements/{agreement}/terminate", REASON).must(200)
        refused = self.planner.post(target + "/start", {}).must(409, code="agreement-not-covering")
        self.assertEqual(refused["conflicting"]["id"], agreement)
        self.planner.post(target + "/cancel", REASON).must(200)


class Waiving(classroom.ClassroomCase):
    def case(self, training):
        return self.planner.post("/v1/revision-cases", {"training_id": training, "dimension": "method",
                                                        "finding": "Terlalu banyak ceramah"}).must(201)

    def schedule(self, training, status, code=None):
        return self.planner.post("/v1/sessions", {"training_id": training, "name": "Angkatan I", "capacity": 1,
                                                  "blocks": [morning(TOMORROW)]}).must(status, code=code)

    def waive(self, case, caller=None, status=200, code=None, until=TOMORROW, **members):
        return (caller or self.approver).post(f"/v1/revision-cases/{case['id']}/waive", {
            "waived_until": until.isoformat(), "reason": "Pelatihan wajib"} | members).must(status, code=code)

    def waiver_ends(self, case):
        """Its last day was yesterday."""
        self.database.rows("UPDATE revision_cases SET waived_until = %s WHERE id = %s RETURNING id",
                           (TODAY - datetime.timedelta(days=1), case["id"]))

    def test_r67_a_waiver_lets_the_training_go_on_until_its_last_day(self):
        training = self.training()
        case = self.case(training)
        refused = self.schedule(training, 409, code="training-held")
        self.assertEqual(refused["conflicting"]["id"], case["id"])
        waived = self.waive(case)
        self.assertEqual((waived["state"], waived["held"], waived["waived_until"]), ("waived", False, TOMORROW.isoformat()))
        planned = self.schedule(training, 201)
        self.waiver_ends(case)
        held = self.planner.get(f"/v1/revision-cases/{case['id']}").must(200)
        self.assertEqual((held["state"], held["held"]), ("waived", True))
        self.assertEqual([row["id"] for row in held["affected_sessions"]], [planned["id"]])
        self.schedule(training, 409, code="training-held")
        self.planner.post(f"/v1/sessions/{planned['id']}/open", {}).must(409, code="training-held")
        self.assertFalse(self.waive(case)["held"])  # once more, by a decision of its own
        self.planner.post(f"/v1/sessions/{planned['id']}/open", {}).must(200)
        history = self.planner.pages(f"/v1/transitions?resource_type=revision_case&resource_id={case['id']}")
        self.assertEqual(sorted(row["to_state"] for row in history), ["open", "waived", "waived"])

    def test_r67_a_waiver_needs_an_approver_a_reason_and_an_end(self):
        case = self.case(self.training())
        self.waive(case, self.planner, 403)
        for members, pointer in (({"reason": None}, "/reason"), ({"waived_until": TODAY.isoformat()}, "/waived_until"),
                                 ({"waived_until": (TODAY + datetime.timedelta(days=181)).isoformat()}, "/waived_until")):
            reply = self.waive(case, status=422, **members)
            self.assertEqual([error["pointer"] for error in reply["errors"]], [pointer])
        self.waive(case, until=TODAY + datetime.timedelta(days=180))

    def test_r01_nobody_waives_the_case_that_they_opened(self):
        both = self.caller("planner", "approver")
        case = both.post("/v1/revision-cases", {"training_id": self.training(), "dimension": "method",
                                                "finding": "Terlalu banyak ceramah"}).must(201)
        self.waive(case, both, 403, code="own-case")
        self.waive(case)


if __name__ == "__main__":
    unittest.main()
