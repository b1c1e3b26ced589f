"""The compact contract (openapi/STEM.yaml) as checked objects: schemas and their variants, enumerations, records.

Operations are in gen_operations.py, C in gen_records.py, the served document in gen_document.py.
SPDX-License-Identifier: Apache-2.0
"""
import dataclasses
import re

from gen_fields import Place, field_of
from gen_text import Refused, constant, load_yaml, only_keys, pascal, snake

MAX_FIELDS = 64
COMMON_STEM = "openapi"  # openapi.yaml: info, tags and components in plain OpenAPI, no resources
NOT_RESOURCES = (COMMON_STEM, "errors")

_STEM_KEYS = ("tag", "schemas", "x-constraints", "paths")
_OBJECT_KEYS = ("type", "description", "required", "properties", "x-variants", "x-create-required", "x-internal",
                "example")
_ENUM_KEYS = ("type", "enum", "description")
_VARIANTS = ("create", "patch", "list")
_KEYWORDS = frozenset("""auto break case char const continue default do double else enum extern float for goto if inline
int long register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while
bool true false asm typeof has""".split())


@dataclasses.dataclass
class Enumeration:
    stem: str
    c: str
    values: list
    comment: str = ""

    def constant(self, value):
        """The C name of one value; -name is NAME_DESC."""
        name = value[1:] + "_desc" if value.startswith("-") else value
        return constant(self.c + "_" + name)


@dataclasses.dataclass
class Record:
    stem: str
    c: str
    fields: list
    comment: str = ""
    has_list: bool = True     # a struct C_list goes with it

    def find(self, name):
        return next((i for i, field in enumerate(self.fields) if field.name == name), -1)


@dataclasses.dataclass
class Schema:
    name: str
    stem: str
    file: str
    mode: str                 # reply, internal, create, patch, list
    body: dict
    enumeration: Enumeration = None
    record: Record = None

    @property
    def c(self):
        return snake(self.name)

    @property
    def is_object(self):
        return "properties" in self.body


@dataclasses.dataclass
class Stem:
    name: str
    file: str
    document: dict


class Contract:
    """Everything the YAML files say, by name."""

    def __init__(self):
        self.stems = []
        self.common = {}
        self.schemas = {}
        self.records = {}       # by C name, schemas and those of operations
        self.enumerations = []
        self.operations = []
        self.tags = {}          # C struct and enum tags: where each comes from

    def resolve(self, place, reference):
        """The schema that a $ref names."""
        name = str(reference).removeprefix("#/components/schemas/")
        if name not in self.schemas:
            place.refuse(f"unknown schema '{name}'")
        return self.schemas[name]

    def add_tag(self, file, tag):
        if tag in self.tags:
            raise Refused(file, f"the C name '{tag}' is taken by {self.tags[tag]}")
        self.tags[tag] = file

    def add_enumeration(self, file, enumeration):
        self.add_tag(file, enumeration.c)
        self.enumerations.append(enumeration)

    def add_record(self, file, record):
        check_record(file, record)
        self.add_tag(file, record.c)
        if record.has_list:
            self.add_tag(file, record.c + "_list")
        self.records[record.c] = record


def check_record(file, record):
    """What every record must be, whoever declares it."""
    names = [field.name for field in record.fields]
    if not names:
        raise Refused(file, f"{record.c}: has no members")
    if len(names) > MAX_FIELDS:
        raise Refused(file, f"{record.c}: has {len(names)} members; at most {MAX_FIELDS}")
    for name in names:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", str(name)) or name in _KEYWORDS:
            raise Refused(file, f"{record.c}: '{name}' cannot be the name of a member")
        if names.count(name) > 1:
            raise Refused(file, f"{record.c}: '{name}' stands there twice")


def load(report, texts):
    """Read {stem: text of openapi/STEM.yaml}; problems of an author go to the report."""
    contract = Contract()
    for name in sorted(texts):
        file = f"openapi/{name}.yaml"
        with report.collect():
            document = load_yaml(file, texts[name])
            if name == COMMON_STEM:
                contract.common = document
                continue
            only_keys(file, "document", document, _STEM_KEYS)
            only_keys(file, "tag", document.get("tag", {}), ("name", "description"))
            stem = Stem(name, file, document)
            contract.stems.append(stem)
            _add_schemas(contract, stem)
    _make_records(report, contract)
    return contract


