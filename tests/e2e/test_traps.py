"""Traps that other systems fell into, each over HTTP against the running server, or named here with the test that has it.

What is proved next to its rule, and not once more here:
    unset attendance counted as present           api.attendances, domain.hours, storage.hours
    completing reopens or marks absent            api.attendances: completing_marks_the_absent_absent_and_reopens_nobody
    a yearly rule summed over all years           storage.hours_compliance, domain.hours_compliance
    attendance percentage over past blocks only   api.attendances: the_share_is_of_all_blocks_also_of_those_to_come
    ids of another object or tenant               e2e.contract_attack, e2e.permissions, api.attendances
    one date range per session                    domain.schedule, api.sessions
    compliance depends on the order of entry      storage.hours_compliance, domain.hour_conversion
    an agreement that ended the day before        storage.agreements, storage.sessions, e2e.trainings
    8 of 20 opens a case and 2 of 5 does not      storage.revisions, domain.revision_rule
    two figures that differ by fewer than k       domain.disclosure, storage.revisions
    the 21st for 20 seats; 200 at once for 10     storage.enrolments
    a PPPK ceiling warns                          storage.hours_compliance, domain.hours_compliance
    a policy changes in the middle of a year      storage.policy_versions, e2e.policies
    two publish at once                           e2e.trainings, storage.training_versions
    answers by place, transaction, id or time     storage.anonymity
Not built yet, so that only the nearest property is proved: certificates (renewal: agreements; names of the day: the trail) and
webhooks (what would be sent: every change has its event, also under load).
SPDX-License-Identifier: Apache-2.0
"""
import datetime
import unittest
import uuid

import classroom
from classroom import LAST_YEAR, TODAY
from concurrency import at_once, at_once_before, halves, until, writes_to

YEARS_AGO = TODAY - datetime.timedelta(days=37 * 31)  # longer than the 36 months after which evidence expires


