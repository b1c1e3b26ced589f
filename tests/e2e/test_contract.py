"""The judge of replies, on samples: a judge that lets everything pass would prove nothing.

SPDX-License-Identifier: Apache-2.0
"""
import json
import types
import unittest

import contract

THING = {"type": "object", "additionalProperties": False, "required": ["id"], "properties": {
    "id": {"type": "string", "format": "uuid"}, "on": {"type": "string", "format": "date"},
    "at": {"type": "string", "format": "date-time"}}}
PROBLEM = {"type": "object", "required": ["status", "type"],
           "properties": {"status": {"type": "integer"}, "type": {"type": "string"}}}
DOCUMENT = {
    "components": {
        "schemas": {"Thing": THING, "Problem": PROBLEM},
        "headers": {"RequestId": {"schema": {"type": "string", "pattern": "^[a-z0-9]+$"}},
                    "RetryAfter": {"schema": {"type": "integer", "maximum": 9}}},
        "responses": {"Problem": {
            "headers": {"X-Request-Id": {"$ref": "#/components/headers/RequestId"},
                        "Retry-After": {"$ref": "#/components/headers/RetryAfter"}},
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}},
    },
    "paths": {"/things/{id}": {"get": {"operationId": "things_get", "responses": {
        "200": {"headers": {"X-Request-Id": {"$ref": "#/components/headers/RequestId"}},
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
        "404": {"$ref": "#/components/responses/Problem"}}},
        "delete": {"operationId": "things_delete", "responses": {
            "204": {"headers": {"X-Request-Id": {"$ref": "#/components/headers/RequestId"}}}}}}},
}
ID = "0190a0a0-0000-7000-8000-000000000001"


def reply(status=200, body=None, *more_headers, target="/things/1?x=1", method="GET", content_type=None):
    if content_type is None:
        content_type = "application/json" if status < 400 else "application/problem+json"
    text = b"" if body is None else json.dumps(body).encode()
    pairs = [("x-request-id", "a1"), ("content-type", content_type), *more_headers]
    return types.SimpleNamespace(method=method, target=target, status=status, body=text, json=body, header_pairs=pairs,
                                 headers=dict(pairs), content_type=content_type)


class Judge(unittest.TestCase):
    def setUp(self):
        self.contract = contract.Contract(DOCUMENT)

    def test_what_is_documented_passes(self):
        for good in (reply(200, {"id": ID, "on": "2026-02-28", "at": "2026-02-28T01:02:03.000001Z"}),
                     reply(404, {"status": 404, "type": "/problems/x"}, ("retry-after", "9")),
                     reply(204, None, method="DELETE"), reply(200, None, method="HEAD"),
                     reply(404, {"status": 404, "type": "x"}, target="/nowhere"),
                     reply(405, {"status": 405, "type": "x"}, ("allow", "GET"), method="PUT"),
                     reply(204, None, ("allow", "GET"), method="OPTIONS")):
            self.contract.check(good)

    def test_everything_else_does_not(self):
        for wrong in (
                reply(201, {"id": ID}), reply(200, {"id": "1"}), reply(200, {}), reply(200, {"id": ID, "new": 1}),
                reply(200, {"id": ID, "on": "2026-02-30"}), reply(200, {"id": ID, "at": "2026-02-28 01:02:03Z"}),
                reply(200, {"id": ID, "at": "2026-02-28T01:02:03+07:00"}), reply(200, {"id": ID.upper()}),
                reply(200, None), reply(200, {"id": ID}, content_type="text/html"),
                reply(200, {"id": ID}, ("x-secret", "1")), reply(200, {"id": ID}, ("x-request-id", "b2")),
                reply(404, {"status": 400, "type": "x"}), reply(404, {"type": "x"}),
                reply(404, {"status": 404, "type": "x"}, ("retry-after", "10")),
                reply(404, {"status": 404, "type": "x"}, ("retry-after", "soon")),
                reply(204, {"id": ID}, method="DELETE"), reply(200, {"id": ID}, method="HEAD"),
                reply(200, {"id": ID}, target="/nowhere"), reply(404, {"a": 1}, target="/nowhere"),
                reply(405, {"status": 405, "type": "x"}, ("server", "x"), method="PUT")):
            with self.subTest(status=wrong.status, body=wrong.body, headers=wrong.header_pairs):
                self.assertRaises(contract.Undocumented, self.contract.check, wrong)

    def test_a_reply_without_its_id_fails(self):
        nameless = reply(200, {"id": ID})
        del nameless.headers["x-request-id"]
        self.assertRaises(contract.Undocumented, self.contract.check, nameless)


if __name__ == "__main__":
    unittest.main()
