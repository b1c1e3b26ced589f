"""What end-to-end tests share: a database, the program, a server on a free port, and a caller that checks
every reply against the contract the server itself serves.

    class Units(harness.ServerCase):
        def test_a_unit_is_found_again(self):
            made = self.caller("admin").post("/v1/units", {"name": "Dinas", "kind": "agency"}).must(201)
            self.caller("auditor").get("/v1/units/" + made["id"]).must(200)

Run by ctest, which sets BANGKOM_BUILD and BANGKOM_SOURCE; BANGKOM_TEST_DATABASE_URL must name a PostgreSQL in
which databases may be created (tests/postgres start DIR prints one).
SPDX-License-Identifier: Apache-2.0
"""
import http.client
import itertools
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.parse
import uuid

import contract
import psycopg2

PROGRAM = pathlib.Path(os.environ.get("BANGKOM_BUILD", ".build/dev")).resolve() / "bangkom"
START_TIMEOUT_S = 30
STOP_TIMEOUT_S = 30
REQUEST_TIMEOUT_S = 30


class Database:
    """An empty database of its own, dropped at close()."""
    numbers = itertools.count(1)

    def __init__(self, server_url=None):
        self.server_url = server_url or os.environ["BANGKOM_TEST_DATABASE_URL"]
        self.name = f"bangkom_e2e_{os.getpid()}_{next(self.numbers)}"
        server = urllib.parse.urlsplit(self.server_url)
        self.url = f"{server.scheme}://{server.netloc}/{self.name}?{server.query}"
        self.create()

    def create(self, owner=None):
        self.run(f"CREATE DATABASE {self.name} TEMPLATE template0" + (f" OWNER {owner}" if owner else ""))

    def url_of(self, role):
        """The URL with another login role."""
        return re.sub(r"([?&]user=)[^&]*", rf"\g<1>{role}", self.url)

    def run(self, sql):
        """A statement by the superuser, outside of this database."""
        connection = psycopg2.connect(self.server_url)
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(sql)
        finally:
            connection.close()

    def rows(self, sql, parameters=()):
        """What a statement gives, run by the owner: for looking behind the server's back."""
        connection = psycopg2.connect(self.url, options="-c search_path=bangkom")
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(sql, parameters)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def cut_connections(self):
        self.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{self.name}'")

    def close(self):
        self.run(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")


class Installation:
    """A database and a BANGKOM_HOME: what commands and servers of one organization's data centre share."""

    def __init__(self, database=None, **settings):
        self.database = database or Database()
        self.directory = tempfile.TemporaryDirectory(prefix="bangkom-e2e-")
        self.home = pathlib.Path(self.directory.name)
        self.settings = settings

    def environment(self, **settings):
        """Nothing of ours is inherited; None leaves a variable out."""
        names = {name: value for name, value in os.environ.items() if not name.startswith(("BANGKOM_", "PG"))}
        names |= {"BANGKOM_DATABASE_URL": self.database.url, "BANGKOM_HOME": str(self.home),
                  "BANGKOM_LANGUAGE": "en", "BANGKOM_PUBLIC_URL": "http://bangkom.example"}
        names |= self.settings | settings
        return {name: str(value) for name, value in names.items() if value is not None}

    def run(self, *arguments, timeout=120, **settings):
        """One command to its end: .returncode, .stdout, .stderr."""
        return subprocess.run([PROGRAM, *map(str, arguments)], env=self.environment(**settings), timeout=timeout,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)

    def must(self, *arguments, status=0, **settings):
        """The standard output of a command that has to end with `status`."""
        done = self.run(*arguments, **settings)
        if done.returncode != status:
            raise AssertionError(f"bangkom {' '.join(map(str, arguments))} ended with {done.returncode}, "
                                 f"not {status}\n{done.stdout}{done.stderr}")
        return done.stdout

    def close(self):
        self.database.close()
        self.directory.cleanup()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def state_of(task):
    """The letter that /proc/PID/task/TID/stat has for a thread; "S": it sleeps."""
    try:
        return (task / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:  # it has ended meanwhile
        return "S"


class Server:
    """`bangkom serve` on a port of its own. Stopping it checks that it drained and lost no memory."""

    def __init__(self, installation, wait_ready=True, **settings):
        self.port = int(settings.pop("BANGKOM_PORT", 0)) or free_port()
        self.installation, self.settings = installation, settings
        self.start(wait_ready)

    def start(self, wait_ready=True):
        self.log, self.listening = [], threading.Event()
        environment = self.installation.environment(**self.settings, BANGKOM_PORT=self.port, BANGKOM_HOST="127.0.0.1")
        self.process = subprocess.Popen([PROGRAM, "serve"], env=environment, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        if not self.listening.wait(START_TIMEOUT_S) or self.process.poll() is not None:
            self.process.kill()
            self.reader.join()
            raise AssertionError("the server does not listen\n" + "".join(self.log))
        if wait_ready:
            self.wait_ready()

    def _read(self):
        for line in self.process.stdout:
            self.log.append(line)
            if '"msg":"listening"' in line:
                self.listening.set()
        self.process.stdout.close()
        self.listening.set()

    def wait_ready(self, ready=True, timeout_s=START_TIMEOUT_S):
        end = time.monotonic() + timeout_s
        caller = self.connect()
        while (caller.get("/readyz").status == 200) != ready:
            if time.monotonic() > end:
                raise AssertionError(f"/readyz does not become {ready}\n" + "".join(self.log))
            time.sleep(0.02)

    def events(self, **members):
        """The log lines that have these members."""
        lines = [json.loads(line) for line in list(self.log) if line.startswith("{")]
        return [line for line in lines if members.items() <= line.items()]

    def connect(self, token=None, **headers):
        return Caller(self.port, token, headers)

    def stop(self, sent=signal.SIGTERM, status=0):
        if self.process.poll() is None:
            self.process.send_signal(sent)
        self.process.wait(STOP_TIMEOUT_S)
        self.reader.join()
        if self.process.returncode != status:
            raise AssertionError(f"the server ended with {self.process.returncode}\n" + "".join(self.log))

    def freeze(self):
        """Let every thread stand still once none has anything to do: what it began to send is sent. The signal alone
        comes back while threads still run, on a busy machine for long."""
        end = time.monotonic() + STOP_TIMEOUT_S
        tasks = pathlib.Path(f"/proc/{self.process.pid}/task")
        while any(state_of(task) != "S" for task in tasks.iterdir()):
            if time.monotonic() > end:
                raise AssertionError("the server's threads do not come to rest\n" + "".join(self.log))
            time.sleep(0.01)
        self.process.send_signal(signal.SIGSTOP)
        what = os.waitid(os.P_PID, self.process.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
        if what.si_code != os.CLD_STOPPED:
            raise AssertionError("the server ended\n" + "".join(self.log))

    def kill(self):
        """kill -9: nothing is drained, nothing is given back."""
        self.stop(signal.SIGKILL, -signal.SIGKILL)


class Reply:
    """What came back. Header names in lower case; `json` is None when the body is none."""

    def __init__(self, request, response):
        self.method, self.target = request
        self.status, self.body = response.status, response.read()
        self.header_pairs = [(name.lower(), value) for name, value in response.getheaders()]
        self.headers = dict(self.header_pairs)
        self.content_type = self.headers.get("content-type", "").partition(";")[0].strip()
        is_json = self.content_type == "application/json" or self.content_type.endswith("+json")
        self.json = json.loads(self.body) if is_json and self.body else None

    @property
    def code(self):
        """The problem's code: the last segment of its type."""
        return self.json["type"].rsplit("/", 1)[-1] if self.content_type == "application/problem+json" else None

    def __getitem__(self, member):
        return self.json[member]

    def must(self, *statuses, code=None):
        """This reply, when it has one of the statuses (and the problem code)."""
        if self.status not in statuses or (code is not None and self.code != code):
            raise AssertionError(f"{self.method} {self.target}: {self.status} {self.body[:2000]!r}, "
                                 f"expected {' or '.join(map(str, statuses))} {code or ''}")
        return self


class Caller:
    """One keep-alive connection with a token. Not for two threads at once: use .again() for each."""

    def __init__(self, port, token=None, headers=None):
        self.port, self.token, self.extra = port, token, dict(headers or {})
        self.connection = None

    def again(self, **headers):
        """Another connection of the same caller; further headers go with each request."""
        return Caller(self.port, self.token, self.extra | headers)

    def _headers(self, headers, body, content_type):
        sent = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if body is not None:
            sent["Content-Type"] = content_type
        sent |= self.extra | {name.replace("_", "-"): value for name, value in headers.items()}
        return {name: value for name, value in sent.items() if value is not None}

    def request(self, method, target, body=None, *, content_type="application/json", check=True, **headers):
        """Send a request; `body` is bytes or text as it is, or anything else as JSON. Header names are given
        as keywords, with _ for -. Every reply is checked against the contract unless check is false."""
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body)
        data = body.encode() if isinstance(body, str) else body
        sent = self._headers(headers, data, content_type)
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=REQUEST_TIMEOUT_S)
        try:
            self.connection.request(method, target, data, sent)
            response = self.connection.getresponse()
            reply = Reply((method, target), response)
        except BaseException:
            self.close()
            raise
        if response.will_close:
            self.close()
        if check:
            contract.of(self.port).check(reply)
        return reply

    def get(self, target, **options):
        return self.request("GET", target, **options)

    def post(self, target, body=None, **options):
        return self.request("POST", target, {} if body is None else body, **options)

    def put(self, target, body, **options):
        return self.request("PUT", target, body, **options)

    def patch(self, target, body, if_match="*", **options):
        """A merge patch; if_match=None sends no If-Match."""
        return self.request("PATCH", target, body, content_type="application/merge-patch+json", If_Match=if_match,
                            **options)

    def delete(self, target, **options):
        return self.request("DELETE", target, **options)

    def pages(self, target, limit=100):
        """All entries of a list, page after page."""
        cursor = ""
        while cursor is not None:
            joint = "&" if "?" in target else "?"
            page = self.get(f"{target}{joint}limit={limit}{cursor and '&cursor=' + cursor}").must(200)
            yield from page["data"]
            cursor = page["next_cursor"]

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    __del__ = close


class ServerCase(unittest.TestCase):
    """A migrated database, an organization and a running server for all tests of the class."""
    settings = {"BANGKOM_RATE_LIMIT_PER_MINUTE": "0"}
    slug = "kota-uji"

    @classmethod
    def setUpClass(cls):
        cls.installation = Installation(cls.make_database(), **cls.settings)
        cls.addClassCleanup(cls.installation.close)
        cls.database = cls.installation.database
        cls.installation.must("migrate")
        cls.tokens = {}
        cls.make_organization(cls.slug)
        cls.server = Server(cls.installation)
        cls.addClassCleanup(cls.server.stop)

    @classmethod
    def make_database(cls):
        return Database()

    @classmethod
    def make_organization(cls, slug):
        cls.installation.must("client", "create", f"first-{slug}", "--organization", slug, "--create-organization",
                              f"Kota {slug}", "--role", "admin")

    @classmethod
    def client_token(cls, *roles, unit=None, slug=None):
        """The token of a client with these roles, over one unit's subtree (a reference) or everything."""
        key = (roles, unit, slug or cls.slug)
        if key not in cls.tokens:
            name = f"{'-'.join(roles)}-{uuid.uuid4().hex[:8]}"
            options = ["--role", ",".join(roles)] + (["--unit", unit] if unit else [])
            cls.installation.must("client", "create", name, "--organization", key[2], *options)
            cls.tokens[key] = cls.installation.must("token", "--organization", key[2], "--client", name).strip()
        return cls.tokens[key]

    @classmethod
    def employee_token(cls, key, slug=None):
        """The token of an employee, by ext:KEY, nip:NIP or id."""
        return cls.installation.must("token", "--organization", slug or cls.slug, "--employee", key).strip()

    @classmethod
    def caller(cls, *roles, unit=None, slug=None):
        """A caller with these roles; without any, an anonymous one."""
        return cls.server.connect(cls.client_token(*roles, unit=unit, slug=slug) if roles else None)

    @classmethod
    def employee(cls, key, slug=None):
        return cls.server.connect(cls.employee_token(key, slug))
