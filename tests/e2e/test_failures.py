"""What goes wrong around the server: it is killed or told to end, its clients go, it gets slow. Nothing
acknowledged is lost, nothing is done by halves, and all goes on without help. Of the database being away:
test_outages.py.

SPDX-License-Identifier: Apache-2.0
"""
import contextlib
import http.client
import itertools
import os
import pathlib
import signal
import socket
import threading
import time
import unittest

import concurrency
import harness
from concurrency import Session, Stream, at_once, people, refused, until, until_served, until_waiting, writes_to
from wire import Wire

THREADS = 4


def setUpModule():
    """All classes share one installation, since each costs seconds."""
    unittest.addModuleCleanup(Failures.doClassCleanups)
    Failures.prepare()


class Failures(harness.ServerCase):
    # A request that a test holds up waits as long as the test needs.
    settings = {"BANGKOM_RATE_LIMIT_PER_MINUTE": "0", "BANGKOM_STATEMENT_TIMEOUT_MS": "60000",
                "BANGKOM_THREADS": str(THREADS)}

    @classmethod
    def prepare(cls):
        super().setUpClass()
        cls.token = cls.client_token("admin")

    @classmethod
    def setUpClass(cls):
        """As prepared."""

    def setUp(self):
        if self.server.process.poll() is not None:  # a test failed while it was killed
            self.server.start()
        self.admin = self.server.connect(self.token)

    def tearDown(self):
        self.assertEqual(concurrency.halves(self.database), [])

    def post(self, name, caller=None, **options):
        return (caller or self.admin.again()).post("/v1/units", {"name": name, "kind": "agency"}, **options)

    def named(self, pattern):
        return sorted(name for name, in self.database.rows("SELECT name FROM units WHERE name LIKE %s", (pattern,)))

    def in_background(self, call, *arguments):
        """call() on a thread of its own; its end is waited for after the test."""
        thread = threading.Thread(target=call, args=arguments)
        thread.start()
        self.addCleanup(thread.join)
        return thread

    def another_server(self, **settings):
        server = harness.Server(self.installation, **settings)
        self.addCleanup(lambda: server.process.poll() is None and server.kill())
        return server

    def hold_up(self, caller, names, replies):
        """Requests that write, each by a request thread of its own, up to the lock that the test holds; their
        replies, None for one whose connection is lost, come into `replies`."""
        def post(name):
            try:
                replies.append(self.post(name, caller.again()))
            except concurrency.LOST:
                replies.append(None)
        threads = []
        for number, name in enumerate(names, 1):
            threads.append(self.in_background(post, name))
            until_waiting(self.database, number)
        return threads


class Killed(Failures):
    def test_what_was_acknowledged_is_there_and_the_rest_can_be_repeated(self):
        for count in (30, 5, 12):
            stream = Stream(self.admin, 6)
            stream.until_more(count)
            self.server.kill()
            stream.join()
            self.assertEqual((stream.wrong, len(stream.open)), ([], 6))
            self.assertLessEqual(set(stream.acknowledged), set(self.named("Arus %")))
            self.assertEqual(concurrency.halves(self.database), [])
            self.server.start()
            names = stream.settle()
            self.assertEqual(self.named(f"{stream.name} %"), names)

    def test_a_commit_whose_reply_was_lost_is_not_repeated(self):
        """Between COMMIT and the reply: the server stands still while its database goes on."""
        names, lost = [f"Celah {i}" for i in range(3)], []

        def post(name):
            try:
                self.post(name, Idempotency_Key=name)
            except concurrency.LOST:
                lost.append(name)
        with Session(self.database, writes_to("units")) as session:
            threads = [self.in_background(post, name) for name in names]
            until_waiting(self.database, 1)
            self.server.freeze()
            session.release()
            there = until(lambda: self.named("Celah %"), "the database commits")
        self.server.kill()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(lost), names)
        self.server.start()
        replies = {name: self.repeat(name) for name in names}
        self.assertLessEqual(set(there), {name for name in names if "idempotency-replayed" in replies[name].headers})
        self.assertEqual(self.named("Celah %"), names)

    def repeat(self, name):
        """The reply of a request that may still be running in the database."""
        def answered():
            reply = self.post(name, Idempotency_Key=name).must(201, 409)
            return reply if reply.status == 201 else None
        return until(answered, "a repeated request is answered")

    def test_what_was_not_committed_is_gone(self):
        def post():
            with self.assertRaises(concurrency.LOST):
                self.post("Batal", Idempotency_Key="batal")
        with Session(self.database, writes_to("outbox_events")) as session:
            thread = self.in_background(post)
            until_waiting(self.database, 1)  # the unit is inserted, its event is not
            self.server.freeze()
            session.end_waiting()
            self.server.kill()
            thread.join()
        self.server.start()
        self.assertEqual(self.named("Batal"), [])
        self.assertNotIn("idempotency-replayed", self.post("Batal", Idempotency_Key="batal").must(201).headers)


