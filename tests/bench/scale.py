"""What size costs: the same requests to organizations of 10,000 and of 1,000,000 employees, each in a database of its own.

Every endpoint is asked for a thousand different employees, units or pages in turn. A page or a
single read may cost half as much again in the large one, whether it is asked of a unit or of everybody.
SPDX-License-Identifier: Apache-2.0
"""
import base64
import json
import pathlib
import random
import subprocess
import sys
import time
import urllib.parse
import uuid

from figures import CPU_COLUMNS, medians, table
from machine import ROOT, CpuPerRequest
from reads import load
from servers import Bangkom

AT_MOST = 1.5
VARIETY = 1000      # different requests to each endpoint
UNIT_SIZE, AGENCY_SIZE, POSITION_SIZE = 20, 50, 200


def identifier(kind, n):
    return str(uuid.UUID(f"{kind:08x}-0000-7000-8000-{n:012x}"))


class Organization:
    """A database of one size, with a server of its own."""

    def __init__(self, stack, folder, database, options, size):
        self.size, self.units = size, max(20, size // UNIT_SIZE)
        self.agencies = max(2, self.units // AGENCY_SIZE)
        database.create(f"bench_scale_{size}")
        self.server = Bangkom(stack, options.build, folder, database)
        self.server.environment["BANGKOM_STATEMENT_TIMEOUT_MS"] = "600000"
        self.server.prepare(database, units=1)
        begin = time.monotonic()
        database.fill("scale.sql", EMPLOYEES=size, UNITS=self.units, AGENCIES=self.agencies,
                      POSITIONS=max(20, size // POSITION_SIZE))
        print(f"scale: {size} employees loaded in {time.monotonic() - begin:.0f} s", file=sys.stderr)
        self.server.start("/readyz")
        self.paths = self.requests(random.Random(1))

    def cursor(self, n, name):
        """That of the first page, moved to an employee; what is not signed may be forged."""
        first = base64.urlsafe_b64decode(self.first_cursor + "==")
        moved = first[:6] + uuid.UUID(identifier(32, n)).bytes + name.encode()
        return base64.urlsafe_b64encode(moved).decode().rstrip("=")

    def requests(self, chance):
        """{endpoint: paths}"""
        people = [chance.randint(1, self.size) for _ in range(VARIETY)]
        units = [identifier(16, chance.randint(2 + self.agencies, self.units)) for _ in range(VARIETY)]
        self.first_cursor = json.loads(self.server.get("/v1/employees?limit=20")[1])["next_cursor"]
        names = [json.loads(self.server.get(f"/v1/employees/{identifier(32, n)}")[1])["name"] for n in people[:100]]
        cursors = [self.cursor(n, name) for n, name in zip(people, names)]
        return {
            "list: first page": ["/v1/employees?limit=20"],
            "list: a page in the middle": [f"/v1/employees?limit=20&cursor={cursor}" for cursor in cursors],
            "list: of a unit": [f"/v1/employees?limit=20&below={unit}" for unit in units],
            "list: by name and kind": [f"/v1/employees?limit=20&kind=pns&name_prefix={urllib.parse.quote(name[:8])}" for name in names],
            "employee by id": [f"/v1/employees/{identifier(32, n)}" for n in people],
            "employee by NIP": [f"/v1/employees/nip:19850101{n:010d}" for n in people],
            "competency profile": [f"/v1/employees/{identifier(32, n)}/competency-profile" for n in people],
            "hours of an employee": [f"/v1/employees/{identifier(32, n)}/hours" for n in people],
            "compliance: of everybody": ["/v1/reports/hours-compliance?limit=20"],
            "compliance: of all units": ["/v1/reports/hours-compliance/units?limit=20"],
            "compliance of a unit": [f"/v1/reports/hours-compliance?limit=20&below={unit}" for unit in units],
        }


def check(organization):
    """Every kind of request finds something."""
    for title, paths in organization.paths.items():
        for path in paths[:5]:
            status, body = organization.server.get(path)
            if status != 200 or json.loads(body).get("data") == []:
                raise SystemExit(f"{title} {path}: {status} {body[:500]!r}")


def measure(organization, database, title, options):
    file = pathlib.Path(options.scale_folder) / "paths"
    file.write_text("\n".join(organization.paths[title]) + "\n")
    load(organization.server, "/", options.connections, 1, file)
    cpu = CpuPerRequest(organization.server, database)
    requests, figures = load(organization.server, "/", options.connections, options.seconds, file)
    return {**cpu.figures(requests), **figures}


def give_memory(database, folder):
    """As a database of this size would have, and not what is enough for tests."""
    database.url = database.superuser
    database.execute("ALTER SYSTEM SET shared_buffers = '1GB'")
    subprocess.run([ROOT / "tests/postgres", "restart", folder / "postgres"], check=True)
    database.find()


def run(stack, folder, database, options):
    give_memory(database, folder)
    options.scale_folder = folder
    organizations = [Organization(stack, folder, database, options, int(size)) for size in options.sizes.split(",")]
    for organization in organizations:
        check(organization)
    titles = list(organizations[0].paths)
    samples = {title: {organization.size: [] for organization in organizations} for title in titles}
    for number in range(options.rounds):
        print(f"scale: round {number + 1} of {options.rounds}", file=sys.stderr)
        for title in titles:
            for organization in organizations:
                samples[title][organization.size].append(measure(organization, database, title, options))
    for organization in organizations:
        organization.server.stop()
    return {title: {f"{size:,}": medians(rounds) for size, rounds in sizes.items()} for title, sizes in samples.items()}


def show(results):
    for title, figures in results.items():
        table(title, figures, CPU_COLUMNS)


def verdicts(results):
    """(text, held) of every bound."""
    for title, figures in results.items():
        small, large = (one["total_us"] for one in (min(figures.values(), key=lambda one: one["total_us"]),
                                                    max(figures.values(), key=lambda one: one["total_us"])))
        yield f"{title}: {' and '.join(figures)} employees within {large / small:.2f} × (at most {AT_MOST})", large <= AT_MOST * small
