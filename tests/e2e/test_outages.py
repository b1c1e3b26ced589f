"""The database goes away, restarts or hangs under load: requests are refused with 503 in the times that are set,
and all goes on without help. With a PostgreSQL of its own, since others use the shared one.

SPDX-License-Identifier: Apache-2.0
"""
import contextlib
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest
import urllib.parse

import concurrency
import harness
import psycopg2
from concurrency import Stream, at_once, refused, until, until_served

TOOL = pathlib.Path(__file__).resolve().parents[1] / "postgres"
THREADS = 4
STATEMENT_S = 1
# Of one request: for the token and for its own statements a connection each, an answer each, one second more each.
REFUSED_WITHIN_S = 2 * (2 + STATEMENT_S + 1)
# Recovery, on a machine that does other things too.
RECOVERY_S = 20


class Postgres:
    """A PostgreSQL that is started for a test and can be unplugged and stopped."""

    def __init__(self, directory):
        self.directory = directory
        self.url = self.tool("start")
        [home] = urllib.parse.parse_qs(urllib.parse.urlsplit(self.url).query)["host"]
        self.socket, self.data = pathlib.Path(home) / ".s.PGSQL.5432", pathlib.Path(home) / "data"

    def tool(self, command):
        done = subprocess.run(["bash", TOOL, command, self.directory], capture_output=True, text=True, timeout=120, check=True)
        return done.stdout.strip()

    @classmethod
    def lent(cls, clean_up):
        """One of its own, until the functions given to clean_up are called."""
        directory = tempfile.TemporaryDirectory(prefix="bangkom-pg-")
        clean_up(directory.cleanup)
        postgres = cls(directory.name)
        clean_up(postgres.tool, "stop")
        return postgres

    @contextlib.contextmanager
    def unplugged(self):
        """Nobody can connect, and those who were are cut off."""
        away = self.socket.with_name("away")
        with contextlib.closing(psycopg2.connect(self.url)) as session:
            session.autocommit = True
            self.socket.rename(away)
            try:
                with session.cursor() as cursor:
                    cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'bangkom%'")
                yield
            finally:
                away.rename(self.socket)

    def processes(self):
        """Of the server itself, and of the sessions of tests."""
        with contextlib.closing(psycopg2.connect(self.url)) as session, session.cursor() as cursor:
            cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname LIKE 'bangkom%'")
            sessions = [pid for pid, in cursor.fetchall()]
        return int((self.data / "postmaster.pid").read_text(encoding="ascii").split()[0]), sessions

    @staticmethod
    @contextlib.contextmanager
    def stopped(*pids):
        """These processes hang."""
        def send(number):
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, number)
        send(signal.SIGSTOP)
        try:
            yield
        finally:
            send(signal.SIGCONT)


class FirstStart(unittest.TestCase):
    def test_nobody_works_before_it_has_migrated(self):
        """Nothing is there, not even the role of its sessions: a worker that fails has the pool refuse everybody."""
        installation = harness.Installation(harness.Database(Postgres.lent(self.addCleanup).url))
        self.addCleanup(installation.close)
        server = harness.Server(installation, wait_ready=False, BANGKOM_AUTO_MIGRATE="true")
        self.addCleanup(server.stop)
        server.connect().get("/readyz").must(200)


