"""The commands as an operator or a script sees them: help, exit statuses, messages, what they leave behind.

SPDX-License-Identifier: Apache-2.0
"""
import json
import os
import pathlib
import signal
import socket
import subprocess
import time
import unittest

import harness

COMMANDS = ["serve", "migrate", "seed", "token", "client", "key", "import", "config", "version"]
DEMO = pathlib.Path(os.environ.get("BANGKOM_SOURCE", pathlib.Path(__file__).parents[2])) / "deploy" / "demo"


def run(*arguments, **settings):
    """A command with these BANGKOM_ variables and no others."""
    names = {name: value for name, value in os.environ.items() if not name.startswith("BANGKOM_")}
    return subprocess.run([harness.PROGRAM, *arguments], env=names | settings, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=60, check=False)


class Help(unittest.TestCase):
    def test_every_command_explains_itself_without_any_setting(self):
        for command in COMMANDS:
            with self.subTest(command=command):
                done = run(command, "--help")
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertTrue(done.stdout.startswith(f"Usage: bangkom {command}"), done.stdout)
                self.assertIn("Exit status: 0 done, 1 failed, 2 usage, 3 configuration, 4 not found", done.stdout)

    def test_the_program_lists_its_commands(self):
        for word in ("--help", "-h", "help"):
            done = run(word)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            for command in COMMANDS:
                self.assertIn(f"\n  {command} ", done.stdout)

    def test_arguments_that_make_no_sense_are_a_usage_error(self):
        good = {"BANGKOM_DATABASE_URL": "postgresql:///nowhere"}
        for arguments, complaint in (
                ((), "Usage: bangkom COMMAND"), (("dance",), "no command 'dance'"),
                (("migrate", "--fast"), "unknown argument --fast"), (("migrate", "--to"), "a value is missing"),
                (("migrate", "--to", "0"), "--to must be a number from 1"), (("migrate", "--to=x"), "--to must be"),
                (("seed",), "missing DIR"), (("seed", "a", "b"), "unknown argument b"),
                (("version", "--help=yes"), "unknown argument"), (("key",), "missing VERB"), (("key", "turn"), "no verb 'turn'"),
                (("client",), "missing VERB"),
                (("client", "dance"), "no verb 'dance'"), (("client", "list"), "--organization is missing"),
                (("client", "list", "--organization", "x", "--json=1"), "no value belongs to --json"),
                (("client", "create", "x", "--organization", "y", "--role", "king"), "no role 'king'"),
                (("token", "--organization", "x"), "one of --client and --employee"),
                (("token", "--organization", "x", "--client", "a", "--employee", "b"), "one of --client"),
                (("token", "--organization", "x", "--client", "a", "--ttl", "-1"), "--ttl must be")):
            with self.subTest(arguments=arguments):
                done = run(*arguments, **good)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn(complaint, done.stderr)

    def test_version(self):
        self.assertRegex(run("version").stdout, r"^bangkom \d+\.\d+\.\d+\n$")


