"""Size and shape: functions and files stay small enough to be read at one sitting.

A limit is lifted for one function, but not for a file, by a comment inside it that says why:
    /* gate: MEASURE: REASON */      MEASURE one of lines, nesting, branches, parameters, handler
Such comments are counted below, and one that lifts nothing is an error.
SPDX-License-Identifier: Apache-2.0
"""
import re
import statistics
import unittest

import source

LIMITS = {"lines": 70, "nesting": 3, "branches": 15, "parameters": 5}
HANDLER_LINES = 30
FILE_LINES = 500
MEASURES = (*LIMITS, "handler")


class OptOuts:
    """The /* gate: … */ comments of one file, and which of them were needed."""

    def __init__(self, path, text):
        self.found, self.malformed, self.used = {}, [], set()
        for line, comment in source.comments(text):
            if not re.match(r"/\*\s*gate:", comment):
                continue
            match = re.match(r"/\*\s*gate:\s*(\w+):\s+(\S+(?:\s+\S+){2,})\s*\*/", comment)
            if match and match.group(1) in MEASURES:
                self.found[line] = match.group(1)
            else:
                self.malformed.append(f"{source.name(path)}:{line}: write /* gate: MEASURE: REASON */ with a measure "
                                      f"of {', '.join(MEASURES)} and a reason of at least three words")

    def lifts(self, measure, first, last):
        lines = [line for line, lifted in self.found.items() if lifted == measure and first <= line <= last]
        self.used.update(lines)
        return bool(lines)

    def unused(self, path):
        return [f"{source.name(path)}:{line}: this opt-out ({measure}) lifts nothing; remove it"
                for line, measure in self.found.items() if line not in self.used]


def is_handler(function):
    return (source.name(function.path).startswith("api/") and not source.name(function.path).startswith("api/http/")
            and not function.is_static and re.match(r"enum outcome\s+\w+\s*\(\s*struct request \*rq\b", function.head))


def measure(path):
    """(violations, opt-outs, functions) of one file."""
    text = path.read_text(encoding="utf-8")
    wrong, outs, functions = [], OptOuts(path, text), source.functions_of(path, text)
    length = text.count("\n")
    if length > FILE_LINES:
        wrong.append(f"{source.name(path)}: {length} lines, at most {FILE_LINES}")
    for function in functions:
        limits = dict(LIMITS, lines=HANDLER_LINES) if is_handler(function) else LIMITS
        for key, limit in limits.items():
            word = "handler" if key == "lines" and limit == HANDLER_LINES else key
            value = getattr(function, key)
            if value > limit and not outs.lifts(word, function.first, function.last):
                wrong.append(f"{function}: {word} {value}, at most {limit}")
    return wrong + outs.malformed + outs.unused(path), outs, functions


def figures(title, functions, sizes):
    if not functions:
        return
    lines = [f.lines for f in functions]
    print(f"{title}: {len(sizes)} files, median {statistics.median(sizes):.0f} lines, largest {max(sizes)}; "
          f"{len(functions)} functions, median {statistics.median(lines):.0f}, p90 {source.percentile(lines, .9)}, "
          f"longest {max(lines)}; nesting p90 {source.percentile([f.nesting for f in functions], .9)}; branches p90 "
          f"{source.percentile([f.branches for f in functions], .9)}, most {max(f.branches for f in functions)}; "
          f"static {100 * sum(f.is_static for f in functions) // len(functions)} %")


class Size(source.Gate):
    def check(self, title, under):
        wrong, opt_outs, functions, sizes = [], 0, [], []
        for path in source.files(".c", ".h", under=under):
            complaints, outs, found = measure(path)
            wrong += complaints
            opt_outs += len(outs.found)
            functions += [] if path.suffix == ".h" else found
            sizes += [] if path.suffix == ".h" else [path.read_text(encoding="utf-8").count("\n")]
        figures(title, functions, sizes)
        print(f"{title}: {opt_outs} opt-outs")
        self.none(wrong)

    def test_production(self):
        self.check("production", source.PRODUCTION)

    def test_tests(self):
        self.check("tests", ("tests",))

    def test_scripts_are_no_monoliths(self):
        wrong = [f"{source.name(path)}: {lines} lines, at most {FILE_LINES}" for path in source.files(".py")
                 if (lines := path.read_text(encoding="utf-8").count("\n")) > FILE_LINES]
        self.none(wrong)


if __name__ == "__main__":
    unittest.main()
