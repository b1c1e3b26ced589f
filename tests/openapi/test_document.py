"""The served document as a whole: of a small tree, and of this repository as the build takes it.

SPDX-License-Identifier: Apache-2.0
"""
import json
import re
import unittest

from sample import *


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
    """Bodies that are not JSON (CSV, images) have no limit of characters; everything else has."""
    return not re.search(r"/content/text~?1?/|/content/(text|image|application/x-ndjson|application/octet-stream)", path)


# They find one record by their query, or none (x-may-miss).
MAY_MISS = ("/v1/policies/in-force",)


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
                self.assertEqual("404" in responses, "{" in path or path in MAY_MISS)
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
