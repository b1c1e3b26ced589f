"""What can be wrong with a value, a parameter, a body or a header, read off the schema: (what, value, rules).

A rule is one of those that the problem may name for it; which comes first where two are broken is not promised.
SPDX-License-Identifier: Apache-2.0
"""
import json
import uuid

import operations

INTEGER_LIMIT = 2 ** 63 - 1
_BAD_FORMATS = {
    "uuid": ("not-a-uuid", "00000000-0000-0000-0000-00000000000g", "{00000000-0000-7000-8000-000000000000}"),
    "date": ("2023-02-29", "2024-2-1", "01-02-2024", "2024-01-01T00:00:00Z"),
    "date-time": ("2024-01-01", "2024-01-01T25:00:00Z", "2024-01-01 00:00:00"),
    "nip": ("12345678901234567x",),
    "line": ("a\nb", "a\tb"),
    "code": ("!x", "a b"),
    "external-id": ('a"b', "a b", "aé"),
    "email": ("no-at-sign", "a b@c"),
    "slug": ("A", "-a", "a_b"),
    "language": ("fr",),
}
_BAD_REFERENCES = ("zz", "ext:", "nip:", "uuid:1", "00000000-0000-7000-8000-00000000000")


def texts(schema):
    """Wrong texts: for members that are strings, and for every kind of parameter."""
    kind = schema.get("type", "string")
    if kind in ("integer", "number"):
        yield from _numbers_as_texts(schema)
    elif kind == "boolean":
        yield from ((f"boolean {text!r}", text, {"type"}) for text in ("maybe", "", "TRUE", "1"))
    elif "enum" in schema:
        yield from ((f"enum {text!r}", text, {"enum"}) for text in ("no-such-name", "", schema["enum"][0].upper() + "X"))
    elif operations.is_reference(schema) and schema.get("format") != "uuid":
        yield from ((f"reference {text!r}", text, {"format"}) for text in _BAD_REFERENCES)
        yield "over-long reference", "ext:" + "x" * schema["maxLength"], {"format", "max-length"}
    else:
        yield from _plain_texts(schema)


def _plain_texts(schema):
    for text in _BAD_FORMATS.get(schema.get("format"), ()):
        yield f"format {text!r}", text, {"format", "max-length", "min-length"}
    if "maxLength" in schema:
        yield "over-long", "x" * (schema["maxLength"] + 1), {"max-length"}
        yield "over-long in two-byte characters", "é" * (schema["maxLength"] + 1), {"max-length", "format"}
    if schema.get("minLength", 0) > 0:
        yield "too short", "x" * (schema["minLength"] - 1), {"min-length", "format"}


def _numbers_as_texts(schema):
    for text in ("x", "", "1x", "0x10", "1e2", " 1", "+1", str(10 ** 30)):
        yield f"number {text!r}", text, {"type", "min", "max"}
    if "minimum" in schema and schema["minimum"] > -INTEGER_LIMIT:
        yield "under the minimum", str(schema["minimum"] - 1), {"min"}
    if "maximum" in schema and schema["maximum"] < INTEGER_LIMIT:
        yield "over the maximum", str(schema["maximum"] + 1), {"max"}


def _wrong_types(kind):
    values = {"string": "x", "integer": 1, "boolean": True, "array": [], "object": {}, "number": 1.5}
    alike = {kind, "integer"} if kind == "number" else {kind}
    return [(f"a JSON {name}", value, {"type"}) for name, value in values.items() if name not in alike]


def members(document, schema, name=None, pointer=""):
    """(what, pointer of the violation, value for the member, rules), also for what lies within it."""
    schema = document.schema(schema)
    kind = schema.get("type", "object")
    for what, value, rules in _wrong_types(kind):
        yield what, pointer, value, rules
    if not schema.get("nullable"):
        yield "null", pointer, None, {"null", "type"}
    if kind == "string":
        for what, value, rules in texts(schema):
            yield what, pointer, value, rules
    elif kind in ("integer", "number"):
        yield from _out_of_range(schema, pointer)


def _out_of_range(schema, pointer):
    if "minimum" in schema and schema["minimum"] > -INTEGER_LIMIT:
        yield "under the minimum", pointer, schema["minimum"] - 1, {"min"}
    if "maximum" in schema and schema["maximum"] < INTEGER_LIMIT:
        yield "over the maximum", pointer, schema["maximum"] + 1, {"max"}
    yield "a huge real", pointer, 1e300, {"max", "type", "format"}


