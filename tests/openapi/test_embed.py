"""openapi/embed.py: what stands in openapi/docs is what the program serves, and it asks nobody else.

SPDX-License-Identifier: Apache-2.0
"""
import gzip
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCS = ROOT / "openapi/docs"
sys.path.insert(0, str(ROOT / "openapi"))

import embed  # noqa: E402


def copy_of_docs(case):
    """A folder that a test may spoil."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="bangkom-embed-"))
    case.addCleanup(shutil.rmtree, folder)
    shutil.copytree(DOCS, folder / "openapi/docs")
    (folder / "gen").mkdir()
    (folder / "gen/openapi.json").write_text('{"openapi":"3.1.0"}\n')
    return folder


def run(folder):
    return subprocess.run([sys.executable, ROOT / "openapi/embed.py", folder, folder / "gen"], capture_output=True,
                          text=True)


class Embedded(unittest.TestCase):
    def test_the_program_has_the_very_bytes(self):
        """Compile the table and let it print an asset of each kind."""
        folder = copy_of_docs(self)
        tricky = bytes(range(256)) + b'??/ "quoted" \\ 12\x003\n'
        (folder / "openapi/docs/tricky.png").write_bytes(tricky)
        run(folder)
        (folder / "main.c").write_text("""
            #include "api/docs_assets.h"
            #include <stdio.h>
            #include <string.h>
            int main(int argc, char **argv)
            {
                for (int i = 0; i < docs_asset_count; i++) {
                    if (strcmp(docs_assets[i].file, argv[1]) != 0) continue;
                    int packed = argc > 2;
                    fwrite(packed ? docs_assets[i].gzip : docs_assets[i].plain, 1,
                           packed ? docs_assets[i].gzip_length : docs_assets[i].plain_length, stdout);
                }
                return 0;
            }""")
        subprocess.run(["gcc", "-std=gnu17", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-I", ROOT, "-o",
                        folder / "show", folder / "main.c", folder / "gen/api/docs_assets.c"], check=True)

        def shown(*arguments):
            return subprocess.run([folder / "show", *arguments], check=True, capture_output=True).stdout
        bundle = gzip.decompress((DOCS / "swagger-ui-bundle.js.gz").read_bytes())
        self.assertEqual(shown("tricky.png"), tricky)
        self.assertEqual(shown("swagger-ui-bundle.js"), bundle)
        self.assertEqual(gzip.decompress(shown("swagger-ui-bundle.js", "gzip")), bundle)

    def test_the_same_input_gives_the_same_output(self):
        folder = copy_of_docs(self)
        run(folder)
        first = (folder / "gen/api/docs_assets.c").read_bytes()
        run(folder)
        self.assertEqual((folder / "gen/api/docs_assets.c").read_bytes(), first)

    def test_a_name_changes_with_the_content(self):
        one, other = embed.Asset("page.css", b"a"), embed.Asset("page.css", b"b")
        self.assertRegex(one.name, r"^page-[0-9a-f]{12}\.css$")
        self.assertNotEqual(one.name, other.name)


class Refusals(unittest.TestCase):
    def check(self, spoil, message):
        folder = copy_of_docs(self)
        spoil(folder / "openapi/docs")
        result = run(folder)
        self.assertEqual(result.returncode, 1, result.stdout)
        self.assertRegex(result.stderr, message)

    def test_a_changed_bundle(self):
        def spoil(docs):
            (docs / "swagger-ui-bundle.js.gz").write_bytes(gzip.compress(b"alert(1)"))
        self.check(spoil, r"swagger-ui-bundle\.js: is not the file that SHA256SUMS names")

    def test_a_missing_file(self):
        self.check(lambda docs: (docs / "favicon-32x32.png").unlink(), r"favicon-32x32\.png is missing")

    def test_a_page_that_calls_for_what_is_not_there(self):
        def spoil(docs):
            page = docs / "index.html"
            page.write_text(page.read_text().replace("docs/start.js", "docs/stop.js"))
        self.check(spoil, r"there is no stop\.js")

    def test_an_unknown_kind_of_file(self):
        self.check(lambda docs: (docs / "x.exe").write_bytes(b""), r"no media type is known for '\.exe'")


class Page(unittest.TestCase):
    """Our own files; what Swagger UI may do is up to the policy, see tests/api/test_platform.c."""

    def test_nothing_comes_from_elsewhere(self):
        for name in ("index.html", "start.js", "page.css"):
            text = (DOCS / name).read_text()
            self.assertNotRegex(text, r"(?:https?:)?//[\w-]+\.\w", name)

    def test_no_script_or_style_is_inline(self):
        page = (DOCS / "index.html").read_text()
        self.assertEqual(re.findall(r"<script(?![^>]*\ssrc=)|<style|\son\w+=|\sstyle=", page), [])

    def test_the_version_is_noted(self):
        self.assertRegex((DOCS / "README.md").read_text(), r"`swagger-ui-dist` \d+\.\d+\.\d+")


if __name__ == "__main__":
    unittest.main()
