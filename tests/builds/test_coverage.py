"""Rules are proven line by line: the suites of tests/domain reach every line of domain/.

SPDX-License-Identifier: Apache-2.0
"""
import json
import unittest

import build


class Coverage(unittest.TestCase):

    def test_every_line_of_the_domain_is_reached(self):
        tests = sorted((build.SOURCE / "tests/domain").glob("test_*.c"))
        names = [f"test_domain_{path.stem.removeprefix('test_')}" for path in tests]
        folder = build.build("coverage", "gcc", names, CMAKE_BUILD_TYPE="Debug", BANGKOM_COVERAGE="ON")
        for counts in folder.rglob("*.gcda"):
            counts.unlink()
        for name in names:
            build.run(folder / "tests" / name)
        report = json.loads(build.run("gcovr", "--root", build.SOURCE, "--object-directory", folder, "--filter",
                                      f"{build.SOURCE}/domain/", "--json", "-", folder,
                                      cwd=folder))
        missed, counted = [], 0
        for file in report["files"]:
            for line in file["lines"]:
                if line.get("gcovr/noncode"):
                    continue
                counted += 1
                if line["count"] == 0:
                    missed.append(f"{file['file']}:{line['line_number']}")
        self.assertGreater(counted, 500, "gcovr saw next to nothing")
        self.assertFalse(missed, f"{len(missed)} of {counted} lines are never reached:\n" + "\n".join(missed[:100]))


if __name__ == "__main__":
    unittest.main()
