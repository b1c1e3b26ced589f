"""The generator refuses what would make a wrong program, with the file and the reason.

SPDX-License-Identifier: Apache-2.0
"""
import unittest

from sample import *


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
            self.refused("openapi/bad.yaml: Bad.a", message)

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
                self.refused("storage/sql/bad.sql: ", message)

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
            ("-- name: a\n-- brief\n-- plan: seqscan small\nSELECT 1", "what is brief neither writes"),
            ("-- name: a\n-- writes\n-- brief\nDELETE FROM things", "what is brief neither writes"),
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


if __name__ == "__main__":
    unittest.main()
