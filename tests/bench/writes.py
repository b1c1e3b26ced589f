"""A write: participants answer the evaluations of their sessions, on Bangkom and on Fastify in turn.

Every answer deals the answers of its evaluation out anew (R-60), is judged by R-65, and stores audit and outbox rows, in one
transaction. Each run of each server has 60 evaluations of its own with 20 to 40 seats, filled from the first answer to the
last, in the same order and with the same scores; what is stored afterwards has to be the same, and every reply a 204.
"pipelined" is Fastify with pg's option to send queries together, which is new and off by default: it is shown, not a bound.
SPDX-License-Identifier: Apache-2.0
"""
import json
import pathlib
import random
import sys
import tempfile

import driver
from figures import CPU_COLUMNS, medians, share, table
from machine import CpuPerRequest
from servers import Bangkom, fastify_server
from wire import Wire

PEOPLE, PAST, EVALUATIONS = 120, 600, 60
OF_FASTIFY, ROUND_TRIPS = 0.5, 2
BAD_TRAINING = 3     # the first three evaluations of a run are of a training that people do not like
WORDS = "Lebih banyak contoh dari pekerjaan sehari-hari akan membantu."


def uuid(kind, n):
    return f"{kind:08x}-0000-7000-8000-{n:012x}"


def body(place, seat):
    """An answer to the evaluation at a place of its run: seven scores, for every third some words."""
    worst = 2 if place < BAD_TRAINING and seat % 2 == 0 else 3
    scores = [{"item_id": uuid(35, q), "score": worst if q == 3 else 3 + (q + seat + place) % 3} for q in range(1, 8)]
    texts = [{"item_id": uuid(35, 9), "text": WORDS}] if seat % 3 == 0 else []
    return json.dumps({"scores": scores, "texts": texts}, separators=(",", ":"))


def requests(run, tokens):
    """All answers of a run as (evaluation, token, body), in an order that is the same for every run."""
    answers = []
    for place in range(EVALUATIONS):
        for seat in range(1, 21 + place * 7 % 21):
            person = 1 + (place * 13 + seat) % PEOPLE
            answers.append((uuid(39, PAST + run * EVALUATIONS + place), tokens[person], body(place, seat)))
    random.Random(1).shuffle(answers)
    return answers


def message(evaluation, token, text):
    return (f"PUT /v1/evaluations/{evaluation}/answer HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(text)}\r\n\r\n{text}").encode()


def stored(database, run):
    """What the answers of a run left behind, as far as it does not depend on which came first: the same for every server."""
    first, last = (uuid(39, PAST + n) for n in (run * EVALUATIONS, (run + 1) * EVALUATIONS - 1))
    mine, about = (f"{column} BETWEEN '{first}' AND '{last}'" for column in ("evaluation_id", "resource_id"))
    names = ("ballots", "responses", "content", "cases", "audit", "outbox")
    return dict(zip(names, database.query(f"""
        SELECT (SELECT count(*) FROM ballots WHERE answered AND {mine}), (SELECT count(*) FROM responses WHERE {mine}),
               (SELECT sum(hashtext(scores::text || texts::text)::bigint)::text FROM responses WHERE {mine}),
               (SELECT string_agg(dimension || ' ' || state, ', ' ORDER BY dimension) FROM revision_cases
                WHERE {mine} AND evidence ? 'final'),
               (SELECT count(*) FROM audit_events WHERE resource_type = 'evaluation' AND {about}
                AND principal_id IS NULL AND at = date_trunc('day', at, 'UTC')),
               (SELECT count(*) FROM outbox_events WHERE resource_type = 'evaluation' AND {about})""")[0]))


def one_rule(database):
    """The same figures have the same Wilson bound, whoever computed it."""
    bounds = {}
    for evidence, in database.query("SELECT evidence FROM revision_cases UNION ALL SELECT evidence -> 'final' FROM revision_cases"):
        key = evidence["responses"], evidence["unfavourable"]
        if bounds.setdefault(key, evidence["lower_bound_bp"]) != evidence["lower_bound_bp"]:
            raise SystemExit(f"{key}: the bound is {bounds[key]} and {evidence['lower_bound_bp']}")


