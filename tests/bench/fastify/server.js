// GET /v1/units/{id}, GET /v1/units and (answers.js) PUT /v1/evaluations/{id}/answer as a team would write them with
// Fastify, pg and jose: the same checks (token, roles, schemas, row-level security in a transaction), the same log line,
// the same counters, the same replies as Bangkom. Pinned by package-lock.json; tests/bench/run starts it.
// Environment: PORT, DATABASE_URL, DATABASE_ROLE, POOL, ISSUER, AUDIENCE, JWKS (the key set as JSON), PIPELINE=1
// (queries of a write go out together, by pg's option `pipeline`)
// SPDX-License-Identifier: Apache-2.0
import Fastify from 'fastify';
import pg from 'pg';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { answers } from './answers.js';

const { PORT, DATABASE_URL, DATABASE_ROLE, POOL, ISSUER, AUDIENCE, JWKS, PIPELINE } = process.env;
const ROLE_CACHE_MS = 5000;
const READERS = new Set(['admin', 'planner', 'approver', 'leader', 'auditor', 'integration']);

// ---- database

pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) => {
  const [time, fraction = ''] = text.slice(11, -3).split('.');
  return `${text.slice(0, 10)}T${time}.${fraction.padEnd(6, '0')}Z`;
});
function newPool(settings) {
  const made = new pg.Pool({ connectionString: DATABASE_URL, max: Number(POOL), options: '-c TimeZone=UTC -c jit=off', ...settings });
  made.on('connect', (client) => client.query(`SET ROLE ${pg.escapeIdentifier(DATABASE_ROLE)}`));
  return made;
}
const pool = newPool({});

