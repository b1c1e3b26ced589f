"""paths of the contract -> checked operations with their path, query and body records.

C of them is in gen_api.py, their place in the served document in gen_document.py.
SPDX-License-Identifier: Apache-2.0
"""
import dataclasses
import re

from gen_contract import Enumeration, Record
from gen_fields import Field, Place, field_of
from gen_text import Refused, only_keys

METHODS = ("get", "post", "put", "patch", "delete")
ROLES = ("admin", "planner", "approver", "leader", "employee", "instructor", "partner", "auditor", "integration")
JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"
FORM = "application/x-www-form-urlencoded"
CSV = "text/csv"

_KEYS = ("operationId", "summary", "description", "security", "parameters", "x-roles", "x-list", "x-body", "x-reply",
         "x-success", "x-if-match", "x-csv", "x-raw-body", "x-form", "x-body-limit", "x-secret-reply", "x-reply-types",
         "x-writes", "x-etag", "x-may-miss", "x-anonymous")
_PARAMETER_KEYS = ("name", "in", "required", "schema", "description", "example")
_KINDS = {"query": ("BOOL", "INTEGER", "HUNDREDTHS", "TEXT", "UUID", "DATE", "INSTANT", "ENUM", "REF"),
          "path": ("INTEGER", "TEXT", "UUID", "DATE", "ENUM", "REF")}


@dataclasses.dataclass
class Operation:
    stem: str
    file: str
    id: str
    method: str
    path: str
    body: dict                       # as written
    parameters: list                 # as written, those of the path first
    path_record: Record = None
    query_record: Record = None
    body_schema: object = None
    reply_schema: object = None
    sorts: Enumeration = None
    roles: list = dataclasses.field(default_factory=list)

    def flag(self, key):
        return self.body.get("x-" + key) is True

    @property
    def is_public(self):
        return self.body.get("security") == []

    @property
    def is_idempotent(self):
        return self.method == "post" and self.path.startswith("/v1/") and not self.is_public

    @property
    def raw_types(self):
        return self.body.get("x-raw-body", [])

    @property
    def has_body(self):
        return self.body_schema is not None or bool(self.raw_types)

    @property
    def writes(self):
        return self.body.get("x-writes", self.method != "get")

    @property
    def success(self):
        return self.body.get("x-success", 200 if self.reply_schema or self.body.get("x-reply-types") else 204)

    @property
    def request_types(self):
        if self.raw_types:
            return self.raw_types
        if self.flag("form"):
            return [FORM]
        return [MERGE_PATCH, JSON] if self.method == "patch" else [JSON]

    @property
    def reply_types(self):
        return self.body.get("x-reply-types", [JSON]) + ([CSV] if self.flag("csv") else [])


def load(report, contract):
    """Fill contract.operations."""
    for stem in contract.stems:
        for path, item in (stem.document.get("paths") or {}).items():
            with report.collect():
                _add_path(report, contract, stem, path, item)


def _add_path(report, contract, stem, path, item):
    only_keys(stem.file, path, item, (*METHODS, "parameters"))
    if not re.fullmatch(r"(/([A-Za-z0-9._-]+|\{[a-z][a-z0-9_]*\}))+", str(path)):
        raise Refused(stem.file, f"{path}: a path is made of /literal and /{{parameter}} segments")
    for method in METHODS:
        if method in item:
            with report.collect():
                _add_operation(contract, stem, path, method, item)


def _add_operation(contract, stem, path, method, item):
    body = item[method]
    where = f"{method.upper()} {path}"
    only_keys(stem.file, where, body, _KEYS)
    if not re.fullmatch(r"[a-z][a-z0-9_]*", str(body.get("operationId"))):
        raise Refused(stem.file, f"{where}: operationId is missing or not snake_case")
    parameters = list(item.get("parameters", [])) + list(body.get("parameters", []))
    parameters.sort(key=lambda p: path.find("{%s}" % p.get("name")) if isinstance(p, dict) and p.get("in") == "path" else len(path))
    op = Operation(stem.name, stem.file, body["operationId"], method, path, body, parameters)
    _check_unique(contract, op)
    op.roles = _roles(op)
    _check_flags(op)
    op.body_schema = _schema(contract, op, "x-body", ("create", "patch", "reply"))
    op.reply_schema = _schema(contract, op, "x-reply", ("reply", "list"))
    op.path_record = _path_record(contract, op)
    op.query_record = _query_record(contract, op)
    _check_body(op)
    contract.add_tag(op.file, op.id + "_call")
    contract.operations.append(op)


