"""What the server tells about itself: the document, the page that shows it, the catalogue of problems, metrics.

SPDX-License-Identifier: Apache-2.0
"""
import html.parser
import re
import shutil
import subprocess
import tempfile
import unittest
import urllib.parse

import contract
import harness
import jsonschema
from operations import Document

SAMPLE = re.compile(r'([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (\S+)')
TYPES = {"counter", "gauge", "histogram"}


class OpenApi(harness.ServerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.raw = contract.of(cls.server.port).document
        cls.document = Document(cls.raw)

    def test_the_frame(self):
        self.assertRegex(self.raw["openapi"], r"^3\.1\.\d+$")
        for member in ("title", "version"):
            self.assertIsInstance(self.raw["info"][member], str)
        self.assertLessEqual(set(self.raw), {"openapi", "info", "servers", "tags", "security", "components", "paths"})
        self.assertIn("bearer", self.raw["components"]["securitySchemes"])

    def nodes(self, node):
        yield node
        for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            yield from self.nodes(inner)

    def test_every_reference_leads_somewhere(self):
        found = [node["$ref"] for node in self.nodes(self.raw) if isinstance(node, dict) and "$ref" in node]
        self.assertTrue(found)
        for reference in found:
            self.document.resolve({"$ref": reference})

    def test_every_schema_is_one(self):
        schemas = list(self.raw["components"]["schemas"].values())
        for node in self.nodes(self.raw["paths"]):
            if isinstance(node, dict) and isinstance(node.get("schema"), dict):
                schemas.append(node["schema"])
        self.assertGreater(len(schemas), 50)
        for schema in schemas:
            jsonschema.Draft202012Validator.check_schema(schema)

    def test_operations(self):
        ids = [operation.id for operation in self.document.operations]
        self.assertEqual(len(ids), len(set(ids)))
        tags = {tag["name"] for tag in self.raw["tags"]}
        for operation in self.document.operations:
            with self.subTest(operation.id):
                self.assertTrue(operation.body["summary"])
                self.assertLessEqual(set(operation.body["tags"]), tags)
                self.assertEqual(set(re.findall(r"\{(\w+)\}", operation.path)), set(operation.named("path")))
                self.assertTrue(all(parameter["required"] for parameter in operation.named("path").values()))
                places = [(parameter["in"], parameter["name"]) for parameter in operation.parameters]
                self.assertEqual(len(places), len(set(places)))
                self.assertIn("default", operation.body["responses"])
                self.assertTrue(any(200 <= status < 300 for status in operation.statuses))
                for response in operation.body["responses"].values():
                    self.assertTrue(self.document.resolve(response)["description"])

    def test_paths_do_not_stand_in_each_others_way(self):
        shapes = [re.sub(r"\{\w+\}", "{}", path) for path in self.raw["paths"]]
        self.assertEqual(len(shapes), len(set(shapes)))
        self.assertTrue(all(path.startswith("/") and not path.endswith("/") for path in shapes))

    def test_what_may_come_is_bounded(self):
        """A text or list without a limit would be a way in."""
        for operation in self.document.operations:
            for schema in [operation.schema] if operation.schema else []:
                for name, member in schema["properties"].items():
                    member = self.document.schema(member)
                    bounded = {"string": "maxLength", "array": "maxItems"}.get(member.get("type"))
                    if bounded and "enum" not in member and member.get("format") not in ("date", "date-time", "uuid"):
                        self.assertIn(bounded, member, f"{operation.id} {name}")

    def test_it_is_cached_by_its_etag(self):
        reply = self.caller().get("/openapi.json").must(200)
        self.caller().get("/openapi.json", If_None_Match=reply.headers["etag"]).must(304)


class _Loads(html.parser.HTMLParser):
    """What a page makes a browser ask for, and what it links to."""

    def __init__(self, text):
        super().__init__()
        self.loaded, self.linked, self.inline = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name.startswith("on") or name == "style":
                self.inline.append((tag, name))
            if name in ("src", "srcset", "data", "poster", "action") or (name == "href" and tag == "link"):
                self.loaded.append(value)
            elif name == "href":
                self.linked.append(value)
        if tag == "script" and "src" not in dict(attributes):
            self.inline.append((tag, "without src"))


class Pages(harness.ServerCase):
    def absolute(self, page, link):
        return urllib.parse.urljoin(f"http://bangkom.example{page}", link)

    def test_the_page_loads_from_this_server_only(self):
        page = self.caller().get("/docs").must(200)
        loads = _Loads(page.body.decode())
        self.assertGreater(len(loads.loaded), 3)
        self.assertEqual(loads.inline, [], "the policy of the page would stop it")
        for link in loads.loaded + loads.linked:
            parts = urllib.parse.urlsplit(self.absolute("/docs", link))
            self.assertEqual(parts.netloc, "bangkom.example", link)
            self.caller().get(parts.path).must(200)

    def test_what_it_loads_asks_nobody_else(self):
        page = self.caller().get("/docs").must(200)
        for link in _Loads(page.body.decode()).loaded:
            asset = self.caller().get(urllib.parse.urlsplit(self.absolute("/docs", link)).path).must(200)
            text = asset.body.decode("utf-8", errors="replace")
            if asset.content_type == "text/css":
                outside = re.findall(r'(?:url\(\s*["\']?|@import\s+["\']?)(?:https?:)?//[^"\')]+', text)
                self.assertEqual(outside, [], link)
            if asset.content_type == "text/javascript":
                outside = re.findall(r'(?:fetch|open|import|importScripts|sendBeacon)\(\s*["\'](?:GET["\'],\s*["\'])?https?://[^"\']+',
                                     text)
                self.assertEqual(outside, [], link)
                self.assertNotRegex(text, r'\.src\s*=\s*["\']https?://')

    def test_its_policy_lets_nothing_else_be_loaded(self):
        for target in ("/docs", "/problems"):
            policy = self.caller().get(target, Accept="text/html").must(200).headers["content-security-policy"]
            sources = {part.split()[0]: part.split()[1:] for part in policy.split(";") if part.strip()}
            self.assertEqual(sources.pop("default-src"), ["'none'"])
            for name, allowed in sources.items():
                self.assertLessEqual(set(allowed), {"'self'", "'none'", "data:"}, name)
            self.assertNotIn("data:", sources.get("script-src", []))
            self.assertIn("frame-ancestors", sources)

    def test_assets_are_sent_packed_to_those_who_can_unpack(self):
        page = self.caller().get("/docs").must(200).body.decode()
        script = next(link for link in _Loads(page).loaded if "bundle" in link)
        target = urllib.parse.urlsplit(self.absolute("/docs", script)).path
        plain = self.caller().get(target).must(200)
        packed = self.caller().get(target, Accept_Encoding="gzip").must(200)
        self.assertNotIn("content-encoding", plain.headers)
        self.assertEqual(packed.headers["content-encoding"], "gzip")
        self.assertLess(len(packed.body), len(plain.body))
        self.assertNotEqual(packed.headers["etag"], plain.headers["etag"])
        self.assertIn("immutable", plain.headers["cache-control"])

    @unittest.skipUnless(shutil.which("chromium"), "there is no chromium here")
    def test_a_browser_shows_the_operations(self):
        with tempfile.TemporaryDirectory() as home:
            done = subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={home}",
                                   "--virtual-time-budget=10000", "--dump-dom",
                                   f"http://127.0.0.1:{self.server.port}/docs"],
                                  capture_output=True, text=True, timeout=120, check=False)
        self.assertIn("units_list", done.stdout, done.stderr[-2000:])

    def test_every_problem_has_a_page(self):
        catalogue = self.caller().get("/problems").must(200)
        self.assertGreater(len(catalogue["problems"]), 20)
        for problem in catalogue["problems"]:
            with self.subTest(problem["code"]):
                self.assertEqual(self.caller().get(problem["type"]).must(200).json, problem)
                page = self.caller().get(problem["type"], Accept="text/html").must(200)
                self.assertEqual(page.content_type, "text/html")
                text = page.body.decode()
                self.assertIn(problem["code"], text)
                self.assertEqual(_Loads(text).inline, [])
                for language in ("id", "en"):
                    self.assertTrue(problem["title"][language] and problem["remedy"][language])
        self.caller().get("/problems/no-such-code").must(404)

    def test_every_rule_is_explained(self):
        rules = self.caller().get("/problems").must(200)["rules"]
        names = [rule["rule"] for rule in rules]
        self.assertEqual(len(names), len(set(names)))
        self.assertTrue(all(rule["detail"]["id"] and rule["detail"]["en"] for rule in rules))


