"""storage/sql/*.sql -> checked statements: tokens, parameters, conditions, the records that go in and come out.

C of them is in gen_storage.py.
SPDX-License-Identifier: Apache-2.0
"""
import dataclasses
import re

from gen_contract import Record, check_record
from gen_fields import KINDS, Field
from gen_text import Refused

MAX_CONDITIONS = 16
CONTEXT = {"organization_id": "UUID", "principal_id": "UUID", "principal_name": "TEXT", "scope": "UUIDS", "self": "UUID",
           "now": "INSTANT", "today": "DATE", "operation": "TEXT", "request_id": "TEXT"}
REF_KINDS = {"id": "REF_BY_ID", "ext": "REF_BY_EXT", "nip": "REF_BY_NIP"}
UNBINDABLE = ("REFS",)

# What a parameter cannot stand in: strings, quoted names, dollar quotes, comments; and the parameter itself.
_LEXEME = re.compile(r"""('(?:[^']|'')*'|"[^"]*"|\$(\w*)\$.*?\$\2\$|/\*.*?\*/|--[^\n]*)|(?<!:):(?!:)(@?)([a-z_][a-z0-9_]*)""",
                     re.S)
_WRITES = re.compile(r"\b(INSERT\s+INTO|DELETE\s+FROM|UPDATE\s+[\w.]+(\s+(AS\s+)?\w+)?\s+SET)\b", re.I)
_MACRO_CALL = re.compile(r"\{\{(\w+)\(([^{}]*)\)\}\}")


@dataclasses.dataclass
class Statement:
    stem: str
    file: str
    name: str
    line: int = 0
    headers: dict = dataclasses.field(default_factory=dict)
    flags: list = dataclasses.field(default_factory=list)
    lines: list = dataclasses.field(default_factory=list)    # SQL and markers
    record_in: Record = None
    record_out: Record = None
    own_records: list = dataclasses.field(default_factory=list)
    tokens: list = dataclasses.field(default_factory=list)   # (kind, text or index)
    params: list = dataclasses.field(default_factory=list)   # (context or None, kind, field)
    conditions: list = dataclasses.field(default_factory=list)  # (field, equals, is_scope, negated)

    def refuse(self, message):
        raise Refused(self.file, f"line {self.line}: {self.name}: {message}")


class Sql:
    """All statements in their order, by stem."""

    def __init__(self):
        self.statements = []
        self.macros = {}       # name: (arguments, text)


def load(report, contract, texts):
    """Read {stem: text of storage/sql/STEM.sql}."""
    sql = Sql()
    sql.macros["longest_page"] = ([], [str(_longest_page(contract))])
    for stem in sorted(texts):
        with report.collect():
            _split(sql, stem, f"storage/sql/{stem}.sql", texts[stem])
    names = {}
    for statement in sql.statements:
        with report.collect():
            if statement.name in names:
                statement.refuse(f"this name is also in {names[statement.name]}")
            names[statement.name] = statement.file
            _resolve(contract, statement)
            _tokenize(sql, statement)
    return sql


# ---- files -> statements and macros

def _split(sql, stem, file, text):
    statement, macro = None, None
    for number, line in enumerate(text.split("\n"), 1):
        start = re.fullmatch(r"-- (name|macro): *(.*?) *", line)
        if start and start.group(1) == "name":
            statement, macro = Statement(stem, file, start.group(2), number), None
            if not re.fullmatch(r"[a-z][a-z0-9_]*", statement.name):
                statement.refuse("a statement's name is snake_case")
            sql.statements.append(statement)
        elif start:
            statement, macro = None, _macro(sql, file, number, start.group(2))
        elif macro is not None:
            if not _is_comment(line):
                macro.append(line)
        elif statement is not None:
            _take(statement, line, number)
        elif line.strip() and not _is_comment(line):
            raise Refused(file, f"line {number}: SQL before the first `-- name:`")


def _is_comment(line):
    return re.match(r"\s*--(?![?.])", line) is not None


def _macro(sql, file, number, head):
    match = re.fullmatch(r"(\w+)\(([\w, ]*)\)", head)
    if match is None or match.group(1) in sql.macros:
        raise Refused(file, f"line {number}: macro '{head}' is not NAME(ARGUMENTS), or stands there twice")
    lines = []
    sql.macros[match.group(1)] = ([name.strip() for name in match.group(2).split(",") if name.strip()], lines)
    return lines


