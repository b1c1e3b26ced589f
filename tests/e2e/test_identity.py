"""Clients, roles, the trail and /v1/me over HTTP: what takes effect at once, and what never gets out.

SPDX-License-Identifier: Apache-2.0
"""
import time
import unittest
import uuid

import harness

NIP = "199001012015041001"


class Identity(harness.ServerCase):
    def setUp(self):
        self.admin = self.caller("admin")

    def register(self, **options):
        return self.admin.post("/v1/clients", {"name": f"Klien {uuid.uuid4().hex}"}, **options).must(201)

    def log_in(self, client_id, secret):
        form = f"grant_type=client_credentials&client_id={client_id}&client_secret={secret}"
        return self.server.connect().request("POST", "/oauth/token", form,
                                             content_type="application/x-www-form-urlencoded", check=False)

    def token_of(self, made):
        return self.log_in(made["id"], made["client_secret"]).must(200)["access_token"]

    def grant(self, status=201, code=None, caller=None, **members):
        body = {"unit_id": None} | members
        return (caller or self.admin).post("/v1/role-assignments", body).must(status, code=code)

    def unit(self, parent=None):
        return self.admin.post("/v1/units", {"name": "Dinas", "kind": "agency", "parent_id": parent}).must(201)["id"]

    @staticmethod
    def act(caller, client_id, action):
        """An action on a client; it has no body."""
        return caller.request("POST", f"/v1/clients/{client_id}/{action}")

    def me(self, token):
        return self.server.connect(token).get("/v1/me")


class Clients(Identity):
    def test_the_secret_is_shown_once_and_kept_nowhere(self):
        key = uuid.uuid4().hex
        made = self.register(Idempotency_Key=key)
        self.assertEqual(made.headers["location"], "/v1/clients/" + made["id"])
        found = self.admin.get("/v1/clients/" + made["id"]).must(200)
        self.assertNotIn("client_secret", found.json)
        for table in ("clients", "audit_events", "outbox_events", "idempotency_keys"):
            kept = self.database.rows(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s",
                                      (f"%{made['client_secret']}%",))
            self.assertEqual(kept, [(0,)], table)

    def test_a_client_is_renamed_with_its_version(self):
        made = self.register()
        target = "/v1/clients/" + made["id"]
        self.admin.patch(target, {"name": "Lain"}, if_match=None).must(428)
        name = f"Lain {made['id']}"
        self.assertEqual(self.admin.patch(target, {"name": name}, if_match='"v1"').must(200)["name"], name)
        self.admin.patch(target, {"name": "Lagi"}, if_match='"v1"').must(412)
        other = self.register()
        self.admin.patch("/v1/clients/" + other["id"], {"name": name}).must(409, code="already-exists")

    def test_a_rotated_secret_replaces_the_old_one(self):
        made = self.register()
        fresh = self.act(self.admin, made["id"], "rotate-secret").must(200)
        self.assertNotEqual(fresh["client_secret"], made["client_secret"])
        self.log_in(made["id"], made["client_secret"]).must(401)
        self.me(self.token_of(fresh)).must(200)

    def test_a_revoked_client_is_refused_at_once(self):
        made = self.register()
        token = self.token_of(made)
        self.me(token).must(200)
        self.act(self.admin, made["id"], "revoke").must(200)
        self.me(token).must(401)
        self.log_in(made["id"], made["client_secret"]).must(401)
        for action in ("revoke", "rotate-secret"):
            self.act(self.admin, made["id"], action).must(409, code="client-revoked")
        self.grant(409, "client-revoked", client_id=made["id"], role="auditor")

    def test_r01_nobody_revokes_themselves(self):
        own = self.admin.get("/v1/me").must(200)["id"]
        self.act(self.admin, own, "revoke").must(403, code="own-case")

    def test_r02_a_part_of_the_organization_has_no_clients(self):
        made, partial = self.register(), self.caller("admin", unit=self.unit())
        self.assertEqual(partial.get("/v1/clients").must(200)["data"], [])
        partial.get("/v1/clients/" + made["id"]).must(404)
        partial.post("/v1/clients", {"name": "Lain"}).must(403)
        for action in ("revoke", "rotate-secret"):
            self.act(partial, made["id"], action).must(404)

    def test_only_admins_get_there(self):
        for role in ("planner", "auditor", "integration"):
            self.caller(role).get("/v1/clients").must(403)


