"""Bulk import over HTTP and by the command: parts, progress, errors in two languages, who may, what stays.

SPDX-License-Identifier: Apache-2.0
"""
import csv
import io
import json
import pathlib
import tempfile
import time
import unittest

import harness

DEMO = pathlib.Path(harness.__file__).parents[2] / "deploy" / "demo" / "employees.json"


def person(number, **members):
    return {"id": f"orang-{number}", "nipBaru": f"19900101201503{number % 2 + 1}{number:03}", "nama": f"ORANG {number}",
            "tglLahir": "01-01-1990", "statusPegawai": "PNS", "unorId": "u-1", "unorNama": "Dinas Contoh", **members}


class Imports(harness.ServerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sender = cls.caller("integration")

    def wait(self, imported):
        """The import when it has ended."""
        for _ in range(400):
            now = self.sender.get(f"/v1/imports/{imported['id']}").must(200)
            if now["state"] in ("completed", "failed", "cancelled"):
                return now
            time.sleep(0.05)
        self.fail(f"still {now['state']}")

    def send(self, rows, **query):
        target = "/v1/imports/files?" + "&".join(f"{key}={value}" for key, value in query.items())
        reply = self.sender.post(target, json.dumps(rows).encode(), content_type="application/json").must(202)
        self.assertEqual(reply.headers["location"], f"/v1/imports/{reply['id']}")
        return self.wait(reply)

    def test_a_small_file_in_one_request(self):
        done = self.send([person(1), person(2), {"nipBaru": "1"}])
        self.assertEqual((done["rows_created"], done["rows_failed"]), (2, 1))
        found = self.sender.get("/v1/employees/ext:orang-1").must(200)
        self.assertEqual((found["unit_name"], found["birth_date"]), ("Dinas Contoh", "1990-01-01"))
        errors = f"/v1/imports/{done['id']}/errors"
        english = self.sender.get(errors, **{"Accept-Language": "en"}).must(200)["data"]
        self.assertEqual([(e["row_number"], e["pointer"], e["rule"], e["detail"]) for e in english],
                         [(3, "/nipBaru", "nip-digits", "must be 18 digits")])
        self.assertEqual(self.sender.get(errors, **{"Accept-Language": "id"}).must(200)["data"][0]["detail"], "harus 18 angka")
        self.assertIn("harus 18 angka", self.table(errors, "id"))
        again = self.send([person(1), person(2)])
        self.assertEqual((again["rows_unchanged"], again["rows_done"]), (2, 2))

    def table(self, errors, language):
        reply = self.sender.get(errors, **{"Accept": "text/csv", "Accept-Language": language}).must(200)
        self.assertTrue(reply.headers["content-type"].startswith("text/csv"))
        return reply.body.decode()

    def test_errors_are_a_table_too(self):
        done = self.send([person(51, tglLahir="32-01-1990"), {"nipBaru": "1", "nama": "=1+1"}, person(52, unorId="")])
        errors = f"/v1/imports/{done['id']}/errors"
        rows = list(csv.DictReader(io.StringIO(self.table(errors, "en"))))
        listed = self.sender.get(errors, **{"Accept-Language": "en"}).must(200)["data"]
        self.assertEqual(len(rows), len(listed))
        for row, error in zip(rows, listed):
            self.assertEqual((row["row_number"], row["pointer"], row["rule"], row["detail"]),
                             (str(error["row_number"]), error["pointer"], error["rule"], error["detail"]))
        self.assertEqual({row["row_number"] for row in rows}, {"1", "2", "3"})
        refusals = list(csv.DictReader(io.StringIO(self.table(errors + "?warning=false", "en"))))
        self.assertEqual({row["row_number"] for row in refusals}, {"2", "3"})

    def test_a_dry_run_changes_nothing(self):
        done = self.send([person(11)], dry_run="true")
        self.assertEqual((done["rows_created"], done["dry_run"]), (1, True))
        self.sender.get("/v1/employees/ext:orang-11").must(404)

    def test_parts_in_any_order(self):
        made = self.sender.post("/v1/imports", {"format": "csv"}).must(201)
        base = f"/v1/imports/{made['id']}"
        text = "id,nipBaru,nama,unorId\r\norang-21,199001012015031021,\"SATU,\nDUA\",u-1\r\n".encode()
        self.sender.request("POST", f"{base}/start").must(409, code="import-incomplete")
        for number, part in ((2, text[40:]), (1, b"wrong"), (1, text[:40])):
            sent = self.sender.put(f"{base}/parts/{number}", part, content_type="application/octet-stream").must(200)
            self.assertEqual(sent["byte_count"], len(part))
        self.sender.request("POST", f"{base}/start").must(202)
        self.sender.put(f"{base}/parts/1", b"x", content_type="application/octet-stream").must(409, code="import-state")
        done = self.wait(made)
        self.assertEqual((done["state"], done["rows_done"], done["bytes_done"]), ("completed", 1, len(text)))

    def test_a_gap_among_the_parts_is_refused(self):
        made = self.sender.post("/v1/imports", {"format": "json"}).must(201)
        self.sender.put(f"/v1/imports/{made['id']}/parts/2", b"[]", content_type="application/json").must(200)
        self.sender.request("POST", f"/v1/imports/{made['id']}/start").must(409, code="import-incomplete")
        self.sender.request("POST", f"/v1/imports/{made['id']}/cancel").must(200)
        self.sender.request("POST", f"/v1/imports/{made['id']}/start").must(409, code="import-state")

    def test_only_roles_over_everything_may(self):
        self.send([person(31)])
        part = self.caller("planner", unit="ext:u-1")
        part.post("/v1/imports", {"format": "json"}).must(403)
        part.get("/v1/imports").must(403)
        self.caller("leader").post("/v1/imports", {"format": "json"}).must(403)
        self.caller("auditor").get("/v1/imports").must(200)

    def test_an_import_says_of_nobody_that_they_left(self):
        """So it cannot take the last admin away; PATCH asks (e2e.identity)."""
        left = {"left_on": "2020-01-01", "kedudukanPnsId": "99", "bupPensiun": "58"}
        self.send([person(61)])
        done = self.send([person(61, **left), person(62, **left)])
        self.assertEqual((done["rows_unchanged"], done["rows_created"], done["rows_failed"]), (1, 1, 0))
        for key in ("ext:orang-61", "ext:orang-62"):
            self.assertIsNone(self.sender.get(f"/v1/employees/{key}").must(200)["left_on"])
        self.caller("planner").patch("/v1/employees/ext:orang-61", {"left_on": "2026-01-01"}).must(200)
        self.send([person(61, nama="NAMA BARU")])
        stored = self.sender.get("/v1/employees/ext:orang-61").must(200)
        self.assertEqual((stored["name"], stored["left_on"]), ("NAMA BARU", "2026-01-01"))

    def test_the_command_tells_what_happened(self):
        with tempfile.TemporaryDirectory() as folder:
            token, file = pathlib.Path(folder) / "token", pathlib.Path(folder) / "rows.ndjson"
            token.write_text(self.client_token("integration") + "\n", encoding="ascii")
            file.write_text(json.dumps(person(41)) + "\n" + json.dumps(person(42, nama="")) + "\n", encoding="utf-8")
            options = ("--url", f"http://127.0.0.1:{self.server.port}", "--token-file", str(token), "--part-bytes", "37")
            said = self.installation.must("import", str(file), *options, status=4)
            self.assertIn("row 2 nama: ", said)
            self.assertIn("completed: 1 created, 0 updated, 0 unchanged, 1 refused", said)
            said = self.installation.must("import", str(DEMO), *options[:4])
            self.assertIn("completed: 307 created, 0 updated, 0 unchanged, 0 refused", said)
            said = self.installation.must("import", str(DEMO), *options[:4])
            self.assertIn("completed: 0 created, 0 updated, 307 unchanged, 0 refused", said)
            self.installation.must("import", str(DEMO), "--url", "http://127.0.0.1:1", *options[2:4], status=1)


if __name__ == "__main__":
    unittest.main()
