"""Trainings over HTTP: drafted, published, superseded, never changed; partners, agreements, offers, instructors, scorecards.

Rules: R-02, R-35, R-40, R-55, R-70.
SPDX-License-Identifier: Apache-2.0
"""
import datetime
import unittest
import uuid

import harness
from concurrency import at_once_before, writes_to

TODAY = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=7))).date()
MODULE = {"title": "Menyusun jadwal", "learning_outcome": "Peserta menyusun jadwal", "method": "practice", "jp": 6.25}
REASON = {"reason": "Keputusan rapat evaluasi"}


def day(offset=0):
    return (TODAY + datetime.timedelta(days=offset)).isoformat()


class Trainings(harness.ServerCase):
    def setUp(self):
        self.slug = f"o-{uuid.uuid4().hex[:12]}"
        self.make_organization(self.slug)
        self.planner, self.employee = (self.caller(role, slug=self.slug) for role in ("planner", "leader"))
        self.training = self.planner.post("/v1/trainings", {
            "external_id": "mp", "code": "MP-01", "name": "Manajemen Proyek", "form_id": 3}).must(201)
        self.versions = "/v1/trainings/ext:mp/versions"

    def draft(self, **members):
        return self.planner.post(self.versions, {"summary": "Perencanaan", "modules": [MODULE]} | members).must(201)

    def publish(self, version, status=200, code=None):
        return self.planner.post(f"{self.versions}/{version['id']}/publish", {}).must(status, code=code)

    def partner(self, name="Universitas A"):
        return self.planner.post("/v1/partners", {"name": name, "kind": "university"}).must(201)["id"]


class Versions(Trainings):
    def test_the_catalogue(self):
        forms = self.employee.get("/v1/training-forms").must(200)["data"]
        self.assertEqual(len(forms), 25)
        self.assertEqual(self.training["form_name"], "Diklat Teknis")
        self.planner.post("/v1/trainings", {"code": "MP-01", "name": "Lain", "form_id": 3}).must(409, code="already-exists")
        self.employee.post("/v1/trainings", {"code": "X", "name": "X", "form_id": 3}).must(403)
        self.planner.post("/v1/trainings/ext:mp/retire", {}).must(422)
        retired = self.planner.post("/v1/trainings/ext:mp/retire", REASON).must(200)
        self.assertEqual(retired["state"], "retired")
        self.planner.post(self.versions, {"summary": "S"}).must(409, code="wrong-state")
        self.assertEqual(self.employee.get("/v1/trainings?state=active").must(200)["data"], [])
        self.planner.post("/v1/trainings/ext:mp/reactivate", REASON).must(200)
        self.assertEqual([row["id"] for row in self.employee.get("/v1/trainings?form_id=3").must(200)["data"]],
                         [self.training["id"]])

    def test_r35_a_published_version_never_changes(self):
        first = self.draft()
        self.assertEqual((first["number"], first["state"], first["total_jp"]), (1, "draft", 6.25))
        self.planner.post(self.versions, {"summary": "S"}).must(409, code="draft-exists")
        path = f"{self.versions}/{first['id']}"
        self.planner.patch(path, {"summary": "Perencanaan proyek"}, if_match=None).must(428)
        self.planner.patch(path, {"summary": "Perencanaan proyek"}, if_match=first.headers["etag"]).must(200)
        published = self.publish(first)
        self.assertEqual(published["state"], "published")
        self.planner.patch(path, {"summary": "Lain"}).must(409, code="published-version")
        self.planner.patch(path, {"modules": []}).must(409, code="published-version")
        self.publish(first, 409, "wrong-state")
        self.assertEqual(self.employee.get(path).must(200)["summary"], "Perencanaan proyek")
        self.assertEqual(self.employee.get("/v1/trainings/ext:mp").must(200)["published_version_number"], 1)

    def test_r70_from_version_2_on_a_version_says_what_changed(self):
        self.publish(self.draft())
        second = self.planner.post(self.versions, {"copy_published": True}).must(201)
        self.assertEqual((second["number"], second["modules"][0]["jp"], second["changes"]), (2, 6.25, None))
        refused = self.publish(second, 409, "version-incomplete")
        self.assertEqual([error["pointer"] for error in refused["errors"]], ["/changes"])
        self.planner.patch(f"{self.versions}/{second['id']}", {"changes": "Studi kasus kecamatan"},
                           if_match=second.headers["etag"]).must(200)
        self.publish(second)
        listed = self.employee.get(self.versions).must(200)["data"]
        self.assertEqual([(row["number"], row["state"]) for row in listed], [(2, "published"), (1, "superseded")])
        self.assertEqual(listed[0]["changes"], "Studi kasus kecamatan")

    def test_a_version_without_modules_is_not_published(self):
        refused = self.publish(self.draft(modules=[]), 409, "version-incomplete")
        self.assertEqual([error["pointer"] for error in refused["errors"]], ["/modules"])

    def test_of_many_who_publish_at_once_one_wins(self):
        first = self.draft()
        callers = [self.caller("planner", slug=self.slug) for _ in range(6)]
        replies = at_once_before(self.database, writes_to("training_versions"), len(callers),
                                 lambda i: callers[i].post(f"{self.versions}/{first['id']}/publish", {}))
        self.assertEqual(sorted(reply.status for reply in replies), [200] + [409] * 5)
        self.assertEqual({reply.code for reply in replies if reply.status == 409}, {"wrong-state"})


