"""Counts the round trips between a server and PostgreSQL: a socket in between that reads the frontend's messages.

A round trip ends with Sync, after which the server waits for the answer (PostgreSQL, "Frontend/Backend Protocol").
SPDX-License-Identifier: Apache-2.0
"""
import pathlib
import socket
import struct
import threading
import urllib.parse

_SOCKET = ".s.PGSQL.5432"


class Wire:
    """Stands before the database of a URL of a socket's folder; `trips` has the statements of each round trip."""

    def __init__(self, folder, url):
        home = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)["host"][0]
        self.behind = str(pathlib.Path(home) / _SOCKET)
        self.trips, self.lock = [], threading.Lock()
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(folder / _SOCKET))
        self.listener.listen()
        self.url = url.replace(urllib.parse.quote(home, safe="/"), str(folder))
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            front, _ = self.listener.accept()
            back = socket.socket(socket.AF_UNIX)
            back.connect(self.behind)
            for one, other, look in ((front, back, self._reader()), (back, front, None)):
                threading.Thread(target=_pump, args=(one, other, look), daemon=True).start()

    def _reader(self):
        """A function of the bytes that a client sends."""
        rest, names, begun = b"", [], False

        def look(part):
            nonlocal rest, names, begun
            rest += part
            while True:
                head = 1 if begun else 0
                if len(rest) < head + 4:
                    return
                end = head + struct.unpack_from(">I", rest, head)[0]
                if len(rest) < end:
                    return
                kind, message, rest = rest[:head], rest[head + 4:end], rest[end:]
                begun = True
                if kind == b"B":    # Bind: portal, statement
                    names.append(message.split(b"\0")[1].decode())
                elif kind == b"S":  # Sync
                    with self.lock:
                        self.trips.append(names)
                    names = []
        return look


def _pump(one, other, look):
    while part := one.recv(65536):
        if look:
            look(part)
        other.sendall(part)
    other.close()
