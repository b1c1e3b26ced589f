"""Statements, constraint meanings and migrations -> C (storage/STEM_sql.[ch], statements.c, constraints.c, migrations.c).

SPDX-License-Identifier: Apache-2.0
"""
import hashlib
import re

from gen_errors import SOURCE as ERRORS
from gen_records import record_declaration, record_definition, stem_includes
from gen_text import OVERLONG, Refused, banner, c_array, c_string, c_text, constant, guarded, is_overlong, only_keys


# ---- statements

def statement_outputs(contract, sql):
    files, numbers = {}, {statement.name: number for number, statement in enumerate(sql.statements)}
    for stem in sorted({statement.stem for statement in sql.statements}):
        statements = [statement for statement in sql.statements if statement.stem == stem]
        files[f"storage/{stem}_sql.h"] = _header(contract, stem, statements)
        files[f"storage/{stem}_sql.c"] = _source(stem, statements, numbers)
    files["storage/statements.c"] = _registry(sql)
    return files


def _header(contract, stem, statements):
    own = [record for statement in statements for record in statement.own_records]
    needed = set(stem_includes(contract, None, own))
    for statement in statements:
        for record in (statement.record_in, statement.record_out):
            if record is not None and record not in statement.own_records:
                needed.add(record.stem)
    parts = ['#include "storage/db/statement.h"\n' + "".join(f'#include "contract/{name}.h"\n' for name in sorted(needed))]
    parts += [record_declaration(record) for record in own]
    parts.append("".join(f"extern const struct statement sql_{statement.name};{_note(statement)}\n"
                         for statement in statements))
    source = f"storage/sql/{stem}.sql"
    head = banner(f"{stem}_sql.h - the statements of {source}", [source])
    return head + guarded(f"storage/{stem}_sql.h", "\n".join(parts))


def _note(statement):
    notes = [f"{way}: {record.c}" for way, record in (("in", statement.record_in), ("out", statement.record_out)) if record]
    return f" /* {', '.join(notes)} */" if notes else ""


def _source(stem, statements, numbers):
    source = f"storage/sql/{stem}.sql"
    parts = [banner(f"{stem}_sql.c - the statements of {source}", [source])
             + f'#include "storage/{stem}_sql.h"\n\n#include "domain/base/banned.h"\n']
    if any(is_overlong(text) for s in statements for kind, text in s.tokens if kind == "TEXT"):
        parts.append(OVERLONG)
    parts += [record_definition(record) for statement in statements for record in statement.own_records]
    parts += [_statement(statement, numbers[statement.name]) for statement in statements]
    return "\n".join(parts)


def _statement(statement, number):
    name = statement.name
    tables = [("tokens", "struct statement_token", [_token(*token) for token in statement.tokens]),
              ("params", "struct statement_param", [_param(*param) for param in statement.params]),
              ("conditions", "struct statement_condition", [_condition(*c) for c in statement.conditions])]
    parts = "".join(c_array(f"static const {c_type} {name}_{table}[]", rows) for table, c_type, rows in tables if rows)
    flags = " | ".join("STATEMENT_" + flag for flag in statement.flags)
    members = [f".name = {c_string(name)}", f".number = {number}"]
    members += [f".flags = {flags}"] if flags else []
    members += [f".{way} = &{record.c}_record" for way, record in
                (("in", statement.record_in), ("out", statement.record_out)) if record]
    members += [f".{table} = {name}_{table}, .{table[:-1]}_count = {len(rows)}" for table, _, rows in tables if rows]
    return parts + f"const struct statement sql_{name} = {{\n    " + ",\n    ".join(members) + ",\n};\n"


def _token(kind, value):
    if kind == "TEXT":
        return f"{{.kind = TOKEN_TEXT, .text = {c_text(value, ' ' * 8)}}}"
    return f"{{.kind = TOKEN_{kind}" + ("}" if value is None else f", .index = {value}}}")


def _param(context, kind, field):
    return f"{{CONTEXT_{context.upper() if context else 'NONE'}, KIND_{kind}, {field}}}"