def _add_schemas(contract, stem):
    for name, body in (stem.document.get("schemas") or {}).items():
        if not re.fullmatch(r"[A-Z][A-Za-z0-9]*", str(name)):
            raise Refused(stem.file, f"schema '{name}': the name must be in PascalCase")
        if not isinstance(body, dict):
            raise Refused(stem.file, f"schema {name}: is not a mapping")
        _add_schema(contract, stem, name, body)


def _add_schema(contract, stem, name, body):
    schema = Schema(name, stem.name, stem.file, "internal" if body.get("x-internal") else "reply", body)
    _claim(contract, schema)
    if "enum" in body:
        _add_enumeration(contract, schema)
    elif "properties" in body or "x-variants" in body:
        _check_object(schema)
        for variant in body.get("x-variants", []):
            _claim(contract, _derive(schema, variant))


def _claim(contract, schema):
    if schema.name in contract.schemas:
        raise Refused(schema.file, f"schema {schema.name}: also in {contract.schemas[schema.name].file}")
    contract.schemas[schema.name] = schema


def _add_enumeration(contract, schema):
    body = schema.body
    only_keys(schema.file, schema.name, body, _ENUM_KEYS)
    values = body["enum"]
    if body.get("type") != "string" or not isinstance(values, list) or not values:
        raise Refused(schema.file, f"{schema.name}: an enum is of type string and has values")
    schema.enumeration = Enumeration(schema.stem, schema.c, values, body.get("description", ""))
    constants = []
    for value in values:
        if not isinstance(value, str) or not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", value):
            raise Refused(schema.file, f"{schema.name}: '{value}' cannot be a value of an enum")
        constants.append(schema.enumeration.constant(value))
    if len(set(constants)) != len(constants):
        raise Refused(schema.file, f"{schema.name}: two values are the same constant in C")
    contract.add_enumeration(schema.file, schema.enumeration)


def _check_object(schema):
    body = schema.body
    only_keys(schema.file, schema.name, body, _OBJECT_KEYS)
    properties = body.get("properties")
    if not isinstance(properties, dict) or not properties:
        raise Refused(schema.file, f"{schema.name}: has no properties")
    for key in ("required", "x-create-required"):
        for name in body.get(key, []):
            if name not in properties:
                raise Refused(schema.file, f"{schema.name}: {key} names '{name}', which is not a property")
    for name in body.get("x-create-required", []):
        if properties[name].get("readOnly"):
            raise Refused(schema.file, f"{schema.name}: x-create-required names '{name}', which is readOnly")
    for variant in body.get("x-variants", []):
        if variant not in _VARIANTS:
            raise Refused(schema.file, f"{schema.name}: x-variants are {', '.join(_VARIANTS)}")


def is_nullable(schema):
    return schema.get("nullable") is True or "null" in (schema.get("type") or [])


def _derive(schema, variant):
    """UnitCreate, UnitPatch or UnitList of Unit."""
    name = schema.name + pascal(variant)
    if variant == "list":
        return Schema(name, schema.stem, schema.file, "list", {"x-list-of": schema.name})
    dropped = ("readOnly",) if variant == "create" else ("readOnly", "x-immutable")
    properties = {key: member for key, member in schema.body["properties"].items()
                  if not any(member.get(flag) for flag in dropped)}
    if not properties:
        raise Refused(schema.file, f"{name}: no member is left")
    body = {"description": schema.body.get("description", ""), "properties": properties}
    if variant == "create":
        body["required"] = schema.body.get("x-create-required") or [
            key for key in schema.body.get("required", [])
            if key in properties and not is_nullable(properties[key]) and "default" not in properties[key]]
    return Schema(name, schema.stem, schema.file, variant, body)


def _make_records(report, contract):
    for schema in list(contract.schemas.values()):
        with report.collect():
            place = Place(schema.file, schema.name, schema.mode, contract)
            if schema.is_object:
                schema.record = record_of(place, schema)
                contract.add_record(schema.file, schema.record)
            elif schema.enumeration is None and schema.mode != "list":
                field_of(place, "value", schema.body)  # a named scalar or array: checked, no C of its own


def record_of(place, schema):
    """The record of an object schema."""
    required = schema.body.get("required", [])
    fields = []
    for name, member in schema.body["properties"].items():
        field = field_of(place, name, member)
        if name in required:
            field.flags.insert(0, "REQUIRED")
        fields.append(field)
    return Record(schema.stem, schema.c, fields, schema.body.get("description", ""))
