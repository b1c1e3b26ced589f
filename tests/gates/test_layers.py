"""Dependencies point one way: api -> storage -> domain -> libc (ARCHITECTURE.md).

Every #include of production code must be allowed for its place; only main.c reads the environment; nothing
but main.c keeps state between calls.
SPDX-License-Identifier: Apache-2.0
"""
import os
import pathlib
import re
import subprocess
import unittest

import source

# Which layers' headers a layer may include. "contract" is generated from openapi/, storage/*_sql.h and
# api/*_operations.h lie in their layers.
MAY_INCLUDE = {
    "domain": ("domain/", "contract/"),
    "storage": ("storage/", "domain/", "contract/"),
    "api": ("api/", "storage/", "domain/", "contract/"),
}
C_STANDARD = {f"<{name}.h>" for name in (
    "assert", "ctype", "errno", "float", "inttypes", "limits", "math", "stdalign", "stdarg", "stdatomic", "stdbool",
    "stddef", "stdint", "stdio", "stdlib", "stdnoreturn", "string")}
# Where a library's headers may be seen; system headers of libc (POSIX) are free outside domain/.
LIBRARIES = {
    r"<(ulfius|orcania|yder|u_\w+|microhttpd)\.h>": r"api/http/server\.c",
    r"<(jansson|rhonabwy)\.h>": r"api/http/.*",
    r"<libpq-fe\.h>|<libpq/.*>|<postgres_ext\.h>|<pg_config.*>": r"storage/db/.*",
    r"<openssl/.*>": r"(api/http|storage/db)/.*",
    r"<sanitizer/asan_interface\.h>": r"domain/base/arena\.c",
    r"<curl/.*>": r"api/(http/auth_fetch|import_http)\.c",
    r"<gnutls/.*>|<nettle/.*>": r"nowhere",
}


# objdump -t: a symbol in a writable section; and those that sanitizers and gcov add.
WRITABLE = re.compile(r"\s(\.(?:data|bss|tdata|tbss)(?:\.(?!rel\.ro)\S+)?|\*COM\*)\t\S+ +(?:\.hidden )?(\S+)$")
TOOLS = re.compile(r"\.|__odr_asan|__gcov|__llvm|__sanc|\*?\.?L")


class Includes(source.Gate):
    def check(self, rule):
        wrong = []
        for path in source.files(".c", ".h", under=source.PRODUCTION):
            for line, header in source.includes(path.read_text(encoding="utf-8")):
                if complaint := rule(source.name(path), header):
                    wrong.append(f"{source.name(path)}:{line}: {header} {complaint}")
        self.none(wrong)

    def test_layers_point_one_way(self):
        def rule(name, header):
            allowed = MAY_INCLUDE[name.split("/")[0]]
            if header[0] == '"' and not header[1:].startswith(allowed):
                return f"is not of {', '.join(allowed)}; project headers are named from the root"
        self.check(rule)

    def test_domain_knows_the_c_standard_library_only(self):
        def rule(name, header):
            if (name.startswith("domain/") and header[0] == "<" and header not in C_STANDARD
                    and not (name == "domain/base/arena.c" and header == "<sanitizer/asan_interface.h>")):
                return "is no header of the C standard library"
        self.check(rule)

    def test_libraries_stay_where_they_belong(self):
        def rule(name, header):
            for library, place in LIBRARIES.items():
                if re.fullmatch(library, header) and not re.fullmatch(place, name):
                    return f"belongs to {place} only"
        self.check(rule)

    def test_a_source_includes_its_own_header_first(self):
        wrong = []
        for path in source.files(".c", under=source.PRODUCTION):
            own = path.with_suffix(".h")
            found = source.includes(path.read_text(encoding="utf-8"))
            if own.exists() and (not found or found[0][1] != f'"{source.name(own)}"'):
                wrong.append(f'{source.name(path)}: the first #include must be "{source.name(own)}"')
        self.none(wrong)


class State(source.Gate):
    def test_only_main_reads_the_environment(self):
        wrong = []
        for path in source.files(".c", ".h", under=source.PRODUCTION):
            code = source.blank(path.read_text(encoding="utf-8"))
            for match in re.finditer(r"\b(secure_getenv|getenv|setenv|unsetenv|putenv|environ)\b", code):
                if source.name(path) != "api/main.c":
                    wrong.append(f"{source.name(path)}:{code.count(chr(10), 0, match.start()) + 1}: {match.group()}")
        self.none(wrong)

    @unittest.skipUnless(os.environ.get("BANGKOM_BUILD"), "needs the built libraries: run by ctest")
    def test_no_mutable_globals(self):
        """No symbol of the three libraries lies in a writable section (constant tables that hold pointers are
        made read-only after relocation: .data.rel.ro)."""
        wrong = []
        for layer in source.PRODUCTION:
            library = pathlib.Path(os.environ["BANGKOM_BUILD"]) / f"libbangkom_{layer}.a"
            table = subprocess.run(["objdump", "-t", library], check=True, capture_output=True,
                                   text=True).stdout
            member = "?"
            for line in table.splitlines():
                if match := re.match(r"(\S+\.o):\s", line):
                    member = match.group(1)
                match = WRITABLE.search(line)
                if match and not TOOLS.match(match.group(2)):
                    wrong.append(f"{layer}: {member}: {match.group(2)} in {match.group(1)}")
        self.none(wrong)


if __name__ == "__main__":
    unittest.main()