class Metrics(harness.ServerCase):
    def scrape(self):
        """({family: type}, {(name, labels): value}) of a reading; what does not parse fails."""
        reply = self.caller().get("/metrics").must(200)
        self.assertTrue(reply.headers["content-type"].startswith("text/plain; version=0.0.4"))
        text = reply.body.decode()
        self.assertTrue(text.endswith("\n"))
        types, helped, samples = {}, set(), {}
        for line in text.splitlines():
            if line.startswith("# HELP "):
                helped.add(line.split(" ", 3)[2])
            elif line.startswith("# TYPE "):
                _, _, name, kind = line.split(" ")
                self.assertNotIn(name, types, "a family stands there twice")
                types[name] = kind
            else:
                found = SAMPLE.fullmatch(line)
                self.assertTrue(found, line)
                key = (found.group(1), found.group(2) or "")
                self.assertNotIn(key, samples, line)
                samples[key] = float(found.group(3))
        self.assertEqual(set(types), helped)
        self.assertLessEqual(set(types.values()), TYPES)
        return types, samples

    def test_the_format(self):
        types, samples = self.scrape()
        for name, _ in samples:
            family = re.sub(r"_(bucket|sum|count)$", "", name)
            self.assertIn(family if types.get(family) == "histogram" else name, types)
        self.assertGreater(len(types), 5)

    def test_histograms_add_up(self):
        self.caller().get("/healthz").must(200)
        types, samples = self.scrape()
        counts = {key: value for key, value in samples.items() if key[0].endswith("_count")}
        self.assertTrue(counts)
        for (name, labels), count in counts.items():
            family = name.removesuffix("_count")
            self.assertEqual(types[family], "histogram")
            buckets = [(re.search(r'le="([^"]+)"', key[1]).group(1), value) for key, value in samples.items()
                       if key[0] == family + "_bucket" and re.sub(r',?le="[^"]+"', "", key[1]).strip(",") == labels]
            bounds = [float(bound.replace("+Inf", "inf")) for bound, _ in buckets]
            values = [value for _, value in buckets]
            self.assertEqual((bounds, values), (sorted(bounds), sorted(values)), name)
            self.assertEqual((bounds[-1], values[-1]), (float("inf"), count), name)

    def test_requests_are_counted_once(self):
        def counted(samples):
            return sum(value for (name, labels), value in samples.items()
                       if name.endswith("_count") and 'operation="platform_health"' in labels)
        before = counted(self.scrape()[1])
        for _ in range(7):
            self.caller().get("/healthz").must(200)
        self.assertEqual(counted(self.scrape()[1]) - before, 7)

    def test_no_label_comes_from_a_caller(self):
        secret = "labelrahasia"
        self.caller().get(f"/v1/{secret}").must(404)
        self.caller().request(secret.upper(), "/healthz").must(405)
        self.assertNotIn(secret, str(self.scrape()).lower())


if __name__ == "__main__":
    unittest.main()
