"""Compact schemas -> JSON Schema as the served document shows them: what a client may send and will get.

SPDX-License-Identifier: Apache-2.0
"""
from gen_contract import is_nullable
from gen_fields import FORMAT_LIMITS, REF_LENGTH, TYPED_FORMATS, Place, is_reference, types_of

UUID_PATTERN = "[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}"
# domain/base/text.h says what the formats mean
PATTERNS = {
    "line": r"^(?! )(?:[^\u0000-\u001f\u007f-\u009f]*[^\u0000-\u0020\u007f-\u009f])?$",
    "nip": r"^[0-9]{18}$",
    "code": r"^[A-Za-z0-9][A-Za-z0-9._/-]*$",
    "external-id": r"^[!#-&(-\[\]-~]+$",
    "email": r"^[^@\s]+@[^@\s]+$",
    "slug": r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?$",
}
STANDARD_FORMATS = (*TYPED_FORMATS, "email")
_COPIED = ("description", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "readOnly",
           "writeOnly", "default")


def reference(name):
    return {"$ref": f"#/components/schemas/{name}"}


def component(contract, schema):
    """The document's schema of one named schema."""
    place = Place(schema.file, schema.name, schema.mode, contract)
    if schema.mode == "list":
        return _page(contract, schema)
    if schema.enumeration:
        return {key: schema.body[key] for key in ("type", "description", "enum") if key in schema.body}
    if not schema.is_object:
        return member(place, schema.body)
    properties = {name: member(place.inner(name), body) for name, body in schema.body["properties"].items()}
    shown = {"type": "object", "additionalProperties": False, "properties": properties}
    if schema.body.get("description"):
        shown = {"description": _description(schema), **shown}
    if schema.body.get("required"):
        shown["required"] = list(schema.body["required"])
    if "example" in schema.body:
        shown["examples"] = [schema.body["example"]]
    return shown


def _description(schema):
    notes = {"create": " What it is made of.", "patch": " What may change; members left out stay as they are (RFC 7396)."}
    return " ".join(schema.body["description"].split()) + notes.get(schema.mode, "")


def _page(contract, schema):
    limit = contract.common["components"]["parameters"]["Limit"]["schema"]["maximum"]
    cursor = contract.common["components"]["parameters"]["Cursor"]["schema"]["maxLength"]
    return {"type": "object", "description": f"A page of the list of {schema.body['x-list-of']}.",
            "additionalProperties": False, "required": ["data", "next_cursor"],
            "properties": {
                "data": {"type": "array", "maxItems": limit, "items": reference(schema.body["x-list-of"]),
                         "description": "The entries of this page."},
                "next_cursor": {"type": ["string", "null"], "maxLength": cursor,
                                "description": "The cursor of the next page; null on the last one."}}}


def member(place, schema):
    """The schema of one member or parameter."""
    shown = _of_ref(place, schema) if "$ref" in schema else _of_type(place, schema)
    if place.mode == "patch":
        shown.pop("default", None)
    if "example" in schema:
        shown["examples"] = [schema["example"]]
    return shown


def _copied(schema):
    return {key: " ".join(schema[key].split()) if key == "description" else schema[key]
            for key in _COPIED if key in schema}


def _of_ref(place, schema):
    target = reference(place.contract.resolve(place, schema["$ref"]).name)
    return {**({"anyOf": [target, {"type": "null"}]} if schema.get("nullable") else target), **_copied(schema)}


def _of_type(place, schema):
    kind, nullable = types_of(place, schema)
    if kind == "string" and is_reference(place, schema):
        return _reference_text(schema, nullable)
    shown = {"type": [kind, "null"] if nullable else kind, **_copied(schema)}
    if kind == "string":
        shown.update(_text(schema))
    elif kind == "array":
        shown["items"] = member(place.inner("items"), schema["items"])
    elif kind == "object":
        shown["additionalProperties"] = True
    elif kind == "number":
        shown["description"] = (shown.get("description", "") + " At most two decimals.").strip()
    return shown


def _text(schema):
    text_format = schema.get("format")
    shown = {} if text_format is None else {"format": text_format}
    if text_format == "language":
        shown["enum"] = ["id", "en"] + ([None] if is_nullable(schema) else [])
    if text_format in PATTERNS:
        shown["pattern"] = PATTERNS[text_format]
    if text_format in FORMAT_LIMITS:
        shown["minLength"], shown["maxLength"] = FORMAT_LIMITS[text_format]
    return shown


def _reference_text(schema, nullable):
    """A reference as an input takes it."""
    nip = schema.get("x-ref") == "nip"
    ways = f"{UUID_PATTERN}|ext:.+" + ("|nip:[0-9 ]+" if nip else "")
    note = "Identifier, ext:KEY or nip:DIGITS." if nip else "Identifier or ext:KEY."
    given = " ".join(schema.get("description", "").split())
    return {"type": ["string", "null"] if nullable else "string", "minLength": 1, "maxLength": REF_LENGTH,
            "pattern": f"^({ways})$", "description": given if "ext:KEY" in given else f"{given} {note}".strip()}
