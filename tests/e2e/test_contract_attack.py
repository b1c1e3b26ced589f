"""Every operation of the served contract, attacked in every place where a request can be wrong.

Nothing here names an operation: what the served document has is attacked. A good call must be accepted, the same
call with one thing wrong must be refused for that thing, and the database must be what it was before.
SPDX-License-Identifier: Apache-2.0
"""
import functools
import unittest

import attacks
import contract
import harness
import world
from operations import METHODS, Document, Encoded

BODY_LIMIT = 65536
OTHER = "kota-lain"
JSON_BODY = "application/json"


def each(wanted=lambda operation: True):
    """A test of every operation that is wanted, with a good call of it, which must leave no trace."""
    def of(test):
        @functools.wraps(test)
        def run(self):
            found = [operation for operation in self.document.operations if wanted(operation)]
            self.assertTrue(found)
            self.before = self.digest.take()
            for operation in found:
                with self.subTest(operation.id):
                    self.me = self.mine.caller_of(operation)
                    if operation.id in world.READY:
                        self.mine.ready(operation)
                        self.before = self.digest.take()
                    test(self, operation, self.mine.call(operation))
                    self.nothing_changed()
        return run
    return of


class ContractAttack(harness.ServerCase):
    settings = {"BANGKOM_RATE_LIMIT_PER_MINUTE": "0", "BANGKOM_BODY_LIMIT_BYTES": str(BODY_LIMIT),
                "BANGKOM_WORKERS": "0"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organization(OTHER)
        cls.document = Document(contract.of(cls.server.port).document)
        cls.mine = cls.make_world(cls.slug)
        cls.theirs = cls.make_world(OTHER)
        for role in world.granted(cls.document):
            cls.caller(role)
        cls.plain_employee = cls.employee(cls.mine.another().record("employee")["id"])
        cls.digest = world.Digest(cls.database)
        cls.addClassCleanup(cls.digest.close)
        cls.codes = {problem["code"]: problem for problem in cls.caller().get("/problems").must(200)["problems"]}

    @classmethod
    def make_world(cls, slug):
        """All kinds of records, by a caller who may do everything."""
        made = world.World(cls.document, cls.caller(*world.granted(cls.document), slug=slug), database=cls.database,
                           login=lambda employee: cls.employee(employee, slug))
        made.values["asset"] = world.asset_of(cls.caller().get("/docs").must(200).body.decode())
        made.further["identity_issue_token"] = cls.client_credentials(slug)
        for kind in made.collections:
            made.record(kind)
        for operation in cls.document.operations:
            made.caller_of(operation)
        return made

    @classmethod
    def client_credentials(cls, slug):
        """The form that gets a token for a client of its own."""
        printed = cls.installation.must("client", "create", "penukar-token", "--organization", slug)
        form = dict(line.split("=", 1) for line in printed.splitlines() if line.startswith("client_"))
        return {"grant_type": "client_credentials", **form}

    def with_role(self, role):
        """A caller who has this role and no other over the whole organization."""
        return self.plain_employee if role == "employee" else self.caller(role)

    def nothing_changed(self):
        """What is refused leaves no trace in the database."""
        before, self.before = self.before, self.digest.take()
        after = self.before
        self.assertEqual([table for table in after if after[table] != before.get(table)], [],
                         "refused calls changed these tables")

    def refused(self, what, reply, status, code=None, place=None):
        """`place` is (in, pointer, rules): what the problem must name, and nothing besides it."""
        said = f"{what}: {reply.method} {reply.target[:300]}: {reply.status} {reply.body[:1500]!r}"
        self.assertEqual(reply.status, status, said)
        self.assertIn(reply.code, self.codes, said)
        self.assertEqual(self.codes[reply.code]["status"], status, said)
        if code is not None:
            self.assertEqual(reply.code, code, said)
        if place is None:
            return
        where, pointer, rules = place
        self.assertTrue(reply["errors"], said)
        for error in reply["errors"]:
            self.assertEqual((error["in"], error["pointer"]), (where, pointer), said)
            self.assertIn(error["rule"], rules, said)

    def invalid_parameter(self, what, reply, where, name, rules):
        self.refused(what, reply, 400, "invalid-parameter", (where, "/" + name, rules))

    # ---- Accepted

    def test_good_calls_are_accepted(self):
        """Without this, every attack could be refused for another reason."""
        for operation in self.document.operations:
            with self.subTest(operation.id):
                other = self.mine.another()
                other.prepare(operation)
                other.call(operation).send(other.caller_of(operation)).must(operation.success)

    def test_repeated_calls_are_done_once(self):
        """Every operation that takes an Idempotency-Key."""
        for operation in self.document.operations:
            if not operation.takes_key:
                continue
            with self.subTest(operation.id):
                other = self.mine.another()
                other.prepare(operation)
                caller = other.caller_of(operation)
                call = other.call(operation).with_header("Idempotency-Key", f"kunci-{operation.id}")
                first = call.send(caller).must(operation.success)
                self.before = self.digest.take()
                again = call.send(caller)
                if again.status == 409:  # what holds a secret is not shown twice
                    self.assertEqual(again.code, "already-exists")
                else:
                    self.assertEqual((again.status, again.body), (first.status, first.body))
                    self.assertEqual(again.headers["idempotency-replayed"], "true")
                if operation.takes_json:
                    changed = other.another().call(operation).with_header("Idempotency-Key", f"kunci-{operation.id}")
                    self.before = self.digest.take()
                    if (changed.bytes, changed.target) != (call.bytes, call.target):
                        changed.send(caller).must(422, code="idempotency-key-reused")
                self.nothing_changed()

    @each(lambda operation: operation.method == "GET")
    def test_head_is_get_without_a_body(self, operation, call):
        get, head = call.send(self.me), call.send(self.me, "HEAD")
        self.assertEqual((head.status, head.body), (get.status, b""))
        varying = {"date", "x-request-id"} | ({"content-length"} if operation.path == "/metrics" else set())
        self.assertEqual({name: value for name, value in head.headers.items() if name not in varying},
                         {name: value for name, value in get.headers.items() if name not in varying})

    @each(lambda operation: 304 in operation.statuses)
    def test_304_while_nothing_changed(self, operation, call):
        tag = call.send(self.me).must(200).headers["etag"]
        reply = call.with_header("If-None-Match", tag).send(self.me).must(304)
        self.assertEqual((reply.headers["etag"], reply.body), (tag, b""))
        call.with_header("If-None-Match", '"no-such"').send(self.me).must(200)

    def test_a_cursor_is_good_for_its_list_only(self):
        lists = [operation for operation in self.document.operations if "cursor" in operation.named("query")]
        cursors = {}
        for operation in lists:
            page = self.mine.call(operation).with_query(("limit", "1")).send(self.mine.caller).must(200)
            if page["next_cursor"]:
                cursors[operation.id] = page["next_cursor"]
        self.assertGreater(len(cursors), 3)
        for operation in lists:
            for other, cursor in cursors.items():
                with self.subTest(operation.id, cursor=other):
                    reply = self.mine.call(operation).with_query(("cursor", cursor)).send(self.mine.caller)
                    if other == operation.id:
                        reply.must(200)
                    else:
                        self.invalid_parameter(other, reply, "query", "cursor", {"cursor"})

    def test_the_document_says_who_may_call(self):
        for operation in self.document.operations:
            with self.subTest(operation.id):
                self.assertFalse(operation.is_public and operation.roles)
                self.assertTrue(operation.roles is None or set(operation.roles) <= set(self.document.roles))

    # ---- Callers

    @each(lambda operation: not operation.is_public)
    def test_without_a_token(self, operation, call):
        reply = call.send(self.caller())
        self.refused("no token", reply, 401, "unauthenticated")
        self.assertTrue(reply.headers["www-authenticate"].startswith("Bearer"))

    @each(lambda operation: not operation.is_public)
    def test_with_a_broken_token(self, operation, call):
        token = self.mine.caller.token
        head, claims, signature = token.split(".")
        other_claims = self.theirs.caller.token.split(".")[1]
        broken = ["x", "a.b.c", token[:-3], token + "A", f"{head}.{claims}.", f"{head}.{claims}.{signature[::-1]}",
                  f"{head}.{other_claims}.{signature}", f"eyJhbGciOiJub25lIn0.{claims}.", "é", token * 8]
        for text in broken:
            reply = call.send(self.server.connect(text))
            self.refused(f"token {text[:20]}", reply, 401, "invalid-token")

    @each(lambda operation: operation.roles)
    def test_with_a_role_that_may_not(self, operation, call):
        for role in sorted(set(self.document.roles) - set(operation.roles)):
            self.refused(role, call.send(self.with_role(role)), 403, "forbidden")

    # ---- Addresses

    def test_verbs_that_the_path_does_not_take(self):
        paths = {}
        for operation in self.document.operations:
            paths.setdefault(operation.path, []).append(operation)
        self.before = self.digest.take()
        for taken in paths.values():
            with self.subTest(taken[0].path):
                call = self.mine.call(taken[0])
                known = {operation.method for operation in taken}
                allowed = known | {"OPTIONS"} | ({"HEAD"} if "GET" in known else set())
                for method in (*METHODS, "TRACE", "PROPFIND"):
                    if method in known:
                        continue
                    reply = call.send(self.mine.caller, method)
                    self.refused(method, reply, 405, "method-not-allowed")
                    self.assertEqual(set(reply.headers["allow"].split(", ")), allowed)
                reply = call.send(self.caller(), "OPTIONS").must(204)
                self.assertEqual(set(reply.headers["allow"].split(", ")), allowed)
        self.nothing_changed()

    @each()
    def test_paths_beyond_the_operation(self, operation, call):
        for target in (call.target + "/x", call.target + "/", "/v2" + call.target):
            reply = self.me.request(operation.method, target, call.bytes, content_type=call.content_type)
            self.assertIn(reply.status, (400, 404, 405), target)

    @each(lambda operation: operation.named("path"))
    def test_malformed_identifiers(self, operation, call):
        for name, parameter in operation.named("path").items():
            schema = self.document.schema(parameter["schema"])
            for what, text, rules in attacks.texts(schema):
                if text == "":
                    continue
                bad = call.but(path={**call.path, name: text}).send(self.me)
                self.invalid_parameter(f"{name}: {what}", bad, "path", name, rules)

    @each(lambda operation: operation.named("path"))
    def test_what_no_path_can_hold(self, operation, call):
        for name in operation.named("path"):
            for text in ("%ff", "%c0%af", "%", "%zz", "%00", "x%00y"):
                reply = call.but(path={**call.path, name: Encoded(text)}).send(self.me)
                self.refused(text, reply, 400)

    @each(lambda operation: operation.named("path"))
    def test_records_that_nobody_has(self, operation, call):
        for name in operation.named("path"):
            if name.endswith("_id"):
                reply = call.but(path={**call.path, name: attacks.unknown_id()}).send(self.me)
                self.refused(name, reply, 404, "not-found")

    # ---- OtherTenants

    @each(lambda operation: operation.named("path"))
    def test_their_records_in_the_path(self, operation, call):
        for name in operation.named("path"):
            if not name.endswith("_id"):
                continue
            record = self.theirs.record(self.theirs.kind(name, operation))
            names = [record["id"]]
            if world.takes_keys(self.document, operation, name) and record.get("external_id"):
                names.append("ext:" + record["external_id"])
            for text in names:
                reply = call.but(path={**call.path, name: text}).send(self.me)
                self.refused(f"{name} {text}", reply, 404, "not-found")

    @each(lambda operation: operation.named("query"))
    def test_their_records_in_the_query(self, operation, call):
        for name, parameter in operation.named("query").items():
            if not world.refers(self.document.schema(parameter["schema"]), name):
                continue
            kind = self.theirs.kind(name, operation)
            record = self.theirs.record(kind)
            reply = call.asking(name, record["id"]).send(self.me)
            if reply.status == 200:
                self.assertEqual(reply["data"], [], name)
            else:
                self.assertIn(reply.status, (404, 422), name)

    @each(lambda operation: operation.takes_json)
    def test_their_records_in_the_body(self, operation, call):
        for pointer, name, put in attacks.references(self.document, operation.schema, call.body):
            for text in (self.theirs.identifier(name, operation), attacks.unknown_id()):
                body = self.mine.referring(operation, name, put(text))
                reply = call.but(body=body).send(self.me)
                self.refused(pointer, reply, 422, "reference-not-found", ("body", pointer, {"reference"}))

    # ---- Queries

    @each()
    def test_keys_that_are_unknown_or_repeated(self, operation, call):
        reply = call.with_query(("x_unknown", "1")).send(self.me)
        self.invalid_parameter("unknown", reply, "query", "x_unknown", {"unknown"})
        for name, parameter in operation.named("query").items():
            value = str(self.mine.sample(parameter["schema"], name, operation)).replace("False", "false")
            missing = [] if parameter.get("required") else [(name, value)]
            if name != "cursor":
                reply = call.with_query(*missing, (name, value)).send(self.me)
                self.invalid_parameter("repeated", reply, "query", name, {"repeated"})

    @each(lambda operation: operation.named("query"))
    def test_values_that_the_schema_does_not_take(self, operation, call):
        for name, parameter in operation.named("query").items():
            for what, text, rules in attacks.texts(self.document.schema(parameter["schema"])):
                if len(text) > 2000:
                    continue
                others = [pair for pair in call.query if pair[0] != name]
                reply = call.but(query=[*others, (name, text)]).send(self.me)
                self.invalid_parameter(f"{name}: {what}", reply, "query", name, rules)

    @each(lambda operation: "cursor" in operation.named("query"))
    def test_cursors_that_were_not_given(self, operation, call):
        for text in ("x", "AAAA", "!", "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "A" * 1000):
            reply = call.with_query(("cursor", text)).send(self.me)
            self.invalid_parameter(text, reply, "query", "cursor", {"cursor"})

    @each()
    def test_what_no_query_can_hold(self, operation, call):
        for text in ("a=%ff", "%ff=1", "a=%", "a=%zz", "a=%00", "a=%c0%80"):
            target = f"{call.target}{'&' if '?' in call.target else '?'}{text}"
            reply = self.me.request(operation.method, target, call.bytes, content_type=call.content_type)
            self.refused(text, reply, 400)

    # ---- Headers

    @each(lambda operation: operation.success != 204)
    def test_a_form_of_reply_that_is_not_offered(self, operation, call):
        for text in ("application/x-unknown", "image/webp;q=1", "*/*;q=0"):
            self.refused(text, call.with_header("Accept", text).send(self.me), 406, "not-acceptable")

    @each(lambda operation: operation.needs_if_match)
    def test_changes_name_the_version_they_change(self, operation, call):
        headers = {name: value for name, value in call.headers.items() if name != "If-Match"}
        self.refused("no If-Match", call.but(headers=headers).send(self.me), 428, "precondition-required")
        for tag in ('"v999999"', 'W/"v1"', '"x", "v"'):
            reply = call.with_header("If-Match", tag).send(self.me)
            self.refused(tag, reply, 412, "stale-version")
        for tag in ("v1", "'v1'", '"v1', ","):
            reply = call.with_header("If-Match", tag).send(self.me)
            self.invalid_parameter(tag, reply, "header", "If-Match", {"format"})

    def test_every_patch_names_the_version_it_changes(self):
        """Of a record that has one; the reply to a change has the next one."""
        patches = [operation for operation in self.document.operations if operation.method == "PATCH"]
        self.assertGreater(len(patches), 10)
        for operation in patches:
            with self.subTest(operation.id):
                self.assertTrue(operation.needs_if_match)
                self.assertLessEqual({412, 428}, operation.statuses)
                self.assertIn("ETag", operation.body["responses"]["200"]["headers"])

    @each(lambda operation: operation.takes_key)
    def test_malformed_idempotency_keys(self, operation, call):
        for key, rule in (("", "min-length"), ("x" * 129, "max-length"), ("kunci é", "format"), ("a\tb", "format")):
            reply = call.with_header("Idempotency-Key", key).send(self.me)
            self.invalid_parameter(repr(key), reply, "header", "Idempotency-Key", {rule})

    # ---- Bodies

    def refused_body(self, what, reply, pointer, rules):
        self.refused(what, reply, 422, "validation-failed", ("body", pointer, rules))

    @each(lambda operation: operation.takes_json)
    def test_members(self, operation, call):
        for what, pointer, body, rules in attacks.bodies(self.document, operation.schema, call.body):
            self.refused_body(what, call.but(body=body).send(self.me), pointer, rules)

    @each(lambda operation: operation.takes_json)
    def test_what_is_not_json(self, operation, call):
        for what, text, rules in attacks.json_texts(call.body):
            reply = call.but(body=text).send(self.me)
            self.refused(what, reply, 400, "malformed-json", ("body", "", rules))
        for what, text in attacks.other_json():
            self.refused_body(what, call.but(body=text).send(self.me), "", {"type"})

    @each(lambda operation: operation.is_form)
    def test_forms(self, operation, call):
        call.with_member("x_unknown", "1").send(self.caller()).must(operation.success)  # RFC 6749 section 3.2
        for name, schema in operation.schema["properties"].items():
            for what, text, rules in attacks.texts(self.document.schema(schema)):
                if 0 < len(text) < 8000:  # a parameter without a value is one that was left out (section 3.1)
                    reply = call.with_member(name, text).send(self.me)
                    self.refused_body(f"{name}: {what}", reply, "/" + name, rules)
            twice = call.but(body=call.bytes + f"&{name}=x&{name}=x".encode())
            self.refused_body("repeated", twice.send(self.me), "/" + name, {"repeated"})
        for text in (b"scope=%ff", b"scope=\xff", b"scope=%zz", b"scope=%00"):
            reply = call.but(body=call.bytes + b"&" + text).send(self.me)
            self.refused_body(text, reply, "/scope" if text.startswith(b"scope") else "", {"utf8", "syntax"})

    @each(lambda operation: operation.content)
    def test_types_of_content(self, operation, call):
        for content_type in (None, "", "text/plain", "application/xml", "application/jsonx", "multipart/form-data",
                             "application/json; charset=utf-16"):
            if content_type and content_type.partition(";")[0] in operation.content and operation.schema is None:
                continue
            reply = call.but(content_type=content_type).send(self.me)
            self.refused(content_type, reply, 415, "unsupported-media-type")

    @each(lambda operation: operation.content)
    def test_sizes(self, operation, call):
        limit = operation.body_limit or BODY_LIMIT
        reply = call.but(body=b" " * (limit + 1)).send(self.me)
        self.refused("one byte too many", reply, 413, "body-too-large")
        if operation.takes_json:
            reply = call.but(body=b" " * limit).send(self.me)
            self.refused("the most that may come", reply, 400, "malformed-json")

    @each(lambda operation: not operation.content)
    def test_bodies_where_none_belongs(self, operation, call):
        for content_type in (JSON_BODY, "text/plain"):
            reply = call.but(body=b"{}", content_type=content_type).send(self.me)
            self.refused("a body", reply, 400, "malformed-request", ("body", "", {"unknown"}))


if __name__ == "__main__":
    unittest.main()
