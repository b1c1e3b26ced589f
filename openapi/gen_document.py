"""The contract -> the OpenAPI 3.1 document that is served: resources, headers, and the problems of each operation.

SPDX-License-Identifier: Apache-2.0
"""
import copy
import json

import gen_schemas
from gen_fields import Place
from gen_operations import CSV, JSON
from gen_text import OVERLONG, Refused, banner, c_text

COMMON = "openapi/openapi.yaml"
PROBLEM_TYPE = "application/problem+json"
DEFAULT_BODY_BYTES = 1048576
TITLES = {400: "BadRequest", 401: "Unauthorized", 403: "Forbidden", 404: "NotFound", 405: "MethodNotAllowed",
          406: "NotAcceptable", 409: "Conflict", 412: "PreconditionFailed", 413: "ContentTooLarge", 414: "UriTooLong",
          415: "UnsupportedMediaType", 422: "UnprocessableContent", 428: "PreconditionRequired", 429: "TooManyRequests",
          431: "HeaderFieldsTooLarge", 500: "InternalServerError", 503: "ServiceUnavailable"}
_STATUS_HEADERS = {401: ["WWW-Authenticate"], 409: ["Retry-After"], 429: ["Retry-After"], 503: ["Retry-After"]}
_HEADERS = {"X-Request-Id": "RequestId", "ETag": "ETag", "Location": "Location", "Retry-After": "RetryAfter",
            "Idempotency-Replayed": "IdempotencyReplayed", "Content-Language": "ContentLanguage",
            "WWW-Authenticate": "WwwAuthenticate", "Link": "Link"}


def build(contract, catalogue):
    """The whole document as dicts."""
    document = copy.deepcopy(contract.common)
    components = document.setdefault("components", {})
    document["tags"] = document.get("tags", []) + [stem.document["tag"] for stem in contract.stems if "tag" in stem.document]
    document["paths"] = {}
    for op in contract.operations:
        document["paths"].setdefault(op.path, {})[op.method] = _operation(contract, op)
    components["responses"] = _responses(catalogue)
    schemas = components.setdefault("schemas", {})
    for schema in contract.schemas.values():
        if schema.name in schemas:
            raise Refused(schema.file, f"schema {schema.name}: is also in {COMMON}")
        if schema.mode != "internal":
            schemas[schema.name] = gen_schemas.component(contract, schema)
    check_references(document)
    return document


def outputs(document):
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    source = (banner("openapi_json.c - the served OpenAPI document", ["openapi"])
              + '#include "api/http/operation.h"\n\n#include "domain/base/banned.h"\n\n' + OVERLONG
              + f"\nconst char openapi_json[] =\n    {c_text(text)};\n"
              "const size_t openapi_json_length = sizeof openapi_json - 1;\n")
    return {"api/openapi_json.c": source, "openapi.json": text + "\n"}


def check_references(document):
    """Every $ref must lead somewhere."""
    for reference in sorted(_references(document)):
        node = document
        for part in reference.removeprefix("#/").split("/"):
            if not isinstance(node, dict) or part not in node:
                raise Refused(COMMON, f"{reference} is referred to, but is missing")
            node = node[part]


def _references(node):
    if isinstance(node, list):
        return {found for item in node for found in _references(item)}
    if not isinstance(node, dict):
        return set()
    own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
    return own | {found for item in node.values() for found in _references(item)}


# ---- problems

def _responses(catalogue):
    by_status = {}
    for name, problem in catalogue.problems.items():
        by_status.setdefault(problem["status"], []).append((name, problem))
    responses = {TITLES.get(status, f"Status{status}"): _problem_response(status, by_status[status])
                 for status in sorted(by_status)}
    responses["Problem"] = _problem_body("Any other problem.", [])
    return responses


def _problem_response(status, problems):
    codes = "; ".join(f"`{name}` {problem['title']['en']}" for name, problem in problems)
    return _problem_body(codes + ".", _STATUS_HEADERS.get(status, []))


def _problem_body(description, headers):
    return {"description": description, "headers": _headers(["X-Request-Id", "Content-Language", *headers]),
            "content": {PROBLEM_TYPE: {"schema": gen_schemas.reference("Problem")}}}


def _headers(names):
    return {name: {"$ref": f"#/components/headers/{_HEADERS[name]}"} for name in names}


def _statuses(op):
    """Statuses of problems that an operation can answer with."""
    holding = {401: not op.is_public or op.flag("form"), 403: not op.is_public, 404: op.path_record is not None or op.flag("may-miss"),
               409: op.writes, 412: op.flag("if-match"), 413: op.has_body, 415: op.has_body,
               422: op.has_body or op.is_idempotent, 428: op.flag("if-match")}
    return sorted([400, 406, 414, 429, 500, 503] + [status for status, holds in holding.items() if holds])


