"""How fast rows are imported: what bench_import (import.c) prints.

SPDX-License-Identifier: Apache-2.0
"""
import os
import re
import subprocess

from figures import table

ROWS_PER_SECOND, IMPORT_MB = 10000, 64
COLUMNS = (("per_second", "rows/s", "{:.0f}"), ("worker_us", "worker µs", "{:.1f}"),
           ("database_us", "PostgreSQL µs", "{:.1f}"), ("grown_mb", "RSS growth MB", "{:.1f}"))
_IMPORT = re.compile(r"^(new|unchanged|changed) +(\d+) rows/s .*worker +([\d.]+) s, database +([\d.]+) s +resident \+(-?\d+) kB", re.M)


def run(build, database, rows):
    """{new, unchanged or changed: figures} of one run of bench_import on the same server."""
    output = subprocess.run([build / "tests/bench/bench_import", str(rows)], check=True, capture_output=True, text=True,
                            env={**os.environ, "BANGKOM_TEST_DATABASE_URL": database.superuser}).stdout
    found = {what: {"per_second": float(rate), "worker_us": float(worker) / rows * 1e6, "database_us": float(theirs) / rows * 1e6,
                    "grown_mb": float(grown) / 1024}
             for what, rate, worker, theirs, grown in _IMPORT.findall(output)}
    if set(found) != {"new", "unchanged", "changed"}:
        raise SystemExit(f"bench_import printed no figures:\n{output}")
    return found


def show(results, rows):
    table(f"import of {rows} rows", results, COLUMNS)


def verdicts(results):
    """(text, held) of every bound."""
    rate = results["new"]["per_second"]
    grown = max(figures["grown_mb"] for figures in results.values())
    yield f"import: {rate:.0f} new rows/s (at least {ROWS_PER_SECOND})", rate >= ROWS_PER_SECOND
    yield f"import: resident grows by {grown:.1f} MB (at most {IMPORT_MB})", grown <= IMPORT_MB