async function inTenant(organizationId, query) {
  const client = await pool.connect();
  try {
    await client.query('BEGIN READ ONLY');
    await client.query({
      name: 'tenant',
      text: "SELECT set_config('bangkom.organization_id', $1, true)",
      values: [organizationId],
    });
    const result = await client.query(query);
    await client.query('COMMIT');
    return result.rows;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

// ---- who is calling

const keys = createLocalJWKSet(JSON.parse(JWKS));
const tokens = new Map(); // token -> claims
const roles = new Map(); // subject -> {roles, until}

async function verify(token) {
  const known = tokens.get(token);
  if (known !== undefined && known.exp * 1000 > Date.now()) return known;
  const { payload } = await jwtVerify(token, keys, { issuer: ISSUER, audience: AUDIENCE, algorithms: ['EdDSA'] });
  tokens.set(token, payload);
  return payload;
}

const roleStatements = {
  client: {
    name: 'roles_of_client',
    text: `SELECT r.role FROM bangkom.clients c
           LEFT JOIN bangkom.role_assignments r ON r.organization_id = c.organization_id AND r.client_id = c.id
                                               AND r.unit_id IS NULL AND r.revoked_at IS NULL
           WHERE c.organization_id = $1 AND c.id = $2 AND c.revoked_at IS NULL`,
  },
  employee: {
    name: 'roles_of_employee',
    text: `SELECT 'employee' AS role FROM bangkom.employees e
           WHERE e.organization_id = $1 AND e.id = $2 AND (e.left_on IS NULL OR e.left_on > current_date)
           UNION ALL
           SELECT r.role FROM bangkom.role_assignments r
           WHERE r.organization_id = $1 AND r.employee_id = $2 AND r.unit_id IS NULL AND r.revoked_at IS NULL`,
  },
};

async function rolesOf(claims) {
  const known = roles.get(claims.sub);
  if (known !== undefined && known.until > Date.now()) return known.roles;
  const rows = await inTenant(claims.org, { ...roleStatements[claims.kind], values: [claims.org, claims.sub] });
  const found = new Set(rows.map((row) => row.role));
  roles.set(claims.sub, { roles: found, until: Date.now() + ROLE_CACHE_MS });
  return found;
}

function problem(status, code) {
  return Object.assign(new Error(code), { statusCode: status });
}

function authenticate(allowed) {
  return async (request) => {
    const header = request.headers.authorization;
    if (header === undefined || !header.startsWith('Bearer ')) throw problem(401, 'unauthenticated');
    try {
      request.claims = await verify(header.slice(7));
    } catch {
      throw problem(401, 'invalid-token');
    }
    const held = await rolesOf(request.claims);
    for (const role of held) if (allowed.has(role)) return;
    throw problem(403, 'forbidden');
  };
}

// ---- schemas

const uuid = { type: 'string', format: 'uuid' };
const nullable = (schema) => ({ ...schema, type: [schema.type, 'null'] });
const unit = {
  type: 'object',
  required: ['id', 'external_id', 'name', 'kind', 'parent_id', 'version', 'created_at', 'updated_at'],
  properties: {
    id: { type: 'string' },
    external_id: nullable({ type: 'string' }),
    name: { type: 'string' },
    kind: { type: 'string' },
    parent_id: nullable({ type: 'string' }),
    version: { type: 'integer' },
    created_at: { type: 'string' },
    updated_at: { type: 'string' },
  },
};
const page = {
  type: 'object',
  required: ['data', 'next_cursor'],
  properties: { data: { type: 'array', items: unit }, next_cursor: nullable({ type: 'string' }) },
};
const listQuery = {
  type: 'object',
  additionalProperties: false,
  properties: {
    limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
    cursor: { type: 'string', minLength: 1, maxLength: 1000 },
  },
};
const getParams = { type: 'object', required: ['unit_id'], properties: { unit_id: uuid } };

// ---- log and counters

const bounds = [0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000];
const counters = new Map();

function count(operation, status, ms) {
  const key = `${operation} ${status}`;
  counters.set(key, (counters.get(key) ?? 0) + 1);
  const bucket = `${operation} le ${bounds.findIndex((bound) => ms <= bound)}`;
  counters.set(bucket, (counters.get(bucket) ?? 0) + 1);
}

const app = Fastify({
  logger: true,
  disableRequestLogging: true,
  requestIdHeader: 'x-request-id',
  genReqId: () => crypto.randomUUID(),
  ajv: { customOptions: { removeAdditional: false } },
});

app.addHook('onRequest', async (request, reply) => {
  reply.header('X-Request-Id', request.id);
  reply.header('X-Content-Type-Options', 'nosniff');
  reply.header('Cache-Control', 'no-store');
  reply.header('Referrer-Policy', 'no-referrer');
  reply.header('Content-Security-Policy', "default-src 'none'");
});
app.addHook('onResponse', async (request, reply) => {
  const operation = request.routeOptions.config.operation;
  count(operation, reply.statusCode, reply.elapsedTime);
  request.log.info({
    request_id: request.id,
    method: request.method,
    route: request.routeOptions.url,
    operation,
    status: reply.statusCode,
    organization_id: request.claims?.org,
    principal_id: request.claims?.sub,
    ms: reply.elapsedTime,
    address: request.ip,
  }, 'request');
});

app.setErrorHandler(async (error, request, reply) => {
  const refused = error.validation !== undefined && error.validationContext === 'body';
  const status = refused ? 422 : error.statusCode ?? 500;
  if (status >= 500) request.log.error(error);
  return reply.code(status).type('application/problem+json').send({
    type: `/problems/${refused ? 'validation-failed' : error.message}`,
    title: status >= 500 ? 'internal-error' : error.message,
    status,
    request_id: request.id,
    errors: error.validation ?? error.errors ?? [],
  });
});

// ---- operations

const COLUMNS = 'u.id, u.external_id, u.name, u.kind, u.parent_id, u.version, u.created_at, u.updated_at';

app.get('/v1/units/:unit_id', {
  config: { operation: 'units_get' },
  onRequest: authenticate(READERS),
  schema: { params: getParams, response: { 200: unit } },
}, async (request, reply) => {
  const rows = await inTenant(request.claims.org, {
    name: 'unit_get',
    text: `SELECT ${COLUMNS} FROM bangkom.units u WHERE u.organization_id = $1 AND u.id = $2`,
    values: [request.claims.org, request.params.unit_id],
  });
  if (rows.length === 0) throw problem(404, 'not-found');
  reply.header('ETag', `"v${rows[0].version}"`);
  return rows[0];
});

function readCursor(cursor) {
  try {
    const [name, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return [name, id];
  } catch {
    throw problem(400, 'invalid-parameter');
  }
}

function listStatement(organizationId, limit, cursor) {
  const after = cursor === undefined ? '' : 'AND (u.name, u.id) > ($3, $4)';
  return {
    name: cursor === undefined ? 'unit_list' : 'unit_list_after',
    text: `SELECT ${COLUMNS} FROM bangkom.units u WHERE u.organization_id = $1 ${after} ORDER BY u.name, u.id LIMIT $2`,
    values: [organizationId, limit + 1, ...(cursor === undefined ? [] : readCursor(cursor))],
  };
}

app.get('/v1/units', {
  config: { operation: 'units_list' },
  onRequest: authenticate(READERS),
  schema: { querystring: listQuery, response: { 200: page } },
}, async (request) => {
  const { limit, cursor } = request.query;
  const rows = await inTenant(request.claims.org, listStatement(request.claims.org, limit, cursor));
  if (rows.length <= limit) return { data: rows, next_cursor: null };
  rows.pop();
  const last = rows[rows.length - 1];
  return { data: rows, next_cursor: Buffer.from(JSON.stringify([last.name, last.id])).toString('base64url') };
});

answers(app, newPool({ pipeline: PIPELINE === '1' }), authenticate, problem);

app.get('/readyz', { config: { operation: 'ready' } }, async () => {
  await pool.query('SELECT 1');
  return { status: 'ok' };
});

await app.listen({ host: '127.0.0.1', port: Number(PORT) });
