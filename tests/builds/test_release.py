"""What is shipped: optimised code has other warnings, and both compilers have theirs. All warnings are errors.

SPDX-License-Identifier: Apache-2.0
"""
import unittest

import build


class Release(unittest.TestCase):

    def test_gcc_builds_optimised_without_a_warning(self):
        build.build("release-gcc", "gcc", ["bangkom"], CMAKE_BUILD_TYPE="RelWithDebInfo", BANGKOM_TESTS="OFF")

    def test_clang_builds_the_program_without_a_warning(self):
        build.build("fuzz", "clang-14", ["bangkom"], **build.FUZZ)


if __name__ == "__main__":
    unittest.main()