class KilledImport(Failures):
    batch = 2000   # rows, as the import commits them
    rows = 4400    # three batches

    def progress(self):
        [found] = self.database.rows("SELECT state, rows_done FROM imports")
        return found

    def kill(self, session):
        """Kill the server while the import waits for what the session holds, and start it again."""
        self.assertEqual(self.progress(), ("running", self.batch))
        self.server.kill()
        session.release()
        until(lambda: not self.database.rows("SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
                                             " AND application_name = 'bangkom'"), "its sessions end")
        self.assertEqual(self.progress(), ("running", self.batch))
        self.server.start()

    def let_a_minute_pass(self):
        """Nobody touches the job of a server that may be alive before its lease has run out."""
        self.database.rows("UPDATE jobs SET lease_until = now() WHERE state = 'running'")

    def test_it_goes_on_by_itself_and_does_nothing_twice(self):
        with Session(self.database, concurrency.IMPORT_TURN) as first, Session(self.database) as second:
            sent = self.admin.post("/v1/imports/files", people(self.rows), content_type="application/json").must(202)
            until_waiting(self.database, 1)
            turn = self.in_background(second.run, concurrency.IMPORT_TURN)
            until_waiting(self.database, 2)
            first.release()  # for one batch: then it is the second session's turn
            turn.join()
            until_waiting(self.database, 1)
            self.kill(second)
        with Session(self.database, writes_to("outbox_events")) as session:
            self.let_a_minute_pass()
            until_waiting(self.database, 1)  # in the middle of the second batch
            self.kill(session)
        self.let_a_minute_pass()
        done = until(lambda: self.completed(sent["id"]), "the import ends")
        self.assertEqual([done[name] for name in ("rows_done", "rows_created", "rows_unchanged", "rows_failed")],
                         [self.rows, self.rows, 0, 0])
        self.assertEqual(concurrency.imported(self.database), {"units": 41, "positions": 30, "employees": self.rows})

    def completed(self, import_id):
        found = self.admin.again().get(f"/v1/imports/{import_id}").must(200)
        self.assertNotIn(found["state"], ("failed", "cancelled"))
        return found if found["state"] == "completed" else None


class Ended(Failures):
    def drain(self, server):
        """SIGTERM; until nobody can connect any more."""
        server.process.send_signal(signal.SIGTERM)
        until(lambda: server.events(msg="draining"), "the server drains")

        def is_refused():
            try:
                socket.create_connection(("127.0.0.1", server.port), 5).close()
            except OSError:
                return True
            return False
        until(is_refused, "new connections are refused")

    def test_running_requests_are_answered_and_no_new_ones(self):
        server, replies, names = self.another_server(), [], ["Selesai 1", "Selesai 2", "Selesai 3"]
        caller = server.connect(self.token)
        with Session(self.database, writes_to("units")) as session:
            threads = self.hold_up(caller, names, replies)
            self.drain(server)
            server.process.send_signal(signal.SIGTERM)  # once more changes nothing
            session.release()
            for thread in threads:
                thread.join()
        server.stop()
        self.assertEqual([(reply.status, reply.headers["connection"]) for reply in replies], [(201, "close")] * 3)
        self.assertEqual(self.named("Selesai %"), names)

    def test_who_takes_too_long_is_not_waited_for(self):
        server, replies = self.another_server(BANGKOM_DRAIN_TIMEOUT_S=1, BANGKOM_STATEMENT_TIMEOUT_MS=4000), []
        with Wire(server.port) as stalled, Session(self.database, writes_to("units")):
            stalled.send(*self.head(server, "Terlambat"), body=b'{"name": ')
            [thread] = self.hold_up(server.connect(self.token), ["Lambat"], replies)
            begun = time.monotonic()
            self.drain(server)
            server.stop()  # with status 0
            self.assertLess(time.monotonic() - begun, 1 + 4 + 10)
            self.assertTrue(stalled.is_closed())
            thread.join()
        self.assertIn(replies[0] and replies[0].status, (None, 503))
        self.assertEqual(self.named("%ambat%"), [])

    def head(self, server, name):
        length = len(b'{"name": "%s", "kind": "agency"}' % name.encode())
        return ("POST /v1/units HTTP/1.1", f"Host: 127.0.0.1:{server.port}", f"Authorization: Bearer {self.token}",
                "Content-Type: application/json", f"Content-Length: {length}")


