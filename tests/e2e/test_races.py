"""Requests that come at the same moment: what happens once, who loses, and that nothing is lost unseen.

SPDX-License-Identifier: Apache-2.0
"""
import collections
import itertools
import threading
import time
import unittest

import concurrency
import harness
from concurrency import at_once, until

ROLE_CACHE_S = 1


class Races(harness.ServerCase):
    # A lock is waited for half a statement's time: on a loaded machine the last of fifty waits long.
    settings = {"BANGKOM_RATE_LIMIT_PER_MINUTE": "0", "BANGKOM_STATEMENT_TIMEOUT_MS": "30000",
                "BANGKOM_WORKERS": "2", "BANGKOM_ROLE_CACHE_S": str(ROLE_CACHE_S)}
    numbers = itertools.count(1)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.caller("admin")

    def tearDown(self):
        self.assertEqual(concurrency.halves(self.database), [])

    def unit(self, **members):
        return self.admin.post("/v1/units", {"name": f"Unit {next(self.numbers)}", "kind": "agency"} | members).must(201)

    def count(self, sql, *parameters):
        return self.database.rows(f"SELECT count(*) FROM {sql}", parameters)[0][0]


class AtOnce(Races):
    # ---- the same key

    def post_at_once(self, key, bodies):
        return at_once(len(bodies), lambda i: self.admin.again().post("/v1/units", bodies[i], Idempotency_Key=key))

    def test_fifty_at_once_are_one(self):
        body = {"name": "Lima Puluh", "kind": "agency"}
        replies = self.post_at_once("lima-puluh", [body] * 50)
        made = [reply for reply in replies if reply.status == 201]
        for reply in replies:
            if reply not in made:
                reply.must(409, code="request-in-progress")
                self.assertGreaterEqual(int(reply.headers["retry-after"]), 1)
        self.assertEqual(len({reply.body for reply in made}), 1)
        self.assertEqual(len([reply for reply in made if "idempotency-replayed" not in reply.headers]), 1)
        later = self.admin.post("/v1/units", body, Idempotency_Key="lima-puluh").must(201)
        self.assertEqual((later.body, later.headers["idempotency-replayed"]), (made[0].body, "true"))
        self.assertEqual(self.count("units WHERE name = %s", body["name"]), 1)
        self.assertEqual(self.count("idempotency_keys WHERE key = 'lima-puluh'"), 1)

    def test_of_two_bodies_one_is_done(self):
        bodies = [{"name": f"Dua Isi {i % 2}", "kind": "agency"} for i in range(20)]
        replies = self.post_at_once("dua-isi", bodies)
        [winner] = {reply["name"] for reply in replies if reply.status == 201}
        for body, reply in zip(bodies, replies):
            if body["name"] == winner:
                reply.must(201, 409)
            else:
                self.assertIn((reply.status, reply.code),
                              [(409, "request-in-progress"), (422, "idempotency-key-reused")])
        for body in bodies[:2]:
            self.admin.post("/v1/units", body, Idempotency_Key="dua-isi").must(201 if body["name"] == winner else 422)
        self.assertEqual(self.count("units WHERE name LIKE 'Dua Isi %%'"), 1)

    def test_a_leaders_part_is_recorded_once(self):
        """R-75: an index that counted the same activity twice would be bought by a double click."""
        unit = self.unit()["id"]
        leader, person = (self.admin.post("/v1/employees", {
            "nip": f"19900101201504{serial}", "name": "Contoh", "kind": "pns", "unit_id": unit,
            "heads_unit": serial == "1901"}).must(201)["id"] for serial in ("1901", "1902"))
        body = {"leader_id": leader, "kind": "coached", "employee_id": person, "took_place_on": "2026-01-12"}
        planner = self.caller("planner")
        replies = at_once(12, lambda _: planner.again().post("/v1/leadership-activities", body))
        self.assertEqual(sorted(reply.status for reply in replies), [201] + [409] * 11)
        self.assertEqual({reply.code for reply in replies if reply.status == 409}, {"already-exists"})
        self.assertEqual(self.count("leadership_activities WHERE leader_id = %s", leader), 1)

    def test_one_of_many_gets_an_external_id(self):
        body = {"name": "Kunci", "kind": "agency", "external_id": "kunci-1"}
        replies = at_once(12, lambda _: self.admin.again().post("/v1/units", body))
        self.assertEqual(sorted(reply.status for reply in replies), [201] + [409] * 11)
        self.assertEqual({reply.code for reply in replies if reply.status == 409}, {"already-exists"})
        self.assertEqual(self.count("units WHERE external_id = 'kunci-1'"), 1)

    # ---- the same record

    def test_one_change_of_a_version_wins(self):
        target = "/v1/units/" + self.unit()["id"]
        replies = at_once(16, lambda i: self.admin.again().patch(target, {"name": f"Ubah {i}"}, if_match='"v1"'))
        self.assertEqual(sorted(reply.status for reply in replies), [200] + [412] * 15)
        [winner] = [reply["name"] for reply in replies if reply.status == 200]
        now = self.admin.get(target).must(200)
        self.assertEqual((now["name"], now["version"]), (winner, 2))

    def test_changes_of_whatever_version_follow_one_another(self):
        target = "/v1/units/" + self.unit()["id"]
        replies = at_once(16, lambda i: self.admin.again().patch(target, {"name": f"Urut {i}"}, if_match="*").must(200))
        self.assertEqual(sorted(reply["version"] for reply in replies), list(range(2, 18)))
        last = max(replies, key=lambda reply: reply["version"])
        self.assertEqual(self.admin.get(target).must(200).json, last.json)

    def test_nobody_overwrites_what_they_have_not_seen(self):
        """Everybody counts on, from what they read; who was overtaken reads again."""
        target = "/v1/units/" + self.unit(name="0")["id"]

        def count_on(_):
            caller, done = self.admin.again(), 0
            while done < 5:
                seen = caller.get(target).must(200)
                changed = caller.patch(target, {"name": str(int(seen["name"]) + 1)}, if_match=seen.headers["etag"])
                done += changed.must(200, 412).status == 200
        at_once(6, count_on)
        now = self.admin.get(target).must(200)
        self.assertEqual((now["name"], now["version"]), ("30", 31))

    # ---- the tree of units

    def move(self, unit, parent):
        return self.admin.again().patch(f"/v1/units/{unit}", {"parent_id": parent})

    def test_moves_at_once_close_no_circle(self):
        for size in (2, 2, 2, 3, 4, 2, 3, 4):
            units = [self.unit()["id"] for _ in range(size)]
            replies = at_once(size, lambda i, ring=units: self.move(ring[i], ring[(i + 1) % len(ring)]))
            self.assertEqual(sorted(reply.status for reply in replies), [200] * (size - 1) + [409])
            [refused] = [reply for reply in replies if reply.status == 409]
            self.assertEqual(refused.code, "unit-cycle")

    def test_a_circle_through_what_is_below(self):
        upper, other = self.unit()["id"], self.unit()["id"]
        lower, below = self.unit(parent_id=upper)["id"], self.unit(parent_id=other)["id"]
        moves = [(upper, below), (other, lower)]
        replies = at_once(2, lambda i: self.move(*moves[i]))
        self.assertEqual(sorted(reply.status for reply in replies), [200, 409])

    def test_what_comes_below_a_moving_unit_moves_along(self):
        moving, places = self.unit()["id"], [self.unit()["id"] for _ in range(3)]

        def act(i):
            if i % 2:
                return self.admin.again().post("/v1/units", {"name": f"Anak {i}", "kind": "division",
                                                             "parent_id": moving}).must(201)
            return self.move(moving, places[i % 3]).must(200)
        at_once(12, act)
        parent = self.admin.get("/v1/units/" + moving).must(200)["parent_id"]
        below = {unit["id"] for unit in self.admin.pages(f"/v1/units?below={parent}")}
        self.assertEqual(len(below), 1 + 1 + 6)

    # ---- roles

    def test_a_revoked_role_is_refused_everywhere_in_time(self):
        """Revoked through one server while requests run at another one."""
        other = harness.Server(self.installation)
        self.addCleanup(other.stop)
        token = self.client_token("auditor", "planner")
        own = self.server.connect(token).get("/v1/me").must(200)["id"]
        role = next(role for role in self.admin.pages(f"/v1/role-assignments?client_id={own}") if role["role"] == "auditor")
        seen, end = collections.defaultdict(list), threading.Event()

        def ask():
            caller = other.connect(token)
            while not end.is_set():
                begun = time.monotonic()
                seen[caller.get("/v1/audit-events?limit=1", check=False).status].append(begun)
        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        try:
            until(lambda: len(seen[200]) > 20, "requests run")
            self.admin.post(f"/v1/role-assignments/{role['id']}/revoke").must(200)
            revoked = time.monotonic()
            until(lambda: len(seen[403]) > 20, "the revoked role is refused")
        finally:
            end.set()
            for thread in threads:
                thread.join()
        self.assertEqual(set(seen), {200, 403})
        self.assertLessEqual(max(seen[200]) - revoked, ROLE_CACHE_S)
        self.assertEqual(other.connect(token).get("/v1/units?limit=1").must(200).status, 200)  # the other role stays


