"""The conventions of HTTP that every resource keeps, shown on units, positions and employees.

SPDX-License-Identifier: Apache-2.0
"""
import concurrent.futures
import csv
import itertools
import re
import threading
import time
import unittest
import uuid

import contract
import harness
import operations
import psycopg2
from operations import Document

ORIGIN = "https://app.example.go.id"


class Http(harness.ServerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.caller("admin")
        cls.document = Document(contract.of(cls.server.port).document)

    def unit(self, **members):
        body = {"name": f"Unit {operations.number():06d}", "kind": "agency", **members}
        return self.admin.post("/v1/units", body).must(201)

    def count(self):
        return self.database.rows("SELECT count(*) FROM units")[0][0]


class Versions(Http):
    def test_a_new_record_says_where_and_which_version_it_is(self):
        made = self.unit()
        self.assertEqual(made.headers["location"], f"/v1/units/{made['id']}")
        self.assertEqual(made.headers["etag"], '"v1"')
        again = self.admin.get(made.headers["location"]).must(200)
        self.assertEqual((again.json, again.headers["etag"]), (made.json, '"v1"'))

    def test_304_while_nothing_changed(self):
        made = self.unit()
        target = f"/v1/units/{made['id']}"
        for tags in ('"v1"', 'W/"v1"', '"x", "v1"', "*"):
            reply = self.admin.get(target, If_None_Match=tags).must(304)
            self.assertEqual((reply.body, reply.headers["etag"]), (b"", '"v1"'), tags)
        for tags in ('"v2"', '"x"'):
            self.admin.get(target, If_None_Match=tags).must(200)
        self.admin.patch(target, {"name": "Nama Lain"}).must(200)
        self.admin.get(target, If_None_Match='"v1"').must(200)
        self.admin.get(target, If_None_Match='"v2"').must(304)

    def test_304_is_not_for_those_who_may_not_read(self):
        made = self.unit()
        self.caller().get(f"/v1/units/{made['id']}", If_None_Match="*").must(401)
        self.admin.get(f"/v1/units/{uuid.uuid4()}", If_None_Match="*").must(404)

    def test_a_change_names_the_version_it_changes(self):
        made = self.unit()
        target = f"/v1/units/{made['id']}"
        self.admin.patch(target, {"name": "A"}, if_match=None).must(428, code="precondition-required")
        first = self.admin.patch(target, {"name": "B"}, if_match='"v1"').must(200)
        self.assertEqual((first.headers["etag"], first["version"]), ('"v2"', 2))
        self.admin.patch(target, {"name": "C"}, if_match='"v1"').must(412, code="stale-version")
        self.admin.patch(target, {"name": "C"}, if_match='"v1", "v2"').must(200)
        self.admin.patch(target, {"name": "D"}, if_match="*").must(200)
        self.assertEqual(self.admin.get(target)["name"], "D")

    def test_one_of_two_changes_of_the_same_version_loses(self):
        target = f"/v1/units/{self.unit()['id']}"
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            replies = list(pool.map(lambda i: self.admin.again().patch(target, {"name": f"N{i}"}, if_match='"v1"'), range(8)))
        self.assertEqual(sorted(reply.status for reply in replies), [200] + [412] * 7)
        winner = next(reply for reply in replies if reply.status == 200)
        self.assertEqual(self.admin.get(target)["name"], winner["name"])

    def test_a_patch_that_changes_nothing_makes_no_version(self):
        made = self.unit(external_id=f"k{operations.number()}")
        target = f"/v1/units/{made['id']}"
        for body in ({}, {"name": made["name"]}, {"external_id": made["external_id"], "parent_id": None}):
            self.assertEqual(self.admin.patch(target, body).must(200).json, made.json)

    def test_a_patch_tells_absent_from_null(self):
        made = self.unit(external_id=f"k{operations.number()}")
        target = f"/v1/units/{made['id']}"
        self.assertEqual(self.admin.patch(target, {"name": "X"}).must(200)["external_id"], made["external_id"])
        self.assertIsNone(self.admin.patch(target, {"external_id": None}).must(200)["external_id"])


class Lists(Http):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lists = [operation for operation in cls.document.operations if "cursor" in operation.named("query")]
        for i in range(7):
            cls.admin.post("/v1/units", {"name": f"Daftar {i}", "kind": "village"}).must(201)
            cls.admin.post("/v1/positions", {"name": f"Daftar {i}", "kind": "general"}).must(201)

    def names(self, target):
        return [record["name"] for record in self.admin.pages(target, limit=2)]

    def test_pages_are_a_partition_in_every_order(self):
        for sort, key, down in (("name", "name", False), ("-name", "name", True), ("created_at", "created_at", False),
                                ("-created_at", "created_at", True)):
            pages = list(self.admin.pages(f"/v1/units?sort={sort}", limit=3))
            keys = [(record[key], record["id"]) for record in pages]
            self.assertEqual(keys, sorted(set(keys), reverse=down), sort)
            self.assertEqual(len(keys), self.count())

    def test_pages_are_stable_while_records_come_between(self):
        before = [record["id"] for record in self.admin.pages("/v1/units?kind=village&sort=name")]
        seen, cursor = [], ""
        for round_ in itertools.count():
            page = self.admin.get(f"/v1/units?kind=village&sort=name&limit=2{cursor}").must(200)
            seen += [record["id"] for record in page["data"]]
            if page["next_cursor"] is None:
                break
            cursor = "&cursor=" + page["next_cursor"]
            self.unit(name=f"Aaa {round_}", kind="village")     # before every page
            self.unit(name=f"Daftar 3 {round_}", kind="village")  # in the middle of what is being read
        self.assertEqual(len(seen), len(set(seen)), "a record came twice")
        self.assertEqual([record for record in seen if record in before], before, "a record was left out")

    def test_records_of_equal_keys_are_not_lost_between_pages(self):
        for _ in range(5):
            self.unit(name="Sama", kind="other")
        found = [record["id"] for record in self.admin.pages("/v1/units?kind=other&sort=name", limit=2)]
        self.assertEqual((len(found), len(set(found))), (5, 5))

    def test_limits(self):
        for operation in self.lists:
            call = self.list_target(operation)
            if call is None:
                continue
            with self.subTest(operation.id):
                for limit in ("0", "-1", "101", "x", "1.5", ""):
                    reply = self.admin.get(f"{call}?limit={limit}").must(400, code="invalid-parameter")
                    self.assertEqual(reply["errors"][0]["pointer"], "/limit")
                self.assertLessEqual(len(self.admin.get(f"{call}?limit=1").must(200)["data"]), 1)
                self.admin.get(f"{call}?limit=100").must(200)
        self.assertEqual(len(self.admin.get("/v1/units?limit=1").must(200)["data"]), 1)

    def list_target(self, operation):
        """The lists that an admin may read and that need nothing named."""
        allowed = operation.roles is None or "admin" in operation.roles
        needs = operation.named("path") or any(query.get("required") for query in operation.named("query").values())
        return operation.path if allowed and not needs else None

    def test_a_cursor_is_good_for_its_list_and_order_only(self):
        cursor = self.admin.get("/v1/units?limit=1&sort=name").must(200)["next_cursor"]
        self.admin.get(f"/v1/units?limit=1&sort=name&cursor={cursor}").must(200)
        for target in ("/v1/positions?sort=name", "/v1/units?sort=-name", "/v1/units?sort=created_at", "/v1/employees"):
            joint = "&" if "?" in target else "?"
            reply = self.admin.get(f"{target}{joint}cursor={cursor}").must(400, code="invalid-parameter")
            self.assertEqual((reply["errors"][0]["pointer"], reply["errors"][0]["rule"]), ("/cursor", "cursor"))

    def test_a_cut_or_changed_cursor(self):
        cursor = self.admin.get("/v1/units?limit=1").must(200)["next_cursor"]
        for bad in (cursor[:8], cursor[1:], cursor[:4] + "____" + cursor[8:], cursor + "=", cursor[::-1]):
            self.admin.get(f"/v1/units?cursor={bad}").must(400)

    def test_a_cursor_lends_no_rights(self):
        cursor = self.admin.get("/v1/units?limit=1").must(200)["next_cursor"]
        self.make_organization("kota-tetangga")
        stranger = self.caller("admin", slug="kota-tetangga")
        self.assertEqual(stranger.get(f"/v1/units?cursor={cursor}").must(200)["data"], [])

    def test_filters_go_with_the_pages(self):
        self.assertEqual(self.names("/v1/positions?kind=general&sort=name"), [f"Daftar {i}" for i in range(7)])


class Repeated(Http):
    def test_a_repeated_request_gives_the_first_reply(self):
        body = {"name": "Sekali", "kind": "agency"}
        first = self.admin.post("/v1/units", body, Idempotency_Key="sekali-1").must(201)
        count = self.count()
        again = self.admin.post("/v1/units", body, Idempotency_Key="sekali-1").must(201)
        self.assertEqual((again.body, again.headers["etag"], again.headers["location"]),
                         (first.body, first.headers["etag"], first.headers["location"]))
        self.assertEqual(again.headers["idempotency-replayed"], "true")
        self.assertNotIn("idempotency-replayed", first.headers)
        self.assertNotEqual(again.headers["x-request-id"], first.headers["x-request-id"])
        self.assertEqual(self.count(), count)

    def test_the_key_is_for_one_request(self):
        self.admin.post("/v1/units", {"name": "Satu", "kind": "agency"}, Idempotency_Key="satu").must(201)
        count = self.count()
        other = self.admin.post("/v1/units", {"name": "Dua", "kind": "agency"}, Idempotency_Key="satu")
        other.must(422, code="idempotency-key-reused")
        elsewhere = self.admin.post("/v1/positions", {"name": "Satu", "kind": "general"}, Idempotency_Key="satu")
        elsewhere.must(422, code="idempotency-key-reused")
        self.assertEqual(self.count(), count)

    def test_the_key_is_the_callers_own(self):
        body = {"name": "Milik", "kind": "agency"}
        mine = self.admin.post("/v1/units", body, Idempotency_Key="milik").must(201)
        theirs = self.caller("planner").post("/v1/units", body, Idempotency_Key="milik").must(201)
        self.assertNotEqual(mine["id"], theirs["id"])

    def test_a_refused_request_may_be_corrected_under_its_key(self):
        self.admin.post("/v1/units", {"name": "", "kind": "agency"}, Idempotency_Key="betul").must(422)
        self.admin.post("/v1/units", {"name": "Betul", "kind": "agency"}, Idempotency_Key="betul").must(201)

    def test_409_while_the_first_is_running(self):
        body = {"name": "Lama", "kind": "agency"}
        blocker = psycopg2.connect(self.database.url)
        try:
            blocker.cursor().execute("LOCK TABLE bangkom.units IN SHARE MODE")  # reads go on, writes wait
            with concurrent.futures.ThreadPoolExecutor(1) as pool:
                first = pool.submit(self.admin.again().post, "/v1/units", body, Idempotency_Key="lama")
                self.until_waiting()
                second = self.admin.again().post("/v1/units", body, Idempotency_Key="lama")
                blocker.rollback()
                first.result().must(201)
        finally:
            blocker.close()
        second.must(409, code="request-in-progress")
        self.assertGreaterEqual(int(second.headers["retry-after"]), 1)
        replayed = self.admin.post("/v1/units", body, Idempotency_Key="lama").must(201)
        self.assertEqual(replayed["id"], first.result()["id"])

    def until_waiting(self):
        end = time.monotonic() + 4
        while not self.database.rows("SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'relation'"):
            self.assertLess(time.monotonic(), end, "the first request never waits")
            time.sleep(0.02)

    def test_many_at_once_do_it_once(self):
        body, count = {"name": "Serentak", "kind": "agency"}, self.count()
        barrier = threading.Barrier(8)

        def post(_):
            caller = self.admin.again()
            barrier.wait()
            return caller.post("/v1/units", body, Idempotency_Key="serentak")
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            replies = list(pool.map(post, range(8)))
        self.assertLessEqual({reply.status for reply in replies}, {201, 409})
        self.assertEqual(len({reply["id"] for reply in replies if reply.status == 201}), 1)
        self.assertEqual(self.count(), count + 1)


class EveryReply(Http):
    targets = ("/v1/units", "/v1/units/ext:none", "/v1/nothing", "/healthz", "/v1/units?limit=0")

    def test_security_headers(self):
        for target in self.targets:
            headers = self.admin.get(target).headers
            self.assertEqual(headers["x-content-type-options"], "nosniff", target)
            self.assertEqual(headers["referrer-policy"], "no-referrer")
            self.assertIn("default-src 'none'", headers["content-security-policy"])
            self.assertIn("frame-ancestors 'none'", headers["content-security-policy"])
            self.assertEqual(headers["cache-control"], "no-store")
            self.assertNotIn("strict-transport-security", headers, "this server is http://")
            self.assertNotIn("server", headers)
            self.assertNotIn("access-control-allow-origin", headers, "nobody was allowed")

    def test_behind_tls_browsers_are_told_to_stay_there(self):
        with self.another(BANGKOM_PUBLIC_URL="https://bangkom.example.go.id") as server:
            self.assertIn("max-age=", server.connect().get("/healthz").headers["strict-transport-security"])

    def another(self, **settings):
        return _Running(harness.Server(self.installation, **settings))

    def test_request_ids(self):
        self.assertEqual(self.admin.get("/healthz", X_Request_Id="permintaan-1.A_b").headers["x-request-id"],
                         "permintaan-1.A_b")
        given = set()
        for bad in (None, "", "a b", "a" * 65, "<x>", "é", 'a"b'):
            reply = self.admin.get("/v1/units/ext:none", X_Request_Id=bad).must(404)
            self.assertNotEqual(reply.headers["x-request-id"], bad)
            self.assertEqual(reply["request_id"], reply.headers["x-request-id"])
            given.add(reply.headers["x-request-id"])
        self.assertEqual(len(given), 7)

    def test_request_ids_are_in_the_log(self):
        self.admin.get("/v1/units/ext:none", X_Request_Id="cari-di-log").must(404)
        [line] = self.logged(request_id="cari-di-log")
        self.assertEqual((line["status"], line["code"], line["operation"]), (404, "not-found", "units_get"))

    def logged(self, **members):
        """The log lines with these members: they come through a pipe, a little later than the reply."""
        end = time.monotonic() + 10
        while not (lines := self.server.events(**members)) and time.monotonic() < end:
            time.sleep(0.02)
        return lines

    def test_trace_contexts(self):
        good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        self.assertEqual(self.admin.get("/healthz", traceparent=good).headers["traceparent"], good)
        for bad in (good[:-1], good.upper(), "ff" + good[2:], f"00-{'0' * 32}-00f067aa0ba902b7-01", good + "-x", "x"):
            self.assertNotIn("traceparent", self.admin.get("/healthz", traceparent=bad).headers, bad)

    def test_languages(self):
        for accept, language in ((None, "en"), ("id", "id"), ("en", "en"), ("id-ID,id;q=0.9,en;q=0.8", "id"),
                                 ("en-GB;q=0.9, id;q=0.5", "en"), ("fr, id;q=0.1", "id"), ("fr", "en"), ("", "en"),
                                 ("id;q=0, en", "en"), ("ID", "id"), ("idx", "en"), (",;q=", "en")):
            reply = self.admin.get("/v1/units/ext:none", Accept_Language=accept).must(404)
            self.assertEqual(reply.headers["content-language"], language, accept)
            self.assertEqual(reply["title"], {"id": "Tidak ditemukan", "en": "Not found"}[language])
        reply = self.admin.post("/v1/units", {"name": "", "kind": "x"}, Accept_Language="id").must(422)
        self.assertIn("harus salah satu dari", str(reply["errors"]))

    def test_the_language_of_the_installation(self):
        with self.another(BANGKOM_LANGUAGE="id") as server:
            self.assertEqual(server.connect().get("/v1/nothing").headers["content-language"], "id")
            self.assertEqual(server.connect().get("/v1/nothing", Accept_Language="en").headers["content-language"], "en")

    def test_pages_of_allowed_origins_may_call(self):
        with self.another(BANGKOM_CORS_ORIGINS=f"https://lain.example,{ORIGIN}") as server:
            caller = server.connect(self.admin.token)
            reply = caller.get("/v1/units", Origin=ORIGIN).must(200)
            self.assertEqual(reply.headers["access-control-allow-origin"], ORIGIN)
            self.assertIn("Origin", reply.headers["vary"])
            self.assertIn("ETag", reply.headers["access-control-expose-headers"])
            preflight = server.connect().request("OPTIONS", "/v1/units", Origin=ORIGIN, check=False,
                                                 Access_Control_Request_Method="POST").must(204)
            self.assertIn("POST", preflight.headers["access-control-allow-methods"])
            for name in ("Authorization", "Content-Type", "If-Match", "Idempotency-Key"):
                self.assertIn(name, preflight.headers["access-control-allow-headers"])
            for stranger in ("https://evil.example", ORIGIN + ".evil.example", "http://app.example.go.id", "null",
                             ORIGIN.upper(), ORIGIN + ":444"):
                reply = caller.get("/v1/units", Origin=stranger)
                self.assertNotIn("access-control-allow-origin", reply.headers, stranger)
                self.assertIn("Origin", reply.headers["vary"])
            self.assertNotIn("access-control-allow-credentials", preflight.headers)

    def test_pages_of_all_origins_may_call(self):
        with self.another(BANGKOM_CORS_ORIGINS="*") as server:
            reply = server.connect().get("/healthz", Origin="https://anything.example")
            self.assertEqual(reply.headers["access-control-allow-origin"], "*")

    def test_forms_of_reply(self):
        for accept in (None, "*/*", "application/*", "application/json", "text/html, */*;q=0.1",
                       "application/json;q=0.5, text/plain"):
            reply = self.admin.get("/v1/units", Accept=accept).must(200)
            self.assertEqual(reply.content_type, "application/json")
        self.admin.get("/v1/units", Accept="text/html").must(406, code="not-acceptable")

    def test_csv_is_no_program(self):
        """A name that a spreadsheet would run gets an apostrophe in front of it."""
        for number, name in enumerate(("=HYPERLINK(1)", "+1", "-1", "@SUM(A1)"), 1):
            unit = self.admin.post("/v1/units", {"name": name, "kind": "agency"}).must(201)["id"]
            self.admin.post("/v1/employees", {"nip": f"19900101201804100{number}", "name": name, "kind": "pns",
                                              "unit_id": unit}).must(201)
            reply = self.admin.get(f"/v1/reports/hours-compliance?below={unit}", Accept="text/csv").must(200)
            self.assertEqual(reply.content_type, "text/csv")
            _, row = reply.body.decode().splitlines()
            cells = next(csv.reader([row]))
            self.assertEqual([cell for cell in cells if cell.endswith(name) and len(cell) <= len(name) + 1], ["'" + name] * 2)

    def test_problems_say_where_to_read_about_them(self):
        reply = self.admin.get("/v1/units/ext:none").must(404)
        self.assertEqual(reply["type"], "/problems/" + reply["code"])
        self.assertEqual(reply["instance"], "/v1/units/ext:none")
        self.assertRegex(self.admin.get(reply["type"]).must(200)["title"]["en"], re.escape(reply["title"]))

    def test_all_violations_come_at_once(self):
        reply = self.admin.post("/v1/units", {"kind": "x", "parent_id": 1, "extra": True}).must(422)
        self.assertEqual({(error["pointer"], error["rule"]) for error in reply["errors"]},
                         {("/name", "required"), ("/kind", "enum"), ("/parent_id", "type"), ("/extra", "unknown")})


class _Running:
    """A server for the length of a with statement."""

    def __init__(self, server):
        self.server = server

    def __enter__(self):
        return self.server

    def __exit__(self, *_):
        self.server.stop()


class RateLimits(harness.ServerCase):
    settings = {"BANGKOM_RATE_LIMIT_PER_MINUTE": "30"}

    def test_who_asks_too_often_is_told_when_to_come_back(self):
        caller = self.caller("admin")
        replies = [caller.get("/v1/me") for _ in range(60)]
        limited = [reply for reply in replies if reply.status == 429]
        self.assertTrue(limited)
        self.assertEqual(limited[0].code, "too-many-requests")
        self.assertGreaterEqual(int(limited[0].headers["retry-after"]), 1)
        self.caller("planner").get("/v1/me").must(200)


if __name__ == "__main__":
    unittest.main()
