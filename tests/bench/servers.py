"""The database and the servers that tests/bench compares: Bangkom, the raw loop (floor.c), Fastify (fastify/).

SPDX-License-Identifier: Apache-2.0
"""
import os
import pathlib
import shutil
import subprocess
import time
import urllib.error
import urllib.request
import uuid

import psycopg2

from machine import HERE, ROOT, free_port

POOL = 8          # threads and connections of every server
UNITS = 500
ORGANIZATION = str(uuid.UUID(int=1 << 100 | 7 << 76 | 2 << 62 | 1))


def environment(settings):
    """Ours for a program, with nothing that somebody set for another Bangkom."""
    return {**{name: value for name, value in os.environ.items() if not name.startswith("BANGKOM_")}, **settings}


class Database:
    """A throw-away PostgreSQL with the database "bench" of one organization; copies of it are other databases."""

    def __init__(self, stack, folder):
        self.folder = folder
        self.superuser = subprocess.run([ROOT / "tests/postgres", "start", folder], check=True, capture_output=True,
                                        text=True).stdout.strip()
        stack.callback(subprocess.run, [ROOT / "tests/postgres", "stop", folder], check=True)
        self.find()
        self.organization = ORGANIZATION
        self.unit = str(uuid.UUID(int=1 << 100 | 7 << 76 | 2 << 62 | 123))

    def find(self):
        home = pathlib.Path((self.folder / "home").read_text().strip())
        self.postmaster = int((home / "data/postmaster.pid").read_text().split()[0])

    def create(self, name):
        """An empty database; it is the one in use from now on."""
        self.url = self.superuser
        self.execute(f"CREATE DATABASE {name}")
        self.url = self.superuser.replace("///postgres?", f"///{name}?")

    def execute(self, *statements):
        for statement in statements:
            self.query(statement)

    def query(self, statement):
        """The rows of a statement by itself, as the superuser."""
        connection = psycopg2.connect(self.url, options="-c search_path=bangkom")
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            rows = cursor.fetchall() if cursor.description else []
        connection.close()
        return rows

    def fill(self, file, **numbers):
        """Run a file of SQL with $NAME replaced; $ORGANIZATION is known."""
        text = (HERE / file).read_text()
        for name, value in {"ORGANIZATION": self.organization, **numbers}.items():
            text = text.replace(f"${name}", str(value))
        self.execute(text)
        self.execute("VACUUM (ANALYZE)")


class Server:
    """One of the servers that are compared."""

    def __init__(self, name, command, environment, headers, log):
        self.name, self.command, self.environment, self.headers = name, command, environment, headers
        self.port, self.log, self.process = free_port(), log, None

    def start(self, path):
        """Start and wait for an answer to `path`; returns the milliseconds that took."""
        begin = time.monotonic()
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.command, env=environment(self.environment), stdout=log, stderr=log,
                                            stdin=subprocess.DEVNULL)
        while self.get(path)[0] != 200:
            if self.process.poll() is not None or time.monotonic() - begin > 30:
                raise SystemExit(f"{self.name} did not start:\n{pathlib.Path(self.log).read_text()[-2000:]}")
            time.sleep(0.002)
        return (time.monotonic() - begin) * 1000

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)

    def get(self, path):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=self.headers)
        try:
            with urllib.request.urlopen(request, timeout=600) as reply:
                return reply.status, reply.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()
        except OSError:
            return 0, b""


class Bangkom(Server):
    """The program, its other commands, and a client with the role auditor in the organization "bench"."""

    def __init__(self, stack, build, folder, database):
        super().__init__("bangkom", [build / "bangkom", "serve"], {}, {}, folder / "bangkom.log")
        self.environment = {
            "BANGKOM_DATABASE_URL": database.url, "BANGKOM_HOME": str(folder), "BANGKOM_PORT": str(self.port),
            "BANGKOM_PUBLIC_URL": f"http://127.0.0.1:{self.port}", "BANGKOM_THREADS": str(POOL),
            "BANGKOM_RATE_LIMIT_PER_MINUTE": "1000000000", "BANGKOM_TOKEN_TTL_S": "86400",
        }
        stack.callback(self.stop)

    def run(self, *arguments):
        return subprocess.run([self.command[0], *arguments], env=environment(self.environment), check=True, text=True,
                              stdout=subprocess.PIPE).stdout

    def prepare(self, database, units=UNITS):
        """Migrate the database, give it the organization with its units, and get a token."""
        self.run("migrate")
        database.fill("organization.sql", UNITS=units)
        self.run("client", "create", "bench", "--organization", "bench", "--role", "auditor")
        self.headers = {"Authorization": f"Bearer {self.token('--client', 'bench')}"}

    def token(self, *who):
        return self.run("token", "--organization", "bench", *who).strip()


def floor_server(stack, build, folder, database):
    server = Server("floor", [], {}, {}, folder / "floor.log")
    server.command = [build / "tests/bench/bench_floor", str(server.port), str(POOL), database.url, database.organization]
    stack.callback(server.stop)
    return server


def fastify_server(stack, folder, database, bangkom, name="fastify"):
    """Installed from the lock file into a folder of its own; needs the running Bangkom's public keys. "pipelined" has the
    queries of a write sent together, by an option of pg that is off by default."""
    source = folder / "fastify"
    if not source.exists():
        shutil.copytree(HERE / "fastify", source, ignore=shutil.ignore_patterns("node_modules"))
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=source, check=True)
    server = Server(name, ["node", source / "server.js"], {}, bangkom.headers, folder / f"{name}.log")
    server.environment = {
        "PORT": str(server.port), "DATABASE_URL": database.url, "DATABASE_ROLE": "bangkom_app", "POOL": str(POOL),
        "ISSUER": bangkom.environment["BANGKOM_PUBLIC_URL"], "AUDIENCE": "bangkom", "NODE_ENV": "production",
        "PIPELINE": "1" if name == "pipelined" else "0", "JWKS": bangkom.get("/.well-known/jwks.json")[1].decode(),
    }
    stack.callback(server.stop)
    return server
