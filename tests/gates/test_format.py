"""C is laid out by clang-format 14 and .clang-format. To mend: clang-format-14 -i FILE...

SPDX-License-Identifier: Apache-2.0
"""
import re
import subprocess
import unittest

import source


class Format(source.Gate):
    def test_every_c_file_is_formatted(self):
        paths = source.files(".c", ".h", under=(*source.PRODUCTION, "tests"))
        run = subprocess.run(["clang-format-14", "--dry-run", "--Werror", "--ferror-limit=1", *paths],
                             cwd=source.ROOT, capture_output=True, text=True)
        wrong = sorted(set(re.findall(r"^\S*?((?:api|domain|storage|tests)/\S+?:\d+):", run.stderr, flags=re.M)))
        self.none(wrong)
        self.assertEqual(run.returncode, 0, run.stderr)


if __name__ == "__main__":
    unittest.main()
