"""Sends prepared requests, each once, over some connections; the servers' CPU is measured, not this program's.

SPDX-License-Identifier: Apache-2.0
"""
import selectors
import socket
import statistics
import time


class _Connection:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received, self.sent_at = b"", 0.0

    def send(self, request):
        self.received, self.sent_at = b"", time.perf_counter()
        self.socket.sendall(request)

    def reply(self):
        """(status, body) once all of it is there, else None."""
        part = self.socket.recv(65536)
        if not part:
            raise SystemExit("the server closed a connection under load")
        self.received += part
        head, found, body = self.received.partition(b"\r\n\r\n")
        if not found:
            return None
        lines = head.lower().split(b"\r\n")
        length = next((int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:")), 0)
        return (int(head.split(b" ", 2)[1]), body) if len(body) >= length else None


def send(port, requests, connections, wanted):
    """Send every request once and want the same status of each; {"per_second", "p50_ms", "p99_ms"}."""
    waiting, times = iter(requests), []
    begin = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for _, request in zip(range(connections), waiting):
            connection = _Connection(port)
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send(request)
        while selector.get_map():
            for key, _ in selector.select(60):
                answer(selector, key.data, waiting, times, wanted)
    seconds = time.perf_counter() - begin
    parts = statistics.quantiles(times * 2, n=100)     # twice, because there may be one only
    return {"per_second": len(times) / seconds, "p50_ms": parts[49] * 1000, "p99_ms": parts[98] * 1000}


def answer(selector, connection, waiting, times, wanted):
    """Take what a connection says and give it the next request."""
    reply = connection.reply()
    if reply is None:
        return
    if reply[0] != wanted:
        raise SystemExit(f"{reply[0]} instead of {wanted}: {reply[1][:1000]!r}")
    times.append(time.perf_counter() - connection.sent_at)
    request = next(waiting, None)
    if request is None:
        selector.unregister(connection.socket)
        connection.socket.close()
    else:
        connection.send(request)
