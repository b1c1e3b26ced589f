"""One member of a schema -> one field of a record: kind, limits, flags; refuses what no interpreter enforces.

SPDX-License-Identifier: Apache-2.0
"""
import dataclasses
import decimal

from gen_text import Refused, only_keys

INPUT_MODES = ("create", "patch", "query", "path")
TEXT_FORMATS = ("line", "nip", "code", "external-id", "email", "language", "slug")
FORMAT_LIMITS = {"nip": (18, 18), "language": (2, 2)}  # formats that bound the text by themselves
TYPED_FORMATS = {"uuid": "UUID", "date": "DATE", "date-time": "INSTANT"}
INTEGER_LIMIT = 2 ** 63 - 1
REF_LENGTH = 200  # characters of uuid, ext:KEY or nip:DIGITS

_COMMON = {"type", "description", "readOnly", "writeOnly", "x-immutable", "default", "example", "x-ref", "x-kind"}
_BY_TYPE = {
    "string": {"format", "minLength", "maxLength", "enum"},
    "integer": {"minimum", "maximum"},
    "number": {"minimum", "maximum", "x-hundredths"},
    "boolean": set(),
    "array": {"items", "minItems", "maxItems"},
    "object": {"x-json"},
}
_REF_KEYS = {"$ref", "nullable", "description", "readOnly", "writeOnly", "x-immutable", "default", "example"}

# kind in an inline `-- in: { name kind }` and in x-kind
KINDS = {"bool": "BOOL", "integer": "INTEGER", "hundredths": "HUNDREDTHS", "text": "TEXT", "uuid": "UUID",
         "date": "DATE", "instant": "INSTANT", "ref": "REF", "texts": "TEXTS", "uuids": "UUIDS", "refs": "REFS",
         "json": "JSON", "bytes": "BYTES"}
C_TYPES = {"BOOL": "bool ", "INTEGER": "int64_t ", "HUNDREDTHS": "int64_t ", "TEXT": "const char *",
           "UUID": "struct uuid ", "DATE": "struct date ", "INSTANT": "struct instant ", "REF": "struct ref ",
           "TEXTS": "struct list ", "UUIDS": "struct list ", "REFS": "struct list ", "JSON": "const char *",
           "BYTES": "struct bytes "}


@dataclasses.dataclass
class Field:
    name: str
    kind: str                 # of enum kind, without KIND_
    flags: list = dataclasses.field(default_factory=list)
    format: str = None
    minimum: int = 0
    maximum: int = 0
    item_minimum: int = 0
    item_maximum: int = 0
    default: str = None       # a C expression
    target: object = None     # the Enumeration, or the C name of the record
    comment: str = ""

    def c_type(self):
        if self.kind == "ENUM":
            return f"enum {self.target.c} "
        if self.kind == "RECORD":
            return f"struct {self.target} "
        return f"struct {self.target}_list " if self.kind == "RECORDS" else C_TYPES[self.kind]


@dataclasses.dataclass
class Place:
    """Where a schema stands: for refusals, and for what its context changes."""
    file: str
    where: str
    mode: str
    contract: object          # resolves names of schemas

    def refuse(self, message):
        raise Refused(self.file, f"{self.where}: {message}")

    def inner(self, name):
        return dataclasses.replace(self, where=f"{self.where}.{name}" if self.where else name)

    @property
    def bounded(self):
        return self.mode != "internal"


def types_of(place, schema):
    """(type, nullable) of a schema that is not a $ref."""
    given = schema.get("type")
    names = given if isinstance(given, list) else [given]
    rest = [name for name in names if name != "null"]
    if len(rest) != 1 or rest[0] not in _BY_TYPE:
        place.refuse(f"type must be one of {', '.join(_BY_TYPE)}, alone or with 'null'")
    return rest[0], len(rest) != len(names)


def is_reference(place, schema):
    """Whether the member is a struct ref here: x-ref in an input, or x-ref: input anywhere."""
    ref = schema.get("x-ref")
    if ref not in (None, True, "nip", "input"):
        place.refuse("x-ref is true, nip or input")
    return ref is not None and (ref == "input" or place.mode in INPUT_MODES)


def field_of(place, name, schema):
    """The field of one member."""
    place = place.inner(name)
    if not isinstance(schema, dict):
        place.refuse("is not a schema")
    field = _of_ref(place, name, schema) if "$ref" in schema else _of_type(place, name, schema)
    field.comment = schema.get("description", "")
    if schema.get("readOnly"):
        field.flags.append("READ_ONLY")
    if schema.get("writeOnly"):
        field.flags.append("WRITE_ONLY")
    if "default" in schema and place.mode != "patch":
        field.default = _default(place, field, schema["default"])
        field.flags.append("HAS_DEFAULT")
    return field


def _of_ref(place, name, schema):
    only_keys(place.file, place.where, schema, _REF_KEYS)
    target = place.contract.resolve(place, schema["$ref"])
    if target.enumeration:
        field = Field(name, "ENUM", target=target.enumeration)
    elif target.is_object:
        field = Field(name, "RECORD", target=target.c)
    elif target.mode == "list":
        place.refuse(f"{target.name} is a page of a list; it can only be an x-reply")
    else:
        field = _of_type(place, name, target.body)
    if schema.get("nullable"):
        field.flags.append("NULLABLE")
    return field