def _take(statement, line, number):
    if _is_comment(line):
        if not statement.lines:
            _header(statement, line.strip(), number)
        return
    if line.strip() or statement.lines:
        statement.lines.append(line.rstrip())


def _header(statement, line, number):
    """A comment between `-- name:` and the SQL: a header if it looks like one. An open brace goes on in the next line."""
    opened = [key for key, value in statement.headers.items() if value.startswith("{") and not value.endswith("}")]
    if opened:
        statement.headers[opened[0]] += " " + line[2:].strip()
        return
    match = re.fullmatch(r"-- ([a-z]+)(?:: *(.*?))? *", line)
    if match is None:
        return
    key, value = match.groups()
    if key in ("in", "out", "plan") and value and key not in statement.headers:
        statement.headers[key] = value
    elif key in ("writes", "global", "owner", "brief") and value is None:
        statement.flags.append(key.upper())
    else:
        raise Refused(statement.file, f"line {number}: {statement.name}: '{line}' is not a header (in, out, writes, "
                      "global, owner, brief, plan)")


# ---- records

def _resolve(contract, statement):
    if not "".join(statement.lines).strip():
        statement.refuse("has no SQL")
    plan = statement.headers.get("plan")
    if plan is not None:
        if not re.fullmatch(r"seqscan \S.*", plan):
            statement.refuse("plan is `seqscan REASON`")
        statement.flags.append("SEQSCAN_OK")
    if "BRIEF" in statement.flags and {"WRITES", "SEQSCAN_OK"} & set(statement.flags):
        statement.refuse("what is brief neither writes nor reads a table from end to end")
    statement.record_in = _record(contract, statement, "in")
    statement.record_out = _record(contract, statement, "out")


def _record(contract, statement, key):
    text = statement.headers.get(key)
    if text is None:
        return None
    inline = re.fullmatch(r"\{(.*)\}", text)
    if inline is None:
        if text not in contract.records:
            statement.refuse(f"`{key}: {text}` is not a record of the contract")
        return contract.records[text]
    fields = [_inline_field(contract, statement, member) for member in inline.group(1).split(",")]
    record = Record(statement.stem, f"{statement.name}_{key}", fields, has_list=False)
    check_record(statement.file, record)
    contract.add_tag(statement.file, record.c)
    statement.own_records.append(record)
    return record


def _inline_field(contract, statement, text):
    match = re.fullmatch(r"\s*([a-z][a-z0-9_]*) ([a-z]+)(?:\((\w+)\))?\s*", text)
    if match is None:
        statement.refuse(f"'{text.strip()}' is not `name kind`")
    name, kind, target = match.groups()
    if kind == "enum" and target in contract.schemas and contract.schemas[target].enumeration:
        return Field(name, "ENUM", ["NULLABLE"], target=contract.schemas[target].enumeration)
    if kind in ("record", "records") and target in contract.records:
        return Field(name, kind.upper(), ["NULLABLE"], target=target)
    if kind not in KINDS or target is not None:
        statement.refuse(f"'{text.strip()}': kinds are {', '.join(KINDS)}, enum(Schema), record(name), records(name)")
    return Field(name, KINDS[kind], ["NULLABLE"])


# ---- macros

def _expand(sql, statement, text, depth=0):
    if depth > 8:
        statement.refuse("macros call each other in a circle")

    def replace(match):
        name, arguments = match.group(1), [part.strip() for part in _arguments(match.group(2))]
        if name not in sql.macros:
            statement.refuse(f"unknown macro '{name}'")
        names, lines = sql.macros[name]
        if len(names) != len(arguments):
            statement.refuse(f"macro '{name}' takes {len(names)} arguments")
        body = "\n".join(lines).strip()
        given = dict(zip(names, arguments))
        return re.sub(r"\{(\w+)\}", lambda m: given.get(m.group(1), m.group()), body)

    expanded = _MACRO_CALL.sub(replace, text)
    return _expand(sql, statement, expanded, depth + 1) if _MACRO_CALL.search(expanded) else expanded


def _arguments(text):
    """Split at the commas outside of parentheses."""
    parts, depth = [""], 0
    for char in text:
        depth += {"(": 1, ")": -1}.get(char, 0)
        if char == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += char
    return parts if text.strip() else []


# ---- tokens

def _longest_page(contract):
    """The most rows that a list is asked for: one more than it may give tells that there are more."""
    return contract.common["components"]["parameters"]["Limit"]["schema"]["maximum"] + 1


