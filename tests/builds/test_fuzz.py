"""Fuzzers, bounded in time: what they once found stays found (seeds in tests/fuzz/corpus/NAME).

BANGKOM_FUZZ_SECONDS: time for each (10).
SPDX-License-Identifier: Apache-2.0
"""
import os
import pathlib
import tempfile
import unittest

import build

SECONDS = int(os.environ.get("BANGKOM_FUZZ_SECONDS", "10"))


class Fuzz(unittest.TestCase):

    def test_no_fuzzer_finds_anything(self):
        sources = sorted((build.SOURCE / "tests/fuzz").glob("fuzz_*.c"))
        self.assertGreaterEqual(len(sources), 4)
        folder = build.build("fuzz", "clang-14", [path.stem for path in sources], **build.FUZZ)
        for source in sources:
            with self.subTest(source.stem), tempfile.TemporaryDirectory() as found:
                corpus = build.SOURCE / "tests/fuzz/corpus" / source.stem.removeprefix("fuzz_")
                seeds = [corpus] if corpus.is_dir() else []
                build.run(folder / "tests/fuzz" / source.stem, f"-max_total_time={SECONDS}", "-max_len=4096", "-timeout=10",
                          "-rss_limit_mb=2048", "-verbosity=0", f"-artifact_prefix={found}/", pathlib.Path(found), *seeds)


if __name__ == "__main__":
    unittest.main()
