"""What README.md tells newcomers to paste works as it stands, against the demonstration.

SPDX-License-Identifier: Apache-2.0
"""
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import demo

MARK = "<!-- run by tests/e2e/test_readme.py, line by line -->"


def blocks():
    """The shell blocks of README.md that are marked."""
    text = (demo.SOURCE / "README.md").read_text(encoding="utf-8")
    return [re.match(r"\s*```sh\n(.*?)```", rest, re.S).group(1) for rest in text.split(MARK)[1:]]


class Readme(demo.DemoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory(prefix="bangkom-tokens-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        for role in demo.bearers():
            (cls.folder / role).write_text(cls.role_token(role) + "\n", encoding="utf-8")

    def paste(self, text):
        """The output of lines pasted into a shell; the first that fails ends them."""
        environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "BANGKOM_URL": f"http://127.0.0.1:{self.server.port}",
                       "BANGKOM_TOKENS": str(self.folder)}
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", text], env=environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=300, check=False)
        self.assertEqual(done.returncode, 0, f"{done.stdout[-3000:]}\n{done.stderr[-2000:]}")
        return done.stdout

    def test_first_calls(self):
        output = self.paste(blocks()[0])
        for sign in ('"role":"planner"', '"next_cursor":"', '"unit_name":"Kelurahan Plaju Ulu"', "unit_id,unit_name,",
                     '"jpm"', '"name":"Unit Layanan Pengadaan"', '"code":"validation-failed"', "must be of type string"):
            self.assertIn(sign, output)
        self.assertEqual(sum(int(count) for count in re.findall(r'"short_count":(\d+)', output)), 14)

    def test_the_story(self):
        output = self.paste(blocks()[1])
        told = ('"state":"adopted"', '"priority_terms":', '"total_jp":8', '"recorded":5', '"by_rule":true', '"lower_bound_bp":',
                '"code":"training-held"', '"revision_case_id":', '"state":"resolved"', '"change_summary":"Studi kasus', '"unfavourable":5',
                '"name":"Angkatan II"')
        places = [output.find(sign) for sign in told]
        self.assertEqual(places, sorted(places), told)  # and in this order
        self.assertGreaterEqual(places[0], 0, told)

    def test_every_marked_block_is_run_by_a_test(self):
        self.assertEqual(len(blocks()), 2)


if __name__ == "__main__":
    unittest.main()