class Configuration(unittest.TestCase):
    def test_a_wrong_setting_is_named_and_nothing_starts(self):
        for settings, complaint in (
                ({}, "BANGKOM_DATABASE_URL: is not set"),
                ({"BANGKOM_DATABASE_URL": "postgresql:///x", "BANGKOM_PORT": "http"}, "BANGKOM_PORT: 'http'"),
                ({"BANGKOM_DATABASE_URL": "mysql://x"}, "BANGKOM_DATABASE_URL: must start with postgresql://")):
            for command in (("serve",), ("migrate",), ("seed", "x"), ("client", "list", "--organization", "x"),
                            ("token", "--organization", "x", "--client", "y")):
                with self.subTest(settings=settings, command=command):
                    done = run(*command, **settings)
                    self.assertEqual((done.returncode, done.stdout), (3, ""))
                    self.assertIn(complaint, done.stderr)

    def test_a_mistyped_variable_is_pointed_out(self):
        done = run("config", BANGKOM_DATABASE_URL="postgresql:///x", BANGKOM_PROT="1")
        self.assertEqual(done.returncode, 0)
        self.assertIn("BANGKOM_PROT: is no variable of bangkom; did you mean BANGKOM_PORT?", done.stderr)

    def test_config_shows_all_but_passwords(self):
        done = run("config", BANGKOM_DATABASE_URL="postgresql://me:geheim@host/x")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("BANGKOM_PORT", done.stdout)
        self.assertNotIn("geheim", done.stdout)

    def test_config_shows_what_it_can_of_a_wrong_one(self):
        done = run("config", BANGKOM_PORT="99999")
        self.assertEqual(done.returncode, 3)
        self.assertIn("BANGKOM_THREADS", done.stdout)
        self.assertIn("BANGKOM_PORT: '99999'", done.stderr)

    def test_a_key_that_cannot_be_used_stops_the_server(self):
        done = run("serve", BANGKOM_DATABASE_URL="postgresql:///x", BANGKOM_HOME="/dev/null", BANGKOM_PORT="0")
        self.assertEqual(done.returncode, 3)
        self.assertIn("bangkom: cannot start: ", done.stderr)
        self.assertIn("/dev/null/signing-key.pem", done.stderr)


class Commands(unittest.TestCase):
    """Commands on a database of their own, empty at first."""

    def setUp(self):
        self.installation = harness.Installation()
        self.addCleanup(self.installation.close)
        self.must, self.run_command = self.installation.must, self.installation.run

    def rows(self, sql):
        return self.installation.database.rows(sql)


class Migrate(Commands):
    def test_applies_once(self):
        count = int(self.must("migrate").split()[0])
        self.assertGreaterEqual(count, 4)
        self.assertEqual(self.must("migrate"), "0 applied\n")
        self.assertEqual(self.rows("SELECT count(*) FROM schema_migrations"), [(count,)])

    def test_stops_at_a_number(self):
        self.assertEqual(self.must("migrate", "--to", "2"), "2 applied\n")
        self.assertEqual(self.rows("SELECT max(number) FROM schema_migrations"), [(2,)])
        self.must("migrate")

    def test_two_at_once_do_it_once(self):
        environment = self.installation.environment()
        both = [subprocess.Popen([harness.PROGRAM, "migrate"], env=environment, stdout=subprocess.PIPE, text=True)
                for _ in range(2)]
        said = [int(process.communicate(timeout=60)[0].split()[0]) for process in both]
        self.assertEqual([process.returncode for process in both], [0, 0])
        self.assertEqual(min(said), 0)
        self.assertGreaterEqual(max(said), 4)

    def test_an_owner_and_a_server_without_any_privilege_are_enough(self):
        """The roles of deploy/roles.sql, under other names."""
        database, tag = self.installation.database, f"{os.getpid()}"
        self.must("migrate")  # somewhere in the cluster the role bangkom_app is made
        database.close()
        for role in (f"e2e_owner_{tag}", f"e2e_server_{tag}"):
            database.run(f"CREATE ROLE {role} LOGIN IN ROLE bangkom_app")
            self.addCleanup(database.run, f"DROP ROLE {role}")
        database.create(owner=f"e2e_owner_{tag}")
        self.addCleanup(database.close)
        users = {"BANGKOM_DATABASE_URL": database.url_of(f"e2e_server_{tag}"),
                 "BANGKOM_OWNER_DATABASE_URL": database.url_of(f"e2e_owner_{tag}")}
        self.must("migrate", **users)
        self.must("client", "create", "a", "--organization", "kota-uji", "--create-organization", "x", "--role",
                  "admin", **users)
        token = self.must("token", "--organization", "kota-uji", "--client", "a", **users).strip()
        server = harness.Server(self.installation, **users)
        self.addCleanup(server.stop)
        server.connect(token).get("/v1/me").must(200)

    def test_a_database_that_is_away_is_a_failure_without_its_password(self):
        done = self.run_command("migrate", BANGKOM_DATABASE_URL="postgresql://me:geheim@127.0.0.1:1/x")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("bangkom: cannot migrate: ", done.stderr)
        self.assertNotIn("geheim", done.stderr)


