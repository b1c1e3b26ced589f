"""The gates' reader of C, on samples: a gate that reads wrong would pass anything.

SPDX-License-Identifier: Apache-2.0
"""
import pathlib
import unittest

import source

SAMPLE = '''/* a { comment ( */
#define LOOP(x) for (;;) { x }
static const struct point points[] = {{1, 2}, {3, 4}};
struct point {
    int x, y;
};

static int
first(const char *text, int (*call)(int a, int b), struct point p)
{
    struct point q = {.x = 1, .y = (int){2}};
    if (text[0] == '{' || text[1] == '"') {
        for (int i = 0; i < 3; i++) {
            if (i == 1) {
                use("} case if && (", (struct point){1, 2});
            }
        }
    }
    switch (q.x) {
    case 1: return 1;
    case 2: {
        return p.x ? 2 : 3;
    }
    }
    return 0;
}

void second(void) { }
'''


class Reader(unittest.TestCase):
    def setUp(self):
        self.functions = source.functions_of(pathlib.Path("sample.c"), SAMPLE)

    def test_finds_functions_only(self):
        self.assertEqual([f.title for f in self.functions], ["first", "second"])

    def test_lines_run_from_head_to_closing_brace(self):
        first = self.functions[0]
        self.assertEqual((first.first, first.last, first.lines), (8, 26, 19))

    def test_parameters(self):
        self.assertEqual([f.parameters for f in self.functions], [3, 0])

    def test_nesting_counts_blocks_not_initialisers(self):
        self.assertEqual([f.nesting for f in self.functions], [3, 0])

    def test_branches_ignore_strings_and_comments(self):
        # 1 + if + || + for + if + case + case + ?
        self.assertEqual([f.branches for f in self.functions], [8, 1])

    def test_static(self):
        self.assertEqual([f.is_static for f in self.functions], [True, False])

    def test_includes_skip_comments(self):
        text = '/* #include "a.h" */\n#include "b/c.h" /* why */\n#  include <d.h>\n'
        self.assertEqual(source.includes(text), [(2, '"b/c.h"'), (3, "<d.h>")])

    def test_parallel_reports_failures(self):
        failed = source.parallel([["true"], ["sh", "-c", "echo why; exit 3"], ["true"]])
        self.assertEqual([(status, output) for _, status, output in failed], [(3, "why\n")])


if __name__ == "__main__":
    unittest.main()
