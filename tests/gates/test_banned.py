"""Dangerous libc names are compile errors: banned.h poisons them, and every source includes it last.

SPDX-License-Identifier: Apache-2.0
"""
import re
import subprocess
import unittest

import source

HEADER = '"domain/base/banned.h"'


class Banned(source.Gate):
    def test_every_source_includes_it_last(self):
        wrong = []
        for path in source.files(".c", under=source.PRODUCTION):
            found = source.includes(path.read_text(encoding="utf-8"))
            if not found or found[-1][1] != HEADER:
                wrong.append(f"{source.name(path)}: the last #include must be {HEADER}")
        self.none(wrong)

    def test_no_header_includes_it(self):
        wrong = [source.name(path) for path in source.files(".h", under=(*source.PRODUCTION, "tests"))
                 if HEADER in (header for _, header in source.includes(path.read_text(encoding="utf-8")))]
        self.none(wrong)

    def test_each_name_is_refused_by_both_compilers(self):
        text = (source.ROOT / HEADER.strip('"')).read_text(encoding="utf-8")
        names = " ".join(re.findall(r"^#pragma GCC poison (.*)$", text, flags=re.M)).split()
        for needed in ("sprintf", "strcpy", "strcat", "strncpy", "strtok", "atoi", "gmtime", "localtime", "alloca"):
            self.assertIn(needed, names)
        program = f"#include {HEADER}\n" + "".join(f"extern int use_{i};\nint use_{i} = sizeof {name};\n"
                                                   for i, name in enumerate(names))
        for compiler in ("gcc", "clang-14"):
            unlimited = "-fmax-errors=0" if compiler == "gcc" else "-ferror-limit=0"
            run = subprocess.run([compiler, "-fsyntax-only", unlimited, "-I", source.ROOT, "-x", "c", "-"],
                                 input=program, capture_output=True, text=True)
            refused = set(re.findall(r"^<stdin>:(\d+):\d+: error: attempt to use (?:a )?poisoned", run.stderr,
                                     flags=re.M))
            self.assertEqual(refused, {str(2 * i + 3) for i in range(len(names))}, run.stderr)


if __name__ == "__main__":
    unittest.main()
