"""What tests of races and failures share: many callers at once, waiting for a condition, a lock that holds
requests up where a test wants them, and what has to be true of the database whatever happened.

SPDX-License-Identifier: Apache-2.0
"""
import concurrent.futures
import http.client
import itertools
import json
import threading
import time

import psycopg2

WAIT_S = 30


def at_once(count, call):
    """What call(i) gave for each i below `count`, all begun at the same moment on threads of their own."""
    barrier = threading.Barrier(count, timeout=WAIT_S)

    def run(i):
        barrier.wait()
        return call(i)
    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def until(condition, what, timeout_s=WAIT_S):
    """The first true result of condition(); a failure that says `what` does not happen."""
    end = time.monotonic() + timeout_s
    while not (found := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {timeout_s} s")
        time.sleep(0.01)
    return found


def refused(reply):
    """This reply, which has to be a 503 as it should be."""
    reply.must(503, code="unavailable")
    if int(reply.headers["retry-after"]) < 1:
        raise AssertionError("Retry-After says nothing")
    return reply


def until_served(caller, timeout_s=WAIT_S):
    """Requests to the database succeed; until then they are refused as they should be."""
    def served():
        reply = caller.again().get("/v1/units?limit=1")
        return reply.status == 200 or refused(reply) is None
    until(served, "requests succeed", timeout_s)


class Session:
    """A database session of a test's own, in which it holds locks; closed at the end of a with statement."""

    def __init__(self, database, *sqls):
        self.database = database
        self.connection = psycopg2.connect(database.url, options="-c search_path=bangkom")
        for sql in sqls:
            self.run(sql)

    def run(self, sql, parameters=()):
        with self.connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall() if cursor.description else []

    def end_waiting(self):
        """End the sessions that wait for a lock, as if their server process had crashed."""
        self.run("SELECT pg_stat_clear_snapshot()")  # else a transaction sees those of its first look for ever
        self.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                 " WHERE datname = current_database() AND wait_event_type = 'Lock'")

    def release(self):
        """Let those go on who wait for a lock of this session."""
        self.connection.rollback()

    def close(self):
        self.connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def writes_to(table):
    """The statement of a session that lets nobody write to a table."""
    return f"LOCK TABLE {table} IN SHARE MODE"


