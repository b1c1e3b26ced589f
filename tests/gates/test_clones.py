"""Copies: the share of code lines that lie in an 8-line run which stands elsewhere too.

Measured as for other C projects (h2o 1.2 %, pgbackrest 3.6 %, glewlwyd 40.7 %): comments, blank lines and
#include left out, white space folded, what strings hold blanked, identifiers kept.
SPDX-License-Identifier: Apache-2.0
"""
import collections
import re
import unittest

import source

WINDOW = 8
LIMIT_PERCENT = 6


def code_lines(path):
    """(line number, folded text) of every line of code."""
    text = re.sub(r'"(?:\\.|[^"\\\n])*"', '""', source.blank(path.read_text(encoding="utf-8"), strings=False))
    for number, line in enumerate(text.split("\n"), 1):
        folded = " ".join(line.split())
        if folded and not folded.startswith("#include"):
            yield number, folded


def clones(paths):
    """(lines in clones, lines of code, {window: places})."""
    lines = {path: list(code_lines(path)) for path in paths}
    places = collections.defaultdict(list)
    for path, code in lines.items():
        for i in range(len(code) - WINDOW + 1):
            places[tuple(text for _, text in code[i:i + WINDOW])].append((path, i))
    repeated = {window: found for window, found in places.items() if len(found) > 1}
    cloned = {(path, i + k) for found in repeated.values() for path, i in found for k in range(WINDOW)}
    where = sorted({" = ".join(f"{source.name(path)}:{lines[path][i][0]}" for path, i in found)
                    for found in repeated.values()})
    return len(cloned), sum(map(len, lines.values())), where


class Clones(source.Gate):
    def check(self, title, under):
        cloned, total, where = clones(source.files(".c", ".h", under=under))
        share = 100 * cloned / max(total, 1)
        print(f"{title}: {cloned} of {total} code lines in {WINDOW}-line clones ({share:.1f} %)")
        self.assertLessEqual(share, LIMIT_PERCENT, "\n" + "\n".join(where[:60]))

    def test_production(self):
        self.check("production", source.PRODUCTION)

    def test_tests(self):
        self.check("tests", ("tests",))


if __name__ == "__main__":
    unittest.main()
