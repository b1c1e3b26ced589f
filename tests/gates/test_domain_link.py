"""domain/ and the generated contract need nothing but libc: all of it, as a whole archive, links against libc alone.

SPDX-License-Identifier: Apache-2.0
"""
import pathlib
import subprocess
import tempfile
import unittest

import source


class Link(source.Gate):
    def test_whole_domain_links_against_libc_alone(self):
        generated = source.generated()
        sources = source.files(".c", under=("domain",)) + sorted((generated / "contract").glob("*.c"))
        with tempfile.TemporaryDirectory() as scratch:
            scratch = pathlib.Path(scratch)
            objects = [scratch / f"{i}.o" for i in range(len(sources))]
            failed = source.parallel(
                ["gcc", "-std=gnu17", "-O0", "-D_GNU_SOURCE", "-I", source.ROOT, "-I", generated,
                 "-c", path, "-o", out]
                for path, out in zip(sources, objects))
            self.none([output for _, _, output in failed])
            archive, main = scratch / "libdomain.a", scratch / "main.c"
            subprocess.run(["ar", "rc", archive, *objects], check=True)
            main.write_text("int main(void) { return 0; }\n", encoding="ascii")
            link = subprocess.run(
                ["gcc", main, "-nodefaultlibs", "-Wl,--whole-archive", archive, "-Wl,--no-whole-archive",
                 "-lc", "-lgcc", "-o", scratch / "program"], capture_output=True, text=True)
            self.assertEqual(link.returncode, 0, link.stderr)
            headers = subprocess.run(["objdump", "-p", scratch / "program"], check=True, capture_output=True, text=True)
            needed = [line.split()[1] for line in headers.stdout.splitlines() if line.split()[:1] == ["NEEDED"]]
            self.assertEqual(needed, ["libc.so.6"])


if __name__ == "__main__":
    unittest.main()