def waiting(database):
    """How many sessions of this database wait for a lock."""
    return database.rows("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                         " AND backend_type = 'client backend' AND wait_event_type = 'Lock'")[0][0]


def until_waiting(database, count, timeout_s=WAIT_S):
    until(lambda: waiting(database) >= count, f"{count} sessions wait for a lock", timeout_s)


def at_once_before(database, lock, count, call):
    """at_once(), where nobody gets past a lock that a statement takes before all are there for whom the server has a
    thread: they have read by then what they decide by, unless a lock of the server keeps them apart. So one that is missing
    shows every time, and not by luck."""
    with concurrent.futures.ThreadPoolExecutor(1) as pool, Session(database, lock) as gate:
        replies = pool.submit(at_once, count, call)
        before = until(lambda: waiting(database), "somebody waits for the lock")
        time.sleep(0.3)
        while before < (now := waiting(database)):
            before = now
            time.sleep(0.3)
        gate.release()
        return replies.result()


# Versions of a resource's records that do not have one audit row and one event each, and those without a record.
HALVES = """
    SELECT '{kind} v' || v, id
    FROM (SELECT r.id, v, 1 AS records, 0 AS audits, 0 AS events
          FROM {table} r CROSS JOIN generate_series(1, r.version) v
          UNION ALL
          SELECT resource_id, resource_version, 0, 1, 0 FROM audit_events WHERE resource_type = '{kind}'
          UNION ALL
          SELECT resource_id, resource_version, 0, 0, 1 FROM outbox_events WHERE resource_type = '{kind}') parts
    GROUP BY id, v
    HAVING (sum(records), sum(audits), sum(events)) <> (1, 1, 1)"""
# Replies kept of requests whose effect is not there.
KEYS = """
    SELECT 'no unit behind a kept reply', (k.body::jsonb ->> 'id')::uuid FROM idempotency_keys k
    LEFT JOIN units u ON u.organization_id = k.organization_id AND u.id::text = k.body::jsonb ->> 'id'
    WHERE k.headers ->> 'Location' LIKE '/v1/units/%%' AND u.id IS NULL"""
# The closure of the tree against the tree itself, both ways.
TREE = """
    WITH RECURSIVE up (unit_id, ancestor_id, depth) AS (
        SELECT id, id, 0 FROM units
        UNION ALL
        SELECT up.unit_id, u.parent_id, up.depth + 1 FROM up JOIN units u ON u.id = up.ancestor_id
        WHERE u.parent_id IS NOT NULL AND up.depth < 40)
    SELECT 'tree and its closure', COALESCE(up.unit_id, a.unit_id)
    FROM up FULL JOIN unit_ancestors a USING (unit_id, ancestor_id, depth)
    WHERE up.unit_id IS NULL OR a.unit_id IS NULL"""


def halves(database):
    """What is in the database by halves: nothing, as (what, id), up to twenty of them."""
    parts = [HALVES.format(kind=kind, table=table)
             for kind, table in (("unit", "units"), ("position", "positions"), ("employee", "employees"))]
    found = []
    for sql in (*parts, KEYS, TREE):
        found += database.rows(f"SELECT * FROM ({sql}) halves LIMIT 20")
    return found


def person(i):
    """A record of the HR system; many share 40 units below one and 30 positions."""
    nip = f"19900101{2015 + i // 10000}{i // 999 % 10 + 1:02}{i % 2 + 1}{i % 999 + 1:03}"
    return {"id": f"o-{i}", "nipBaru": nip, "nama": f"ORANG {i}", "tglLahir": "01-01-1990", "statusPegawai": "PNS",
            "unorId": f"u-{i % 40}", "unorNama": f"Dinas {i % 40}", "unorIndukId": "u-induk", "unorIndukNama": "Kota",
            "jenisJabatanId": "1", "jabatanStrukturalId": f"j-{i % 30}", "jabatanNama": f"Jabatan {i % 30}"}


def people(count):
    """A file of so many records, for /v1/imports/files: 41 units, 30 positions, `count` employees."""
    return json.dumps([person(i) for i in range(count)]).encode()


def imported(database):
    """How many rows came of files of people(), each made once and never changed: {table: count}."""
    found = {}
    for table in ("units", "positions", "employees"):
        [(count, newest)] = database.rows(f"SELECT count(*), max(version) FROM {table} WHERE external_id ~ '^[ujo]-'")
        if newest not in (None, 1):
            raise AssertionError(f"{table} were changed again: version {newest}")
        found[table] = count
    return found


# The batches of an organization take turns; who holds this keeps them waiting.
IMPORT_TURN = "SELECT pg_advisory_xact_lock(hashtextextended('imports:' || id::text, 0)) FROM organizations"


# What a client sees of a server that is gone.
LOST = (OSError, http.client.HTTPException)


class Stream:
    """Callers who create units one after the other, each with a key of its own, and repeat what is refused for
    now. `acknowledged`: names answered 201; `open`: those whose connection was lost or whose stream was ended;
    `refusals`: the 409 and 503 between; `wrong`: every other reply."""
    numbers = itertools.count(1)

    def __init__(self, caller, callers):
        self.name, self.caller, self.end = f"Arus {next(self.numbers)}", caller, threading.Event()
        self.acknowledged, self.open, self.refusals, self.wrong = [], [], [], []
        self.threads = [threading.Thread(target=self._work, args=(i,)) for i in range(callers)]
        for thread in self.threads:
            thread.start()

    def _work(self, number):
        caller = self.caller.again()
        for i in itertools.count():
            name = f"{self.name} {number} {i}"
            try:
                if self._create(caller, name):
                    self.acknowledged.append(name)
                    continue
            except LOST:
                pass
            self.open.append(name)
            return

    def _create(self, caller, name):
        """Whether it was acknowledged before the end of the stream."""
        while not self.end.is_set():
            reply = self.post(caller, name, check=False)
            if reply.status == 201:
                return True
            (self.refusals if reply.status in (409, 503) else self.wrong).append(reply)
            self.end.wait(0.02)
        return False

    @staticmethod
    def post(caller, name, **options):
        return caller.post("/v1/units", {"name": name, "kind": "agency"}, Idempotency_Key=name, **options)

    def until_more(self, count):
        """That many more were acknowledged from now on."""
        aim = len(self.acknowledged) + count
        until(lambda: len(self.acknowledged) >= aim, f"{count} more writes are acknowledged")

    def join(self):
        for thread in self.threads:
            thread.join()

    def settle(self):
        """Repeats what was not acknowledged until it is; all names of the stream, sorted."""
        caller = self.caller.again()
        for name in self.open:
            until(lambda name=name: self.post(caller, name).must(201, 409).status == 201, "an open request is answered")
        return sorted(self.acknowledged + self.open)
