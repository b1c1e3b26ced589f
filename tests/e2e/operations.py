"""The served contract as tests enumerate it: operations, and values that their schemas take.

SPDX-License-Identifier: Apache-2.0
"""
import functools
import itertools
import json
import urllib.parse

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
PATCH_TYPE = "application/merge-patch+json"
_numbers = itertools.count(1)


def number():
    """A number that was not given before."""
    return next(_numbers)


def nip():
    """An 18-digit NIP that was not given before, of a man born on 1 January 1990."""
    serial = number()
    return f"19900101{2010 + serial // 11988:04d}{serial // 999 % 12 + 1:02d}1{serial % 999 + 1:03d}"


class Document:
    def __init__(self, document):
        self.document = document
        self.operations = [Operation(self, path, method.upper(), body) for path, methods in document["paths"].items()
                           for method, body in methods.items()]
        schema = document["components"]["schemas"].get("Role", {})
        named = {role for operation in self.operations for role in operation.roles or []}
        self.roles = schema.get("enum") or sorted(named)

    def resolve(self, node):
        while "$ref" in node:
            keys = node["$ref"].removeprefix("#/").split("/")
            node = functools.reduce(lambda at, key: at[key], keys, self.document)
        return node

    def schema(self, node):
        """A schema without $ref and without the null of a nullable one; "nullable" says that it was there."""
        node = self.resolve(node)
        if "anyOf" in node:
            nullable = any(choice.get("type") == "null" for choice in node["anyOf"])
            node = next(choice for choice in node["anyOf"] if choice.get("type") != "null")
            return {**self.resolve(node), "nullable": nullable}
        kinds = node.get("type")
        if isinstance(kinds, list):
            return {**node, "type": next(kind for kind in kinds if kind != "null"), "nullable": True}
        return node

    def find(self, method, path):
        return next((op for op in self.operations if (op.method, op.path) == (method, path)), None)


class Operation:
    def __init__(self, document, path, method, body):
        self.document, self.path, self.method, self.body = document, path, method, body
        self.id = body["operationId"]
        self.is_public = body.get("security") == []
        self.roles = body.get("x-roles")
        self.parameters = [document.resolve(parameter) for parameter in body.get("parameters", [])]
        self.statuses = {int(status) for status in body["responses"] if status.isdigit()}
        self.success = min(status for status in self.statuses if status < 300)
        self.content = body.get("requestBody", {}).get("content", {})
        schemas = [document.schema(media.get("schema", {})) for media in self.content.values()]
        self.schema = schemas[0] if schemas and "properties" in schemas[0] else None
        self.body_limit = body.get("x-body-limit")

    def named(self, place):
        return {parameter["name"]: parameter for parameter in self.parameters if parameter["in"] == place}

    @property
    def needs_if_match(self):
        return "If-Match" in self.named("header")

    @property
    def takes_key(self):
        return "Idempotency-Key" in self.named("header")

    @property
    def is_form(self):
        return "application/x-www-form-urlencoded" in self.content

    @property
    def takes_json(self):
        return self.schema is not None and not self.is_form

    @property
    def content_type(self):
        return next(iter(self.content), None)

    @property
    def collection(self):
        """The path of the list that the operation belongs to."""
        return "/".join(self.path.split("/")[:3])


def is_reference(schema):
    """Whether a text names a record."""
    return "ext:" in schema.get("pattern", "") or schema.get("format") == "uuid"


class Call:
    """One request to an operation, good as it stands; attacks change one thing of it."""

    def __init__(self, operation, path=None, query=(), body=None, headers=None):
        self.operation, self.path, self.query = operation, dict(path or {}), list(query)
        self.body, self.headers, self.content_type = body, dict(headers or {}), operation.content_type

    def but(self, **changes):
        other = Call(self.operation, self.path, self.query, self.body, self.headers)
        other.content_type = self.content_type
        for name, value in changes.items():
            setattr(other, name, value)
        return other

    def with_header(self, name, value):
        return self.but(headers={**self.headers, name: value})

    def asking(self, name, value):
        """With this value of a parameter and no other."""
        return self.but(query=[pair for pair in self.query if pair[0] != name] + [(name, value)])

    def with_query(self, *pairs):
        return self.but(query=[*self.query, *pairs])

    def with_member(self, name, value):
        return self.but(body={**(self.body or {}), name: value})

    @property
    def target(self):
        path = self.operation.path
        for name, value in self.path.items():
            path = path.replace("{" + name + "}", value if isinstance(value, Encoded) else encode(value))
        pairs = "&".join(f"{encode(name)}={encode(value)}" for name, value in self.query)
        return f"{path}?{pairs}" if pairs else path

    @property
    def bytes(self):
        if self.body is None or isinstance(self.body, bytes):
            return self.body
        return (urllib.parse.urlencode(self.body) if self.operation.is_form else json.dumps(self.body)).encode()

    def send(self, caller, method=None):
        """By the caller; without their token where none is needed (a client says who it is by other means there)."""
        headers = {name.replace("-", "_"): value for name, value in self.headers.items()}
        if self.operation.is_public:
            headers["Authorization"] = None
        return caller.request(method or self.operation.method, self.target, self.bytes,
                              content_type=self.content_type, **headers)


class Encoded(str):
    """A part of a target that stands there as it is."""


def encode(value):
    return value if isinstance(value, Encoded) else urllib.parse.quote(str(value), safe="")