class Slow(Failures):
    """The database answers too late: in the times that are set, requests are refused and all is well again."""
    statement_ms = 2000

    def setUp(self):
        super().setUp()
        self.slow = self.another_server(BANGKOM_STATEMENT_TIMEOUT_MS=self.statement_ms)
        self.caller = self.slow.connect(self.token)

    def tearDown(self):
        until_served(self.caller)
        self.slow.stop()
        super().tearDown()

    def test_all_threads_wait_for_a_lock(self):
        with Session(self.database, "LOCK TABLE units IN ACCESS EXCLUSIVE MODE"):
            begun = time.monotonic()
            replies = at_once(2 * THREADS, lambda _: self.caller.again().get("/v1/units?limit=1"))
            self.assertLess(time.monotonic() - begun, 2 * THREADS * self.statement_ms / 1000)
            self.caller.again().get("/healthz").must(200)
        for reply in replies:
            refused(reply)

    def test_a_statement_takes_too_long(self):
        self.database.rows("CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS"
                           " 'BEGIN PERFORM pg_sleep(60); RETURN NEW; END'")
        self.addCleanup(self.database.rows, "DROP FUNCTION dawdle() CASCADE")
        self.database.rows("CREATE TRIGGER dawdle BEFORE INSERT ON units FOR EACH ROW WHEN (NEW.name = 'Lamban')"
                           " EXECUTE FUNCTION dawdle()")
        begun = time.monotonic()
        refused(self.post("Lamban", self.caller, Idempotency_Key="lamban"))
        self.assertLess(time.monotonic() - begun, self.statement_ms / 1000 + 10)
        self.assertEqual(self.named("Lamban"), [])
        self.database.rows("DROP TRIGGER dawdle ON units")
        self.post("Lamban", self.caller, Idempotency_Key="lamban").must(201)

    def test_the_database_has_no_connection_left(self):
        role = f"e2e_few_{os.getpid()}"
        self.database.run(f"CREATE ROLE {role} LOGIN CONNECTION LIMIT 2 IN ROLE bangkom_app")
        self.addCleanup(self.database.run, f"DROP ROLE {role}")
        server = self.another_server(BANGKOM_DATABASE_URL=self.database.url_of(role), BANGKOM_WORKERS=0,
                                     BANGKOM_STATEMENT_TIMEOUT_MS=self.statement_ms)
        caller = server.connect(self.token)
        with Session(self.database, "LOCK TABLE units IN ACCESS EXCLUSIVE MODE"):
            for reply in at_once(2 * THREADS, lambda _: caller.again().get("/v1/units?limit=1")):
                refused(reply)
        until_served(caller)
        for reply in at_once(2 * THREADS, lambda _: caller.again().get("/v1/units?limit=1")):
            reply.must(200, 503)
        server.stop()


