"""What the tests of the generator share: a small contract with its SQL, and a tree to put it into.

SPDX-License-Identifier: Apache-2.0
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import jsonschema

ROOT = pathlib.Path(os.environ.get("BANGKOM_SOURCE") or pathlib.Path(__file__).resolve().parents[2])
sys.path.insert(0, str(ROOT / "openapi"))
import gen  # noqa: E402

PERMISSIVE = re.compile(r"^(openapi|errors)$")
FLAGS = ("-std=gnu17 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wswitch-enum"
         " -Wvla -Wformat=2 -Wundef -Wpointer-arith -Wcast-qual -Werror -D_GNU_SOURCE -fsyntax-only").split()

THINGS = """
tag: {name: Things, description: What there is.}
schemas:
  Color: {type: string, enum: [red, dark-blue], description: colours}
  Part:
    description: A part.
    required: [name]
    properties:
      name: {type: string, maxLength: 20}
      tags: {type: array, maxItems: 3, items: {type: string, minLength: 2, maxLength: 9}}
  Thing:
    description: A thing.
    x-variants: [create, patch, list]
    required: [id, name, color, owner_id, size_jp, version, made_at]
    properties:
      id: {type: string, format: uuid, readOnly: true, description: Who it is.}
      name: {type: string, format: line, minLength: 1, maxLength: 200, example: Meja}
      code: {type: [string, 'null'], format: code, maxLength: 40, x-immutable: true}
      color: {$ref: Color, nullable: true}
      owner_id: {type: [string, 'null'], format: uuid, x-ref: nip}
      size_jp: {type: number, x-hundredths: true, minimum: 0, maximum: 999.5, default: 1.25}
      heavy: {type: boolean, default: true}
      mood: {$ref: Color, default: dark-blue}
      main: {$ref: Part}
      parts: {type: array, maxItems: 5, items: {$ref: Part}}
      friends: {type: array, maxItems: 5, items: {type: string, format: uuid, x-ref: true}}
      extra: {type: object, x-json: true}
      version: {type: integer, minimum: 1, maximum: 9007199254740991, readOnly: true}
      made_at: {type: string, format: date-time, readOnly: true}
  ThingFacts:
    x-internal: true
    properties:
      hash: {type: string, x-kind: bytes}
      owner: {type: string, x-kind: ref}
x-constraints:
  things_code_key: {code: already-exists, pointer: /code, rule: unique}
  a_first: {code: conflict}
paths:
  /v1/things:
    get:
      operationId: things_list
      summary: List things
      x-roles: [admin, auditor]
      x-list: {sort: [name, -made_at]}
      x-csv: true
      parameters:
        - {name: owner_id, in: query, schema: {type: string, x-ref: nip}}
        - {name: color, in: query, schema: {$ref: Color}}
      x-reply: ThingList
    post: {operationId: things_create, summary: Make one, x-body: ThingCreate, x-reply: Thing, x-success: 201}
  /v1/things/{thing_id}:
    parameters: [{name: thing_id, in: path, schema: {type: string, x-ref: true}}]
    get: {operationId: things_get, summary: Read one, x-reply: Thing}
    patch: {operationId: things_update, summary: Change one, x-body: ThingPatch, x-if-match: true, x-reply: Thing}
    delete: {operationId: things_drop, summary: Drop one}
  /v1/things/{thing_id}/parts/{number}:
    parameters:
      - {name: number, in: path, schema: {type: integer, minimum: 1, maximum: 99}}
      - {name: thing_id, in: path, schema: {type: string, format: uuid}}
    put:
      operationId: things_put_part
      summary: Send bytes
      x-raw-body: [application/json, text/csv]
      x-body-limit: 5000
  /v1/things/all:
    get: {operationId: things_all, summary: Text, security: [], x-reply-types: [text/plain]}
"""
SQL = """-- About things.

-- macro: mine(owner, other)
({owner} = :@self OR {other} = ANY (:@scope))

-- name: thing_get
-- in: { thing_id ref, lock bool, color enum(Color) }
-- out: thing
-- what follows is a comment
SELECT t.id, ':no' AS name, t.color::text -- :no
FROM things t
WHERE t.organization_id = :@organization_id AND {{mine(t.owner_id, coalesce(t.a, t.b))}}
--? thing_id=id
  AND t.id = :thing_id
--? thing_id=ext !lock
  AND t.external_id = :thing_id
--?+ @scope
  AND t.seen
--.
--.
--? color=dark-blue
  AND t.color = :color
--.

-- name: thing_drop
-- in: thing
-- writes
-- plan: seqscan small table
DELETE FROM things WHERE id = :id;

-- name: thing_count
-- out: { count integer, newest date }
-- global
SELECT count(*) AS count, NULL::date AS newest FROM things
"""


class Tree(unittest.TestCase):
    """A source tree with the repository's errors.yaml and openapi.yaml, and what a test puts beside them."""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="bangkom-generator-")
        self.addCleanup(scratch.cleanup)
        self.source, self.target = pathlib.Path(scratch.name, "src"), pathlib.Path(scratch.name, "gen")
        for name in gen.gen_contract.NOT_RESOURCES:
            self.put(f"openapi/{name}.yaml", (ROOT / f"openapi/{name}.yaml").read_text(encoding="utf-8"))

    def put(self, path, text):
        (self.source / path).parent.mkdir(parents=True, exist_ok=True)
        (self.source / path).write_text(text, encoding="utf-8")

    def run_generator(self, *options):
        return subprocess.run(["/usr/bin/python3", ROOT / "openapi/gen.py", *options, self.source, self.target],
                              capture_output=True, text=True, check=False)

    def make(self):
        outputs, refusals = gen.generate(self.source)
        self.assertEqual(refusals, [])
        return outputs

    def make_things(self, sql=SQL):
        self.put("openapi/things.yaml", THINGS)
        self.put("storage/sql/things.sql", sql)
        self.put("storage/migrations/0001_first.sql", "CREATE TABLE things ();\n-- Überlang: " + "x" * 9000 + "\n")
        return self.make()

    def refused(self, *expected):
        _, refusals = gen.generate(self.source)
        self.assertTrue(refusals, "nothing was refused")
        for text in expected:
            self.assertIn(text, "\n".join(refusals))
