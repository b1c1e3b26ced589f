"""Reads: one unit and a list of 20, on Bangkom, the raw loop and Fastify in turn; memory and start of Bangkom.

SPDX-License-Identifier: Apache-2.0
"""
import json
import re
import socket
import statistics
import subprocess
import sys

from figures import CPU_COLUMNS, medians, share, table
from machine import HERE, CpuPerRequest, resident_mb
from servers import Bangkom, fastify_server, floor_server

OF_FLOOR, OF_FASTIFY, RESIDENT_MB, READY_MS = 1.3, 0.5, 64, 500
IDLE_CONNECTIONS = 1000
READY_STARTS = 5
COLUMNS = (*CPU_COLUMNS, ("resident_mb", "RSS MB", "{:.1f}"))


def load(server, path, connections, seconds, paths=None):
    """One run of wrk on a path, or on the paths of a file in turn: requests, requests/s, p50 and p99 in ms."""
    script = [] if paths is None else ["-s", HERE / "paths.lua"]
    headers = [part for name, value in server.headers.items() for part in ("-H", f"{name}: {value}")]
    output = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "--latency", *headers, *script,
                             f"http://127.0.0.1:{server.port}{path}", *([] if paths is None else ["--", paths])],
                            check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in output or "Socket errors" in output or " 50%" not in output:
        raise SystemExit(f"{server.name} {path} failed under load:\n{output}")
    scale = {"us": 0.001, "ms": 1.0, "s": 1000.0}
    latency = {share: float(number) * scale[unit]
               for share, number, unit in re.findall(r"^\s+(50|99)%\s+([\d.]+)(us|ms|s)$", output, re.M)}
    return int(re.search(r"(\d+) requests in", output).group(1)), {
        "per_second": float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1)),
        "p50_ms": latency["50"], "p99_ms": latency["99"]}


def measure(server, database, path, options):
    load(server, path, options.connections, 1)
    cpu = CpuPerRequest(server, database)
    requests, figures = load(server, path, options.connections, options.seconds)
    return {**cpu.figures(requests), **figures, "resident_mb": resident_mb(server.process.pid)}


def idle_mb(server):
    """Resident memory while many clients keep a connection open and say nothing."""
    clients = []
    try:
        for _ in range(IDLE_CONNECTIONS):
            clients.append(socket.create_connection(("127.0.0.1", server.port), timeout=10))
        first, last = clients[0], clients[-1]
        for client in (first, last):
            client.sendall(b"GET /v1/units?limit=1 HTTP/1.1\r\nHost: bench\r\n\r\n")
            if not client.recv(65536).startswith(b"HTTP/1.1 "):
                raise SystemExit(f"{server.name} does not answer with {IDLE_CONNECTIONS} connections open")
        return resident_mb(server.process.pid)
    finally:
        for client in clients:
            client.close()


def same_replies(servers, paths):
    """Every server must say the same; cursors are each server's own business."""
    for title, path in paths.items():
        replies = {}
        for server in servers:
            status, body = server.get(path)
            reply = json.loads(body) if status == 200 else {"status": status, "body": body.decode(errors="replace")}
            if isinstance(reply.get("next_cursor"), str):
                reply["next_cursor"] = "…"
            replies[server.name] = reply
        if any(reply != replies[servers[0].name] for reply in replies.values()):
            raise SystemExit(f"{title}: the replies differ:\n{json.dumps(replies, indent=1)[:4000]}")


def compare(servers, database, options):
    paths = {"read by id": f"/v1/units/{database.unit}", "list of 20": "/v1/units?limit=20"}
    same_replies(servers, paths)
    samples = {title: {server.name: [] for server in servers} for title in paths}
    for number in range(options.rounds):
        print(f"reads: round {number + 1} of {options.rounds}", file=sys.stderr)
        for title, path in paths.items():
            for server in servers:
                samples[title][server.name].append(measure(server, database, path, options))
    return {title: {name: medians(rounds) for name, rounds in figures.items()} for title, figures in samples.items()}


def run(stack, folder, database, options):
    bangkom = Bangkom(stack, options.build, folder, database)
    bangkom.prepare(database)
    servers = [bangkom, floor_server(stack, options.build, folder, database)]
    starts = []
    for _ in range(READY_STARTS):
        bangkom.stop()
        starts.append(bangkom.start("/readyz"))
    servers[1].start(f"/v1/units/{database.unit}")
    if not options.without_fastify:
        servers.append(fastify_server(stack, folder, database, bangkom))
        servers[-1].start("/readyz")
    results = {"endpoints": compare(servers, database, options), "idle_mb": {server.name: idle_mb(server) for server in servers},
               "ready_ms": statistics.median(starts)}
    for server in servers:
        server.stop()
    return results


def show(results):
    for title, figures in results["endpoints"].items():
        table(title, figures, COLUMNS)
    print(f"\nRSS MB at {IDLE_CONNECTIONS} idle connections: "
          + ", ".join(f"{name} {mb:.1f}" for name, mb in results["idle_mb"].items()))


def verdicts(results):
    """(text, held) of every bound."""
    for title, figures in results["endpoints"].items():
        for other, bound in (("floor", OF_FLOOR), ("fastify", OF_FASTIFY)):
            if other in figures:
                yield share(title, figures, other, bound)
    idle, ready = results["idle_mb"]["bangkom"], results["ready_ms"]
    yield f"resident at {IDLE_CONNECTIONS} idle connections: {idle:.1f} MB (at most {RESIDENT_MB})", idle <= RESIDENT_MB
    yield f"ready after {ready:.0f} ms (at most {READY_MS})", ready <= READY_MS