class Traps(classroom.ClassroomCase):
    settings = classroom.ClassroomCase.settings | {"BANGKOM_THREADS": "24"}  # as many as come at once

    # ---- answers

    def test_a_second_feedback_by_the_same_person(self):
        """R-60: twenty requests at once on twenty connections use a ballot once."""
        people = self.people(5)
        session = self.held(people)
        target, items = self.ballot(people[0])
        body = {"scores": [{"item_id": item["id"], "score": 4} for item in items if item["kind"] == "score"]}
        callers = [self.employee(people[0]) for _ in range(20)]
        replies = at_once_before(self.database, writes_to("responses"), 20, lambda i: callers[i].put(target, body))
        self.assertEqual(sorted(reply.status for reply in replies), [204] + [409] * 19)
        self.assertEqual({reply.code for reply in replies if reply.status == 409}, {"already-answered"})
        self.assertEqual(self.responses(session), 1)
        self.assertEqual(self.planner.get(f"/v1/evaluations/{session.evaluation}").must(200)["answered"], 1)

    def responses(self, session):
        [(count,)] = self.database.rows("SELECT count(*) FROM responses WHERE evaluation_id = %s", (session.evaluation,))
        return count

    def test_many_people_answer_at_once(self):
        """R-60: each answer is kept once, whoever else writes all of them anew at that moment.

        Three things keep answers apart, and each does alone: the rows of the evaluation and of its training, which are locked
        before anything is read, and the ballots, which are all written before the answers are."""
        people = self.people(12)
        session = self.held(people)
        ready = [(self.employee(person).again(), *self.ballot(person)) for person in people]

        def answer(i):
            caller, target, items = ready[i]
            scores = [{"item_id": item["id"], "score": 3 + i % 3} for item in items if item["kind"] == "score"]
            texts = [{"item_id": item["id"], "text": f"saran {i}"} for item in items if item["kind"] == "text"]
            return caller.put(target, {"scores": scores, "texts": texts}).must(204)
        answer(11)  # one to write anew
        lock = f"SELECT FROM responses WHERE evaluation_id = '{session.evaluation}' FOR UPDATE"
        at_once_before(self.database, lock, 11, answer)
        self.assertEqual(self.responses(session), 12)
        self.act(self.planner, f"/v1/evaluations/{session.evaluation}", "close").must(200)
        shown = self.results(session).must(200)
        self.assertEqual(sorted(shown["texts"][0]["texts"]), sorted(f"saran {i}" for i in range(12)))
        [figures] = [row for row in shown["dimensions"] if row["dimension"] == "instructor"]
        self.assertEqual([figures[f"count_{score}"] for score in range(1, 6)], [0, 0, 4, 4, 4])

    def test_anonymous_answers_that_keep_the_user_id(self):
        """R-60: a key of an answer would belong to a caller, so none is taken, stored or obeyed."""
        people = self.people(5)
        session, key = self.held(people), f"kunci-{uuid.uuid4()}"
        self.answer(people[0], 1, "tidak relevan", Idempotency_Key=key)
        self.assertEqual(self.database.rows("SELECT count(*) FROM idempotency_keys WHERE key = %s", (key,)), [(0,)])
        stored = self.database.rows("SELECT r::text FROM responses r WHERE evaluation_id = %s", (session.evaluation,))
        self.assertNotIn(people[0], str(stored))

    def test_anonymous_answers_that_reveal_the_author_by_timing(self):
        """R-60: neither the trail, nor the feed, nor the log of the server says who answered, or at what time of day."""
        people = self.people(5)
        session = self.held(people)
        target, body = self.ballot(people[0])[0], {"scores": []}
        replies = [self.answer(people[0], 1), self.employee(people[0]).put(target, body)]
        for table, kind in (("audit_events", "operation"), ("outbox_events", "type")):
            times = self.database.rows(f"SELECT at AT TIME ZONE 'UTC' FROM {table} WHERE resource_id = %s AND {kind} = %s",
                                       (session.evaluation, "evaluations_answer"))
            self.assertTrue(times)
            self.assertEqual({at.time() for (at,) in times}, {datetime.time(0)}, table)
        seen = self.planner.get(f"/v1/evaluations/{session.evaluation}").must(200).headers["x-request-id"]
        until(lambda: seen in "".join(self.server.log), "later requests are in the log")
        for secret in ("evaluations_answer", "evaluations_my_ballots", *(reply.headers["x-request-id"] for reply in replies)):
            self.assertNotIn(secret, "".join(self.server.log))

    def test_anonymous_answers_that_leak_the_department_in_an_export(self):
        """R-61: results have no member and take no filter that tells one participant's unit from another's."""
        people = self.people(5)
        training = self.training()
        session = self.held(people, training=training)
        for person in people:
            self.answer(person, 4, "baik")
        self.act(self.planner, f"/v1/evaluations/{session.evaluation}", "close").must(200)
        shown = self.results(session).must(200)
        self.assertEqual(shown["texts"][0]["texts"], ["baik"] * 5)
        for secret in (*people, self.unit, "Dinas Contoh", "Peserta"):
            self.assertNotIn(secret, shown.body.decode())
        for name, value in (("unit_id", self.unit), ("below", self.unit), ("employee_id", people[0])):
            for target in (f"evaluations/{session.evaluation}/results", f"trainings/{training}/results",
                           "reports/partner-scorecard", "reports/instructor-scorecard"):
                self.planner.get(f"/v1/{target}?{name}={value}").must(400, code="invalid-parameter")
            history = f"/v1/reports/training-history?training_id={training}"
            self.planner.get(f"{history}&{name}={value}").must(400, code="invalid-parameter")
            exported = self.planner.get(history, Accept="text/csv").must(200).body.decode()
            self.assertNotIn("Dinas Contoh", exported)
            self.assertNotIn(value, exported)

    def test_a_threshold_of_2(self):
        """R-61: four answers show nothing, and no policy may let two show something."""
        people = self.people(4)
        session = self.held(people)
        for person in people:
            self.answer(person, 1, "kurang")
        self.act(self.planner, f"/v1/evaluations/{session.evaluation}", "close").must(200)
        hidden = self.results(session).must(200)
        self.assertEqual((hidden["answered"], hidden["k"], hidden["suppressed"]), (4, 5, "too_few_answers"))
        self.assertEqual((hidden["dimensions"], hidden["texts"]), ([], []))
        policy = self.planner.post("/v1/policies", {"name": "Kebijakan"}).must(201)["id"]
        reply = self.planner.post("/v1/policy-versions", {"policy_id": policy, "effective_from": "2090-01-01",
                                                          "parameters": {"evaluation.k_anonymity": 2}}).must(422)
        self.assertIn("k_anonymity", reply.body.decode())

    def test_reminders_to_people_who_may_not_answer(self):
        """R-62: who was absent, who has answered, and everybody once it is closed, is left alone."""
        people, [absent] = self.people(3), self.people(1)
        session = self.held(people, [absent])
        self.answer(people[0], 4)
        target = f"/v1/evaluations/{session.evaluation}"
        reminded = {row["employee_id"] for row in self.planner.pages(target + "/reminders")}
        self.assertEqual(reminded, set(people[1:]))
        self.assertEqual(self.employee(absent).get("/v1/me/ballots").must(200)["data"], [])
        self.act(self.planner, target, "close").must(200)
        self.assertEqual(list(self.planner.pages(target + "/reminders")), [])

    def test_results_readable_by_guessing_a_link(self):
        """R-02: the right identifier helps nobody without a role, and leads to no page outside of the contract."""
        people = self.people(5)
        session = self.held(people)
        for person in people:
            self.answer(person, 4)
        self.act(self.planner, f"/v1/evaluations/{session.evaluation}", "close").must(200)
        self.results(session, self.caller()).must(401)
        self.results(session, self.employee(people[0])).must(403)
        self.make_organization("kota-tetangga")
        self.results(session, self.caller("planner", slug="kota-tetangga")).must(404)
        for target in (f"/evaluations/{session.evaluation}/results", f"/v1/results/{session.evaluation}"):
            self.planner.get(target).must(404)
        versions = {uuid.UUID(value).version for (value,) in self.database.rows("SELECT id::text FROM responses")}
        self.assertEqual(versions, {4})

    def test_the_first_rater_deciding_for_all(self):
        """R-65: one verdict opens nothing, and the figures are those of everybody."""
        people = self.people(6)
        session = self.held(people)
        for person, score in zip(people, (1, 5, 5, 5, 5, 5)):
            self.answer(person, score)
        self.act(self.planner, f"/v1/evaluations/{session.evaluation}", "close").must(200)
        self.assertEqual({(row["n"], row["mean"], row["unfavourable"]) for row in self.results(session).must(200)["dimensions"]},
                         {(6, 4.33, 1)})
        self.assertEqual([case for case in self.planner.pages("/v1/revision-cases") if case["session_id"] == session.id], [])

    # ---- seats

    def test_a_freed_seat_that_promotes_nobody(self):
        """R-46: the first who waits gets it at once, although nobody else may wait any more."""
        people = self.people(3)
        session = self.session(self.training(), people, [TODAY + datetime.timedelta(days=30)], capacity=1, waitlist_limit=1)
        self.assertEqual(self.seat_states(session), dict(zip(people, ("confirmed", "waitlisted", "approved"))))
        self.withdraw(session, people[0]).must(200)
        self.assertEqual(self.seat_states(session), dict(zip(people, ("withdrawn", "confirmed", "waitlisted"))))

    def withdraw(self, session, person, caller=None):
        return (caller or self.planner).post(f"/v1/enrolments/{session.seats[person]}/withdraw", {"reason": "Tugas kedinasan"})

    def test_promotion_during_withdrawals(self):
        """R-46: five give their seats back at once, and two of those who wait give up at that moment.

        The row of the session and the lock on the seats of the organization each keep them apart alone."""
        people = self.people(12)
        session = self.session(self.training(), people, [TODAY + datetime.timedelta(days=31)], capacity=5, waitlist_limit=7)
        leaving = [*people[:5], *people[5:7]]
        callers = [self.planner.again() for _ in leaving]
        at_once_before(self.database, writes_to("enrolments"), len(leaving),
                       lambda i: self.withdraw(session, leaving[i], callers[i]).must(200))
        states = self.seat_states(session)
        self.assertEqual([states[person] for person in people], ["withdrawn"] * 7 + ["confirmed"] * 5)
        [(seated, once)] = self.database.rows(
            "SELECT count(*), count(DISTINCT resource_id) FROM transitions WHERE resource_type = 'enrolment'"
            " AND to_state = 'confirmed' AND resource_id = ANY(%s::uuid[])", (list(session.seats.values()),))
        self.assertGreaterEqual(seated, 10)
        self.assertEqual(seated, once)  # and each freed seat promoted somebody else

    # ---- hours

    def test_late_corrections_change_last_year(self):
        """R-51: what is corrected today counts for the year in which the session was."""
        [late, other] = self.people(2)
        session = self.held([other], [late], [LAST_YEAR], self.training(jp=20))
        end, floor = f"{LAST_YEAR.year}-12-31", 20
        self.assertEqual(self.hours(late, end)["compliance"]["status"], "short")
        self.state(session, {late: True}).must(422)  # a correction says why
        self.state(session, {late: True}, reason="Daftar hadir ditemukan").must(200)
        corrected = self.hours(late, end)["compliance"]
        self.assertEqual((corrected["jp"], corrected["limit_jp"], corrected["status"]), (20, floor, "met"))
        self.assertEqual(self.hours(late, TODAY)["compliance"]["jp"], 0)  # not for the year of the correction
        self.state(session, {late: False}, reason="Keliru").must(200)
        self.assertEqual(self.hours(late, end)["compliance"]["jp"], 0)
        kinds = [entry["kind"] for entry in self.hours(late, end)["entries"]]
        self.assertEqual(sorted(kinds), ["credit", "reversal"])  # the ledger forgets nothing

    def test_the_same_activity_credited_twice(self):
        """R-52: a session and a claim for it, the one first, the other first, and both at once: one of them counts."""
        for round_ in range(6):
            [person] = self.people(1)
            name, day = f"Kursus {round_} {uuid.uuid4().hex[:6]}", TODAY - datetime.timedelta(days=2)
            session = self.session(self.training(name=name), [person], [day])
            self.act(self.planner, session.target, "start").must(200)
            self.state(session, {person: True}).must(200)
            claim = self.employee(person).post("/v1/hour-claims", {
                "employee_id": person, "form_id": 3, "title": name.upper(), "organiser": "BKPSDM", "scope": "national",
                "took_place_from": day.isoformat(), "took_place_until": day.isoformat(), "stated_jp": 10}).must(201)["id"]
            calls = [(self.planner.again(), session.target, "complete"), (self.approver.again(), f"/v1/hour-claims/{claim}", "verify")]
            if round_ == 0:
                self.act(*calls[0]).must(200)
                self.act(*calls[1]).must(409, code="hours-already-credited")
            elif round_ == 1:
                self.act(*calls[1]).must(200)
                self.act(*calls[0]).must(200)
            else:
                replies = at_once_before(self.database, writes_to("hour_entries"), 2, lambda i, calls=calls: self.act(*calls[i]))
                replies[0].must(200)
                replies[1].must(200, 409)
            found = self.hours(person, TODAY)
            self.assertEqual((found["compliance"]["jp"], len(found["entries"])), (10, 1))

    # ---- records

    def test_deleting_a_person_deletes_their_history(self):
        """People leave; nothing deletes them, and no foreign key would take anything along."""
        [person] = self.people(1)
        session = self.held([person])
        for method in ("DELETE", "PUT"):
            self.planner.request(method, f"/v1/employees/{person}").must(405)
        token = self.employee(person)
        token.get("/v1/me").must(200)
        self.planner.patch(f"/v1/employees/{person}", {"left_on": TODAY.isoformat()}).must(200)
        self.assertEqual(self.hours(person, TODAY)["compliance"]["jp"], 10)
        self.assertEqual(self.seat_states(session)[person], "attended")
        cascades = self.database.rows("""
            SELECT conname FROM pg_constraint WHERE contype = 'f' AND confdeltype <> 'a'
              AND conrelid NOT IN ('unit_ancestors'::regclass)""")
        self.assertEqual(cascades, [])
        with self.assertRaisesRegex(Exception, "violates foreign key"):
            self.database.rows("DELETE FROM employees WHERE id = %s", (person,))
        kept = ("employees", "enrolments", "attendances", "test_scores", "hour_entries", "hour_claims", "assessments",
                "transitions", "audit_events")
        self.assertEqual([table for table in kept if self.may_delete(table)], [])

    def may_delete(self, table):
        [(may,)] = self.database.rows("SELECT has_table_privilege('bangkom_app', %s, 'DELETE, TRUNCATE')", (table,))
        return may

    def test_a_renewal_overwriting_the_earlier_period(self):
        """The nearest thing to a certificate: an agreement that is renewed keeps its own days."""
        partner = self.planner.post("/v1/partners", {"name": f"Universitas {uuid.uuid4().hex[:6]}", "kind": "university"})
        body = {"partner_id": partner.must(201)["id"], "kind": "pks", "title": "Pelatihan teknis"}
        first = self.planner.post("/v1/agreements", body | {"number": "1", "valid_from": "2024-01-01", "valid_until": "2024-12-31"})
        self.planner.post("/v1/agreements", body | {"number": "2", "valid_from": "2025-01-01", "valid_until": "2025-12-31",
                                                    "renews_agreement_id": first.must(201)["id"]}).must(201)
        earlier = self.planner.get(f"/v1/agreements/{first['id']}").must(200)
        self.assertEqual((earlier["number"], earlier["valid_from"], earlier["valid_until"]), ("1", "2024-01-01", "2024-12-31"))

    def test_verification_joining_live_names(self):
        """The nearest thing to a certificate: the trail says the name that who acted had on that day."""
        name = f"Aplikasi {uuid.uuid4().hex}"
        self.installation.must("client", "create", name, "--organization", self.slug, "--role", "planner")
        token = self.installation.must("token", "--organization", self.slug, "--client", name).strip()
        caller = self.server.connect(token)
        made = caller.post("/v1/units", {"name": "Seksi", "kind": "division", "parent_id": self.unit}).must(201)["id"]
        self.admin.patch(f"/v1/clients/{caller.get('/v1/me').must(200)['id']}", {"name": name + " baru"}).must(200)
        self.planner.patch(f"/v1/units/{made}", {"name": "Bidang"}).must(200)
        events = self.admin.get(f"/v1/audit-events?resource_id={made}").must(200)["data"]
        self.assertEqual((events[-1]["principal_name"], events[-1]["detail"]["name"]), (name, "Seksi"))

    def test_an_event_that_is_lost(self):
        """Every version of a record has one row of the trail and one event, whoever wrote besides, and whoever failed."""
        callers = [self.planner.again() for _ in range(16)]
        made = self.planner.post("/v1/units", {"name": "0", "kind": "agency"}).must(201)["id"]
        at_once(16, lambda i: callers[i].patch(f"/v1/units/{made}", {"name": str(i + 1)}, if_match='"v1"' if i % 2 else "*"))
        events = self.database.rows("SELECT resource_version FROM outbox_events WHERE resource_id = %s ORDER BY 1", (made,))
        now = self.planner.get(f"/v1/units/{made}").must(200)["version"]
        self.assertEqual([version for (version,) in events], list(range(1, now + 1)))
        self.assertEqual(halves(self.database), [])

    def test_a_stale_result_satisfying_a_target(self):
        """R-15, R-27: evidence that has expired fills no gap and meets no need; it is unknown, not zero."""
        [person] = self.people(1)
        position = self.planner.post("/v1/positions", {"name": f"Analis {uuid.uuid4().hex[:6]}", "kind": "functional"}).must(201)["id"]
        self.planner.put(f"/v1/positions/{position}/standards", {
            "valid_from": "2015-01-01", "items": [{"competency_id": self.competency, "required_level": 3}]}, If_Match="*").must(200)
        self.planner.patch(f"/v1/employees/{person}", {"position_id": position}).must(200)
        body = {"employee_id": person, "competency_id": self.competency, "level": 5, "method": "assessment_centre"}
        self.planner.post("/v1/assessments", body | {"assessed_on": YEARS_AGO.isoformat()}).must(201)
        self.assertEqual(self.level(person), (None, None))
        self.planner.post("/v1/assessments", body | {"level": 2, "assessed_on": TODAY.isoformat()}).must(201)
        self.assertEqual(self.level(person), (2, -1))

    def test_evidence_of_a_result_that_was_corrected(self):
        """R-15, R-27: a score typed wrong passed somebody; corrected, it fills no gap and meets no need any more."""
        [person] = self.people(1)
        session = self.session(self.training(), [person], [TODAY - datetime.timedelta(days=2)])
        need = self.validated_need(person)
        self.act(self.planner, session.target, "start").must(200)
        self.state(session, {person: True}).must(200)
        self.score(session, person, 90)
        self.act(self.planner, session.target, "complete").must(200)
        self.assertEqual((self.level(person)[0], self.planner.get(need).must(200)["state"]), (3, "met"))
        self.score(session, person, 30, reason="Salah ketik")
        self.assertEqual((self.seat_states(session)[person], self.level(person)[0]), ("failed", None))
        self.assertEqual(self.evidence(person)["evidence"][0]["reason"], "withdrawn")
        reopened = self.planner.get(need).must(200)
        self.assertEqual((reopened["state"], reopened["met_by_assessment_id"]), ("validated", None))
        self.score(session, person, 80, reason="Dinilai ulang")
        self.assertEqual((self.level(person)[0], self.planner.get(need).must(200)["state"]), (3, "met"))
        self.assertEqual(len(self.evidence(person)["evidence"]), 1)

    def score(self, session, person, score, **members):
        self.planner.put(session.target + "/test-scores", {"items": [
            {"enrolment_id": session.seats[person], "kind": "post", "score": score}], **members}).must(200)

    def validated_need(self, person):
        """The target of a need that others verified and validated."""
        analysis = self.planner.post("/v1/needs-analyses", {"year": TODAY.year, "unit_id": self.unit,
                                                                 "name": f"AKPK {uuid.uuid4().hex[:6]}"}).must(201)
        target = f"/v1/needs-analyses/{analysis['id']}"
        need = self.planner.post("/v1/needs", {
            "needs_analysis_id": analysis["id"], "employee_id": person, "competency_id": self.competency, "source": "public_demand",
            "required_level": 3, "description": "Aduan warga"}).must(201)["id"]
        self.database.rows("UPDATE needs SET identified_on = '2020-01-01' WHERE id = %s", (need,))
        self.act(self.planner, target, "start-verification").must(200)
        self.act(self.caller("planner", "leader"), f"/v1/needs/{need}", "verify").must(200)
        self.act(self.planner, target, "start-validation").must(200)
        self.act(self.approver, f"/v1/needs/{need}", "validate").must(200)
        return f"/v1/needs/{need}"

    def evidence(self, person):
        profile = self.planner.get(f"/v1/employees/{person}/competency-profile").must(200)
        [found] = [row for row in profile["competencies"] if row["competency_id"] == self.competency]
        return found

    def level(self, person):
        found = self.evidence(person)
        return found["achieved_level"], found["current_gap"]

    def test_two_resolve_at_once(self):
        """R-67: eight requests on eight connections resolve a case once, with one transition."""
        case = self.planner.post("/v1/revision-cases", {
            "training_id": self.training(), "dimension": "method", "finding": "Terlalu banyak ceramah"}).must(201)["id"]
        target = f"/v1/revision-cases/{case}"
        self.act(self.planner, target, "start").must(200)
        self.planner.post(target + "/actions", {"kind": "method", "method": "practice"}).must(200, 201)
        callers = [self.planner.again() for _ in range(8)]
        replies = at_once_before(self.database, writes_to("revision_cases"), 8, lambda i: callers[i].post(
            target + "/resolve", {"change_summary": "Lebih banyak praktik"}))
        self.assertEqual(sorted(reply.status for reply in replies), [200] + [409] * 7)
        moves = self.database.rows("SELECT count(*) FROM transitions WHERE resource_id = %s AND to_state = 'resolved'", (case,))
        self.assertEqual(moves, [(1,)])


if __name__ == "__main__":
    unittest.main()
