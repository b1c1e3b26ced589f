"""Replies against the contract that the server serves at /openapi.json: what is not documented is a failure.

SPDX-License-Identifier: Apache-2.0
"""
import datetime
import functools
import http.client
import json
import re
import urllib.parse
import uuid

import jsonschema

# Of HTTP itself, of the connection and of the security policy: every reply may have them.
ORDINARY = {
    "content-type", "content-length", "date", "connection", "keep-alive", "cache-control", "vary", "content-encoding",
    "content-security-policy", "x-content-type-options", "referrer-policy", "strict-transport-security",
    "traceparent", "access-control-allow-origin", "access-control-expose-headers",
}
# Of a preflight or a refused method.
OF_METHODS = ORDINARY | {"allow", "access-control-allow-methods", "access-control-allow-headers",
                         "access-control-max-age", "x-request-id", "content-language"}

# What HTTP itself may refuse before it is known what was asked for.
OF_FRAMING = {405, 414, 431}

formats = jsonschema.FormatChecker(formats=())


@formats.checks("uuid", raises=ValueError)
def is_uuid(value):
    return not isinstance(value, str) or str(uuid.UUID(value)) == value


@formats.checks("date", raises=ValueError)
def is_date(value):
    return not isinstance(value, str) or datetime.date.fromisoformat(value).isoformat() == value


@formats.checks("date-time", raises=ValueError)
def is_instant(value):
    if not isinstance(value, str):
        return True
    datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
    return re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z", value) is not None


class Undocumented(AssertionError):
    """A reply that the contract does not have."""


class Contract:
    def __init__(self, document):
        self.document = document
        self.validators = {}
        self.templates = []
        for template in sorted(document["paths"], key=lambda path: path.count("{")):
            shape = "".join("[^/]+" if part.startswith("{") else re.escape(part)
                            for part in re.split(r"(\{[^}]+\})", template))
            self.templates.append((re.compile(shape), template))

    def _resolve(self, node):
        while "$ref" in node:
            keys = node["$ref"].removeprefix("#/").split("/")
            node = functools.reduce(lambda at, key: at[key], keys, self.document)
        return node

    def _validator(self, schema):
        key = json.dumps(schema, sort_keys=True)
        if key not in self.validators:
            whole = {**schema, "components": self.document["components"]}
            self.validators[key] = jsonschema.Draft202012Validator(whole, format_checker=formats)
        return self.validators[key]

    def _validate(self, schema, value, what):
        errors = sorted(self._validator(schema).iter_errors(value), key=str)
        if errors:
            where = "/".join(map(str, errors[0].absolute_path))
            raise Undocumented(f"{what} at /{where}: {errors[0].message[:1000]}")

    def operation(self, method, target):
        """The operation object of a request, or None."""
        path = urllib.parse.urlsplit(target).path
        for shape, template in self.templates:
            methods = self.document["paths"][template]
            if shape.fullmatch(path):
                return methods.get("get" if method == "HEAD" else method.lower())
        return None

    def check(self, reply):
        what = f"{reply.method} {reply.target}: {reply.status}"
        doubles = {name for name, _ in reply.header_pairs if [n for n, _ in reply.header_pairs].count(name) > 1}
        if doubles:
            raise Undocumented(f"{what}: repeated headers {', '.join(doubles)}")
        operation = self.operation(reply.method, reply.target)
        if operation is None:
            self._check_outside(reply, what)
            return
        responses = operation["responses"]
        response = responses.get(str(reply.status)) or (reply.status in OF_FRAMING and responses["default"]) or None
        if response is None:
            raise Undocumented(f"{what} is no status of {operation['operationId']} {reply.body[:500]!r}")
        response = self._resolve(response)
        self._check_headers(reply, response.get("headers", {}), what)
        self._check_body(reply, response.get("content", {}), what)

    def _check_outside(self, reply, what):
        """OPTIONS, unknown paths and methods: a preflight's answer, or a problem."""
        strange = set(reply.headers) - OF_METHODS
        if strange:
            raise Undocumented(f"{what}: headers {', '.join(strange)}")
        if reply.status == 204 and reply.method == "OPTIONS" and not reply.body:
            return
        problem = {"$ref": "#/components/schemas/Problem"}
        if reply.method != "HEAD":
            self._check_body(reply, {"application/problem+json": {"schema": problem}}, what)
        if reply.status < 400:
            raise Undocumented(f"{what} for what the contract does not have")

    def _check_headers(self, reply, documented, what):
        known = {name.lower(): self._resolve(header) for name, header in documented.items()}
        if strange := set(reply.headers) - ORDINARY - set(known):
            raise Undocumented(f"{what}: headers {', '.join(sorted(strange))}")
        for name, header in known.items():
            value = reply.headers.get(name)
            if value is None and (header.get("required") or name == "x-request-id"):
                raise Undocumented(f"{what}: no header {name}")
            if value is not None:
                number = header["schema"].get("type") == "integer" and re.fullmatch("[0-9]+", value)
                self._validate(header["schema"], int(value) if number else value, f"{what}: header {name}")

    def _check_body(self, reply, content, what):
        if reply.method == "HEAD" or not content:
            if reply.body:
                raise Undocumented(f"{what}: a body {reply.body[:500]!r}")
            return
        media = content.get(reply.content_type)
        if media is None:
            raise Undocumented(f"{what}: content type {reply.content_type!r}")
        if reply.json is not None or reply.content_type == "application/json":
            self._validate(media.get("schema", {}), reply.json, what)
        if reply.content_type == "application/problem+json" and reply.json["status"] != reply.status:
            raise Undocumented(f"{what}: the problem says {reply.json['status']}")


_contracts = {}


def of(port):
    """The contract that the server on this port serves, read once."""
    if port not in _contracts:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", "/openapi.json")
            response = connection.getresponse()
            if response.status != 200:
                raise AssertionError(f"/openapi.json: {response.status}")
            _contracts[port] = Contract(json.loads(response.read()))
        finally:
            connection.close()
    return _contracts[port]
