"""What ulfius and libmicrohttpd do on their own and a caller must never meet: each trap, on the real server.

SPDX-License-Identifier: Apache-2.0
"""
import json
import statistics
import time
import unittest

import harness
import wire

BODY_LIMIT = 4096
IDLE_S = 1
HOST = "Host: bangkom.example"
JSON = "Content-Type: application/json"


class Traps(harness.ServerCase):
    settings = {"BANGKOM_RATE_LIMIT_PER_MINUTE": "0", "BANGKOM_BODY_LIMIT_BYTES": str(BODY_LIMIT),
                "BANGKOM_IDLE_TIMEOUT_S": str(IDLE_S)}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.port = cls.server.port
        cls.admin = cls.caller("admin")
        cls.admin.extra["Connection"] = "close"  # the idle limit of this server is a second
        cls.authorization = f"Authorization: Bearer {cls.admin.token}"
        cls.unit = cls.admin.post("/v1/units", {"name": "Unit Satu", "kind": "agency"}).must(201)
        cls.other = cls.admin.post("/v1/units", {"name": "Unit Dua", "kind": "agency"}).must(201)

    def setUp(self):
        self.before = self.units()

    def units(self):
        return self.database.rows("SELECT id, version FROM units ORDER BY id")

    def nothing_happened(self):
        self.assertEqual(self.units(), self.before)
        self.admin.get("/healthz").must(200)

    def refused(self, answer, status, code=None):
        self.assertIsNotNone(answer)
        self.assertEqual(answer.status, status, answer)
        if code is not None:
            self.assertEqual(answer.code, code, answer)
        self.nothing_happened()

    def ask(self, *lines, **options):
        return wire.ask(self.port, *lines, **options)

    def post(self, *headers, body=b""):
        return self.ask("POST /v1/units HTTP/1.1", HOST, self.authorization, JSON, *headers, body=body)

    # ---- ulfius: one map for path and query, joined keys, dropped bytes

    def test_a_query_cannot_poison_a_path_id(self):
        reply = self.admin.get(f"/v1/units/{self.unit['id']}?unit_id={self.other['id']}").must(400)
        self.assertEqual((reply.code, reply["errors"][0]["pointer"]), ("invalid-parameter", "/unit_id"))
        patched = self.admin.patch(f"/v1/units/{self.unit['id']}?unit_id={self.other['id']}", {"name": "Lain"})
        patched.must(400, code="invalid-parameter")
        self.nothing_happened()

    def test_a_body_cannot_name_the_path_id(self):
        self.admin.patch(f"/v1/units/{self.unit['id']}", {"unit_id": self.other["id"]}).must(422)
        self.nothing_happened()

    def test_repeated_keys_are_not_a_comma(self):
        repeated = self.admin.get("/v1/units?kind=agency&kind=village").must(400)
        self.assertEqual(repeated["errors"][0]["rule"], "repeated")
        joined = self.admin.get("/v1/units?kind=agency,village").must(400)
        self.assertEqual(joined["errors"][0]["rule"], "enum")

    def test_a_form_body_is_no_query(self):
        body = b"kind=agency"
        answer = self.ask("GET /v1/units HTTP/1.1", HOST, self.authorization, f"Content-Length: {len(body)}",
                          "Content-Type: application/x-www-form-urlencoded", body=body)
        self.refused(answer, 400, "malformed-request")

    def test_invalid_utf8_is_refused_and_not_dropped(self):
        for target in ("/v1/units?kind=%ff", "/v1/units?%ff=1", f"/v1/units/{self.unit['id']}%ff", "/v1/units/%c0%ae"):
            self.admin.get(target).must(400, code="malformed-request")
        self.refused(self.ask("GET /v1/units/\xff HTTP/1.1", HOST, self.authorization), 400, "malformed-request")
        body = b'{"name":"\xff","kind":"agency"}'
        self.refused(self.post(f"Content-Length: {len(body)}", body=body), 400, "malformed-json")

    def test_a_header_that_is_no_utf8_is_not_lost(self):
        answer = self.ask("GET /v1/units HTTP/1.1", HOST, self.authorization + "\xff")
        self.refused(answer, 401, "invalid-token")

    def test_encoded_delimiters_stay_in_their_segment(self):
        self.admin.get(f"/v1%2Funits/{self.unit['id']}").must(404, code="no-such-path")
        self.admin.get(f"/v1/units/{self.unit['id']}%3Fx=1").must(400)
        self.admin.get(f"/v1/units/{self.unit['id']}%2Fx").must(400)
        self.admin.get(f"/v1/units/../units/{self.unit['id']}").must(404, code="no-such-path")
        self.admin.get(f"/v1/%75nits/{self.unit['id']}", check=False).must(200)

    # ---- ulfius: a long body is cut and taken

    def body_of(self, length):
        """A good body of exactly this many bytes."""
        text = json.dumps({"name": "Unit", "kind": "agency"})
        return (text + " " * (length - len(text))).encode()

    def test_one_byte_over_the_limit(self):
        body = self.body_of(BODY_LIMIT + 1)
        self.refused(self.post(f"Content-Length: {len(body)}", body=body), 413, "body-too-large")

    def test_a_body_cut_at_the_limit_would_have_been_good(self):
        body = self.body_of(BODY_LIMIT) + b"!"
        self.refused(self.post(f"Content-Length: {len(body)}", body=body), 413, "body-too-large")

    def test_the_limit_itself_is_taken(self):
        body = self.body_of(BODY_LIMIT)
        self.assertEqual(self.post(f"Content-Length: {len(body)}", body=body).status, 201)

    def test_far_over_every_limit(self):
        body = self.body_of(6 << 20)
        answer = self.post(f"Content-Length: {len(body)}", body=body)
        if answer is not None:
            self.assertEqual(answer.status, 413)
        self.nothing_happened()

    def test_chunks_over_the_limit(self):
        body = b"".join(b"400\r\n" + b" " * 0x400 + b"\r\n" for _ in range(5)) + b"0\r\n\r\n"
        self.refused(self.post("Transfer-Encoding: chunked", body=body), 413, "body-too-large")

    # ---- ulfius: no 405, no HEAD, no OPTIONS, linear routes

    def test_a_wrong_verb_is_405_with_allow(self):
        reply = self.admin.delete("/v1/units").must(405, code="method-not-allowed")
        self.assertEqual(reply.headers["allow"], "GET, HEAD, POST, OPTIONS")
        self.admin.request("BREW", "/v1/units").must(405)
        self.admin.request("BREW", "/v1/nothing").must(404, code="no-such-path")

    def test_head_is_get_without_a_body(self):
        varying = ("date", "x-request-id")
        for target in ("/healthz", "/openapi.json", "/docs", "/problems", f"/v1/units/{self.unit['id']}", "/v1/units",
                       "/v1/units/ext:none", "/v1/units?limit=0"):
            get, head = self.admin.get(target), self.admin.request("HEAD", target)
            self.assertEqual((head.status, head.body), (get.status, b""))
            self.assertEqual({name: value for name, value in head.headers.items() if name not in varying},
                             {name: value for name, value in get.headers.items() if name not in varying}, target)
            self.assertEqual(int(head.headers["content-length"]), len(get.body))

    def test_options(self):
        reply = self.caller().request("OPTIONS", f"/v1/units/{self.unit['id']}").must(204)
        self.assertEqual(reply.headers["allow"], "GET, HEAD, PATCH, OPTIONS")
        self.assertEqual(self.ask("OPTIONS * HTTP/1.1", HOST, has_body=False).status, 204)

    def test_the_last_route_costs_what_the_first_one_costs(self):
        paths = [path.replace("{", "").replace("}", "") for path in self.admin.get("/openapi.json").json["paths"]]
        medians = {}
        for path in paths:
            caller = self.caller(**{})
            for _ in range(15):
                caller.request("BREW", path, X_Request_Id="cost" + path.replace("/", "-").replace("_", "-")[:50]).must(405)
            caller.close()
        for path in paths:
            lines = self.server.events(request_id="cost" + path.replace("/", "-").replace("_", "-")[:50])
            self.assertTrue(lines, path)
            medians[path] = statistics.median(line["ms"] for line in lines)
        self.assertLess(max(medians.values()), 4 * min(medians.values()) + 0.2, medians)

    # ---- framing

    def test_two_lengths(self):
        body = self.body_of(100)
        for first, second in ((100, 100), (100, 5), (5, 100)):
            with wire.Wire(self.port) as connection:
                connection.send("POST /v1/units HTTP/1.1", HOST, self.authorization, JSON, f"Content-Length: {first}",
                                f"Content-Length: {second}", body=body)
                self.refused(connection.read(), 400)
                self.assertTrue(connection.is_closed(), "what follows could be taken for a request")

    def test_a_length_and_chunks(self):
        body = b"0\r\n\r\nGET /v1/units HTTP/1.1\r\n\r\n"
        with wire.Wire(self.port) as connection:
            connection.send("POST /v1/units HTTP/1.1", HOST, self.authorization, JSON, f"Content-Length: {len(body)}",
                            "Transfer-Encoding: chunked", body=body)
            self.refused(connection.read(), 400)
            self.assertTrue(connection.is_closed(), "what follows could be taken for a request")

    def test_lengths_that_are_no_length(self):
        for length in ("-1", "1x", "0x10", "99999999999999999999999", "1,1", ""):
            answer = self.post(f"Content-Length: {length}", body=b"{}")
            if answer is not None:
                self.assertIn(answer.status, (400, 413), length)
            self.nothing_happened()

    def test_two_hosts(self):
        answer = self.ask("GET /v1/units HTTP/1.1", HOST, "Host: evil.example", self.authorization)
        self.refused(answer, 400, "malformed-request")

    def test_no_host(self):
        self.refused(self.ask("GET /healthz HTTP/1.1"), 400)

    def test_blanks_before_the_colon(self):
        """Whoever takes this for a length and whoever does not see different requests."""
        inner = f"POST /v1/units HTTP/1.1\r\n{HOST}\r\n\r\n".encode()
        for name in ("Content-Length ", "Content-Length\t", "Transfer-Encoding ", "Content Length"):
            with wire.Wire(self.port) as connection:
                connection.send("POST /v1/units HTTP/1.1", HOST, self.authorization, JSON, f"{name}: {len(inner)}",
                                body=inner)
                self.refused(connection.read(), 400, "malformed-request")
                self.assertTrue(connection.is_closed(), "what follows could be taken for a request")

    def test_chunks_and_something_else(self):
        body = b"2\r\n{}\r\n0\r\n\r\n" + f"GET /v1/units HTTP/1.1\r\n{HOST}\r\n\r\n".encode()
        with wire.Wire(self.port) as connection:
            connection.send("POST /v1/units HTTP/1.1", HOST, self.authorization, JSON, "Transfer-Encoding: chunked",
                            "Transfer-Encoding: identity", body=body)
            self.refused(connection.read(), 400, "malformed-request")
            self.assertTrue(connection.is_closed(), "what follows could be taken for a request")
        for coding in ("xchunked", "identity", "chunked, identity", "gzip, chunked"):
            with wire.Wire(self.port) as connection:
                connection.send("POST /v1/units HTTP/1.1", HOST, self.authorization, JSON, f"Transfer-Encoding: {coding}",
                                body=body)
                answer = connection.read()
                if answer is not None:
                    self.assertEqual(answer.status, 400, coding)
                    self.assertTrue(connection.is_closed())
            self.nothing_happened()

    def test_chunked_bodies_are_read(self):
        body = json.dumps({"name": "Unit Tiga", "kind": "agency"}).encode()
        half = len(body) // 2
        chunks = b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in (body[:half], body[half:], b""))
        answer = self.post("Transfer-Encoding: chunked", body=chunks)
        self.assertEqual(answer.status, 201, answer)
        self.assertEqual(json.loads(answer.body)["name"], "Unit Tiga")

    def test_chunks_that_are_none(self):
        for chunks in (b"zz\r\n{}\r\n0\r\n\r\n", b"-1\r\n{}\r\n0\r\n\r\n", b"ffffffffffffffffff\r\n{}\r\n"):
            answer = self.post("Transfer-Encoding: chunked", body=chunks)
            if answer is not None:
                self.assertIn(answer.status, (400, 413))
            self.nothing_happened()

    def test_expectations(self):
        body = json.dumps({"name": "Unit Empat", "kind": "agency"}).encode()
        with wire.Wire(self.port) as connection:
            connection.send("POST /v1/units HTTP/1.1", HOST, self.authorization, JSON, f"Content-Length: {len(body)}",
                            "Expect: 100-continue")
            self.assertEqual(connection.read().status, 100)
            connection.bytes(body)
            self.assertEqual(connection.read().status, 201)

    def test_pipelined_requests_are_answered_in_order(self):
        targets = [f"/v1/units/{self.unit['id']}", "/v1/nothing", f"/v1/units/{self.other['id']}", "/healthz"]
        with wire.Wire(self.port) as connection:
            connection.bytes("".join(f"GET {target} HTTP/1.1\r\n{HOST}\r\n{self.authorization}\r\n\r\n"
                                     for target in targets).encode())
            answers = [connection.read() for _ in targets]
        self.assertEqual([answer.status for answer in answers], [200, 404, 200, 200])
        self.assertEqual([json.loads(answers[i].body)["id"] for i in (0, 2)], [self.unit["id"], self.other["id"]])

    def test_a_refused_body_does_not_become_a_request(self):
        inner = f"DELETE /v1/units HTTP/1.1\r\n{HOST}\r\n\r\n".encode()
        with wire.Wire(self.port) as connection:
            connection.send("POST /v1/nothing HTTP/1.1", HOST, f"Content-Length: {len(inner)}", body=inner)
            self.assertEqual(connection.read().status, 404)
            connection.send("GET /healthz HTTP/1.1", HOST)
            self.assertEqual(connection.read().status, 200)

    def test_absolute_form(self):
        for target in (f"http://bangkom.example/v1/units/{self.unit['id']}", f"HTTPS://x:1/v1/units/{self.unit['id']}"):
            answer = self.ask(f"GET {target} HTTP/1.1", HOST, self.authorization)
            self.assertEqual(answer.status, 200, answer)
            self.assertEqual(json.loads(answer.body)["id"], self.unit["id"])

    def test_targets_that_are_none(self):
        for target in ("v1/units", "*", "/v1/units#x", "/v1/un\tits", "bangkom.example:443", "/v1/<x>\x7f", "//"):
            answer = self.ask(f"GET {target} HTTP/1.1", HOST, self.authorization)
            if answer is not None:
                self.assertIn(answer.status, (400, 404), target)
            self.nothing_happened()

    def test_what_is_no_http(self):
        for data in (b"\0" * 100, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\xaa" * 500, b"GET\r\n\r\n",
                     b"GET / HTTP/9.9\r\nHost: x\r\n\r\n", b"\r\n\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"):
            with wire.Wire(self.port) as connection:
                connection.bytes(data)
                try:
                    answer = connection.read()
                except ConnectionResetError:
                    answer = None
                if answer is not None:
                    self.assertGreaterEqual(answer.status, 400, data[:20])
            self.nothing_happened()

    def test_a_token_twice(self):
        answer = self.ask("GET /v1/units HTTP/1.1", HOST, self.authorization, self.authorization)
        self.refused(answer, 401, "invalid-token")

    # ---- sizes and times

    def test_long_targets(self):
        self.assertEqual(self.admin.get("/v1/units?x=" + "a" * 8300).must(414).code, "uri-too-long")
        answer = self.ask("GET /" + "a" * 40000 + " HTTP/1.1", HOST)
        if answer is not None:
            self.assertEqual(answer.status, 414)
        self.nothing_happened()

    def test_long_headers(self):
        answer = self.ask("GET /healthz HTTP/1.1", HOST, "X-Long: " + "a" * 40000)
        if answer is not None:
            self.assertEqual(answer.status, 431)
        many = [f"X-{i}: {'a' * 100}" for i in range(400)]
        answer = self.ask("GET /healthz HTTP/1.1", HOST, *many)
        if answer is not None:
            self.assertEqual(answer.status, 431)
        self.nothing_happened()

    def test_who_says_nothing_is_sent_away(self):
        body = self.body_of(100)
        beginnings = (b"", b"GET /healthz HT", f"GET /healthz HTTP/1.1\r\n{HOST}\r\nX-A: ".encode(),
                      f"POST /v1/units HTTP/1.1\r\n{HOST}\r\n{self.authorization}\r\n{JSON}\r\n"
                      f"Content-Length: {len(body)}\r\n\r\n".encode() + body[:50])
        connections = [wire.Wire(self.port, timeout_s=IDLE_S + 10) for _ in beginnings]
        started = time.monotonic()
        for connection, data in zip(connections, beginnings):
            connection.bytes(data)
        for connection in connections:
            connection.read()
            self.assertTrue(connection.is_closed())
            connection.__exit__()
        self.assertLess(time.monotonic() - started, IDLE_S + 5)
        self.nothing_happened()

    def test_who_hangs_up_in_the_middle_leaves_nothing(self):
        body = self.body_of(100)
        with wire.Wire(self.port) as connection:
            connection.send("POST /v1/units HTTP/1.1", HOST, self.authorization, JSON, f"Content-Length: {len(body)}",
                            body=body[:60])
        time.sleep(0.2)
        self.nothing_happened()


if __name__ == "__main__":
    unittest.main()