class Clients(Commands):
    def setUp(self):
        super().setUp()
        self.must("migrate")
        self.made = dict(line.split("=", 1) for line in self.client("create", "pertama", "--role", "admin,planner",
                                                                    "--create-organization", "Kota Uji").split())

    def client(self, verb, *arguments, **options):
        return self.must("client", verb, *arguments, "--organization", "kota-uji", **options)

    def test_the_first_client_bootstraps_an_organization(self):
        self.assertEqual(self.rows("SELECT slug, name FROM organizations"), [("kota-uji", "Kota Uji")])
        self.assertEqual(self.rows("SELECT role, unit_id, granted_by FROM role_assignments ORDER BY role"),
                         [("admin", None, None), ("planner", None, None)])
        stored = self.rows("SELECT secret_hash FROM clients")[0][0]
        self.assertTrue(stored.startswith("$scrypt$"))
        self.assertNotIn(self.made["client_secret"], stored)

    def test_its_secret_and_its_token_work(self):
        server = harness.Server(self.installation)
        self.addCleanup(server.stop)
        form = f"grant_type=client_credentials&client_id={self.made['client_id']}&client_secret=" \
               f"{self.made['client_secret']}"
        given = server.connect().post("/oauth/token", form, content_type="application/x-www-form-urlencoded").must(200)
        printed = self.must("token", "--organization", "kota-uji", "--client", "pertama", "--ttl", "60").strip()
        for token in (given["access_token"], printed):
            me = server.connect(token).get("/v1/me").must(200)
            self.assertEqual((me["id"], me["name"], me["organization"]["slug"]),
                             (self.made["client_id"], "pertama", "kota-uji"))

    def test_life_of_a_client(self):
        other = json.loads(self.client("create", "simpeg", "--role", "integration", "--json"))
        self.assertEqual(other["name"], "simpeg")
        self.assertEqual([line.split("\t")[1:] for line in self.client("list").splitlines()],
                         [["in force", "pertama"], ["in force", "simpeg"]])
        rotated = json.loads(self.client("rotate-secret", "simpeg", "--json"))
        self.assertNotEqual(rotated["client_secret"], other["client_secret"])
        self.assertEqual(self.client("revoke", "simpeg"), "")
        listed = [json.loads(line) for line in self.client("list", "--json").splitlines()]
        self.assertEqual([entry["revoked_at"] is None for entry in listed], [True, False])
        self.client("rotate-secret", "simpeg", status=1)
        self.must("token", "--organization", "kota-uji", "--client", "simpeg", status=1)

    def test_a_name_is_given_once(self):
        done = self.run_command("client", "create", "pertama", "--organization", "kota-uji")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("the client was not made: ", done.stderr)

    def test_the_last_admin_stays(self):
        self.client("revoke", "pertama", status=1)
        self.assertEqual(self.rows("SELECT revoked_at FROM clients"), [(None,)])

    def test_what_does_not_exist_is_status_4(self):
        for arguments in (("client", "list", "--organization", "entah"), ("client", "revoke", "entah"),
                          ("client", "create", "x", "--role", "planner", "--unit", "ext:entah"),
                          ("token", "--client", "entah"), ("token", "--employee", "nip:196911131992122901"),
                          ("token", "--employee", "ext:a/b?c#d%")):
            with self.subTest(arguments=arguments):
                where = () if "--organization" in arguments else ("--organization", "kota-uji")
                done = self.run_command(*arguments, *where)
                self.assertEqual((done.returncode, done.stdout), (4, ""), done.stderr)
                self.assertTrue(done.stderr.startswith("bangkom: "), done.stderr)
        self.assertEqual(self.rows("SELECT count(*) FROM clients"), [(1,)])

    def test_what_was_done_is_on_record(self):
        self.assertEqual(self.rows("SELECT DISTINCT principal_id, principal_name FROM audit_events"),
                         [(None, "bangkom")])


