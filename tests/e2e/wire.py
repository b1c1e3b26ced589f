"""A socket that speaks HTTP byte by byte: for requests that no client library sends.

SPDX-License-Identifier: Apache-2.0
"""
import dataclasses
import json
import socket


@dataclasses.dataclass
class Answer:
    status: int
    headers: dict
    body: bytes

    @property
    def code(self):
        """The problem's code; None when the body is no problem of ours."""
        is_problem = self.headers.get("content-type", "").startswith("application/problem+json")
        return json.loads(self.body)["code"] if is_problem else None


class Wire:
    def __init__(self, port, timeout_s=20):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout_s)
        self.file = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()
        self.socket.close()

    def send(self, *lines, body=b""):
        """A request line and headers, each ended by CRLF, the empty line, and what follows."""
        self.bytes("".join(line + "\r\n" for line in lines).encode("latin-1") + b"\r\n" + body)

    def bytes(self, data):
        self.socket.sendall(data)

    def read(self, has_body=True):
        """The next answer; None when the server has closed the connection."""
        line = self.file.readline()
        if not line:
            return None
        status, headers = int(line.split()[1]), {}
        while (line := self.file.readline().strip()):
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        length = int(headers.get("content-length", 0)) if has_body else 0
        return Answer(status, headers, self.file.read(length))

    def is_closed(self):
        """Whether the server closes the connection, now or within the time limit."""
        try:
            return self.file.read(1) == b""
        except ConnectionResetError:
            return True


def ask(port, *lines, body=b"", has_body=True):
    """One request on a connection of its own: its answer, None when there is none."""
    with Wire(port) as wire:
        try:
            wire.send(*lines, body=body)
        except (BrokenPipeError, ConnectionResetError):
            pass
        try:
            return wire.read(has_body)
        except ConnectionResetError:
            return None
