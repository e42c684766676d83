'use strict';

// Receives loan events of the library system and passes reminders to the message service.

const { createHmac, timingSafeEqual } = require('node:crypto');
const express = require('express');
const { Pool } = require('pg');
const log = require('./log');

const MAX_SKEW_S = 300;

function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

const config = {
  secret: required('LOAN_WEBHOOK_SECRET'),
  messageUrl: required('MESSAGE_URL'),
  messageToken: required('MESSAGE_TOKEN'),
  attempts: 3,
};

const pool = new Pool({
  connectionString: required('DATABASE_URL'),
  max: 5,
  connectionTimeoutMillis: 3000,
  statement_timeout: 5000,
});
pool.on('error', (err) => log.error({ code: err.code }, 'idle connection'));

function genuine(req) {
  const sent = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(req.get('x-loan-signature') || '');
  if (!sent || !Buffer.isBuffer(req.body)) return false;
  if (Math.abs(Date.now() / 1000 - Number(sent[1])) > MAX_SKEW_S) return false;
  const mac = createHmac('sha256', config.secret).update(`${sent[1]}.`).update(req.body).digest();
  return timingSafeEqual(mac, Buffer.from(sent[2], 'hex'));
}

const app = express();
app.disable('x-powered-by');

app.post('/hooks/loans', express.raw({ type: 'application/json', limit: '64kb' }), async (req, res, next) => {
  if (!genuine(req)) return res.status(401).end();
  let event;
  try {
    event = JSON.parse(req.body.toString('utf8'));
  } catch {
    return res.status(400).json({ error: 'not JSON' });
  }
  if (typeof event?.id !== 'string' || event.id.length > 64 || !Number.isInteger(event.loan)) {
    return res.status(400).json({ error: 'id or loan missing' });
  }
  if (event.type !== 'loan.due_soon' && event.type !== 'loan.overdue') return res.status(204).end();
  try {
    // the library system repeats events, the id is the primary key
    await pool.query(
      'insert into reminder (event_id, loan_id, kind) values ($1, $2, $3) on conflict (event_id) do nothing',
      [event.id, event.loan, event.type]
    );
    res.status(202).end();
  } catch (err) {
    next(err);
  }
});

app.get('/readyz', async (req, res) => {
  try {
    await pool.query('select 1');
    res.json({ state: 'ready' });
  } catch (err) {
    log.warn({ code: err.code }, 'not ready');
    res.status(503).json({ state: 'not ready' });
  }
});

// eslint-disable-next-line no-unused-vars
app.use((err, req, res, next) => {
  log.error({ err }, 'webhook');
  res.status(err.status === 413 ? 413 : 500).json({ error: 'not accepted' });
});

async function send(row) {
  const res = await fetch(`${config.messageUrl}/reminders`, {
    method: 'POST',
    redirect: 'error',
    headers: {
      authorization: `Bearer ${config.messageToken}`,
      'content-type': 'application/json',
      'idempotency-key': row.event_id,
    },
    body: JSON.stringify({ loan: row.loan_id, kind: row.kind }),
    signal: AbortSignal.timeout(5000),
  });
  await res.body?.cancel();
  if (!res.ok) throw new Error(`message service ${res.status}`);
}

/** One reminder, locked by this worker. Returns false when there is nothing to do. */
async function deliverOne() {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const { rows } = await client.query(
      `select event_id, loan_id, kind, attempts from reminder
        where sent_at is null and attempts < $1 and next_at <= now()
        order by next_at limit 1 for update skip locked`,
      [config.attempts]
    );
    if (rows.length === 0) {
      await client.query('commit');
      return false;
    }
    const row = rows[0];
    try {
      await send(row);
      await client.query('update reminder set sent_at = now() where event_id = $1', [row.event_id]);
    } catch (err) {
      const last = row.attempts + 1 >= config.attempts;
      log[last ? 'error' : 'warn']({ event: row.event_id, err: err.message }, 'reminder not sent');
      await client.query(
        "update reminder set attempts = attempts + 1, next_at = now() + interval '10 minutes' where event_id = $1",
        [row.event_id]
      );
    }
    await client.query('commit');
    return true;
  } catch (err) {
    await client.query('rollback').catch((e) => log.error({ code: e.code }, 'rollback'));
    throw err;
  } finally {
    client.release();
  }
}

module.exports = { app, deliverOne };
