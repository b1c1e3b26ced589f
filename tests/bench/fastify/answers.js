// PUT /v1/evaluations/{id}/answer as a team would write it with Fastify and pg: the same locks, refusals and guarantees as
// Bangkom (an answer is shuffled among all others of its evaluation, judged by R-65, recorded in audit and outbox without
// its author), in one transaction, with named statements. Verdicts on resolved cases are
// left out, as the bench has none.
// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';

const uuid = { type: 'string', format: 'uuid' };
const answer = {
  type: 'object',
  additionalProperties: false,
  required: ['scores'],
  properties: {
    scores: {
      type: 'array',
      maxItems: 50,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['item_id', 'score'],
        properties: { item_id: uuid, score: { type: 'integer', minimum: 1, maximum: 5 } },
      },
    },
    texts: {
      type: 'array',
      maxItems: 50,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['item_id', 'text'],
        properties: { item_id: uuid, text: { type: 'string', minLength: 1, maxLength: 2000 } },
      },
    },
  },
};
const params = { type: 'object', required: ['evaluation_id'], properties: { evaluation_id: uuid } };

// ---- statements: $1 is the organization

const BEGAN = `COALESCE((SELECT min(lower(b.during)) FROM bangkom.session_blocks b
  WHERE b.organization_id = s.organization_id AND b.session_id = s.id), s.created_at)`;