def _condition(field, equals, is_scope, negated):
    return (f"{{.field = {field}, .equals = {equals}, .context = CONTEXT_{'SCOPE' if is_scope else 'NONE'}, "
            f".negated = {str(negated).lower()}}}")


def _registry(sql):
    stems = sorted({statement.stem for statement in sql.statements})
    includes = "".join(f'#include "storage/{stem}_sql.h"\n' for stem in stems)
    rows = [f"&sql_{statement.name}" for statement in sql.statements] or ["NULL"]
    return (banner("statements.c - every statement by its number", [f"storage/sql/{stem}.sql" for stem in stems]
                   or ["storage/sql"])
            + f'#include "storage/db/statement.h"\n{includes}\n#include "domain/base/banned.h"\n\n'
            + c_array("const struct statement *const statements[]", rows)
            + f"const uint16_t statement_count = {len(sql.statements)};\n")


# ---- constraints

def constraint_outputs(report, contract, catalogue):
    found = {}
    for stem in contract.stems:
        for name, meaning in (stem.document.get("x-constraints") or {}).items():
            with report.collect():
                _check_constraint(stem, name, meaning, catalogue, found)
                found[name] = (stem.file, meaning)
    rows = [_constraint_row(name, found[name][1]) for name in sorted(found)]
    sources = sorted({file for file, _ in found.values()}) or [ERRORS]
    text = (banner("constraints.c - what breaking a database constraint means to a caller", sources)
            + '#include "storage/db/statement.h"\n\n#include "domain/base/banned.h"\n\n'
            + c_array("const struct constraint_meaning constraint_meanings[]", rows, ".constraint = NULL")
            + f"const uint16_t constraint_meaning_count = {len(rows)};\n")
    return {"storage/constraints.c": text}


def _check_constraint(stem, name, meaning, catalogue, found):
    where = f"x-constraints: {name}"
    if name in found:
        raise Refused(stem.file, f"{where}: is also in {found[name][0]}")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", str(name)):
        raise Refused(stem.file, f"{where}: is not the name of a constraint")
    only_keys(stem.file, where, meaning, ("code", "pointer", "rule"))
    if meaning.get("code") not in catalogue.problems:
        raise Refused(stem.file, f"{where}: unknown problem code '{meaning.get('code')}'")
    if meaning.get("rule") is not None and meaning["rule"] not in catalogue.rules:
        raise Refused(stem.file, f"{where}: unknown rule '{meaning['rule']}'")
    if not str(meaning.get("pointer", "/")).startswith("/"):
        raise Refused(stem.file, f"{where}: the pointer begins with /")
    if ("pointer" in meaning) != ("rule" in meaning):
        raise Refused(stem.file, f"{where}: pointer and rule go together")


def _constraint_row(name, meaning):
    rule = "RULE_" + constant(meaning.get("rule") or "none")
    return f"{{{c_string(name)}, PROBLEM_{constant(meaning['code'])}, {c_string(meaning.get('pointer'))}, {rule}}}"


# ---- migrations

def migration_outputs(report, texts):
    """texts: {file name: text}."""
    rows, seen = [], set()
    for name in sorted(texts):
        with report.collect():
            match = re.fullmatch(r"(\d{4})_[a-z][a-z0-9_]*\.sql", name)
            number = int(match.group(1)) if match else 0
            if number == 0 or number in seen:
                raise Refused(f"storage/migrations/{name}", "must be called NNNN_name.sql with a number of its own from 0001")
            seen.add(number)
            sha256 = hashlib.sha256(texts[name].encode()).hexdigest()
            rows.append(f"{{{number}, {c_string(name.removesuffix('.sql'))},\n        "
                        f"{c_text(texts[name], ' ' * 8)},\n        {c_string(sha256)}}}")
    text = (banner("migrations.c - the schema, step by step", ["storage/migrations"])
            + '#include "storage/db/migrate.h"\n\n#include "domain/base/banned.h"\n\n' + OVERLONG + "\n"
            + c_array("const struct migration migrations[]", rows)
            + f"const int migration_count = {len(rows)};\n")
    return {"storage/migrations.c": text}
