#!/usr/bin/python3
"""Contract (openapi/*.yaml), SQL (storage/sql) and migrations -> C tables and the served OpenAPI document.

  gen.py SRC GEN          write everything below GEN
  gen.py --list SRC GEN   print the files that would be written, one a line

Output depends on the input alone, byte for byte. Mistakes of an author are reported as `file: message`, exit status 1.
Tests: tests/openapi/test_generator.py
SPDX-License-Identifier: Apache-2.0
"""
import os
import pathlib
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import gen_api  # noqa: E402
import gen_contract  # noqa: E402
import gen_document  # noqa: E402
import gen_errors  # noqa: E402
import gen_operations  # noqa: E402
import gen_records  # noqa: E402
import gen_sql  # noqa: E402
import gen_storage  # noqa: E402
from gen_text import Refused, Report  # noqa: E402


ALWAYS = ("contract/problem_codes.h", "contract/problems.c", "storage/statements.c", "storage/constraints.c",
          "storage/migrations.c", "api/operations.c", "api/openapi_json.c", "openapi.json")


def read(folder, suffix):
    """{path: text} of a folder's files; a folder that is not there has none."""
    paths = sorted(folder.glob("*" + suffix)) if folder.is_dir() else []
    return {path: path.read_bytes().decode() for path in paths}


def inputs(source):
    """What there is to read: (contract, SQL, migrations), each {name: text}."""
    root = pathlib.Path(source)
    return ({path.stem: text for path, text in read(root / "openapi", ".yaml").items()},
            {path.stem: text for path, text in read(root / "storage/sql", ".sql").items()},
            {path.name: text for path, text in read(root / "storage/migrations", ".sql").items()})


def names(source):
    """Paths below GEN of all outputs, found without understanding the inputs: a mistake in one of them must not
    keep the build from being configured."""
    yaml, sql, _ = inputs(source)
    found = {*ALWAYS}
    for stem, text in yaml.items():
        if stem not in gen_contract.NOT_RESOURCES:
            found |= {f"contract/{stem}.h", f"contract/{stem}.c"}
            found |= {f"api/{stem}_operations.h"} if re.search(r"^paths:", text, re.M) else set()
    for stem, text in sql.items():
        if re.search(r"^-- name:", text, re.M):
            found |= {f"storage/{stem}_sql.h", f"storage/{stem}_sql.c"}
    return sorted(found)


def generate(source):
    """All outputs and all refusals: ({path below GEN: text}, [file: message])."""
    report, outputs = Report(), {}
    yaml, sql, migrations = inputs(source)
    with report.collect():
        for name in gen_contract.NOT_RESOURCES:
            if name not in yaml:
                raise Refused(f"openapi/{name}.yaml", "is missing")
        _generate(report, outputs, yaml, sql, migrations)
    return outputs, report.refusals


def _generate(report, outputs, yaml, sql, migrations):
    catalogue = gen_errors.load(yaml.pop("errors"))
    outputs.update(gen_errors.outputs(catalogue))
    outputs.update(gen_storage.migration_outputs(report, migrations))
    contract = gen_contract.load(report, yaml)
    gen_operations.load(report, contract)
    outputs.update(gen_storage.constraint_outputs(report, contract, catalogue))
    statements = gen_sql.load(report, contract, sql)
    if report.refusals:
        return  # what follows relies on a contract without mistakes
    outputs.update(gen_records.outputs(contract))
    outputs.update(gen_storage.statement_outputs(contract, statements))
    outputs.update(gen_api.outputs(contract))
    outputs.update(gen_document.outputs(gen_document.build(contract, catalogue)))


def write(path, text):
    """Write only what changed, but let the build see that it is up to date."""
    data = text.encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.read_bytes() == data:
        os.utime(path)
    else:
        path.write_bytes(data)


def main(argv):
    arguments = [argument for argument in argv if argument != "--list"]
    if len(arguments) != 2:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    target = pathlib.Path(arguments[1]).absolute()
    if "--list" in argv:
        print("\n".join(str(target / name) for name in names(arguments[0])))
        return 0
    outputs, refusals = generate(arguments[0])
    if refusals:
        print("\n".join(refusals), file=sys.stderr)
        return 1
    for name, text in outputs.items():
        write(target / name, text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
