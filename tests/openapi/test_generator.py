"""The generator: shapes of what it makes of a small tree.

SPDX-License-Identifier: Apache-2.0
"""
import pathlib
import re
import subprocess
import tempfile
import unittest

from sample import *


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
                ("thing", "size_jp", ".kind = KIND_HUNDREDTHS, .flags = FIELD_REQUIRED | FIELD_HAS_DEFAULT"
                 ", .max = 99950, .default_value = 125"),
                ("thing", "owner_id", ".kind = KIND_UUID, .flags = FIELD_REQUIRED | FIELD_NULLABLE"),
                ("thing", "friends", ".kind = KIND_UUIDS, .max = 5"),
                ("thing", "made_at", ".kind = KIND_INSTANT, .flags = FIELD_REQUIRED | FIELD_READ_ONLY"),
                ("thing_create", "owner_id", ".kind = KIND_REF, .flags = FIELD_REF_NIP | FIELD_NULLABLE, .min = 1, .max = 200"),
                ("thing_create", "friends", ".kind = KIND_REFS, .max = 5"),
                ("thing_create", "mood", ".kind = KIND_ENUM, .flags = FIELD_HAS_DEFAULT"
                 ", .default_value = COLOR_DARK_BLUE, .enumeration = &color_enumeration"),
                ("thing_create", "heavy", ".kind = KIND_BOOL, .flags = FIELD_HAS_DEFAULT, .default_value = 1"),
                ("thing_create", "main", ".kind = KIND_RECORD, .record = &part_record"),
                ("thing_create", "parts", ".kind = KIND_RECORDS, .max = 5, .record = &part_record"),
                ("thing_create", "extra", ".kind = KIND_JSON"),
                ("thing_patch", "heavy", ".kind = KIND_BOOL"),
                ("part", "tags", ".kind = KIND_TEXTS, .max = 3, .item_min = 2, .item_max = 9"),
                ("thing_facts", "hash", ".kind = KIND_BYTES"),
                ("thing_facts", "owner", ".kind = KIND_REF"),
                ("things_list_query", "sort", ".kind = KIND_ENUM, .flags = FIELD_HAS_DEFAULT"
                 ", .default_value = THINGS_LIST_SORT_NAME, .enumeration = &things_list_sort_enumeration"),
                ("things_list_query", "limit", ".kind = KIND_INTEGER, .flags = FIELD_HAS_DEFAULT, .min = 1, .max = 100"
                 ", .default_value = 20"),
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
        return re.search(rf'\{{\.id = "{name}",.*?\}},\n', self.outputs["api/operations.c"], re.S).group()

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


if __name__ == "__main__":
    unittest.main()
