"""errors.yaml -> enum problem_code, enum violation_rule and their texts.

SPDX-License-Identifier: Apache-2.0
"""
import re

from gen_text import Refused, banner, c_array, c_string, comment_text, constant, guarded, load_yaml, only_keys

SOURCE = "openapi/errors.yaml"
OUTCOMES = ("invalid", "unauthenticated", "forbidden", "not-found", "conflict", "stale", "precondition-required",
            "too-large", "unsupported", "limited", "unavailable", "internal")
LANGUAGES = ("id", "en")
MAX_ARGS = {"problems": 3, "rules": 2}


class Catalogue:
    """problems and rules by name, as they stand in the file, checked."""

    def __init__(self, document):
        only_keys(SOURCE, "document", document, ("problems", "rules"))
        self.problems = document.get("problems") or {}
        self.rules = document.get("rules") or {}
        for name, problem in self.problems.items():
            _check_problem(name, problem)
        for name, rule in self.rules.items():
            _check_name(name)
            only_keys(SOURCE, name, rule, (*LANGUAGES, "args"))
            _check_texts(name, rule, _args("rules", name, rule))
        if "not-found" not in self.problems or "required" not in self.rules:
            raise Refused(SOURCE, "there must be at least the problem not-found and the rule required")


def load(text):
    return Catalogue(load_yaml(SOURCE, text))


def _check_name(name):
    if not isinstance(name, str) or not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        raise Refused(SOURCE, f"'{name}' is not a kebab-case name")


def _args(group, name, entry):
    args = entry.get("args", [])
    if not isinstance(args, list) or len(args) > MAX_ARGS[group]:
        raise Refused(SOURCE, f"{name}: args is a list of at most {MAX_ARGS[group]} descriptions")
    return args


def _check_problem(name, problem):
    _check_name(name)
    only_keys(SOURCE, name, problem, ("outcome", "status", "title", "detail", "remedy", "args"))
    if problem.get("outcome") not in OUTCOMES:
        raise Refused(SOURCE, f"{name}: outcome must be one of {', '.join(OUTCOMES)}")
    if not isinstance(problem.get("status"), int) or not 400 <= problem["status"] <= 599:
        raise Refused(SOURCE, f"{name}: status must be an HTTP status from 400 to 599")
    args = _args("problems", name, problem)
    for part in ("title", "detail", "remedy"):
        only_keys(SOURCE, f"{name}: {part}", problem.get(part), LANGUAGES)
        _check_texts(f"{name}: {part}", problem[part], args if part == "detail" else [])


def _check_texts(where, texts, args):
    for language in LANGUAGES:
        text = texts.get(language)
        if not isinstance(text, str) or not text.strip():
            raise Refused(SOURCE, f"{where}: text in '{language}' is missing")
        used = set(map(int, re.findall(r"\{(\d)\}", text)))
        if used != set(range(len(args))):
            raise Refused(SOURCE, f"{where}: the text in '{language}' must use exactly the args declared")


def _enumerators(prefix, entries, note):
    lines = [f"    {prefix}_NONE = 0,"]
    for name, entry in entries.items():
        args = "".join(f"; {{{i}}}: {comment_text(arg)}" for i, arg in enumerate(entry.get("args", [])))
        lines.append(f"    {prefix}_{constant(name)}, /* {comment_text(note(entry))}{args} */")
    return "\n".join(lines)


def _header(catalogue):
    problems = _enumerators("PROBLEM", catalogue.problems, lambda p: f"{p['status']} {p['title']['en']}")
    rules = _enumerators("RULE", catalogue.rules, lambda r: r["en"])
    body = ("/* Codes of problems: /problems/{code}. Texts, status and outcome: problem_definitions[]. */\n"
            f"enum problem_code {{\n{problems}\n}};\n\n"
            "/* What a violation breaks. Texts: rule_definitions[]. */\n"
            f"enum violation_rule {{\n{rules}\n}};\n\n"
            "/* Rows of the tables, [0] included. */\n"
            f"enum {{ PROBLEM_CODE_COUNT = {len(catalogue.problems) + 1}, "
            f"VIOLATION_RULE_COUNT = {len(catalogue.rules) + 1} }};\n")
    head = banner("problem_codes.h - the catalogue of problems by name", [SOURCE])
    return head + guarded("contract/problem_codes.h", body)


def _problem_row(name, problem):
    texts = [c_string(problem[part][language]) for part in ("title", "detail", "remedy") for language in LANGUAGES]
    outcome = constant("OUTCOME_" + problem["outcome"])
    return (f"[PROBLEM_{constant(name)}] = {{{c_string(name)}, {outcome}, {problem['status']},\n        "
            + ",\n        ".join(texts) + "}")


def _rule_row(name, rule):
    texts = ", ".join(c_string(rule[language]) for language in LANGUAGES)
    return f"[RULE_{constant(name)}] = {{{c_string(name)}, {texts}}}"


def _source(catalogue):
    problems = [_problem_row(*item) for item in catalogue.problems.items()]
    rules = [_rule_row(*item) for item in catalogue.rules.items()]
    return (banner("problems.c - texts of the catalogue of problems", [SOURCE])
            + '#include "domain/base/problem.h"\n\n#include "domain/base/banned.h"\n\n'
            + c_array("const struct problem_definition problem_definitions[PROBLEM_CODE_COUNT]", problems) + "\n"
            + c_array("const struct rule_definition rule_definitions[VIOLATION_RULE_COUNT]", rules))


def outputs(catalogue):
    return {"contract/problem_codes.h": _header(catalogue), "contract/problems.c": _source(catalogue)}
