"""The generator: shapes of what it makes, refusals of what it must not take, and the served document as a whole.

Fixtures are small trees; the repository's own contract is checked as the build takes it.
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


class Shapes(Tree):
    def setUp(self):
        super().setUp()
        self.outputs = self.make_things()

    def field(self, record, name):
        table = re.search(rf"field {record}_fields\[\] = \{{\n(.*?)\n\}};", self.outputs["contract/things.c"], re.S).group(1)
        row = next(row for row in table.split("\n") if f'.name = "{name}"' in row)
        return re.sub(r" *\{\.name = \"\w+\", |\.offset = offsetof\([^)]*\)(, )?|\},$", "", row).rstrip(", ")

    def test_members_become_fields(self):
        for record, name, expected in (
                ("thing", "id", ".kind = KIND_UUID, .flags = FIELD_REQUIRED | FIELD_READ_ONLY"),
                ("thing", "name", ".kind = KIND_TEXT, .flags = FIELD_REQUIRED, .format = TEXT_FORMAT_LINE, .min = 1, .max = 200"),
                ("thing", "color", ".kind = KIND_ENUM, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .enumeration = &color_enumeration"),
                ("thing", "size_jp", ".kind = KIND_HUNDREDTHS, .flags = FIELD_REQUIRED | FIELD_HAS_DEFAULT, .max = 99950, .default_value = 125"),
                ("thing", "owner_id", ".kind = KIND_UUID, .flags = FIELD_REQUIRED | FIELD_NULLABLE"),
                ("thing", "friends", ".kind = KIND_UUIDS, .max = 5"),
                ("thing", "made_at", ".kind = KIND_INSTANT, .flags = FIELD_REQUIRED | FIELD_READ_ONLY"),
                ("thing_create", "owner_id", ".kind = KIND_REF, .flags = FIELD_REF_NIP | FIELD_NULLABLE, .min = 1, .max = 200"),
                ("thing_create", "friends", ".kind = KIND_REFS, .max = 5"),
                ("thing_create", "mood", ".kind = KIND_ENUM, .flags = FIELD_HAS_DEFAULT, .default_value = COLOR_DARK_BLUE, .enumeration = &color_enumeration"),
                ("thing_create", "heavy", ".kind = KIND_BOOL, .flags = FIELD_HAS_DEFAULT, .default_value = 1"),
                ("thing_create", "main", ".kind = KIND_RECORD, .record = &part_record"),
                ("thing_create", "parts", ".kind = KIND_RECORDS, .max = 5, .record = &part_record"),
                ("thing_create", "extra", ".kind = KIND_JSON"),
                ("thing_patch", "heavy", ".kind = KIND_BOOL"),
                ("part", "tags", ".kind = KIND_TEXTS, .max = 3, .item_min = 2, .item_max = 9"),
                ("thing_facts", "hash", ".kind = KIND_BYTES"),
                ("thing_facts", "owner", ".kind = KIND_REF"),
                ("things_list_query", "sort", ".kind = KIND_ENUM, .flags = FIELD_HAS_DEFAULT, .default_value = THINGS_LIST_SORT_NAME, .enumeration = &things_list_sort_enumeration"),
                ("things_list_query", "limit", ".kind = KIND_INTEGER, .flags = FIELD_HAS_DEFAULT, .min = 1, .max = 100, .default_value = 20"),
                ("things_list_query", "after_text", ".kind = KIND_TEXT, .flags = FIELD_READ_ONLY"),
                ("things_list_query", "after_id", ".kind = KIND_UUID, .flags = FIELD_READ_ONLY"),
                ("things_list_query", "owner_id", ".kind = KIND_REF, .flags = FIELD_REF_NIP, .min = 1, .max = 200"),
                ("things_get_path", "thing_id", ".kind = KIND_REF, .flags = FIELD_REQUIRED, .min = 1, .max = 200"),
                ("things_put_part_path", "number", ".kind = KIND_INTEGER, .flags = FIELD_REQUIRED, .min = 1, .max = 99")):
            with self.subTest(f"{record}.{name}"):
                self.assertEqual(self.field(record, name), expected)

    def members(self, record):
        body = re.search(rf"^struct {record} \{{\n(.*?)\n\}};", self.outputs["contract/things.h"], re.S | re.M).group(1)
        return re.findall(r"(\w+);", body)

    def test_variants_drop_members(self):
        create = self.members("thing_create")
        self.assertEqual(create[0], "has")
        self.assertFalse({"id", "version", "made_at"} & set(create))
        self.assertIn("code", create)
        self.assertEqual(self.members("thing_patch"), [name for name in create if name != "code"])
        self.assertIn("FIELD_REQUIRED", self.field("thing_create", "name"))
        for name in ("color", "owner_id", "size_jp"):  # nullable or with a default: not required to create
            self.assertNotIn("FIELD_REQUIRED", self.field("thing_create", name))
        self.assertNotIn("FIELD_REQUIRED", self.field("thing_patch", "name"))

    def test_path_members_stand_in_the_order_of_the_path(self):
        self.assertEqual(self.members("things_put_part_path"), ["has", "thing_id", "number"])

    def test_enumerations_count_from_one(self):
        header = self.outputs["contract/things.h"]
        self.assertIn("enum color {\n    COLOR_RED = 1,\n    COLOR_DARK_BLUE = 2,\n};", header)
        self.assertIn("THINGS_LIST_SORT_NAME = 1,\n    THINGS_LIST_SORT_MADE_AT_DESC = 2,", header)
        self.assertIn('    NULL,\n    "name",\n    "-made_at",\n', self.outputs["contract/things.c"])

    def operation(self, name):
        return re.search(rf'\{{\.id = "{name}",.*?\}}', self.outputs["api/operations.c"], re.S).group()

    def test_operations(self):
        update = self.operation("things_update")
        self.assertIn("OPERATION_IF_MATCH | OPERATION_MERGE_PATCH | OPERATION_WRITES", update)
        self.assertIn(".body_offset = offsetof(struct things_update_call, body)", update)
        self.assertIn(".flags = OPERATION_IDEMPOTENT | OPERATION_WRITES", self.operation("things_create"))
        self.assertIn(".success_status = 201", self.operation("things_create"))
        self.assertIn(".success_status = 204", self.operation("things_drop"))
        self.assertIn(".roles = ROLE_BIT_ADMIN | ROLE_BIT_AUDITOR", self.operation("things_list"))
        self.assertIn(".flags = OPERATION_CSV", self.operation("things_list"))
        self.assertIn("OPERATION_RAW_BODY | OPERATION_WRITES", self.operation("things_put_part"))
        self.assertIn(".body_limit_bytes = 5000", self.operation("things_put_part"))
        self.assertIn(".flags = OPERATION_PUBLIC", self.operation("things_all"))
        self.assertIn('{"application/json", "text/csv", NULL}', self.outputs["api/operations.c"])
        self.assertIn("const int operation_count = 7;", self.outputs["api/operations.c"])

    def test_routes_find_every_operation_and_prefer_literals(self):
        source = self.outputs["api/operations.c"]
        order = re.findall(r'\{\.id = "(\w+)"', source)
        rows = re.findall(r'^    \{("[^"]*"|NULL), (-?\d+), (-?\d+), (-?\d+), \{([-\d, ]+)\}\}', source, re.M)
        nodes = [(row[0].strip('"'), *map(int, row[1:4]), list(map(int, row[4].split(",")))) for row in rows]

        def route(path):
            at = 0
            for segment in path.strip("/").split("/"):
                at = nodes[at][2]
                while at >= 0 and nodes[at][0] not in (segment, "NULL"):
                    at = nodes[at][3]
                if at < 0:
                    return None
            return [order[number] if number >= 0 else None for number in nodes[at][4]]

        self.assertEqual(route("/v1/things"), ["things_list", "things_create", None, None, None])
        self.assertEqual(route("/v1/things/7"), ["things_get", None, None, "things_update", "things_drop"])
        self.assertEqual(route("/v1/things/all"), ["things_all", None, None, None, None])
        self.assertEqual(route("/v1/things/7/parts/2"), [None, None, "things_put_part", None, None])
        self.assertEqual(route("/v1"), [None] * 5)
        self.assertIsNone(route("/v2"))
        for at, node in enumerate(nodes[1:], 1):
            self.assertLess(node[1], at)

    def test_statement_tokens(self):
        source = self.outputs["storage/things_sql.c"]
        tokens = re.search(r"thing_get_tokens\[\] = \{\n(.*?)\n\};", source, re.S).group(1)
        shape = re.sub(r"\s*\{\.kind = TOKEN_(\w+)(?:, \.index = (\d+)|, \.text = .*?)?\},?(?=\n|$)", r" \1\2", tokens, flags=re.S)
        self.assertEqual(shape.split(), """TEXT PARAM0 TEXT PARAM1 TEXT PARAM2 TEXT
            IF0 TEXT PARAM3 TEXT END
            IF1 IF2 TEXT PARAM3 TEXT IF3 TEXT END END END
            IF4 TEXT PARAM4 TEXT END""".split())
        self.assertIn("t.owner_id = ", tokens)
        self.assertIn("coalesce(t.a, t.b) = ANY (", tokens)
        self.assertIn("':no' AS name, t.color::text", tokens)
        self.assertNotIn("-- :no", tokens)
        conditions = re.search(r"thing_get_conditions\[\] = \{\n(.*?)\n\};", source, re.S).group(1).split("\n")
        self.assertIn(".field = 0, .equals = REF_BY_ID, .context = CONTEXT_NONE, .negated = false", conditions[0])
        self.assertIn(".field = 1, .equals = -1, .context = CONTEXT_NONE, .negated = true", conditions[2])
        self.assertIn(".field = -1, .equals = -1, .context = CONTEXT_SCOPE, .negated = false", conditions[3])
        self.assertIn(".field = 2, .equals = COLOR_DARK_BLUE", conditions[4])

    def test_statement_flags_and_registry(self):
        source = self.outputs["storage/things_sql.c"]
        self.assertIn(".flags = STATEMENT_WRITES | STATEMENT_SEQSCAN_OK", source)
        self.assertIn(".flags = STATEMENT_GLOBAL", source)
        self.assertIn("&sql_thing_get,\n    &sql_thing_drop,\n    &sql_thing_count,\n", self.outputs["storage/statements.c"])
        self.assertRegex(source, r'\.name = "thing_count",\n    \.number = 2,')
        self.assertIn("struct thing_count_out {\n    struct presence has;\n    int64_t count;\n    struct date newest;\n};",
                      self.outputs["storage/things_sql.h"])

    def test_constraints_are_sorted(self):
        found = re.findall(r'\{"(\w+)", (\w+), (\S+), (\w+)\}', self.outputs["storage/constraints.c"])
        self.assertEqual(found, [("a_first", "PROBLEM_CONFLICT", "NULL", "RULE_NONE"),
                                 ("things_code_key", "PROBLEM_ALREADY_EXISTS", '"/code"', "RULE_UNIQUE")])

    def test_migrations_are_embedded_byte_for_byte(self):
        text = (self.source / "storage/migrations/0001_first.sql").read_bytes()
        source = self.outputs["storage/migrations.c"]
        literals = re.findall(r'"((?:[^"\\]|\\.)*)"', source[source.index('"0001_first"'):])[1:-1]
        embedded = "".join(literals).replace('\\"', '"').replace("\\n", "\n").encode()
        self.assertEqual(embedded, text)
        self.assertIn(__import__("hashlib").sha256(text).hexdigest(), source)

    def test_generated_c_compiles_without_warnings(self):
        self.compile()

    def compile(self):
        for name, text in gen.generate(self.source)[0].items():
            gen.write(self.target / name, text)
        for compiler in ("gcc", "clang-14"):
            files = sorted(self.target.rglob("*.c"))
            # without -I of the fixture's neighbours each file proves that it includes what it needs
            run = subprocess.run([compiler, *FLAGS, "-I", ROOT, "-I", self.target, *files], capture_output=True, text=True,
                                 check=False)
            self.assertEqual(run.returncode, 0, run.stderr)


class Whole(Tree):
    def test_nothing_but_the_common_files_is_enough(self):
        outputs = self.make()
        self.assertEqual(sorted(outputs), sorted(gen.ALWAYS))
        Shapes.compile(self)

    def test_list_names_what_is_written(self):
        self.make_things()
        listed = self.run_generator("--list")
        self.assertEqual(listed.returncode, 0, listed.stderr)
        self.assertEqual(self.run_generator().returncode, 0)
        written = sorted(str(path) for path in self.target.rglob("*") if path.is_file())
        self.assertEqual(sorted(listed.stdout.split()), written)

    def test_again_gives_the_same_and_touches_but_does_not_rewrite(self):
        self.make_things()
        self.run_generator()
        before = {path: path.read_bytes() for path in self.target.rglob("*") if path.is_file()}
        for path in before:
            os.utime(path, (1, 1))
        self.assertEqual(self.run_generator().returncode, 0)
        self.assertEqual({path: path.read_bytes() for path in before}, before)
        self.assertTrue(all(path.stat().st_mtime > 1 for path in before))

    def test_every_c_file_says_where_it_comes_from(self):
        for name, text in self.make_things().items():
            if name.endswith((".c", ".h")):
                self.assertRegex(text, r"^/\* .*\n \*\n \* Generated by openapi/gen\.py from .*\. Do not edit\.\n")

    def test_refusals_go_to_stderr_with_status_1_and_write_nothing(self):
        self.put("openapi/things.yaml", "schemas: {Bad: {properties: {a: {type: string}}}}")
        run = self.run_generator()
        self.assertEqual(run.returncode, 1)
        self.assertEqual(run.stderr, "openapi/things.yaml: Bad.a: a string needs maxLength\n")
        self.assertFalse(self.target.exists())
        self.assertEqual(self.run_generator("--list").returncode, 0, "a mistake must not keep the build from being configured")

    def test_wrong_arguments(self):
        self.assertEqual(subprocess.run(["/usr/bin/python3", ROOT / "openapi/gen.py"], capture_output=True, check=False).returncode, 2)


class Refusals(Tree):
    """Each row: what is wrong, and a piece of the message."""

    def rows(self, rows):
        for yaml, message in rows:
            with self.subTest(message):
                self.put("openapi/bad.yaml", yaml)
                self.refused("openapi/bad.yaml: ", message)

    def member(self, member, message):
        self.put("openapi/bad.yaml", f"schemas: {{Bad: {{properties: {{a: {member}}}}}}}")
        with self.subTest(member):
            self.refused("openapi/bad.yaml: Bad.a: ", message)

    def test_members(self):
        for member, message in (
                ("{type: string}", "a string needs maxLength"),
                ("{type: string, format: line}", "a string needs maxLength"),
                ("{type: string, format: phone, maxLength: 9}", "unknown format 'phone'"),
                ("{type: string, maxLength: 5, pattern: a+}", "unknown key 'pattern'"),
                ("{type: string, enum: [a]}", "an enum must be a schema of its own"),
                ("{type: string, minLength: 9, maxLength: 5}", "minLength is greater"),
                ("{type: string, x-ref: true}", "x-ref in a reply needs format: uuid"),
                ("{type: string, format: uuid, x-ref: unit}", "x-ref is true, nip or input"),
                ("{type: string, maxLength: 9, x-kind: bytes}", "x-kind is for x-internal"),
                ("{type: string, maxLength: 9, default: x}", "default does not fit"),
                ("{type: integer, minimum: 1}", "maximum is missing"),
                ("{type: integer, minimum: 9, maximum: 1}", "minimum is greater"),
                ("{type: integer, minimum: 1, maximum: 9, default: 10}", "default does not fit"),
                ("{type: number, minimum: 0, maximum: 9}", "needs x-hundredths"),
                ("{type: number, x-hundredths: true, minimum: 0, maximum: 0.125}", "at most two decimals"),
                ("{type: array, items: {type: string, maxLength: 2}}", "an array needs maxItems"),
                ("{type: array, maxItems: 2, items: {type: string}}", "a string needs maxLength"),
                ("{type: array, maxItems: 2, items: {type: boolean}}", "items must be"),
                ("{type: array, maxItems: 2}", "an array needs items"),
                ("{type: object, properties: {}}", "unknown key 'properties'"),
                ("{type: object}", "a nested object must be a schema of its own"),
                ("{type: text}", "type must be one of"),
                ("{$ref: Missing}", "unknown schema 'Missing'"),
                ("text", "is not a schema")):
            self.member(member, message)

    def test_schemas(self):
        many = ", ".join(f"m{i}: {{type: boolean}}" for i in range(65))
        self.rows((
            (f"schemas: {{Bad: {{properties: {{{many}}}}}}}", "bad: has 65 members; at most 64"),
            ("schemas: {bad: {properties: {a: {type: boolean}}}}", "PascalCase"),
            ("schemas: {Bad: {properties: {}}}", "Bad: has no properties"),
            ("schemas: {Bad: {properties: {int: {type: boolean}}}}", "'int' cannot be the name of a member"),
            ("schemas: {Bad: {properties: {has: {type: boolean}}}}", "'has' cannot be the name of a member"),
            ("schemas: {Bad: {required: [b], properties: {a: {type: boolean}}}}", "required names 'b'"),
            ("schemas: {Bad: {x-variants: [put], properties: {a: {type: boolean}}}}", "x-variants are"),
            ("schemas: {Bad: {x-variants: [create], properties: {a: {type: boolean, readOnly: true}}}}", "no member is left"),
            ("schemas: {Bad: {properties: {a: {$ref: Bad}}}}", "bad contains itself"),
            ("schemas: {Bad: {type: string, enum: [A b]}}", "'A b' cannot be a value"),
            ("schemas: {Bad: {type: string, enum: [a-b, a_b]}}", "the same constant"),
            ("schemas: {Problem: {properties: {a: {type: boolean}}}}", "is also in openapi/openapi.yaml"),
            ("schemas: {Bad: {properties: {a: {type: boolean}}}, Bad: {}}", "'Bad' stands here twice"),
            ("schemas: {ABList: {properties: {a: {type: boolean}}}, AB: {properties: {a: {type: boolean}}},"
             " Ab_: {}}", "PascalCase"),
            ("schemas: {AbList: {properties: {a: {type: boolean}}}, Ab: {properties: {a: {type: boolean}}}}",
             "the C name 'ab_list' is taken"),
            ("schemes: {}", "unknown key 'schemes'"),
            ("- 1", "is not a mapping"),
            ("tag: {", "while parsing")))

    def test_schemas_in_two_files(self):
        self.put("openapi/one.yaml", "schemas: {Bad: {properties: {a: {type: boolean}}}}")
        self.put("openapi/two.yaml", "schemas: {Bad: {properties: {a: {type: boolean}}}}")
        self.refused("openapi/two.yaml: schema Bad: also in openapi/one.yaml")

    def test_files_in_a_circle(self):
        self.put("openapi/one.yaml", "schemas: {A: {properties: {b: {$ref: B}}}, C: {properties: {a: {type: boolean}}}}")
        self.put("openapi/two.yaml", "schemas: {B: {properties: {c: {$ref: C}}}}")
        self.refused("schemas refer in a circle")

    def operation(self, text, path="/v1/bad"):
        schemas = "schemas: {Bad: {x-variants: [create, list], properties: {name: {type: boolean}}}}"
        return f"{schemas}\npaths: {{'{path}': {{{text}}}}}"

    def test_operations(self):
        get = "operationId: bad_get, summary: s"
        rows = (
            (f"get: {{{get}, x-roles: [boss]}}", "unknown role 'boss'"),
            (f"get: {{{get}, x-roles: []}}", "x-roles: [] needs security: []"),
            (f"get: {{{get}, security: [], x-roles: [admin]}}", "a public operation has no roles"),
            (f"get: {{{get}, x-reply: Missing}}", "unknown schema 'Missing'"),
            (f"get: {{{get}, x-body: BadCreate}}", "GET and DELETE have no body"),
            (f"get: {{{get}, x-list: {{sort: [name]}}, x-reply: Bad}}", "x-list is for GET with the list variant"),
            (f"get: {{{get}, x-list: {{sort: [size]}}, x-reply: BadList}}", "'size' is not a member of Bad"),
            (f"get: {{{get}, x-list: {{order: [name]}}, x-reply: BadList}}", "unknown key 'order'"),
            (f"get: {{{get}, x-success: 404}}", "x-success is a status"),
            (f"get: {{{get}, x-replies: Bad}}", "unknown key 'x-replies'"),
            ("get: {summary: s}", "operationId is missing"),
            ("get: {operationId: bad_get}", "summary is missing"),
            (f"get: {{{get}, parameters: [{{name: a, in: path, schema: {{type: boolean}}}}]}}", "the path names the parameters"),
            (f"get: {{{get}, parameters: [{{name: a, in: header, schema: {{type: boolean}}}}]}}", "in: path or in: query"),
            (f"get: {{{get}, parameters: [{{name: a, in: query, schema: {{$ref: Bad}}}}]}}", "KIND_RECORD cannot stand in the query"),
            (f"get: {{{get}}}, post: {{{get}}}", "this operationId is also in"),
            ("post: {operationId: bad_post, summary: s, x-body: BadCreate, x-raw-body: [text/csv]}", "both x-body and x-raw-body"),
            ("post: {operationId: bad_post, summary: s, x-form: true}", "x-form needs x-body"),
            ("fetch: {}", "unknown key 'fetch'"))
        self.rows((self.operation(text), message) for text, message in rows)

    def test_paths(self):
        get = "get: {operationId: bad_get, summary: s}"
        self.rows(((self.operation(get, "/v1/{bad_id}"), "the path names the parameters (bad_id), declared are ()"),
                   (self.operation(get, "/v1/a{b}"), "a path is made of"),
                   ("paths:\n" + "".join(
                       f"  /v1/{{{name}}}{rest}:\n    parameters: [{{name: {name}, in: path, schema: {{type: string, x-ref: true}}}}]\n"
                       f"    get: {{operationId: {name}_get, summary: s}}\n" for name, rest in (("a", ""), ("b", "/c"))),
                    "{b} is called {a} in another path")))

    def test_constraints(self):
        self.rows((("x-constraints: {a_key: {code: no-such}}", "unknown problem code 'no-such'"),
                   ("x-constraints: {a_key: {code: conflict, pointer: /a, rule: no-such}}", "unknown rule 'no-such'"),
                   ("x-constraints: {a_key: {code: conflict, pointer: /a}}", "pointer and rule go together"),
                   ("x-constraints: {a_key: {code: conflict, pointer: a, rule: unique}}", "the pointer begins with /")))

    def test_constraint_twice(self):
        self.put("openapi/one.yaml", "x-constraints: {a_key: {code: conflict}}")
        self.put("openapi/two.yaml", "x-constraints: {a_key: {code: conflict}}")
        self.refused("openapi/two.yaml: x-constraints: a_key: is also in openapi/one.yaml")

    def sql_rows(self, rows):
        self.put("openapi/things.yaml", THINGS)
        for sql, message in rows:
            with self.subTest(message):
                self.put("storage/sql/bad.sql", sql)
                self.refused("storage/sql/bad.sql: line ", message)

    def test_statements(self):
        parts = "".join(f"--? m{i}\nAND {i}\n--.\n" for i in range(17))
        members = ", ".join(f"m{i} bool" for i in range(17))
        self.sql_rows((
            ("SELECT 1", "SQL before the first"),
            ("-- name: a\n", "a: has no SQL"),
            ("-- name: A\nSELECT 1", "snake_case"),
            ("-- name: a\nSELECT 1\n-- name: a\nSELECT 2", "a: this name is also in"),
            ("-- name: a\nSELECT :b", "'b' is not a member of a record (there is no `-- in:`)"),
            ("-- name: a\n-- in: thing\nSELECT :b", "'b' is not a member of thing"),
            ("-- name: a\n-- in: nothing\nSELECT 1", "`in: nothing` is not a record"),
            ("-- name: a\n-- in: { b number }\nSELECT 1", "'b number': kinds are"),
            ("-- name: a\n-- in: { b }\nSELECT 1", "'b' is not `name kind`"),
            ("-- name: a\n-- in: { b bool, b bool }\nSELECT 1", "'b' stands there twice"),
            ("-- name: a\n-- in: { b refs }\nSELECT :b", "cannot be bound"),
            ("-- name: a\n-- writings\nSELECT 1", "'-- writings' is not a header"),
            ("-- name: a\n-- inn: thing\nSELECT 1", "'-- inn: thing' is not a header"),
            ("-- name: a\n-- plan: whatever\nSELECT 1", "plan is `seqscan REASON`"),
            ("-- name: a\nSELECT :@nobody", ":@nobody is unknown"),
            ("-- name: a\nDELETE FROM things", "it needs `-- writes`"),
            ("-- name: a\nUPDATE things t SET a = 1", "it needs `-- writes`"),
            ("-- name: a\n--? @scope\nSELECT 1", "is not closed"),
            ("-- name: a\nSELECT 1\n--.", "--. closes one open part"),
            ("-- name: a\n--?\nSELECT 1\n--.", "--? needs a condition"),
            ("-- name: a\n--? @self\nSELECT 1\n--.", "the only condition of the context is @scope"),
            ("-- name: a\n-- in: thing\n--? color=green\nSELECT 1\n--.", "green is not a value of color"),
            ("-- name: a\n-- in: things_get_path\n--? thing_id=nip\nSELECT 1\n--.", "nip is not a value of thing_id"),
            ("-- name: a\n-- in: thing\n--? name=x\nSELECT 1\n--.", "x is not a value of name"),
            (f"-- name: a\n-- in: {{ {members} }}\nSELECT 1\n{parts}", "more than 16 conditions"),
            ("-- name: a\nSELECT {{b(1)}}", "unknown macro 'b'"),
            ("-- macro: b(x)\n{x}\n-- name: a\nSELECT {{b(1, 2)}}", "takes 1 arguments"),
            ("-- macro: b()\n{{b()}}\n-- name: a\nSELECT {{b()}}", "macros call each other in a circle"),
            ("-- macro: b\n1\n-- name: a\nSELECT 1", "is not NAME(ARGUMENTS)")))

    def test_locking_reads_are_not_writes(self):
        self.put("storage/sql/good.sql", "-- name: a\nSELECT 1 FROM t FOR NO KEY UPDATE OF t\n-- name: b\nSELECT 1 FROM t FOR UPDATE\n")
        self.make()

    def test_migrations(self):
        self.put("storage/migrations/first.sql", "")
        self.refused("storage/migrations/first.sql: must be called")
        (self.source / "storage/migrations/first.sql").rename(self.source / "storage/migrations/0001_a.sql")
        self.put("storage/migrations/0001_b.sql", "")
        self.refused("storage/migrations/0001_b.sql: must be called")

    def test_catalogue(self):
        base = (ROOT / "openapi/errors.yaml").read_text(encoding="utf-8")
        texts = "title: {id: a, en: a}, detail: {id: a, en: a}, remedy: {id: a, en: a}"
        for line, message in (
                ("  bad: {id: a}", "text in 'en' is missing"),
                ("  bad: {id: 'a {0}', en: a, args: [x]}", "the text in 'en' must use exactly the args"),
                ("  bad: {id: 'a {0}', en: 'a {0}'}", "the text in 'id' must use exactly the args"),
                ("  Bad: {id: a, en: a}", "'Bad' is not a kebab-case name"),
                (f"problems:\n  bad: {{outcome: nope, status: 400, {texts}}}\nrules:", "outcome must be one of"),
                (f"problems:\n  bad: {{outcome: invalid, status: 200, {texts}}}\nrules:", "status must be")):
            with self.subTest(message):
                broken = base.rstrip("\n") + "\n" + line + "\n" if line.startswith(" ") else line + "\n  required: {id: a, en: a}\n"
                self.put("openapi/errors.yaml", broken)
                self.refused("openapi/errors.yaml: ", message)


# ---- the document

def walk(node, path="#"):
    """(path, object) of every object in a document."""
    if isinstance(node, dict):
        yield path, node
        for key, value in node.items():
            yield from walk(value, f"{path}/{key}")
    elif isinstance(node, list):
        for i, value in enumerate(node):
            yield from walk(value, f"{path}/{i}")


def is_input_or_json(path):
    """Text bodies (CSV) have no limit of characters; everything else has."""
    return not re.search(r"/content/text~?1?/|/content/(text|application/x-ndjson)", path)


class Document:
    """Checks on a whole document; mixed into cases that have self.document."""

    def operations(self):
        for path, item in self.document["paths"].items():
            for method, operation in item.items():
                yield path, method, operation

    def schemas(self):
        """Objects that are JSON schemas (they have a type), wherever they stand."""
        for path, node in walk(self.document):
            types = node.get("type")
            types = types if isinstance(types, list) else [types]
            if "/properties" != path[-11:] and "/securitySchemes/" not in path and all(isinstance(t, str) for t in types):
                yield path, types, node

    def test_every_reference_resolves(self):
        for path, node in walk(self.document):
            if isinstance(node.get("$ref"), str):
                found = self.document
                for part in node["$ref"].removeprefix("#/").split("/"):
                    self.assertIn(part, found, f"{path}: {node['$ref']}")
                    found = found[part]

    def test_operations_have_an_id_of_their_own_and_say_who_may_call(self):
        ids = [operation["operationId"] for _, _, operation in self.operations()]
        self.assertEqual(len(ids), len(set(ids)))
        for path, method, operation in self.operations():
            with self.subTest(f"{method} {path}"):
                self.assertIn(operation["security"], ([], [{"bearer": []}]))
                self.assertFalse(operation["security"] == [] and "x-roles" in operation)
                self.assertRegex(operation["description"], r"(Roles: .+|Public: no token is needed)\.$")

    def test_operations_list_the_problems_that_apply(self):
        for path, method, operation in self.operations():
            with self.subTest(f"{method} {path}"):
                responses, names = operation["responses"], [p.get("$ref", "").rsplit("/", 1)[-1] for p in operation["parameters"]]
                self.assertLessEqual({"400", "406", "429", "500", "503", "default"}, set(responses))
                self.assertEqual("401" in responses and "403" in responses, operation["security"] != [])
                self.assertEqual("404" in responses, "{" in path)
                self.assertEqual("412" in responses and "428" in responses, "IfMatch" in names)
                self.assertEqual("413" in responses and "415" in responses, "requestBody" in operation)
                if method == "post" and path.startswith("/v1/") and operation["security"]:
                    self.assertIn("IdempotencyKey", names)
                    self.assertLessEqual({"409", "422"}, set(responses))
                success = [status for status in responses if status.startswith("2")]
                self.assertEqual(len(success), 1)

    def test_path_parameters_are_declared(self):
        for path, method, operation in self.operations():
            declared = [p["name"] for p in operation["parameters"] if p.get("in") == "path"]
            self.assertEqual(declared, re.findall(r"\{(\w+)\}", path), f"{method} {path}")

    def test_objects_are_closed(self):
        for path, types, node in self.schemas():
            if "object" in types:
                self.assertIn("additionalProperties", node, path)
                if "properties" in node and not path.endswith("/schemas/Problem"):
                    self.assertIs(node["additionalProperties"], False, path)
                self.assertLessEqual(set(node.get("required", [])), set(node.get("properties", {})), path)

    def test_everything_is_bounded(self):
        for path, types, node in self.schemas():
            if "string" in types and is_input_or_json(path):
                bounded = "maxLength" in node or "enum" in node or node.get("format") in ("uuid", "date", "date-time")
                self.assertTrue(bounded, f"{path}: a string without limit")
            if "array" in types:
                self.assertIn("maxItems", node, path)
            if "integer" in types or "number" in types:
                self.assertLessEqual({"minimum", "maximum"}, set(node), path)

    def test_schemas_are_valid_and_examples_fit(self):
        resolver = jsonschema.RefResolver("", self.document)
        for path, _, node in self.schemas():
            jsonschema.Draft202012Validator.check_schema(node)
            for example in node.get("examples", []):
                jsonschema.Draft202012Validator(node, resolver=resolver).validate(example)
        for path, node in walk(self.document):
            if "schema" in node and "example" in node:
                jsonschema.Draft202012Validator(node["schema"], resolver=resolver).validate(node["example"])


class FixtureDocument(Tree, Document):
    def setUp(self):
        super().setUp()
        outputs = self.make_things()
        self.document = json.loads(outputs["openapi.json"])

    def test_served_text_is_the_document(self):
        source = self.make_things()["api/openapi_json.c"]
        literals = re.findall(r'^    "((?:[^"\\]|\\.)*)";?$', source, re.M)
        text = re.sub(r'\\(["\\?])', r"\1", "".join(literals))
        self.assertEqual(json.loads(text), self.document)

    def test_replies_and_inputs_differ(self):
        schemas = self.document["components"]["schemas"]
        self.assertEqual(schemas["Thing"]["properties"]["owner_id"], {"type": ["string", "null"], "format": "uuid"})
        owner = schemas["ThingCreate"]["properties"]["owner_id"]
        self.assertEqual((owner["type"], owner["maxLength"]), (["string", "null"], 200))
        for text, fits in (("0192aaaa-0000-7000-8000-00000000000a", True), ("ext:any thing", True), ("nip:1990 0101", True),
                           ("nip:", False), ("ext:", False), ("x", False)):
            self.assertEqual(re.search(owner["pattern"], text) is not None, fits, text)
        self.assertIn("ext:KEY or nip:DIGITS", owner["description"])
        self.assertNotIn("nip", schemas["ThingCreate"]["properties"]["friends"]["items"]["pattern"])
        self.assertNotIn("default", schemas["ThingPatch"]["properties"]["heavy"])
        self.assertIs(schemas["ThingCreate"]["properties"]["heavy"]["default"], True)
        self.assertEqual(schemas["ThingCreate"]["required"], ["name"])
        self.assertNotIn("required", schemas["ThingPatch"])
        self.assertEqual(schemas["Thing"]["properties"]["color"], {"anyOf": [{"$ref": "#/components/schemas/Color"}, {"type": "null"}]})
        self.assertEqual(schemas["ThingList"]["required"], ["data", "next_cursor"])
        self.assertNotIn("ThingFacts", schemas)

    def test_headers_and_media_types(self):
        paths = self.document["paths"]
        self.assertEqual(set(paths["/v1/things"]["post"]["responses"]["201"]["headers"]),
                         {"X-Request-Id", "ETag", "Location", "Idempotency-Replayed"})
        self.assertEqual(set(paths["/v1/things"]["get"]["responses"]["200"]["content"]), {"application/json", "text/csv"})
        self.assertEqual(set(paths["/v1/things/{thing_id}"]["patch"]["requestBody"]["content"]),
                         {"application/merge-patch+json", "application/json"})
        self.assertEqual(list(paths["/v1/things/{thing_id}/parts/{number}"]["put"]["requestBody"]["content"]),
                         ["application/json", "text/csv"])
        self.assertIn("304", paths["/v1/things/{thing_id}"]["get"]["responses"])
        self.assertNotIn("304", paths["/v1/things"]["get"]["responses"])


class Repository(unittest.TestCase, Document):
    """The contract, SQL and migrations of this repository."""

    @classmethod
    def setUpClass(cls):
        cls.outputs, cls.refusals = gen.generate(ROOT)
        cls.document = json.loads(cls.outputs.get("openapi.json", '{"paths": {}}'))

    def test_nothing_is_refused(self):
        self.assertEqual(self.refusals, [])

    def test_listed_names_are_those_written(self):
        self.assertEqual(gen.names(ROOT), sorted(self.outputs))

    def test_the_build_is_up_to_date(self):
        build = pathlib.Path(os.environ.get("BANGKOM_BUILD", "/nonexistent"), "gen")
        if not build.is_dir():
            self.skipTest("no build folder")
        stale = [name for name, text in self.outputs.items()
                 if not (build / name).is_file() or (build / name).read_bytes() != text.encode()]
        self.assertEqual(stale, [])

    def test_document_has_the_version_of_the_program(self):
        cmake = (ROOT / "CMakeLists.txt").read_text(encoding="utf-8")
        version = re.search(r"project\(bangkom VERSION (\S+)", cmake).group(1)
        self.assertEqual(self.document["info"]["version"], version)
        self.assertEqual(self.document["info"]["license"]["identifier"], "Apache-2.0")

    def test_migrations_have_no_gaps(self):
        numbers = [int(path.name[:4]) for path in sorted((ROOT / "storage/migrations").glob("*.sql"))]
        self.assertEqual(numbers, list(range(1, len(numbers) + 1)))

    def test_constraints_exist_in_a_migration(self):
        migrations = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "storage/migrations").glob("*.sql"))
        names = re.findall(r'\{"(\w+)", PROBLEM_', self.outputs.get("storage/constraints.c", ""))
        self.assertEqual([name for name in names if not re.search(rf"\b{name}\b", migrations)], [])

    def test_every_member_and_parameter_is_described(self):
        bare = [f"{path}/{name}" for path, node in walk(self.document) if isinstance(node.get("properties"), dict)
                for name, member in node["properties"].items() if "description" not in member and "$ref" not in member
                and "anyOf" not in member]
        self.assertEqual(bare, [])


if __name__ == "__main__":
    unittest.main()