const statements = {
  tenant: "SELECT set_config('bangkom.organization_id', $1, true)",
  lock: `SELECT v.id FROM bangkom.evaluations v
    WHERE v.organization_id = $1 AND v.id = $2
      AND EXISTS (SELECT 1 FROM bangkom.ballots b
                  WHERE b.organization_id = v.organization_id AND b.evaluation_id = v.id AND b.employee_id = $3)
    FOR NO KEY UPDATE OF v`,
  lock_training: `SELECT t.id FROM bangkom.trainings t
    WHERE t.organization_id = $1
      AND t.id = (SELECT s.training_id FROM bangkom.evaluations e
                  JOIN bangkom.sessions s ON s.organization_id = e.organization_id AND s.id = e.session_id
                  WHERE e.organization_id = $1 AND e.id = $2)
    FOR NO KEY UPDATE`,
  facts: `SELECT CASE WHEN v.closes_on < $4 THEN 'closed' ELSE v.state END AS state, v.instrument_version_id, b.answered, i.frozen,
           s.id AS session_id, s.training_id, s.training_version_id, v.level,
           NOT EXISTS (SELECT 1 FROM bangkom.ballots o WHERE o.organization_id = v.organization_id AND o.evaluation_id = v.id
                       AND NOT o.answered AND o.employee_id <> $3) AS complete,
           bangkom.parameters($1, '{revision.min_responses,revision.unfavourable_max_score,revision.unfavourable_share,'
                                  'revision.confidence,revision.effect_min_drop,evaluation.k_anonymity}', $4) AS parameters
    FROM bangkom.evaluations v
    JOIN bangkom.instrument_versions i ON i.organization_id = v.organization_id AND i.id = v.instrument_version_id
    JOIN bangkom.ballots b ON b.organization_id = v.organization_id AND b.evaluation_id = v.id AND b.employee_id = $3
    JOIN bangkom.sessions s ON s.organization_id = v.organization_id AND s.id = v.session_id
    WHERE v.organization_id = $1 AND v.id = $2`,
  items: `SELECT i.id, i.dimension, i.kind FROM bangkom.evaluations v
    JOIN bangkom.instrument_items i
      ON i.organization_id = v.organization_id AND i.instrument_version_id = v.instrument_version_id
    WHERE v.organization_id = $1 AND v.id = $2 ORDER BY i.ordinal`,
  tallies: `SELECT x.dimension, count(x.score) AS responses, count(*) FILTER (WHERE x.score = 1) AS count_1,
           count(*) FILTER (WHERE x.score = 2) AS count_2, count(*) FILTER (WHERE x.score = 3) AS count_3,
           count(*) FILTER (WHERE x.score = 4) AS count_4, count(*) FILTER (WHERE x.score = 5) AS count_5
    FROM (SELECT q.dimension, (a.scores -> q.key)::integer AS score
          FROM (SELECT i.dimension, i.id::text AS key FROM bangkom.evaluations e
                JOIN bangkom.instrument_items i ON i.organization_id = e.organization_id
                 AND i.instrument_version_id = e.instrument_version_id AND i.kind = 'score'
                WHERE e.organization_id = $1 AND e.id = $2 OFFSET 0) q
          LEFT JOIN bangkom.responses a ON a.organization_id = $1 AND a.evaluation_id = $2
          OFFSET 0) x
    GROUP BY x.dimension`,
  live: `SELECT r.id, r.dimension, r.version, r.state NOT IN ('open', 'in_progress', 'resolved', 'waived') AS over,
           COALESCE(r.resolved_at >= ${BEGAN}, false) AS settled, COALESCE(r.evaluation_id = e.id, false) AS own,
           r.state = 'resolved' AS may_decide
    FROM bangkom.evaluations e
    JOIN bangkom.sessions s ON s.organization_id = e.organization_id AND s.id = e.session_id
    JOIN bangkom.revision_cases r ON r.organization_id = s.organization_id AND r.training_id = s.training_id
    WHERE e.organization_id = $1 AND e.id = $2
      AND (r.state IN ('open', 'in_progress', 'resolved', 'waived') OR r.resolved_at >= ${BEGAN})`,
  mark: `UPDATE bangkom.ballots b SET answered = b.answered OR b.employee_id = $3
    WHERE b.organization_id = $1 AND b.evaluation_id = $2`,
  insert: `WITH drawn AS MATERIALIZED (
      SELECT a.id, a.scores, a.texts
      FROM (SELECT r.id, r.scores, r.texts FROM bangkom.responses r WHERE r.organization_id = $1 AND r.evaluation_id = $2
            UNION ALL SELECT NULL, $3::jsonb, $4::jsonb) a
      ORDER BY gen_random_uuid()
      LIMIT 1
    ), rewritten AS (
      UPDATE bangkom.responses r
      SET scores = CASE WHEN r.id = d.id THEN $3::jsonb ELSE r.scores END,
          texts = CASE WHEN r.id = d.id THEN $4::jsonb ELSE r.texts END
      FROM drawn d WHERE r.organization_id = $1 AND r.evaluation_id = $2
    )
    INSERT INTO bangkom.responses (organization_id, id, evaluation_id, scores, texts)
    SELECT $1, gen_random_uuid(), $2, d.scores, d.texts FROM drawn d`,
  freeze: `UPDATE bangkom.instrument_versions v SET frozen = true
    WHERE v.organization_id = $1 AND v.id = $2 AND NOT v.frozen`,
  trail: `WITH audited AS (
      INSERT INTO bangkom.audit_events (organization_id, id, at, operation, resource_type, resource_id, resource_version, detail)
      VALUES ($1, $2, $4, 'evaluations_answer', $5, $6, $7, $8))
    INSERT INTO bangkom.outbox_events (organization_id, id, at, type, resource_type, resource_id, resource_version)
    VALUES ($1, $3, $4, 'evaluations_answer', $5, $6, $7)`,
  open_case: `INSERT INTO bangkom.revision_cases (organization_id, id, training_id, dimension, state, by_rule, evaluation_id,
      session_id, judged_version_id, evidence, reopened, opened_at, version, created_at, updated_at)
    VALUES ($1, $2, $3, $4, 'open', true, $5, $6, $7, $8, 0, $9, 1, $9, $9)`,
  judge_session: `INSERT INTO bangkom.revision_case_sessions (organization_id, revision_case_id, session_id, judged_at)
    VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
  finish_case: `UPDATE bangkom.revision_cases SET evidence = evidence || jsonb_build_object('final', $3::jsonb)
    WHERE organization_id = $1 AND id = $2`,
  transition: `INSERT INTO bangkom.transitions (organization_id, id, resource_type, resource_id, from_state, to_state, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)`,
};

function statement(name, ...values) {
  return { name: `answer_${name}`, text: statements[name], values };
}

// ---- rules

function refuse(problem, status, code, errors) {
  throw Object.assign(problem(status, code), { errors });
}

// every score once, words at most once, nothing that is not asked.
function decide(body, facts, items, problem) {
  if (facts.answered) refuse(problem, 409, 'already-answered');
  if (facts.state !== 'open') refuse(problem, 409, 'wrong-state');
  const errors = [];
  const kinds = new Map(items.map((item) => [item.id, item.kind]));
  const given = { scores: new Map(), texts: new Map() };
  for (const [list, kind, member] of [['scores', 'score', 'score'], ['texts', 'text', 'text']]) {
    (body[list] ?? []).forEach((entry, i) => {
      const id = entry.item_id.toLowerCase();
      const pointer = `/${list}/${i}/item_id`;
      if (kinds.get(id) !== kind) errors.push({ pointer, rule: 'reference' });
      else if (given[list].has(id)) errors.push({ pointer, rule: 'duplicate' });
      else given[list].set(id, entry[member]);
    });
  }
  if (items.some((item) => item.kind === 'score' && !given.scores.has(item.id))) {
    errors.push({ pointer: '/scores', rule: 'required' });
  }
  if (errors.length > 0) refuse(problem, 422, 'validation-failed', errors);
  return given;
}

function inOrder(items, given) {
  return JSON.stringify(Object.fromEntries(items.filter((item) => given.has(item.id)).map((item) => [item.id, given.get(item.id)])));
}

const quantiles = new Map(); // confidence in basis points -> millionths
function quantile(confidence) {
  const known = quantiles.get(confidence);
  if (known !== undefined) return known;
  const area = (z) => {
    let power = z;
    let sum = z;
    for (let i = 1; power > 1e-12; i++) {
      power *= (z * z) / (2 * i);
      sum += (i % 2 === 0 ? power : -power) / (2 * i + 1);
    }
    return 0.3989422804014327 * sum;
  };
  let [low, high] = [0, 4];
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (area(middle) < (confidence - 5000) / 10000) low = middle;
    else high = middle;
  }
  quantiles.set(confidence, Math.floor(low * 1e6 + 0.5));
  return quantiles.get(confidence);
}

// The one-sided lower Wilson bound of k of n in basis points, rounded down.
function bound(k, n, confidence) {
  if (n === 0) return 0;
  const z = quantile(confidence) / 1e6;
  const above = k + (z * z) / 2 - z * Math.sqrt((k * (n - k)) / n + (z * z) / 4);
  return above <= 0 ? 0 : Math.floor((above * 10000) / (n + z * z));
}

function judge(facts, tallies, cases, items, scores) {
  const rule = {
    min: Number(facts.parameters['revision.min_responses']),
    worst: Number(facts.parameters['revision.unfavourable_max_score']),
    share: Math.round(10000 * facts.parameters['revision.unfavourable_share']),
    confidence: Math.round(10000 * facts.parameters['revision.confidence']),
  };
  const score = new Map(items.filter((item) => item.kind === 'score').map((item) => [item.dimension, scores.get(item.id)]));
  const counted = new Map();
  const live = cases.filter((one) => !one.over);
  for (const tally of tallies) {
    let unfavourable = score.get(tally.dimension) <= rule.worst ? 1 : 0;
    for (let at = 1; at <= rule.worst; at++) unfavourable += tally[`count_${at}`];
    const settled = cases.some((one) => one.settled && one.dimension === tally.dimension);
    counted.set(tally.dimension, { dimension: tally.dimension, responses: tally.responses + 1, unfavourable, settled });
  }
  const figures = ({ responses, unfavourable }) => (
    { responses, unfavourable, lower_bound_bp: bound(unfavourable, responses, rule.confidence) });
  const parameters = {
    min_responses: rule.min, unfavourable_max_score: rule.worst, unfavourable_share_bp: rule.share, confidence_bp: rule.confidence,
  };
  const finished = facts.complete
    ? live.filter((one) => one.own).map((one) => ({ id: one.id, final: figures(counted.get(one.dimension)) })) : [];
  const opened = [...counted.values()].filter((tally) => !tally.settled && tally.responses >= rule.min
    && bound(tally.unfavourable, tally.responses, rule.confidence) >= rule.share
    && !live.some((one) => one.dimension === tally.dimension));
  return { finished, opened: opened.map((tally) => ({ dimension: tally.dimension, evidence: { ...figures(tally), ...parameters } })) };
}

// ---- what is stored

function uuidv7(time) {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(time, 0, 6);
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function opening(organization, evaluation, facts, day, { dimension, evidence }) {
  const at = new Date(day).toISOString();
  const id = uuidv7(day);
  const detail = {
    id, training_id: facts.training_id, dimension, state: 'open', by_rule: true, evaluation_id: evaluation,
    session_id: facts.session_id, judged_version_id: facts.training_version_id, reopened: 0, opened_at: at, version: 1,
    created_at: at, updated_at: at,
  };
  return [
    statement('open_case', organization, id, facts.training_id, dimension, evaluation, facts.session_id,
      facts.training_version_id, JSON.stringify(evidence), at),
    statement('judge_session', organization, id, facts.session_id, at),
    statement('trail', organization, uuidv7(day), uuidv7(day), at, 'revision_case', id, 1, JSON.stringify(detail)),
    statement('transition', organization, uuidv7(day), 'revision_case', id, null, 'open', at),
  ];
}

// pg sends a query when the one before was answered, unless its pool was made with the new `pipeline: true`.
async function all(client, queries) {
  if (client.pipeline) return Promise.all(queries.map((query) => client.query(query)));
  const results = [];
  for (const query of queries) results.push(await client.query(query)); // eslint-disable-line no-await-in-loop
  return results;
}

async function store(client, { org, sub }, evaluation, body, problem) {
  const today = new Date().toISOString().slice(0, 10);
  const [,, locked,, facts, items, tallies, live] = await all(client, [
    'BEGIN',
    statement('tenant', org),
    statement('lock', org, evaluation, sub),
    statement('lock_training', org, evaluation),
    statement('facts', org, evaluation, sub, today),
    statement('items', org, evaluation),
    statement('tallies', org, evaluation),
    statement('live', org, evaluation),
  ]);
  if (locked.rows.length === 0) refuse(problem, 404, 'not-found');
  const [found] = facts.rows;
  const given = decide(body, found, items.rows, problem);
  if (found.complete && live.rows.some((one) => one.may_decide)) throw new Error('verdicts are not part of this bench');
  const { finished, opened } = judge(found, tallies.rows, live.rows, items.rows, given.scores);
  const day = Date.parse(today);
  const queries = [
    statement('mark', org, evaluation, sub),
    statement('insert', org, evaluation, inOrder(items.rows, given.scores), inOrder(items.rows, given.texts)),
    ...(found.frozen ? [] : [statement('freeze', org, found.instrument_version_id)]),
    statement('trail', org, uuidv7(day), uuidv7(day), new Date(day).toISOString(), 'evaluation', evaluation, null, null),
    ...finished.map(({ id, final }) => statement('finish_case', org, id, JSON.stringify(final))),
    ...opened.flatMap((step) => opening(org, evaluation, found, day, step)),
  ];
  await all(client, [...queries, 'COMMIT']);
}

const RETRYABLE = new Set(['40001', '40P01']);

async function storeOnce(pool, ...work) {
  const client = await pool.connect();
  try {
    await store(client, ...work);
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

export function answers(app, pool, authenticate, problem) {
  app.put('/v1/evaluations/:evaluation_id/answer', {
    config: { operation: 'evaluations_answer' },
    onRequest: authenticate(new Set(['employee'])),
    schema: { params, body: answer },
  }, async (request, reply) => {
    const work = [request.claims, request.params.evaluation_id, request.body, problem];
    try {
      await storeOnce(pool, ...work);
    } catch (error) {
      if (!RETRYABLE.has(error.code)) throw error;
      await storeOnce(pool, ...work);
    }
    return reply.code(204).send();
  });
}
