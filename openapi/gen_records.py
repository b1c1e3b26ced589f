"""Enumerations and records -> C enums, structs and descriptor tables (contract/STEM.h, contract/STEM.c).

SPDX-License-Identifier: Apache-2.0
"""
from gen_text import Refused, banner, c_array, c_string, comment_text, guarded

LIST_NOTES = {"TEXTS": "const char *", "UUIDS": "struct uuid", "REFS": "struct ref"}


# ---- declarations

def enum_declaration(enumeration):
    lines = [f"    {enumeration.constant(value)} = {i}," for i, value in enumerate(enumeration.values, 1)]
    return (_comment(enumeration.comment) + f"enum {enumeration.c} {{\n" + "\n".join(lines) + "\n};\n"
            f"extern const struct enumeration {enumeration.c}_enumeration;\n")


def record_declaration(record):
    members = ["    struct presence has;"] + [_member(field) for field in record.fields]
    numbers = ",\n".join(f"    FIELD_{record.c.upper()}_{field.name} = {i}" for i, field in enumerate(record.fields))
    return (_comment(record.comment) + f"struct {record.c} {{\n" + "\n".join(members) + "\n};\n"
            f"enum {{\n{numbers},\n}};\nextern const struct record {record.c}_record;\n")


def list_declaration(record):
    return (f"struct {record.c}_list {{\n    size_t count;\n    struct {record.c} *items;\n"
            "    const char *raw_json;\n};\n")


def _comment(text):
    return f"/* {comment_text(text)} */\n" if text else ""


def _member(field):
    notes = [LIST_NOTES[field.kind]] if field.kind in LIST_NOTES else []
    notes += [comment_text(field.comment)] if field.comment else []
    comment = f" /* {'; '.join(notes)} */" if notes else ""
    return f"    {field.c_type()}{field.name};{comment}"


def by_value_first(file, records):
    """Records ordered so that a struct stands before the structs that hold it by value."""
    waiting, ordered = {record.c: record for record in records}, []

    def place(record, path):
        if record.c in path:
            raise Refused(file, f"{record.c} contains itself: {' -> '.join((*path, record.c))}")
        if record.c not in waiting:
            return
        for field in record.fields:
            if field.kind == "RECORD" and field.target in waiting:
                place(waiting[field.target], (*path, record.c))
        del waiting[record.c]
        ordered.append(record)

    for record in records:
        place(record, ())
    return ordered


# ---- definitions

def enum_definition(enumeration):
    names = ["NULL"] + [c_string(value) for value in enumeration.values]
    return (c_array(f"static const char *const {enumeration.c}_names[]", names)
            + f"const struct enumeration {enumeration.c}_enumeration = {{{c_string(enumeration.c)}, "
            f"{enumeration.c}_names, {len(enumeration.values)}}};\n")


def record_definition(record):
    rows = [_row(record, field) for field in record.fields]
    return (c_array(f"static const struct field {record.c}_fields[]", rows)
            + f"const struct record {record.c}_record = {{{c_string(record.c)}, {record.c}_fields, "
            f"{len(record.fields)}, sizeof(struct {record.c})}};\n")


def _row(record, field):
    parts = [f".name = {c_string(field.name)}", f".kind = KIND_{field.kind}",
             f".offset = offsetof(struct {record.c}, {field.name})"]
    if field.flags:
        parts.append(".flags = " + " | ".join("FIELD_" + flag for flag in field.flags))
    if field.format:
        parts.append(".format = TEXT_FORMAT_" + field.format.upper().replace("-", "_"))
    numbers = (("min", field.minimum), ("max", field.maximum), ("item_min", field.item_minimum),
               ("item_max", field.item_maximum), ("default_value", field.default))
    parts += [f".{name} = {value}" for name, value in numbers if value]
    if field.kind == "ENUM":
        parts.append(f".enumeration = &{field.target.c}_enumeration")
    if field.kind in ("RECORD", "RECORDS"):
        parts.append(f".record = &{field.target}_record")
    return "{" + ", ".join(parts) + "}"


# ---- files

def stem_includes(contract, own, records):
    """Stems other than `own` whose contract header these records need."""
    needed = set()
    for record in records:
        for field in record.fields:
            if field.kind == "ENUM":
                needed.add(field.target.stem)
            elif field.kind in ("RECORD", "RECORDS"):
                needed.add(contract.records[field.target].stem)
    return sorted(needed - {own})


def outputs(contract):
    """contract/STEM.h and .c of every stem."""
    _check_circles(contract)
    files = {}
    for stem in contract.stems:
        files[f"contract/{stem.name}.h"] = _header(contract, stem)
        files[f"contract/{stem.name}.c"] = _source(contract, stem)
    return files


def _records(contract, stem):
    return [record for record in contract.records.values() if record.stem == stem.name]


def _enumerations(contract, stem):
    return [enumeration for enumeration in contract.enumerations if enumeration.stem == stem.name]


def _check_circles(contract):
    """Headers that include each other in a circle cannot be compiled."""
    needs = {stem.name: stem_includes(contract, stem.name, _records(contract, stem)) for stem in contract.stems}

    def walk(name, path):
        if name in path:
            raise Refused(f"openapi/{name}.yaml", f"schemas refer in a circle: {' -> '.join((*path, name))}")
        for other in needs[name]:
            walk(other, (*path, name))

    for name in needs:
        walk(name, ())


def _header(contract, stem):
    records = _records(contract, stem)
    parts = ['#include "domain/base/record.h"\n' + "".join(
        f'#include "contract/{other}.h"\n' for other in stem_includes(contract, stem.name, records))]
    parts += [enum_declaration(enumeration) for enumeration in _enumerations(contract, stem)]
    lists = [record for record in records if record.has_list]
    if lists:
        parts.append("".join(f"struct {record.c};\n" for record in lists))
        parts += [list_declaration(record) for record in lists]
    parts += [record_declaration(record) for record in by_value_first(stem.file, records)]
    head = banner(f"{stem.name}.h - what the contract calls {stem.name}, as C", [stem.file])
    return head + guarded(f"contract/{stem.name}.h", "\n".join(parts))


def _source(contract, stem):
    parts = [f'#include "contract/{stem.name}.h"\n\n#include "domain/base/banned.h"\n']
    parts += [enum_definition(enumeration) for enumeration in _enumerations(contract, stem)]
    parts += [record_definition(record) for record in _records(contract, stem)]
    return banner(f"{stem.name}.c - descriptor tables", [stem.file]) + "\n".join(parts)
