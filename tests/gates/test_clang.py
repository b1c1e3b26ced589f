"""The second compiler reads everything that the first one has built, the tests too: its warnings are errors.

builds.release builds the program by clang; here is the rest, as far as the front end goes, which has all the warnings.
SPDX-License-Identifier: Apache-2.0
"""
import json
import shlex
import tempfile
import unittest

import source

COMPILER = "clang-14"


def commands():
    """How each file of the tests was compiled, by the other compiler."""
    database = source.generated().parent / "compile_commands.json"
    for entry in json.loads(database.read_text(encoding="utf-8")):
        if source.name(source.ROOT / entry["file"]).startswith("tests/"):
            words = shlex.split(entry["command"])
            flags = [word for word in words if word.startswith(("-D", "-I", "-W", "-std=", "-f"))]
            system = [part for at, word in enumerate(words) if word == "-isystem" for part in words[at:at + 2]]
            yield [COMPILER, "-fsyntax-only", *flags, *system, entry["file"]]


class Clang(source.Gate):
    def test_it_has_nothing_to_say_about_the_tests(self):
        found = list(commands())
        self.assertGreater(len(found), 100)
        self.assertIn("-Werror", found[0])
        self.none([output for _, _, output in source.parallel(found)])

    def test_it_would_say_it(self):
        """With something that the other compiler takes."""
        with tempfile.NamedTemporaryFile("w", suffix=".c") as file:
            file.write("int same(int x);\nint same(int x)\n{\n    x = x;\n    return x;\n}\n")
            file.flush()
            self.assertEqual(source.parallel([["gcc", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", file.name]]), [])
            failed = source.parallel([[*next(commands())[:-1], file.name]])
        self.assertIn("self-assign", failed[0][2])


if __name__ == "__main__":
    unittest.main()