class Imports(Races):
    rows = 1200  # more than one batch

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sender = cls.caller("integration")
        cls.file = concurrency.people(cls.rows)

    def send(self):
        return self.sender.again().post("/v1/imports/files", self.file, content_type="application/json").must(202)

    def end(self, sent):
        def ended():
            now = self.sender.get(f"/v1/imports/{sent['id']}").must(200)
            return now if now["state"] not in ("queued", "running") else None
        return until(ended, "the import ends", 60)

    def stored(self):
        """Everything that an import may change, and how much was written about it."""
        return {table: self.database.rows(f"SELECT t::text FROM {table} t ORDER BY t::text")
                for table in ("units", "positions", "employees", "unit_ancestors")} | \
               {table: self.count(f"{table} WHERE resource_type IN ('unit', 'position', 'employee')")
                for table in ("audit_events", "outbox_events")}

    def test_two_of_one_file_leave_one_of_each(self):
        with concurrency.Session(self.database, concurrency.IMPORT_TURN) as session:
            sent = at_once(2, lambda _: self.send())
            concurrency.until_waiting(self.database, 2)  # both are at their first batch
            session.release()
        ended = [self.end(each) for each in sent]
        for each in ended:
            self.assertEqual((each["state"], each["rows_done"], each["rows_failed"]), ("completed", self.rows, 0))
        self.assertEqual(sum(each["rows_created"] for each in ended), self.rows)
        stored = self.stored()
        self.assertEqual(concurrency.imported(self.database), {"units": 41, "positions": 30, "employees": self.rows})
        for each in [self.end(sent) for sent in at_once(2, lambda _: self.send())]:
            self.assertEqual((each["state"], each["rows_unchanged"]), ("completed", self.rows))
        self.assertEqual(self.stored(), stored)


if __name__ == "__main__":
    unittest.main()