class Clients(Failures):
    def setUp(self):
        super().setUp()
        self.head = ("POST /v1/units HTTP/1.1", f"Host: 127.0.0.1:{self.server.port}",
                     f"Authorization: Bearer {self.token}", "Content-Type: application/json")

    def begin(self, stack, name, server=None):
        """A request that stops in the middle of its body, and what is missing."""
        body = b'{"name": "%s", "kind": "agency"}' % name.encode()
        wire = stack.enter_context(Wire((server or self.server).port))
        wire.send(*self.head, f"Content-Length: {len(body)}", body=body[:12])
        return wire, body[12:]

    def all_threads_serve(self):
        names, replies = [f"Utas {i}" for i in range(THREADS)], []
        with Session(self.database, writes_to("units")) as session:
            threads = self.hold_up(self.admin, names, replies)
            session.release()
        for thread in threads:
            thread.join()
        self.assertEqual([reply.status for reply in replies], [201] * THREADS)

    def test_who_goes_away_takes_no_thread_along(self):
        for _ in range(3):
            with contextlib.ExitStack() as stack:
                for i in range(2 * THREADS):
                    self.begin(stack, f"Hilang {i}")
                self.admin.get("/v1/units?limit=1").must(200)
        self.assertEqual(self.named("Hilang%"), [])
        self.all_threads_serve()

    def test_who_goes_away_while_served_leaves_no_halves(self):
        with Session(self.database, writes_to("units")) as session:
            for i in range(THREADS):
                body = b'{"name": "Pergi %d", "kind": "agency"}' % i
                with Wire(self.server.port) as wire:
                    wire.send(*self.head, f"Content-Length: {len(body)}", body=body)
                    until_waiting(self.database, i + 1)
            session.release()
        until(lambda: len(self.named("Pergi %")) == THREADS, "what was begun is done")
        self.all_threads_serve()

    def test_slow_bodies_hold_up_nobody(self):
        with contextlib.ExitStack() as stack:
            slow = [self.begin(stack, f"Pelan {i}") for i in range(3 * THREADS)]
            self.all_threads_serve()
            for wire, rest in slow:
                for byte in rest:
                    wire.bytes(bytes([byte]))
            self.assertEqual([wire.read().status for wire, _ in slow], [201] * len(slow))
        self.assertEqual(len(self.named("Pelan %")), len(slow))

    def test_who_sends_nothing_more_is_cut_off(self):
        server = self.another_server(BANGKOM_IDLE_TIMEOUT_S=1)
        with contextlib.ExitStack() as stack:
            stalled = [self.begin(stack, "Diam", server)[0] for _ in range(2 * THREADS)]
            for wire in stalled:
                self.assertTrue(wire.is_closed())
        server.connect(self.token).get("/v1/units?limit=1").must(200)
        server.stop()
        self.assertEqual(self.named("Diam"), [])


class Memory(Failures):
    # What ASan keeps of freed memory, to find its later use, would look like growth.
    settings = {"ASAN_OPTIONS": "quarantine_size_mb=1:thread_local_quarantine_size_kb=16"}
    requests = 5000 if b"__asan_init" in harness.PROGRAM.read_bytes() else 20000
    grown_kb_per_request = 1

    def resident_kb(self, server):
        status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))

    def mixed(self, server, count):
        """Requests of all sorts by four callers."""
        head = f"Host: 127.0.0.1:{server.port}\r\nAuthorization: Bearer {self.token}\r\n"
        body = '{"name": "Ingat", "kind": "agency"}'
        sorts = [f"GET /v1/units?limit=20 HTTP/1.1\r\n{head}\r\n", f"GET /v1/nothing HTTP/1.1\r\n{head}\r\n",
                 f"GET /v1/units/ext:none HTTP/1.1\r\n{head}\r\n", f"GET /v1/me HTTP/1.1\r\n{head}\r\n",
                 f"POST /v1/units HTTP/1.1\r\n{head}Content-Type: application/json\r\nContent-Length: 1\r\n\r\n{{",
                 f"POST /v1/units HTTP/1.1\r\n{head}Content-Type: application/json\r\n"
                 f"Content-Length: {len(body)}\r\n\r\n{body}"]

        def ask(_):
            with Wire(server.port) as wire:
                for i in range(count // 4):
                    wire.bytes(sorts[i % len(sorts)].encode())
                    self.assertIn(wire.read().status, (200, 201, 404, 400))
        at_once(4, ask)

    def test_it_does_not_grow(self):
        server = self.another_server(**self.settings)
        self.mixed(server, self.requests // 4)
        before = self.resident_kb(server)
        self.mixed(server, self.requests)
        self.assertLess(self.resident_kb(server) - before, self.requests * self.grown_kb_per_request)
        server.stop()


if __name__ == "__main__":
    unittest.main()