def seed_files(directory, **files):
    for name, content in files.items():
        (directory / (name.replace("_", "-") + ".json")).write_text(json.dumps(content), encoding="utf-8")


class Seed(Commands):
    COUNTED = ("units", "positions", "employees", "competencies", "position_standards", "assessments", "clients",
               "role_assignments", "organizations")

    def setUp(self):
        super().setUp()
        self.must("migrate")
        self.directory = self.installation.home / "data"
        self.directory.mkdir()

    def seed(self, directory=None, status=0):
        done = self.run_command("seed", directory or self.directory)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done

    def state(self):
        """How many rows there are, and every version."""
        counts = [self.rows(f"SELECT count(*) FROM {table}")[0][0] for table in self.COUNTED]
        versions = self.rows("SELECT sum(version) FROM employees")[0][0]
        changes = self.rows("SELECT count(*) FROM audit_events WHERE resource_type <> 'import'")[0][0]
        return dict(zip(self.COUNTED, counts)), versions, changes

    def test_the_demonstration_loads_and_a_second_run_changes_nothing(self):
        done = self.seed(DEMO)
        self.assertEqual(done.stderr.replace("bangkom: organization kota-palembang made\n", ""), "")
        loaded = self.state()
        counts = loaded[0]
        self.assertEqual(counts["employees"], len(json.loads((DEMO / "employees.json").read_text())))
        self.assertEqual(counts["competencies"], len(json.loads((DEMO / "competencies.json").read_text())))
        self.assertEqual(counts["assessments"], len(json.loads((DEMO / "assessments.json").read_text())))
        self.assertEqual(counts["clients"], 3)
        self.assertEqual(self.rows("SELECT state, count(*) FROM instrument_versions JOIN instrument_items i"
                                   " ON i.instrument_version_id = instrument_versions.id GROUP BY state"), [("published", 8)])
        self.seed(DEMO)
        self.assertEqual(self.state(), loaded)
        for line in (DEMO / "tokens.tsv").read_text().splitlines():
            if not line.startswith("#"):
                kind, _, key = line.split("\t")[1].partition(":")
                self.must("token", "--organization", "kota-palembang", f"--{kind}", key)

    def test_an_organization_alone_is_enough(self):
        seed_files(self.directory, organization={"slug": "kota-uji", "name": "Kota Uji"})
        self.seed()
        self.assertEqual(self.rows("SELECT slug, name FROM organizations"), [("kota-uji", "Kota Uji")])

    def test_what_is_refused_is_named_and_the_rest_is_loaded(self):
        good = json.loads((DEMO / "competencies.json").read_text())[0]
        seed_files(self.directory, organization={"slug": "kota-uji", "name": "Kota Uji"},
                   competencies=[{"code": "T.0", "nama": "salah"}, good],
                   standards=[{"items": []}, {"position": "ext:entah", "valid_from": "2026-01-01", "items": []}],
                   clients=[{"name": "a", "roles": [{"role": "king"}, {"role": "admin", "unit": None}]}],
                   role_assignments=[{"employee": "nip:196911131992122901", "role": "admin", "unit": None}])
        done = self.seed(status=1)
        for complaint in ("competencies.json entry 1: ", "/nama", "standards.json entry 1: position is missing",
                          "standards.json entry 2: ", "clients.json entry 1: ", "role-assignments.json entry 1: "):
            self.assertIn(complaint, done.stderr)
        self.assertIn("competencies.json: 1 loaded, 0 there already, 1 refused\n", done.stdout)
        self.assertEqual(self.rows("SELECT role FROM role_assignments"), [("admin",)])

    def test_files_that_cannot_be_read(self):
        done = self.seed(status=1)
        self.assertIn("organization.json: is missing", done.stderr)
        (self.directory / "organization.json").write_text('{"slug": "kota-uji"')
        self.assertIn("organization.json: line 1, column ", self.seed(status=1).stderr)
        seed_files(self.directory, organization={"slug": "Kota Uji!", "name": "x"})
        self.assertIn("cannot make the organization", self.seed(status=1).stderr)
        seed_files(self.directory, organization={"slug": "kota-uji", "name": "x"}, competencies={})
        self.assertIn("competencies.json: must be an array", self.seed(status=1).stderr)
        self.seed(self.installation.home / "nowhere", status=1)


