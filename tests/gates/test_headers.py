"""A header is a contract: it compiles alone, and says what each of its functions promises.

SPDX-License-Identifier: Apache-2.0
"""
import os
import re
import subprocess
import unittest

import source

LIBRARIES = ("libulfius", "libmicrohttpd", "jansson", "libpq", "libcrypto", "librhonabwy")


def prototypes(text):
    """(first line, last line, name) of every function prototype."""
    code = source.without_directives(source.blank(text))
    depth, start = 0, 0
    for at, char in enumerate(code):
        depth += {"{": 1, "}": -1}.get(char, 0)
        if char == "}" and depth == 0:
            start = at + 1
        if char == ";" and depth == 0:
            statement, begin = code[start:at], start + len(code[start:at]) - len(code[start:at].lstrip())
            match = re.match(r"\s*(?!typedef|extern const|static)[\w\s*]*?\b(\w+)\s*\(", statement)
            if match and not re.match(r"\s*(struct|enum|union)\s+\w+\s*\{", statement):
                yield code.count("\n", 0, begin) + 1, code.count("\n", 0, at) + 1, match.group(1)
            start = at + 1


def undocumented(text):
    """Prototypes without a comment: none above, none behind, and not in an unbroken run of
    prototypes whose first has one (a group that one comment covers)."""
    lines, covered = text.split("\n"), 0
    for first, last, name in prototypes(text):
        above = lines[first - 2].rstrip() if first > 1 else ""
        documented = above.endswith("*/") or above.startswith("//") or "/*" in lines[last - 1]
        if documented or first == covered + 1:
            covered = last
        else:
            yield first, name


class Headers(source.Gate):
    def test_each_compiles_alone(self):
        flags = subprocess.run(["pkg-config", "--cflags", *LIBRARIES], check=True, capture_output=True,
                               text=True).stdout
        generated = source.generated()
        failed = source.parallel(
            ["gcc", "-std=gnu17", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-D_GNU_SOURCE", "-I", source.ROOT,
             "-I", generated, *flags.split(), "-include", path, "-x", "c", "/dev/null"]
            for path in source.files(".h", under=source.PRODUCTION))
        self.none([output for _, _, output in failed])

    def test_every_prototype_has_a_contract(self):
        wrong = [f"{source.name(path)}:{line}: {function} has no comment"
                 for path in source.files(".h", under=source.PRODUCTION)
                 for line, function in undocumented(path.read_text(encoding="utf-8"))]
        self.none(wrong)

    def test_every_file_opens_by_saying_what_it_is(self):
        wrong = []
        for path in source.files(".c", ".h", under=(*source.PRODUCTION, "tests")):
            opening = path.read_text(encoding="utf-8").partition("*/")[0]
            if not opening.startswith(f"/* {path.name} - "):
                wrong.append(f"{source.name(path)}: must open with /* {path.name} - what it is for")
            if "SPDX-License-Identifier: Apache-2.0" not in opening:
                wrong.append(f"{source.name(path)}: no SPDX line in the opening comment")
        self.none(wrong)

    def test_every_suite_that_is_named_exists(self):
        wrong = []
        for path in source.files(".c", ".h", under=source.PRODUCTION):
            opening = path.read_text(encoding="utf-8").partition("*/")[0]
            wrong += [f"{source.name(path)}: {suite} does not exist"
                      for suite in re.findall(r"tests/[\w/]+\.(?:c|py)", opening)
                      if not os.path.exists(os.path.join(source.ROOT, suite))]
        self.none(wrong)

    def test_the_reader_of_prototypes(self):
        sample = ("/* a - x */\nint a(void);\nint b(int (*f)(int),\n      int y);\n\nint c(void);\n"
                  "int d(void); /* d */\nstatic inline int e(int x)\n{\n    return f(x);\n}\n"
                  "extern const int g[];\nstruct s {\n    int (*h)(int);\n};\n")
        self.assertEqual([name for _, _, name in prototypes(sample)], ["a", "b", "c", "d"])
        self.assertEqual([name for _, name in undocumented(sample)], ["c"])


if __name__ == "__main__":
    unittest.main()
