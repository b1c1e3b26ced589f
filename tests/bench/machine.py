"""What tests/bench measures with: CPU time and memory from /proc, an optimised build, wrk, ports.

SPDX-License-Identifier: Apache-2.0
"""
import contextlib
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def cpu_seconds(pids):
    """{pid: CPU time of all its threads, as the scheduler counts it}"""
    found = {}
    for pid in pids:
        found[pid] = 0
        for task in pathlib.Path(f"/proc/{pid}/task").glob("*/schedstat"):
            with contextlib.suppress(OSError):
                found[pid] += int(task.read_text().split()[0]) / 1e9
    return found


def children(parent):
    found = []
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(stat.read_text().rsplit(")", 1)[1].split()[1]) == parent:
                found.append(int(stat.parent.name))
    return found


def resident_mb(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"^VmRSS:\s+(\d+) kB", status, re.M).group(1)) / 1024


class CpuPerRequest:
    """What the kernel charges a server and PostgreSQL between two moments; backends may come and go."""

    def __init__(self, server, database):
        self.server, self.postmaster = server.process.pid, database.postmaster
        self.before = self.now()

    def now(self):
        return cpu_seconds([self.server]), cpu_seconds([self.postmaster, *children(self.postmaster)])

    def figures(self, requests):
        own, theirs = (sum(late[pid] - early.get(pid, 0) for pid in late) / requests * 1e6
                       for early, late in zip(self.before, self.now()))
        return {"server_us": own, "postgres_us": theirs, "total_us": own + theirs}


def build_bench():
    """An optimised build of the server, the floor and the import; does nothing where nothing has changed."""
    folder = ROOT / ".build/bench"
    if not (folder / "build.ninja").exists():
        subprocess.run(["cmake", "-S", ROOT, "-B", folder, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=RelWithDebInfo",
                        "-DBANGKOM_BENCH=ON"], check=True, stdout=sys.stderr)
    subprocess.run(["ninja", "-C", folder, "bangkom", "bench_floor", "bench_import"], check=True, stdout=sys.stderr)
    return folder


def need_wrk():
    if shutil.which("wrk"):
        return
    if os.geteuid() != 0:
        raise SystemExit("wrk is missing: apt-get install wrk")
    subprocess.run(["apt-get", "install", "-qq", "-y", "--no-install-recommends", "wrk"], check=True, stdout=sys.stderr)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