def refuse(op, message):
    raise Refused(op.file, f"{op.id}: {message}")


def _check_unique(contract, op):
    for other in contract.operations:
        if other.id == op.id:
            refuse(op, f"this operationId is also in {other.file}")
        if (other.method, other.path) == (op.method, op.path):
            refuse(op, f"{op.method.upper()} {op.path} is also in {other.file}")


def _roles(op):
    roles = op.body.get("x-roles")
    if op.body.get("security", []) != []:
        refuse(op, "security can only be [] (public)")
    if roles is None:
        return []
    unknown = [role for role in roles if role not in ROLES]
    if unknown:
        refuse(op, f"unknown role '{unknown[0]}'; there are {', '.join(ROLES)}")
    if not roles and not op.is_public:
        refuse(op, "x-roles: [] needs security: [] (leave x-roles out for any authenticated caller)")
    if roles and op.is_public:
        refuse(op, "a public operation has no roles")
    return roles


def _check_flags(op):
    for key in ("x-if-match", "x-csv", "x-form", "x-secret-reply", "x-writes", "x-etag", "x-may-miss", "x-anonymous"):
        if key in op.body and not isinstance(op.body[key], bool):
            refuse(op, f"{key} is true or false")
    for key in ("x-raw-body", "x-reply-types"):
        types = op.body.get(key, ["a/b"])
        if not isinstance(types, list) or not types or not all(re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", str(t)) for t in types):
            refuse(op, f"{key} is a list of media types in lower case")
    if not 200 <= op.body.get("x-success", 200) <= 299:
        refuse(op, "x-success is a status from 200 to 299")
    limit = op.body.get("x-body-limit", 1)
    if not isinstance(limit, int) or not 1 <= limit <= 2 ** 30:
        refuse(op, "x-body-limit is a number of bytes up to 1073741824")
    if not op.body.get("summary"):
        refuse(op, "summary is missing")


def _schema(contract, op, key, modes):
    if key not in op.body:
        return None
    schema = contract.resolve(Place(op.file, op.id, "reply", contract), op.body[key])
    if schema.mode not in modes or not (schema.is_object or schema.mode == "list"):
        refuse(op, f"{key} {schema.name} is not an object schema for that place")
    return schema


def _check_body(op):
    if op.body_schema and op.raw_types:
        refuse(op, "has both x-body and x-raw-body")
    if op.has_body and op.method in ("get", "delete"):
        refuse(op, "GET and DELETE have no body")
    if op.flag("form") and not op.body_schema:
        refuse(op, "x-form needs x-body")
    if op.flag("csv") and op.method != "get":
        refuse(op, "x-csv is for GET")
    if "x-list" in op.body and (op.method != "get" or not op.reply_schema or op.reply_schema.mode != "list"):
        refuse(op, "x-list is for GET with the list variant of a schema as x-reply")
    if op.reply_schema and "x-reply-types" in op.body:
        refuse(op, "has both x-reply and x-reply-types")
    if op.success == 204 and (op.reply_schema or "x-reply-types" in op.body):
        refuse(op, "204 has no reply")


# ---- parameters

def _parameters(op, place):
    found = [p for p in op.parameters if isinstance(p, dict) and p.get("in") == place]
    for parameter in found:
        only_keys(op.file, f"{op.id}: parameter {parameter.get('name')}", parameter, _PARAMETER_KEYS)
    return found


def _parameter_field(contract, op, parameter):
    place = Place(op.file, f"{op.id}: parameter", parameter["in"], contract)
    field = field_of(place, parameter.get("name"), parameter.get("schema"))
    if field.kind not in _KINDS[parameter["in"]]:
        refuse(op, f"parameter {field.name}: KIND_{field.kind} cannot stand in the {parameter['in']}")
    if parameter.get("required") or parameter["in"] == "path":
        field.flags.insert(0, "REQUIRED")
    field.comment = parameter.get("description", "")
    return field


def _path_record(contract, op):
    for parameter in op.parameters:
        if not isinstance(parameter, dict) or parameter.get("in") not in _KINDS:
            refuse(op, "a parameter needs in: path or in: query (headers are the generator's business)")
    declared = {p.get("name"): p for p in _parameters(op, "path")}
    used = re.findall(r"\{(\w+)\}", op.path)
    if sorted(declared) != sorted(set(used)) or len(used) != len(set(used)):
        refuse(op, f"the path names the parameters ({', '.join(used)}), declared are ({', '.join(map(str, declared))})")
    if not used:
        return None
    record = Record(op.stem, op.id + "_path", [_parameter_field(contract, op, declared[name]) for name in used],
                    has_list=False)
    contract.add_record(op.file, record)
    return record


def _query_record(contract, op):
    fields = [_parameter_field(contract, op, parameter) for parameter in _parameters(op, "query")]
    if "x-list" in op.body:
        fields += _list_fields(contract, op)
        fields += _hidden_path_fields(contract, op, {field.name for field in fields})
    if not fields:
        return None
    record = Record(op.stem, op.id + "_query", fields, has_list=False)
    contract.add_record(op.file, record)
    return record


def common_parameter(contract, name):
    parameter = contract.common.get("components", {}).get("parameters", {}).get(name)
    if not isinstance(parameter, dict):
        raise Refused("openapi/openapi.yaml", f"components.parameters.{name} is missing")
    return parameter


def _list_fields(contract, op):
    only_keys(op.file, f"{op.id}: x-list", op.body["x-list"], ("sort",))
    fields = [_parameter_field(contract, op, {key: common_parameter(contract, name).get(key) for key in _PARAMETER_KEYS
                                              if key in common_parameter(contract, name)})
              for name in ("Limit", "Cursor")]
    sorts = op.body["x-list"].get("sort", [])
    if sorts:
        op.sorts = _sorts(contract, op, sorts)
        fields.append(Field("sort", "ENUM", ["HAS_DEFAULT"], target=op.sorts, default=op.sorts.constant(sorts[0]),
                            comment="order of the list"))
    hidden = ["READ_ONLY"]
    return fields + [Field("after_text", "TEXT", list(hidden), comment="from the cursor: value of the sort's field"),
                     Field("after_id", "UUID", list(hidden), comment="from the cursor: id of the last row")]


def _hidden_path_fields(contract, op, taken):
    """The list's statement sees its query record only: what the path names gets a place there too, for the handler."""
    fields = [_parameter_field(contract, op, parameter) for parameter in _parameters(op, "path")
              if parameter.get("name") not in taken]
    for field in fields:
        field.flags.append("READ_ONLY")
    return fields


def _sorts(contract, op, sorts):
    item = op.body.get("x-reply", "")
    schema = contract.schemas.get(item)
    record = contract.schemas[schema.body["x-list-of"]].record if schema and schema.mode == "list" else None
    for name in sorts:
        if not re.fullmatch(r"-?[a-z][a-z0-9_]*", str(name)) or sorts.count(name) > 1:
            refuse(op, f"x-list: '{name}' is not a sort, or stands there twice")
        if record and record.find(name.lstrip("-")) < 0:
            refuse(op, f"x-list: '{name}' is not a member of {schema.body['x-list-of']}")
    sorts = Enumeration(op.stem, op.id + "_sort", sorts, "Orders of the list; the first is the default.")
    contract.add_enumeration(op.file, sorts)
    return sorts
