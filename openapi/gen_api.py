"""Operations -> call structs and handler prototypes (api/STEM_operations.h), table and routes (api/operations.c).

SPDX-License-Identifier: Apache-2.0
"""
import re

from gen_operations import METHODS, refuse
from gen_text import banner, c_array, c_string, comment_text, guarded


def outputs(contract):
    stems = [stem for stem in contract.stems if "paths" in stem.document]
    files = {f"api/{stem.name}_operations.h": _header(contract, stem) for stem in stems}
    files["api/operations.c"] = _table(contract, stems)
    return files


# ---- call structs and prototypes

def _header(contract, stem):
    operations = [op for op in contract.operations if op.stem == stem.name]
    others = {op.body_schema.stem for op in operations if op.body_schema} | {stem.name}
    includes = "".join(f'#include "contract/{name}.h"\n' for name in sorted(others))
    body = '#include "api/http/request.h"\n' + includes + "".join("\n" + _declaration(op) for op in operations)
    head = banner(f"{stem.name}_operations.h - what the handlers in api/{stem.name}.c take and are called", [stem.file])
    return head + guarded(f"api/{stem.name}_operations.h", body)


def _members(op):
    return [(name, record.c) for name, record in
            (("path", op.path_record), ("query", op.query_record), ("body", op.body_schema)) if record]


def _declaration(op):
    members = [f"    struct {c} {name};" for name, c in _members(op)]
    members = members or ["    struct presence has; /* the operation takes nothing */"]
    return (f"/* {op.method.upper()} {op.path} - {comment_text(op.body['summary'])} */\n"
            f"struct {op.id}_call {{\n" + "\n".join(members) + "\n};\n"
            f"enum outcome {op.id}(struct request *rq, struct {op.id}_call *in);\n")


# ---- the table

def _table(contract, stems):
    operations = contract.operations
    parts = [banner("operations.c - every operation of the contract, and the routes to them",
                    [stem.file for stem in stems] or ["openapi"]),
             '#include "api/http/operation.h"\n' + "".join(f'#include "api/{stem.name}_operations.h"\n' for stem in stems)
             + '\n#include "domain/base/banned.h"\n']
    parts += [_trampoline(op) for op in operations]
    lists = _type_lists(operations)
    parts.append("".join(f"static const char *const {name}[] = {{{', '.join(map(c_string, types))}, NULL}};\n"
                         for types, name in lists.items()))
    parts.append(c_array("const struct operation operations[]", [_row(op, lists) for op in operations], ".id = NULL")
                 + f"const int operation_count = {len(operations)};\n")
    rows = _routes(operations)
    parts.append(c_array("const struct route routes[]", rows))
    return "\n".join(part for part in parts if part)


def _trampoline(op):
    return (f"static enum outcome call_{op.id}(struct request *rq, void *in)\n"
            f"{{\n    return {op.id}(rq, in);\n}}\n")


def _type_lists(operations):
    """The distinct lists of media types: {types: C name}."""
    lists = {}
    for op in operations:
        for types in ([tuple(op.raw_types)] if op.raw_types else []) + [tuple(op.reply_types)]:
            if types not in lists:
                lists[types] = f"media_types_{len(lists)}"
    return lists


def _flags(op):
    holding = {"PUBLIC": op.is_public, "IF_MATCH": op.flag("if-match"), "IDEMPOTENT": op.is_idempotent,
               "MERGE_PATCH": op.method == "patch" and op.body_schema is not None, "CSV": op.flag("csv"),
               "RAW_BODY": bool(op.raw_types), "FORM": op.flag("form"), "WRITES": op.writes,
               "REPLAYS_SECRET": op.flag("secret-reply"), "ANONYMOUS": op.flag("anonymous")}
    return [flag for flag, holds in holding.items() if holds]


def _row(op, lists):
    parts = [f".id = {c_string(op.id)}", f".method = METHOD_{op.method.upper()}", f".path = {c_string(op.path)}"]
    if op.roles:
        parts.append(".roles = " + " | ".join(f"ROLE_BIT_{role.upper()}" for role in op.roles))
    if _flags(op):
        parts.append(".flags = " + " | ".join("OPERATION_" + flag for flag in _flags(op)))
    parts.append(f".success_status = {op.success}")
    if "x-body-limit" in op.body:
        parts.append(f".body_limit_bytes = {op.body['x-body-limit']}")
    if op.raw_types:
        parts.append(f".content_types = {lists[tuple(op.raw_types)]}")
    parts.append(f".reply_types = {lists[tuple(op.reply_types)]}")
    for name, c in _members(op):
        parts += [f".{name}_record = &{c}_record", f".{name}_offset = offsetof(struct {op.id}_call, {name})"]
    parts += [f".call_size = sizeof(struct {op.id}_call)", f".call = call_{op.id}"]
    return "{" + ",\n     ".join(parts) + "}"


# ---- routes: a trie over segments, depth first, literals in order before the parameter

class _Node:
    def __init__(self, segment, parent):
        self.segment, self.parent, self.index = segment, parent, -1
        self.literals, self.parameter, self.parameter_name = {}, None, None
        self.operations = dict.fromkeys(METHODS, -1)

    def children(self):
        return [self.literals[name] for name in sorted(self.literals)] + ([self.parameter] if self.parameter else [])

    def child(self, op, segment):
        match = re.fullmatch(r"\{(\w+)\}", segment)
        if match is None:
            return self.literals.setdefault(segment, _Node(segment, self))
        if self.parameter is None:
            self.parameter, self.parameter_name = _Node(None, self), match.group(1)
        if self.parameter_name != match.group(1):
            refuse(op, f"{op.path}: {{{match.group(1)}}} is called {{{self.parameter_name}}} in another path")
        return self.parameter


def _routes(operations):
    root = _Node("", None)
    for number, op in enumerate(operations):
        node = root
        for segment in op.path.strip("/").split("/"):
            node = node.child(op, segment)
        node.operations[op.method] = number
    nodes = []
    _number(root, nodes)
    return [_route_row(node) for node in nodes]


def _number(node, nodes):
    node.index = len(nodes)
    nodes.append(node)
    for child in node.children():
        _number(child, nodes)


def _route_row(node):
    children = node.children()
    siblings = node.parent.children() if node.parent else []
    following = siblings[siblings.index(node) + 1:] if node.parent else []
    numbers = [node.parent.index if node.parent else -1, children[0].index if children else -1,
               following[0].index if following else -1]
    operations = ", ".join(str(node.operations[method]) for method in METHODS)
    return f"{{{c_string(node.segment)}, {', '.join(map(str, numbers))}, {{{operations}}}}}"