def _bound(sql, lines):
    """A list with its longest page in the text. A limit that is only a parameter makes the planner reckon with a tenth of
    the table: the plan for any parameters looks dear, and every call is planned again."""
    if not lines or lines[-1].strip() != "LIMIT :limit":
        return lines
    return ["SELECT page.* FROM (", *lines[:-1], f"LIMIT {sql.macros['longest_page'][1][0]}) page", lines[-1]]


def _tokenize(sql, statement):
    text = _expand(sql, statement, "\n".join(statement.lines)).rstrip().removesuffix(";")
    if "{{" in text:
        statement.refuse("a macro is called as {{name(arguments)}}")
    lines = _bound(sql, [line for line in text.split("\n") if line.strip()])
    if _WRITES.search(text) and "WRITES" not in statement.flags:
        statement.refuse("changes rows: it needs `-- writes`")
    open_parts, plain = [], []
    for line in lines:
        marker = re.fullmatch(r"\s*--([?.])(\+?)(.*)", line)
        if marker is None:
            plain.append(line)
            continue
        _add_sql(statement, plain)
        _add_marker(statement, open_parts, marker)
    _add_sql(statement, plain)
    if open_parts:
        statement.refuse("a part opened with --? is not closed with --.")


def _add_marker(statement, open_parts, marker):
    sign, nested, words = marker.group(1), bool(marker.group(2)), marker.group(3).split()
    if sign == "." and (words or nested or not open_parts):
        statement.refuse("--. closes one open part and says nothing else")
    if open_parts and (sign == "." or not nested):
        statement.tokens += [("END", None)] * open_parts.pop()
    if sign == "?":
        if not words:
            statement.refuse("--? needs a condition")
        open_parts.append(len(words))
        statement.tokens += [("IF", _condition(statement, word)) for word in words]


def _add_sql(statement, lines):
    """Move the collected lines into text and parameter tokens."""
    text, position = "".join(line + "\n" for line in lines), 0
    lines.clear()
    for match in _LEXEME.finditer(text):
        if match.group(4) is None and not match.group(1).startswith("--"):
            continue
        _add_text(statement, text[position:match.start()])
        position = match.end()
        if match.group(4) is not None:
            statement.tokens.append(("PARAM", _param(statement, bool(match.group(3)), match.group(4))))
    _add_text(statement, text[position:])


def _add_text(statement, text):
    if not text:
        return
    if statement.tokens and statement.tokens[-1][0] == "TEXT":  # a comment stood between
        text = statement.tokens.pop()[1] + text
    statement.tokens.append(("TEXT", text))


def _find(statement, name):
    number = statement.record_in.find(name) if statement.record_in else -1
    if number < 0:
        what = statement.record_in.c if statement.record_in else "a record (there is no `-- in:`)"
        statement.refuse(f"'{name}' is not a member of {what}")
    return number, statement.record_in.fields[number]


def _index(items, item):
    if item not in items:
        items.append(item)
    return items.index(item)


def _param(statement, is_context, name):
    if is_context:
        if name not in CONTEXT:
            statement.refuse(f":@{name} is unknown; there are {', '.join(CONTEXT)}")
        return _index(statement.params, (name, CONTEXT[name], -1))
    number, field = _find(statement, name)
    if field.kind in UNBINDABLE:
        statement.refuse(f":{name} cannot be bound (KIND_{field.kind})")
    return _index(statement.params, (None, field.kind, number))


def _condition(statement, word):
    match = re.fullmatch(r"(!?)(@?)([a-z][a-z0-9_]*)(?:=(\S+))?", word)
    if match is None:
        statement.refuse(f"'{word}' is not a condition")
    negated, context, name, value = match.groups()
    if context:
        if name != "scope" or value is not None:
            statement.refuse(f"'{word}': the only condition of the context is @scope")
        condition = (-1, "-1", True, bool(negated))
    else:
        number, field = _find(statement, name)
        condition = (number, "-1" if value is None else _equals(statement, word, field, value), False, bool(negated))
    index = _index(statement.conditions, condition)
    if index >= MAX_CONDITIONS:
        statement.refuse(f"has more than {MAX_CONDITIONS} conditions")
    return index


def _equals(statement, word, field, value):
    if field.kind == "ENUM" and value in field.target.values:
        return field.target.constant(value)
    if field.kind == "REF" and value in REF_KINDS and (value != "nip" or "REF_NIP" in field.flags or _is_inline(statement)):
        return REF_KINDS[value]
    return statement.refuse(f"'{word}': {value} is not a value of {field.name}")


def _is_inline(statement):
    return statement.record_in in statement.own_records