class Serve(unittest.TestCase):
    def setUp(self):
        self.installation = harness.Installation()
        self.addCleanup(self.installation.close)

    def server(self, **options):
        server = harness.Server(self.installation, **options)
        self.addCleanup(lambda: server.process.poll() is None and server.kill())
        return server

    def test_sigterm_lets_a_request_that_has_begun_end(self):
        self.installation.must("migrate")
        server = self.server()
        client = socket.create_connection(("127.0.0.1", server.port), timeout=30)
        self.addCleanup(client.close)
        client.sendall(b"POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n"
                       b"Content-Type: application/x-www-form-urlencoded\r\n\r\na")
        time.sleep(0.2)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        self.assertIsNone(server.process.poll())
        with self.assertRaises(OSError):
            socket.create_connection(("127.0.0.1", server.port), timeout=5).close()
        client.sendall(b"=bc")
        answer = client.recv(65536)
        self.assertTrue(answer.startswith(b"HTTP/1.1 4"), answer)
        self.assertIn(b"Connection: close", answer)
        server.stop()
        said = [event["msg"] for event in server.events() if event["msg"] != "request"]
        self.assertEqual(said, ["listening", "draining", "stopped"])

    def test_sigint_ends_and_sighup_does_not(self):
        self.installation.must("migrate")
        server = self.server()
        server.process.send_signal(signal.SIGHUP)
        time.sleep(0.2)
        server.connect().get("/healthz").must(200)
        server.stop(signal.SIGINT)

    def test_it_listens_where_it_says(self):
        server = self.server(wait_ready=False)
        self.assertEqual([(event["host"], event["port"]) for event in server.events(msg="listening")],
                         [("127.0.0.1", str(server.port))])
        server.stop()

    def test_a_taken_port_is_a_failure(self):
        server = self.server(wait_ready=False)
        done = self.installation.run("serve", BANGKOM_PORT=server.port)
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"cannot listen on 127.0.0.1 port {server.port}: ", done.stderr)
        server.stop()

    def test_the_database_may_come_later(self):
        database = self.installation.database
        database.close()
        server = self.server(wait_ready=False)
        reply = server.connect().get("/readyz").must(503, code="unavailable")
        self.assertEqual(reply["checks"]["database"], "failed")
        server.connect().get("/healthz").must(200)
        database.create()
        self.installation.must("migrate")
        server.wait_ready()
        database.cut_connections()
        server.wait_ready()
        server.stop()

    def test_it_migrates_when_told_to_also_later(self):
        server = self.server(BANGKOM_AUTO_MIGRATE="true")
        server.stop()
        self.assertEqual(len(server.events(msg="migrated")), 1)
        database = self.installation.database
        database.close()
        server = self.server(wait_ready=False, BANGKOM_AUTO_MIGRATE="true")
        server.connect().get("/readyz").must(503)
        database.create()
        server.wait_ready()
        server.stop()

    def test_it_tells_the_service_manager(self):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            path = str(self.installation.home / "notify")
            manager.bind(path)
            manager.settimeout(10)
            server = self.server(wait_ready=False, NOTIFY_SOCKET=path)
            self.assertEqual(manager.recv(100), b"READY=1")
            server.stop()
            self.assertEqual(manager.recv(100), b"STOPPING=1")


if __name__ == "__main__":
    unittest.main()