class SigningKeys(Identity):
    def key_ids(self):
        return [key["kid"] for key in self.server.connect().get("/.well-known/jwks.json").must(200)["keys"]]

    def issue(self):
        return self.installation.must("token", "--organization", self.slug, "--client", f"first-{self.slug}").strip()

    def test_the_key_is_rotated_while_the_server_runs(self):
        """Tokens of either key are good at any time; a retired key is gone once its file is."""
        before, [old] = self.issue(), self.key_ids()
        self.me(before).must(200)
        new = self.installation.must("key", "rotate").strip()
        after = self.issue()
        time.sleep(1.1)  # keys are read again at most once a second
        for token in (after, before):
            self.me(token).must(200)
        self.assertEqual(set(self.key_ids()), {old, new})
        self.me(self.token_of(self.register())).must(200)
        retired = self.installation.home / f"signing-key.pem.retired-{old}"
        self.assertEqual(retired.stat().st_mode & 0o777, 0o600)
        retired.unlink()
        other = harness.Server(self.installation)
        self.addCleanup(other.stop)
        other.connect(before).get("/v1/me").must(401)
        other.connect(after).get("/v1/me").must(200)


class Roles(Identity):
    def employee_of(self, unit, nip):
        return self.admin.post("/v1/employees", {"nip": nip, "name": "Contoh", "kind": "pns",
                                                 "unit_id": unit}).must(201)["id"]

    def test_a_role_works_from_the_grant_to_the_revocation(self):
        made = self.register()
        caller = self.server.connect(self.token_of(made))
        caller.get("/v1/audit-events").must(403)
        role = self.grant(client_id=made["id"], role="auditor")
        caller.get("/v1/audit-events").must(200)
        self.grant(409, "already-exists", client_id=made["id"], role="auditor")
        target = f"/v1/role-assignments/{role['id']}"
        self.assertIsNotNone(self.admin.post(target + "/revoke", {"reason": "Selesai"}).must(200)["revoked_at"])
        caller.get("/v1/audit-events").must(403)
        self.admin.post(target + "/revoke").must(409, code="role-assignment-revoked")
        events = self.admin.get(f"/v1/audit-events?resource_id={role['id']}").must(200)["data"]
        self.assertEqual([(e["operation"], e["reason"]) for e in events],
                         [("role_assignments_revoke", "Selesai"), ("role_assignments_create", None)])

    def test_the_last_admin_does_not_leave(self):
        slug = "kota-terakhir"
        self.make_organization(slug)
        admin, planner = (self.caller(role, slug=slug) for role in ("admin", "planner"))
        unit = admin.post("/v1/units", {"name": "Dinas", "kind": "agency"}).must(201)["id"]
        last, next_one = (admin.post("/v1/employees", {"nip": nip, "name": "Contoh", "kind": "pns", "unit_id": unit}).must(201)["id"]
                          for nip in ("199001012015041801", "199001012015041802"))
        admin.post("/v1/role-assignments", {"employee_id": last, "role": "admin", "unit_id": None}).must(201)
        them = self.employee(last, slug=slug)
        for role in list(them.pages("/v1/role-assignments?role=admin&revoked=false")):
            if role["client_id"] is not None:
                them.post(f"/v1/role-assignments/{role['id']}/revoke").must(200)
        leaving = {"left_on": "2026-01-01"}
        planner.patch(f"/v1/employees/{last}", leaving).must(409, code="last-admin")
        planner.patch(f"/v1/employees/{next_one}", leaving).must(200)
        planner.patch(f"/v1/employees/{next_one}", {"left_on": None}).must(200)
        them.post("/v1/role-assignments", {"employee_id": next_one, "role": "admin", "unit_id": None}).must(201)
        planner.patch(f"/v1/employees/{last}", leaving).must(200)

    def test_exactly_one_bearer(self):
        reply = self.grant(422, role="planner")
        self.assertEqual([(e["pointer"], e["rule"]) for e in reply["errors"]], [("", "exactly-one")])
        self.grant(422, "reference-not-found", role="planner", client_id=str(uuid.uuid4()))

    def test_r01_nobody_grants_to_or_revokes_from_themselves(self):
        own = self.admin.get("/v1/me").must(200)["id"]
        self.grant(403, "own-case", client_id=own, role="approver")
        roles = self.admin.get(f"/v1/role-assignments?client_id={own}").must(200)["data"]
        self.admin.post(f"/v1/role-assignments/{roles[0]['id']}/revoke").must(403, code="own-case")

    def test_r02_an_admin_of_a_unit_stays_within_it(self):
        unit, other = self.unit(), self.unit()
        below = self.unit(unit)
        self.employee_of(below, NIP)
        stranger = self.employee_of(other, "199001012015041002")
        partial = self.caller("admin", unit=unit)
        role = self.grant(caller=partial, employee_id="nip:" + NIP, role="leader", unit_id=below)
        self.grant(403, "forbidden", partial, employee_id="nip:" + NIP, role="leader")
        self.grant(422, "reference-not-found", partial, employee_id="nip:" + NIP, role="leader", unit_id=other)
        self.grant(422, "reference-not-found", partial, employee_id=stranger, role="leader", unit_id=below)
        outside = self.grant(employee_id=stranger, role="leader", unit_id=other)
        partial.get("/v1/role-assignments/" + outside["id"]).must(404)
        partial.post(f"/v1/role-assignments/{outside['id']}/revoke").must(404)
        seen = {entry["unit_id"] for entry in partial.pages("/v1/role-assignments", limit=1)}
        self.assertEqual(seen, {unit, below})
        partial.post(f"/v1/role-assignments/{role['id']}/revoke").must(200)

    def test_me_says_who_calls_and_what_they_may_do(self):
        unit = self.unit()
        made = self.caller("leader", "planner", unit=unit).get("/v1/me").must(200)
        self.assertEqual((made["kind"], made["organization"]["slug"]), ("client", self.slug))
        self.assertEqual({(r["role"], r["unit_id"], r["unit_name"]) for r in made["roles"]},
                         {("leader", unit, "Dinas"), ("planner", unit, "Dinas")})
        self.server.connect().get("/v1/me").must(401)

    def test_an_employee_is_somebody_without_any_role(self):
        nip = "199001012015041003"
        own = self.employee_of(self.unit(), nip)
        me = self.employee("nip:" + nip).get("/v1/me").must(200)
        self.assertEqual((me["id"], me["kind"], me["name"], me["roles"]), (own, "employee", "Contoh", []))