def _of_type(place, name, schema):
    kind, nullable = types_of(place, schema)
    only_keys(place.file, place.where, schema, _COMMON | _BY_TYPE[kind])
    field = _FIELD_MAKERS[kind](place, name, schema)
    if "x-kind" in schema:
        field.kind = _own_kind(place, schema["x-kind"])
    if field.kind in ("REF", "REFS") and (schema.get("x-ref") == "nip" or schema.get("items", {}).get("x-ref") == "nip"):
        field.flags.append("REF_NIP")
    if nullable:
        field.flags.append("NULLABLE")
    return field


def _own_kind(place, kind):
    if place.mode != "internal" or kind not in KINDS:
        place.refuse(f"x-kind is for x-internal schemas and one of {', '.join(KINDS)}")
    return KINDS[kind]


def _whole(place, schema, key, default=0):
    value = schema.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= INTEGER_LIMIT:
        place.refuse(f"{key} must be a whole number from 0")
    return value


def _string(place, name, schema):
    if is_reference(place, schema):
        return Field(name, "REF", minimum=1, maximum=REF_LENGTH)
    if "enum" in schema:
        place.refuse("an enum must be a schema of its own, named with $ref")
    text_format = schema.get("format")
    if text_format in TYPED_FORMATS:
        return Field(name, TYPED_FORMATS[text_format])
    if schema.get("x-ref"):
        place.refuse("x-ref in a reply needs format: uuid")
    return Field(name, "TEXT", **_text_limits(place, schema))


def _text_limits(place, schema):
    text_format = schema.get("format")
    if text_format is not None and text_format not in TEXT_FORMATS:
        place.refuse(f"unknown format '{text_format}'; there are {', '.join((*TYPED_FORMATS, *TEXT_FORMATS))}")
    least, most = FORMAT_LIMITS.get(text_format, (0, 0))
    least, most = _whole(place, schema, "minLength", least), _whole(place, schema, "maxLength", most)
    if most == 0 and place.bounded:
        place.refuse("a string needs maxLength")
    if least > most > 0:
        place.refuse("minLength is greater than maxLength")
    return {"format": text_format, "minimum": least, "maximum": most}


def _scaled(place, schema, key, scale):
    value = schema.get(key)
    if value is None and not place.bounded:
        return -INTEGER_LIMIT if key == "minimum" else INTEGER_LIMIT
    scaled = decimal.Decimal(str(value)) * scale if isinstance(value, (int, float)) else None
    if scaled is None or isinstance(value, bool) or scaled != int(scaled) or abs(scaled) > INTEGER_LIMIT:
        place.refuse(f"{key} is missing or not a number with at most two decimals")
    return int(scaled)


def _number(place, name, schema, scale, kind):
    least, most = (_scaled(place, schema, key, scale) for key in ("minimum", "maximum"))
    if least > most:
        place.refuse("minimum is greater than maximum")
    return Field(name, kind, minimum=least, maximum=most)


def _integer(place, name, schema):
    return _number(place, name, schema, 1, "INTEGER")


def _hundredths(place, name, schema):
    if schema.get("x-hundredths") is not True:
        place.refuse("type: number needs x-hundredths: true (there is no floating point)")
    return _number(place, name, schema, 100, "HUNDREDTHS")


def _boolean(place, name, schema):
    return Field(name, "BOOL")


def _array(place, name, schema):
    least, most = _whole(place, schema, "minItems"), _whole(place, schema, "maxItems")
    if most == 0 and place.bounded:
        place.refuse("an array needs maxItems")
    items = schema.get("items")
    if not isinstance(items, dict):
        place.refuse("an array needs items")
    field = _item_field(place, name, items)
    field.minimum, field.maximum = least, most
    return field


def _item_field(place, name, items):
    inner = field_of(place, "items", items)
    if inner.kind == "RECORD" and "NULLABLE" not in inner.flags:
        return Field(name, "RECORDS", target=inner.target)
    lists = {"TEXT": "TEXTS", "UUID": "UUIDS", "REF": "REFS"}
    if inner.kind not in lists or "NULLABLE" in inner.flags:
        place.refuse("items must be a named object, or a string of text, uuid or x-ref, not null")
    field = Field(name, lists[inner.kind], format=inner.format)
    if inner.kind == "TEXT":
        field.item_minimum, field.item_maximum = inner.minimum, inner.maximum
    return field


def _object(place, name, schema):
    if schema.get("x-json") is not True:
        place.refuse("a nested object must be a schema of its own, named with $ref (or x-json: true)")
    return Field(name, "JSON")


_FIELD_MAKERS = {"string": _string, "integer": _integer, "number": _hundredths, "boolean": _boolean, "array": _array,
                 "object": _object}


def _default(place, field, value):
    if field.kind == "BOOL" and isinstance(value, bool):
        return "1" if value else "0"
    if field.kind == "ENUM" and value in field.target.values:
        return field.target.constant(value)
    if field.kind in ("INTEGER", "HUNDREDTHS") and isinstance(value, (int, float)):
        scaled = _scaled(place, {"default": value}, "default", 100 if field.kind == "HUNDREDTHS" else 1)
        if field.minimum <= scaled <= field.maximum:
            return str(scaled)
    return place.refuse("default does not fit; only booleans, numbers and enums can have one")
