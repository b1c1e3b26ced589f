"""Parameters that a policy may set have a default, and defaults may be set by a policy: one set of keys.

SPDX-License-Identifier: Apache-2.0
"""
import re
import unittest

import source

TABLE = re.compile(r"^static const struct parameter parameters_known\[\] = \{$(.*?)^\};$", flags=re.M | re.S)
DEFAULTS = re.compile(r"^INSERT INTO parameter_defaults \(key, value\) VALUES(.*?);$", flags=re.M | re.S)


def settable(text):
    """The keys of the table in policy_parameters.c."""
    return re.findall(r'\{\.key = "([^"]+)"', "".join(TABLE.findall(text)))


def defaulted(text):
    """The keys that the statements of a migration give a default."""
    return re.findall(r"\('([^']+)', '", "".join(DEFAULTS.findall(text)))


class Parameters(source.Gate):
    def test_the_reader_sees_keys(self):
        table = 'static const struct parameter parameters_known[] = {\n    {.key = "a.b", .max = 4},\n    {.key = NULL},\n};\n'
        self.assertEqual(settable(table + '{.key = "other"}'), ["a.b"])
        self.assertEqual(defaulted("INSERT INTO parameter_defaults (key, value) VALUES\n    ('a.b', '{\"c\": 1}'),\n"
                                   "    ('d.e', '2')\nON CONFLICT (key) DO NOTHING;\nSELECT ('f', 'g');\n"), ["a.b", "d.e"])

    def test_both_have_the_same_keys_each_once(self):
        known = settable((source.ROOT / "domain/policy_parameters.c").read_text(encoding="utf-8"))
        given = [key for path in source.files(".sql", under=("storage/migrations",))
                 for key in defaulted(path.read_text(encoding="utf-8"))]
        self.assertTrue(known)
        self.none([f"{key}: {known.count(key)} times in domain/policy_parameters.c, {given.count(key)} times a default"
                   for key in sorted({*known, *given}) if known.count(key) != 1 or given.count(key) != 1])


if __name__ == "__main__":
    unittest.main()