class Trail(Identity):
    def test_events_are_read_back_with_what_was_written(self):
        unit = self.unit()
        event, = self.caller("auditor").get(f"/v1/audit-events?resource_type=unit&resource_id={unit}").must(200)["data"]
        self.assertEqual((event["operation"], event["detail"]["id"], event["resource_version"]),
                         ("units_create", unit, 1))
        self.assertEqual(event["principal_id"], self.admin.get("/v1/me").must(200)["id"])
        self.assertEqual(self.admin.get("/v1/audit-events/" + event["id"]).must(200).json, event)
        around = f"/v1/audit-events?resource_id={unit}&from={event['at']}"
        self.assertEqual(len(self.admin.get(around).must(200)["data"]), 1)
        self.assertEqual(self.admin.get(around + f"&until={event['at']}").must(200)["data"], [])

    def test_pages_are_newest_first_and_whole(self):
        for _ in range(5):
            self.unit()
        events = list(self.admin.pages("/v1/audit-events?operation=units_create", limit=2))
        self.assertGreaterEqual(len(events), 5)
        self.assertEqual(events, sorted(events, key=lambda event: event["id"], reverse=True))

    def test_r02_a_part_of_the_organization_has_no_trail(self):
        partial = self.caller("auditor", unit=self.unit())
        self.assertEqual(partial.get("/v1/audit-events").must(200)["data"], [])
        event = self.admin.get("/v1/audit-events?limit=1").must(200)["data"][0]
        partial.get("/v1/audit-events/" + event["id"]).must(404)

    def test_r03_another_organization_has_its_own(self):
        self.unit()
        self.make_organization("kabupaten-uji")
        other = self.caller("admin", slug="kabupaten-uji")
        events = list(other.pages("/v1/audit-events"))
        self.assertTrue(events)
        self.assertFalse({"units_create"} & {event["operation"] for event in events})


if __name__ == "__main__":
    unittest.main()
