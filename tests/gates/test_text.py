"""What no committed file may contain: loose ends, somebody's paths, keys, stray white space, endless lines.

SPDX-License-Identifier: Apache-2.0
"""
import re
import shutil
import subprocess
import unittest

import source

WIDTHS = {".c": 100, ".h": 100, ".py": 140, ".sh": 120, ".cmake": 120, ".sql": 140, ".yaml": 160}
BINARY = {".png", ".ico", ".woff2", ".gz", ".pdf"}
HERE = "tests/gates/test_text.py"
LOOSE_ENDS = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
PRIVATE_PATHS = re.compile(r"(?<![\w.$}])/(?:home|Users|root|work)/[\w.-]+")
PRIVATE_KEY = re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----")
IDEOGRAPHIC = re.compile("[\u00a0\u200b\u200e\u200f\u2028\u2029\ufeff]")


def committed():
    """What git tracks or would track; without git, everything."""
    if not (source.ROOT / ".git").exists() or shutil.which("git") is None:
        return source.files()
    run = subprocess.run(["git", "-c", "safe.directory=*", "ls-files", "-z", "-co", "--exclude-standard"],
                         cwd=source.ROOT, capture_output=True, check=True)
    paths = [source.ROOT / name for name in run.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


class Text(source.Gate):
    @classmethod
    def setUpClass(cls):
        cls.texts = {}
        for path in committed():
            if path.suffix not in BINARY and "corpus" not in path.parts:
                cls.texts[path] = path.read_bytes()

    def check(self, rule):
        wrong = []
        for path, data in self.texts.items():
            for number, line in enumerate(data.decode("utf-8", "replace").split("\n"), 1):
                if complaint := rule(path, line):
                    wrong.append(f"{source.name(path)}:{number}: {complaint}")
        self.none(wrong)

    def test_is_utf8_with_unix_line_ends_and_a_last_newline(self):
        wrong = []
        for path, data in self.texts.items():
            try:
                data.decode("utf-8")
            except UnicodeDecodeError as error:
                wrong.append(f"{source.name(path)}: {error}")
            if b"\r" in data:
                wrong.append(f"{source.name(path)}: carriage return")
            if data and not data.endswith(b"\n"):
                wrong.append(f"{source.name(path)}: no newline at the end")
        self.none(wrong)

    def test_no_loose_ends(self):
        self.check(lambda path, line: source.name(path) != HERE and LOOSE_ENDS.search(line) and
                   "finish it now: " + line.strip())

    def test_no_private_paths(self):
        self.check(lambda path, line: (match := PRIVATE_PATHS.search(line)) and
                   f"a path of somebody's machine: {match.group()}")

    def test_no_private_keys(self):
        self.check(lambda path, line: source.name(path) != HERE and PRIVATE_KEY.search(line) and "a private key")

    def test_no_trailing_white_space(self):
        self.check(lambda path, line: path.suffix != ".md" and line != line.rstrip() and "white space at the end")

    def test_no_tabs_in_code(self):
        self.check(lambda path, line: path.suffix in {*WIDTHS, ".txt"} and "\t" in line and "tab")

    def test_no_invisible_characters(self):
        self.check(lambda path, line: IDEOGRAPHIC.search(line) and "an invisible character")

    def test_line_width(self):
        def rule(path, line):
            limit = WIDTHS.get(path.suffix)
            if limit == 100 and '"' in line and path.is_relative_to(source.ROOT / "tests"):
                limit = 120  # SQL and messages in strings of tests read better whole
            return limit and len(line) > limit and f"{len(line)} characters, at most {limit}"
        self.check(rule)


if __name__ == "__main__":
    unittest.main()