class Partners(Trainings):
    def agreement(self, number, until, status=201, code=None, **members):
        body = {"partner_id": self.partner_id, "kind": "pks", "number": number, "title": "Pelatihan",
                "valid_from": day(-100), "valid_until": until} | members
        return self.planner.post("/v1/agreements", body).must(status, code=code)

    def setUp(self):
        super().setUp()
        self.partner_id = self.partner()

    def numbers(self, query):
        return [row["number"] for row in self.planner.get("/v1/agreements?" + query).must(200)["data"]]

    def test_an_agreement_ends_on_its_last_day(self):
        self.agreement("yesterday", day(-1))
        self.agreement("today", day(0), training_ids=["ext:mp"])
        self.agreement("later", day(91))
        self.assertEqual(self.numbers(f"valid_on={day(0)}"), ["today", "later"])
        self.assertEqual(self.numbers("expiring=true"), ["today"])
        self.assertEqual(self.numbers("expiring_within_days=91"), ["today", "later"])
        self.assertEqual(self.numbers("training_id=ext:mp"), ["yesterday", "today", "later"])
        first = self.planner.get("/v1/agreements?limit=1").must(200)
        self.assertEqual(self.numbers(f"cursor={first['next_cursor']}"), ["today", "later"])

    def test_a_renewal_leaves_the_earlier_agreement(self):
        first = self.agreement("1", day(10))
        self.agreement("2", day(10), 422, renews_agreement_id=first["id"])
        second = self.agreement("2", day(375), renews_agreement_id=first["id"])
        self.assertEqual(self.planner.get("/v1/agreements/" + first["id"]).must(200).json, first.json)
        path = f"/v1/agreements/{second['id']}/terminate"
        self.assertEqual(self.planner.post(path, REASON).must(200)["state"], "terminated")
        self.planner.post(path, REASON).must(409, code="wrong-state")

    def test_accreditations_hold_from_day_to_day(self):
        path = f"/v1/partners/{self.partner_id}/accreditations"
        body = {"body": "LAN", "grade": "A", "decree_number": "SK-1", "valid_from": day(-10), "valid_until": day(-1)}
        made = self.planner.post(path, body).must(201)
        self.assertEqual(self.planner.get(made.headers["location"]).must(200).json, made.json)
        other = self.planner.post("/v1/partners", {"name": "Mitra Lain", "kind": "university"}).must(201)["id"]
        self.planner.get(f"/v1/partners/{other}/accreditations/{made['id']}").must(404)
        self.assertEqual(len(self.planner.get(f"{path}?valid_on={day(-1)}").must(200)["data"]), 1)
        self.assertEqual(self.planner.get(f"{path}?valid_on={day(0)}").must(200)["data"], [])

    def test_offers_and_instructors(self):
        offer = {"partner_id": self.partner_id, "training_id": "ext:mp", "price_rupiah": 45000000, "capacity": 30,
                 "lead_time_days": 14, "valid_from": day(0)}
        made = self.planner.post("/v1/offers", offer).must(201)
        self.planner.post("/v1/offers", offer).must(409, code="conflict")
        self.planner.patch(f"/v1/offers/{made['id']}", {"price_rupiah": 40000000}, if_match=made.headers["etag"]).must(200)
        instructor = self.planner.post("/v1/instructors", {"partner_id": self.partner_id, "name": "Contoh Pengajar"}).must(201)
        self.assertEqual(self.employee.get("/v1/instructors?internal=false").must(200)["data"][0]["id"], instructor["id"])
        self.planner.post(f"/v1/partners/{self.partner_id}/deactivate", REASON).must(200)
        self.planner.post("/v1/instructors", {"partner_id": self.partner_id, "name": "Lain"}).must(409, code="wrong-state")

    def test_r55_scorecards_are_json_and_csv(self):
        for report in ("partner-scorecard", "instructor-scorecard"):
            made = self.planner.get("/v1/reports/" + report).must(200)
            self.assertEqual((made["data"], made["prior_judgements"], made["overall_mean_score"]), ([], 10, None))
            table = self.planner.get("/v1/reports/" + report, Accept="text/csv").must(200)
            self.assertTrue(table.body.startswith(b"id,name,sessions_held,evaluations,judgements,figures,mean_score"))
            self.employee.get("/v1/reports/" + report).must(403)


if __name__ == "__main__":
    unittest.main()