def measure(server, database, run, options):
    """The figures of one run, and what it stored."""
    messages = [message(*answer) for answer in requests(run, options.tokens)]
    warm = len(messages) // 10
    driver.send(server.port, messages[:warm], options.connections, 204)
    cpu = CpuPerRequest(server, database)
    figures = driver.send(server.port, messages[warm:], options.connections, 204)
    figures = {**cpu.figures(len(messages) - warm), **figures}
    database.execute("VACUUM (ANALYZE)")
    left = stored(database, run)
    if any(left[what] != len(messages) for what in ("ballots", "responses", "audit", "outbox")) or left["cases"] is None:
        raise SystemExit(f"{server.name}: {len(messages)} answers left {left}")
    return figures, left


def round_trips(stack, folder, database, options):
    """The most statements-and-wait that an answer of the run that nobody else answers takes, one at a time and with a caller
    that is known already; the first ones prepare the statements."""
    wire = Wire(pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bangkom-wire-"))), database.url)
    server = Bangkom(stack, options.build, folder, database)
    server.environment.update(BANGKOM_DATABASE_URL=wire.url, BANGKOM_PUBLIC_URL=options.issuer, BANGKOM_ROLE_CACHE_S="3600")
    server.start("/readyz")
    most = 0
    for answer in requests(options.runs - 1, options.tokens)[1:101]:
        before = len(wire.trips)
        driver.send(server.port, [message(*answer)], 1, 204)
        mine = [names for names in wire.trips[before:] if not any(name.startswith(("identity", "job")) for name in names)]
        most = max(most, len(mine))
    server.stop()
    return most


def refusals(servers, options):
    """Every server refuses alike: a second answer, none at all, a stranger's, one for what is not there."""
    evaluation, token, text = requests(0, options.tokens)[0]
    taken = next(token for token in options.tokens.values()
                 if all(other != token for name, other, _ in requests(0, options.tokens) if name == evaluation))
    first = json.loads(text)
    wrong = {"scores": first["scores"][:-1] + [{"item_id": uuid(35, 8), "score": 3}]}
    unanswered = requests(options.runs - 1, options.tokens)[0]
    cases = {409: [(evaluation, token, text)], 404: [(evaluation, taken, text), (uuid(39, 1 << 40), token, text)],
             422: [(*unanswered[:2], json.dumps(wrong)), (*unanswered[:2], '{"scores":[],"x":1}')],
             401: [(evaluation, token[:-5] + "AAAAA", text)]}
    for server in servers:
        for status, answers in cases.items():
            for answer in answers:
                driver.send(server.port, [message(*answer)] * 2, 1, status)


def run(stack, folder, database, options):
    bangkom = Bangkom(stack, options.build, folder, database)
    names = [] if options.without_fastify else ["fastify", "pipelined"]
    options.runs = (1 + len(names)) * (options.rounds + 1) + 1     # a round to warm up, and a run that is never answered
    bangkom.prepare(database)
    database.fill("writes.sql", RUNS=options.runs, PEOPLE=PEOPLE, PAST=PAST)
    options.tokens = {n: bangkom.token("--employee", f"nip:19850101{n:010d}") for n in range(1, PEOPLE + 1)}
    bangkom.start("/readyz")
    servers = [bangkom]
    for name in names:
        servers.append(fastify_server(stack, folder, database, bangkom, name))
        servers[-1].start("/readyz")
    samples, lefts = {server.name: [] for server in servers}, []
    for number in range(options.rounds + 1):
        print(f"writes: round {number} of {options.rounds}", file=sys.stderr)
        for place, server in enumerate(servers):
            figures, left = measure(server, database, len(servers) * number + place, options)
            lefts.append(left)
            if number > 0:
                samples[server.name].append(figures)
    if any(left != lefts[0] for left in lefts):
        raise SystemExit(f"what is stored differs:\n{json.dumps(lefts, indent=1)[:4000]}")
    one_rule(database)
    refusals(servers, options)
    options.issuer = bangkom.environment["BANGKOM_PUBLIC_URL"]
    trips = round_trips(stack, folder, database, options)
    results = {"answer": {name: medians(rounds) for name, rounds in samples.items()}, "stored": lefts[0],
               "round_trips": trips}
    for server in servers:
        server.stop()
    return results


def show(results):
    table("answer to an evaluation of 20 to 40 seats", results["answer"], CPU_COLUMNS)


def verdicts(results):
    """(text, held) of every bound."""
    if "fastify" in results["answer"]:
        yield share("answer", results["answer"], "fastify", OF_FASTIFY)
    most = results["round_trips"]
    yield f"answer: {most} round trips to the database (at most {ROUND_TRIPS})", most <= ROUND_TRIPS
