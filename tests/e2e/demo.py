"""The demonstration data of deploy/demo in a database of its own, with the tokens that deploy/quickstart writes.

SPDX-License-Identifier: Apache-2.0
"""
import json
import os
import pathlib

import harness

SOURCE = pathlib.Path(os.environ.get("BANGKOM_SOURCE") or pathlib.Path(__file__).resolve().parents[2])
FOLDER = SOURCE / "deploy" / "demo"
SLUG = json.loads((FOLDER / "organization.json").read_text(encoding="utf-8"))["slug"]


def read(name):
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def bearers():
    """{role: (option of `bangkom token`, key)} as tokens.tsv says."""
    lines = (FOLDER / "tokens.tsv").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {role: ("--" + bearer.partition(":")[0], bearer.partition(":")[2]) for role, bearer in pairs}


class DemoCase(harness.ServerCase):
    """A server on the seeded demonstration; self.role("planner") calls as the planner of the demonstration."""
    slug = SLUG

    @classmethod
    def make_organization(cls, slug):
        cls.installation.must("seed", FOLDER, timeout=300)

    @classmethod
    def role_token(cls, role):
        if role not in cls.tokens:
            option, key = bearers()[role]
            cls.tokens[role] = cls.installation.must("token", "--organization", SLUG, option, key).strip()
        return cls.tokens[role]

    @classmethod
    def role(cls, role):
        return cls.server.connect(cls.role_token(role))