def bodies(document, schema, good, rebuild=lambda value: value, pointer=""):
    """(what, pointer, body, rules): one thing wrong in a good object, at any depth. `rebuild` puts an object
    that stands at `pointer` into its body."""
    yield "unknown member", pointer + "/x_unknown", rebuild({**good, "x_unknown": 1}), {"unknown"}
    for name in schema.get("required", []):
        without = {member: value for member, value in good.items() if member != name}
        yield f"without {name}", f"{pointer}/{name}", rebuild(without), {"required"}
    for name, member in schema["properties"].items():
        at = f"{pointer}/{name}"
        for what, where, value, rules in members(document, member, name, at):
            yield f"{at}: {what}", where, rebuild({**good, name: value}), rules
        yield from _within(document, document.schema(member), good, name, rebuild, at)


def _within(document, schema, good, name, rebuild, at):
    value = good.get(name)
    if schema.get("type") == "array":
        yield from _arrays(document, schema, good, name, rebuild, at)
    elif "properties" in schema and isinstance(value, dict):
        yield from bodies(document, schema, value, lambda inner: rebuild({**good, name: inner}), at)


def _arrays(document, schema, good, name, rebuild, at):
    item = document.schema(schema["items"])
    items = good.get(name) or []
    if schema.get("minItems", 0) > 0:
        yield f"{at}: too few", at, rebuild({**good, name: items[:schema["minItems"] - 1]}), {"min-items"}
    sample = items[0] if items else ("x" if item.get("type") == "string" else {})
    many = [sample] * (schema["maxItems"] + 1)
    yield f"{at}: too many", at, rebuild({**good, name: many}), {"max-items"}
    if items and "properties" in item:
        for wrong in (1, "x", None, []):
            yield f"{at}/0: {wrong!r}", f"{at}/0", rebuild({**good, name: [wrong, *items[1:]]}), {"type", "null"}
        yield from bodies(document, item, items[0], lambda inner: rebuild({**good, name: [inner, *items[1:]]}), f"{at}/0")
    elif items:
        for what, where, value, rules in members(document, item, name, f"{at}/0"):
            yield f"{at}/0: {what}", where, rebuild({**good, name: [value, *items[1:]]}), rules


def references(document, schema, good, rebuild=lambda value: value, pointer=""):
    """(pointer, name, id -> body): every member of a good object that refers to a record, at any depth."""
    for name, member in schema["properties"].items():
        member, at = document.schema(member), f"{pointer}/{name}"
        def put(value, name=name):
            return rebuild({**good, name: value})
        item = document.schema(member["items"]) if member.get("type") == "array" else {}
        if operations.is_reference(member):
            yield at, name, put
        elif operations.is_reference(item):
            yield f"{at}/0", name, lambda value, put=put: put([value])
        elif "properties" in item and good.get(name):
            yield from references(document, item, good[name][0], lambda inner, put=put: put([inner]), f"{at}/0")


def json_texts(good):
    """(what, bytes, rules) that are no JSON for us, made of a good body."""
    text = json.dumps(good)
    open_, rest = text[:1], text[1:]
    comma = "," if good else ""
    yield "no body", b"", {"required"}
    yield "blanks only", b" \n", {"syntax"}
    for broken in ("{", "[1,]", text + "}", text + " x", text[:-1], "{'a':1}", "{a:1}", '{"a":01}', '{"a":NaN}',
                   '{"a":"\t"}', '{"a":"\\x"}', '{"a":"\\ud800"}', "\ufeff" + text):
        yield f"broken: {broken[-20:]!r}", broken.encode(), {"syntax", "utf8"}
    for bad in (b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc3"):
        yield f"invalid UTF-8 {bad!r}", b'{"x":"' + bad + b'"' + comma.encode() + rest.encode(), {"utf8", "syntax"}
    yield "a NUL", f'{open_}"x":"a\\u0000b"{comma}{rest}'.encode(), {"syntax"}
    yield "a NUL in a name", f'{open_}"a\\u0000b":1{comma}{rest}'.encode(), {"syntax"}
    yield "a raw NUL", text.encode() + b"\0", {"syntax"}
    yield "a repeated member", f'{open_}"x":1,"x":1{comma}{rest}'.encode(), {"repeated"}
    for name, value in list(good.items())[:1]:
        twice = f"{open_}{json.dumps(name)}:{json.dumps(value)},{rest}"
        yield f"{name} twice", twice.encode(), {"repeated"}
    for deep in ("[" * 5000, '{"a":' * 5000, "[" * 40 + "]" * 40):
        yield f"deep nesting {deep[:6]!r}", f'{open_}"x":{deep}'.encode(), {"syntax"}


def other_json():
    """JSON that is no object."""
    return [(repr(text), text.encode()) for text in ("[]", "1", '"x"', "null", "true")]


def unknown_id():
    return str(uuid.uuid4())
