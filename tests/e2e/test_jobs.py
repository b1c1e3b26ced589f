"""Jobs that take their process down at every claim: they are given up, say so, and can be started again.

SPDX-License-Identifier: Apache-2.0
"""
import unittest
import uuid

import concurrency
import harness
from concurrency import Session, people, until, until_waiting

DEATHS = 3  # in a row, as api/jobs.c has it
REASON = "3 processes in a row ended while they did it and got nowhere"
# Where the second batch of an import waits once wait_later() is a trigger, and who keeps it waiting.
LATER = "SELECT pg_advisory_xact_lock(4711)"


class DeadlyJobs(harness.ServerCase):
    settings = {"BANGKOM_RATE_LIMIT_PER_MINUTE": "0", "BANGKOM_STATEMENT_TIMEOUT_MS": "60000"}
    batch = 2000  # rows, as the import commits them

    def setUp(self):
        if self.server.process.poll() is not None:  # a test failed while it was killed
            self.server.start()
        self.admin = self.caller("admin")

    def die(self, session):
        """Kill the server while its job waits for what the session holds; the lease runs out at once."""
        until_waiting(self.database, 1)
        self.server.kill()
        session.end_waiting()
        until(lambda: concurrency.waiting(self.database) == 0, "its sessions end")
        self.database.rows("UPDATE jobs SET lease_until = now() WHERE state = 'running'")

    def die_at_every_claim(self, held, begin, deaths=DEATHS):
        """What begin() gave; the job that it began has cost that many processes, and another one runs."""
        with Session(self.database, held) as session:
            begun = begin()
            for i in range(deaths):
                if i > 0:
                    self.server.start()
                self.die(session)
        self.server.start()
        return begun

    def job(self, resource_id):
        [found] = self.database.rows("SELECT state, last_error FROM jobs WHERE resource_id = %s", (resource_id,))
        return found

    def send(self, rows, **query):
        target = "/v1/imports/files?" + "&".join(f"{key}={value}" for key, value in query.items())
        return self.admin.again().post(target, people(rows), content_type="application/json").must(202)["id"]

    def ended(self, import_id):
        def look():
            found = self.admin.again().get(f"/v1/imports/{import_id}").must(200)
            return found if found["state"] in ("completed", "failed", "cancelled") else None
        return until(look, "the import ends")

    def check_given_up(self, import_id):
        done = self.ended(import_id)
        self.assertEqual((done["state"], done["failure"]), ("failed", "crashed"))
        until(lambda: self.job(import_id) == ("failed", REASON), "the job says why")
        self.assertEqual([line["reason"] for line in self.server.events(msg="job failed", kind="import")], [REASON])

    def parts_of(self, import_id):
        return self.database.rows("SELECT number FROM import_parts WHERE import_id = %s", (import_id,))

    def test_an_import_is_given_up_and_started_again(self):
        import_id = self.die_at_every_claim(concurrency.IMPORT_TURN, lambda: self.send(5))
        self.check_given_up(import_id)
        again = self.admin.request("POST", f"/v1/imports/{import_id}/start").must(202)
        self.assertEqual((again["state"], again["failure"], again["finished_at"]), ("queued", None, None))
        done = self.ended(import_id)
        self.assertEqual((done["state"], done["failure"], done["rows_done"]), ("completed", None, 5))
        until(lambda: self.job(import_id) == ("done", None), "the job is done")
        self.assertEqual(self.parts_of(import_id), [])
        self.admin.request("POST", f"/v1/imports/{import_id}/start").must(409, code="import-state")

    def test_who_dies_less_often_goes_on(self):
        import_id = self.die_at_every_claim(concurrency.IMPORT_TURN, lambda: self.send(5), DEATHS - 1)
        self.assertEqual(self.ended(import_id)["state"], "completed")

    def make_the_second_batch_wait(self):
        self.database.rows(f"CREATE FUNCTION wait_later() RETURNS trigger LANGUAGE plpgsql AS"
                           f" 'BEGIN PERFORM {LATER.removeprefix('SELECT ')}; RETURN NEW; END'")
        self.addCleanup(self.database.rows, "DROP FUNCTION wait_later() CASCADE")
        self.database.rows("CREATE TRIGGER wait_later BEFORE UPDATE ON imports FOR EACH ROW"
                           f" WHEN (NEW.rows_done > {self.batch}) EXECUTE FUNCTION wait_later()")

    def test_a_dry_run_gets_on_with_no_batch(self):
        """It begins anew each time: that its first batch is done is no progress. Cancelled, it lets its file go."""
        self.make_the_second_batch_wait()
        import_id = self.die_at_every_claim(LATER, lambda: self.send(2 * self.batch, dry_run="true"))
        self.check_given_up(import_id)
        self.assertEqual(self.parts_of(import_id), [(1,)])
        self.assertEqual(self.database.rows("SELECT count(*) FROM import_previews"), [(0,)])
        self.admin.request("POST", f"/v1/imports/{import_id}/cancel").must(200)
        self.assertEqual(self.parts_of(import_id), [])

    def test_another_kind_of_job(self):
        def begin():
            evaluation_id = str(uuid.uuid4())
            self.database.rows("INSERT INTO jobs (organization_id, id, kind, resource_id, created_at)"
                               " SELECT id, gen_random_uuid(), 'evaluation_close', %s, now() FROM organizations",
                               (evaluation_id,))
            return evaluation_id
        evaluation_id = self.die_at_every_claim("LOCK TABLE evaluations IN ACCESS EXCLUSIVE MODE", begin)
        until(lambda: self.job(evaluation_id) == ("failed", REASON), "the job is given up")


if __name__ == "__main__":
    unittest.main()