# ---- operations

def _operation(contract, op):
    shown = {"operationId": op.id, "summary": op.body["summary"]}
    tag = next((stem.document.get("tag") for stem in contract.stems if stem.name == op.stem), None)
    if tag:
        shown["tags"] = [tag["name"]]
    shown["description"] = _description(op)
    shown["security"] = [] if op.is_public else [{"bearer": []}]
    if op.roles:
        shown["x-roles"] = op.roles
    shown["parameters"] = _parameters(contract, op)
    if op.has_body:
        shown["requestBody"] = _request_body(op)
        if "x-body-limit" in op.body:
            shown["x-body-limit"] = op.body["x-body-limit"]
    shown["responses"] = _operation_responses(op)
    return shown


def _description(op):
    who = "Public: no token is needed." if op.is_public else (
        f"Roles: {', '.join(op.roles)}." if op.roles else "Roles: any authenticated caller.")
    return " ".join(f"{op.body.get('description', '')} {who}".split())


def _parameters(contract, op):
    shown = []
    for place in ("path", "query"):
        shown += [_parameter(contract, op, p) for p in op.parameters if p["in"] == place]
    names = []
    if "x-list" in op.body:
        names += ["Limit", "Cursor"]
        shown += [_sort(op)] if op.sorts else []
    if op.is_idempotent:
        names.append("IdempotencyKey")
    if op.flag("if-match"):
        names.append("IfMatch")
    if _has_etag(op) and op.method == "get":
        names.append("IfNoneMatch")
    return shown + [{"$ref": f"#/components/parameters/{name}"} for name in [*names, "AcceptLanguage"]]


def _parameter(contract, op, parameter):
    place = Place(op.file, f"{op.id}: {parameter['name']}", parameter["in"], contract)
    schema = gen_schemas.member(place, parameter["schema"])
    description = parameter.get("description") or schema.get("description")
    schema.pop("description", None)
    shown = {"name": parameter["name"], "in": parameter["in"]}
    if description:
        shown["description"] = " ".join(description.split())
    if parameter["in"] == "path" or parameter.get("required"):
        shown["required"] = True
    shown["schema"] = schema
    if "example" in parameter:
        shown["example"] = parameter["example"]
    return shown


def _sort(op):
    return {"name": "sort", "in": "query", "description": "Order of the list; - is descending.",
            "schema": {"type": "string", "enum": op.sorts.values, "default": op.sorts.values[0]}}


def _request_body(op):
    if op.body_schema:
        schema = gen_schemas.reference(op.body_schema.name)
        content = {media_type: {"schema": schema} for media_type in op.request_types}
    else:
        limit = op.body.get("x-body-limit", DEFAULT_BODY_BYTES)
        content = {media_type: {"schema": {} if media_type == JSON else {"type": "string", "maxLength": limit}}
                   for media_type in op.raw_types}
    return {"required": True, "content": content}


def _replies_with(op, member):
    record = op.reply_schema.record if op.reply_schema else None
    return record is not None and record.find(member) >= 0


def _has_etag(op):
    return op.body.get("x-etag", _replies_with(op, "version"))


def _operation_responses(op):
    responses = {str(op.success): _success(op)}
    if _has_etag(op) and op.method == "get":
        responses["304"] = {"description": "It still has that ETag.", "headers": _headers(["X-Request-Id", "ETag"])}
    for status in _statuses(op):
        responses[str(status)] = {"$ref": f"#/components/responses/{TITLES[status]}"}
    responses["default"] = {"$ref": "#/components/responses/Problem"}
    return responses


def _success(op):
    names = ["X-Request-Id"]
    names += ["ETag"] if _has_etag(op) else []
    names += ["Link"] if op.flag("csv") and "x-list" in op.body else []
    names += ["Location"] if op.success in (201, 202) and _replies_with(op, "id") else []
    names += ["Idempotency-Replayed"] if op.is_idempotent else []
    texts = {200: "Done.", 201: "Created.", 202: "Accepted; the work goes on.", 204: "Done; there is nothing to say."}
    reply = {"description": texts.get(op.success, "Done."), "headers": _headers(names)}
    if op.reply_schema or "x-reply-types" in op.body:
        reply["content"] = {media_type: {"schema": _reply_schema(op, media_type)} for media_type in op.reply_types}
    return reply


def _reply_schema(op, media_type):
    if op.reply_schema and media_type != CSV:
        return gen_schemas.reference(op.reply_schema.name)
    return {} if media_type == JSON else {"type": "string"}