class Outages(harness.ServerCase):
    settings = {"BANGKOM_RATE_LIMIT_PER_MINUTE": "0", "BANGKOM_STATEMENT_TIMEOUT_MS": str(1000 * STATEMENT_S),
                "BANGKOM_THREADS": str(THREADS), "BANGKOM_WORKERS": "0"}

    @classmethod
    def make_database(cls):
        cls.postgres = Postgres.lent(cls.addClassCleanup)
        return harness.Database(cls.postgres.url)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.caller("admin")

    def tearDown(self):
        until_served(self.admin, RECOVERY_S)
        self.server.wait_ready()
        self.assertEqual(concurrency.halves(self.database), [])

    def ask(self):
        """A request that needs the database, which is not there: refused in time."""
        begun = time.monotonic()
        refused(self.admin.again().get("/v1/units?limit=1"))
        return time.monotonic() - begun

    def test_a_restart_under_load_loses_nothing(self):
        stream = Stream(self.admin, THREADS)
        for _ in range(2):
            stream.until_more(20)
            self.postgres.tool("restart")
        stream.until_more(20)
        stream.end.set()
        stream.join()
        self.assertEqual(stream.wrong, [])
        for reply in stream.refusals:
            reply.must(409, 503)
            self.assertGreaterEqual(int(reply.headers["retry-after"]), 1)
        until_served(self.admin, RECOVERY_S)
        names = stream.settle()
        there = self.database.rows("SELECT name FROM units WHERE name LIKE %s", (f"{stream.name} %",))
        self.assertEqual(sorted(name for name, in there), names)

    def test_while_it_is_away_requests_are_refused(self):
        with self.postgres.unplugged():
            self.server.wait_ready(False)
            self.assertEqual(self.server.connect().get("/readyz").must(503)["checks"]["database"], "failed")
            self.server.connect().get("/healthz").must(200)
            took = at_once(2 * THREADS, lambda _: self.ask())
            self.assertLess(max(took), REFUSED_WITHIN_S)
            refused(self.admin.again().post("/v1/units", {"name": "Putus", "kind": "agency"}))
        until_served(self.admin, RECOVERY_S)
        self.assertEqual(self.database.rows("SELECT 1 FROM units WHERE name = 'Putus'"), [])

    def test_it_may_be_away_at_the_start(self):
        with self.postgres.unplugged():
            server = harness.Server(self.installation, wait_ready=False)
            self.addCleanup(server.stop)
            server.connect().get("/healthz").must(200)
            server.connect().get("/readyz").must(503, code="unavailable")
            refused(server.connect(self.admin.token).get("/v1/units"))
        server.wait_ready(timeout_s=RECOVERY_S)
        server.connect(self.admin.token).get("/v1/units").must(200)

    def test_sessions_that_hang_are_given_up(self):
        at_once(2 * THREADS, lambda _: self.admin.again().get("/v1/units?limit=1").must(200))
        _, sessions = self.postgres.processes()
        self.assertTrue(sessions)
        with self.postgres.stopped(*sessions):
            self.assertLess(self.ask(), REFUSED_WITHIN_S)
            until_served(self.admin, RECOVERY_S + REFUSED_WITHIN_S)  # by new sessions: the old ones still hang

    def test_a_server_that_hangs_holds_up_nobody_for_long(self):
        server, sessions = self.postgres.processes()
        with self.postgres.stopped(server, *sessions):
            self.assertLess(max(at_once(THREADS, lambda _: self.ask())), THREADS * REFUSED_WITHIN_S)
            self.server.connect().get("/healthz").must(200)
            self.server.connect().get("/readyz").must(503)

    def test_an_import_goes_on_after_a_restart(self):
        rows = 2200  # three batches
        server = harness.Server(self.installation, BANGKOM_WORKERS=1, BANGKOM_STATEMENT_TIMEOUT_MS=60000)
        self.addCleanup(server.stop)
        caller = server.connect(self.admin.token)
        sent = caller.post("/v1/imports/files", concurrency.people(rows), content_type="application/json").must(202)
        until(lambda: self.database.rows("SELECT 1 FROM imports WHERE rows_done > 0"), "the first batch is done")
        self.postgres.tool("restart")
        until_served(caller, RECOVERY_S)
        done = until(lambda: self.completed(caller, sent["id"]), "the import ends", 60)
        self.assertEqual((done["rows_created"], done["rows_unchanged"], done["rows_failed"]), (rows, 0, 0))
        self.assertEqual(concurrency.imported(self.database), {"units": 41, "positions": 30, "employees": rows})

    def completed(self, caller, import_id):
        """The import when it has ended. What a minute does, without waiting for it: a lease runs out of a job whose
        failure could not be written down because the database was away."""
        self.database.rows("UPDATE jobs SET lease_until = now() WHERE state = 'running'")
        found = caller.again().get(f"/v1/imports/{import_id}").must(200)
        self.assertNotIn(found["state"], ("failed", "cancelled"))
        return found if found["state"] == "completed" else None


if __name__ == "__main__":
    unittest.main()
