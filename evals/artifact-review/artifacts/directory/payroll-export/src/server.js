'use strict';

const crypto = require('crypto');
const express = require('express');
const { Pool } = require('pg');
const winston = require('winston');
const { render, seal } = require('./paymentFile');

const DATABASE_URL =
  process.env.PAYROLL_DB_URL ||
  'postgres://payroll_rw:9rT-mZq4vB1xW@pg-hr-02.intern.nordwerk.example:5432/payroll';

const MONTH = /^\d{4}-\d{2}$/;
const log = winston.createLogger({
  transports: [new winston.transports.Console()],
  format: winston.format.json(),
});

function sameKey(given, expected) {
  const digest = (value) => crypto.createHash('sha256').update(String(value)).digest();
  return crypto.timingSafeEqual(digest(given), digest(expected));
}

function createApp(db, { apiKey, fileKey }) {
  const app = express();
  app.disable('x-powered-by');

  app.get('/api/runs/:month/:part?', async (req, res) => {
    if (!sameKey(req.query.key, apiKey)) return res.status(401).json({ error: 'unauthorized' });
    const { month, part } = req.params;
    if (!MONTH.test(month)) return res.status(404).json({ error: 'unknown month' });
    try {
      const run = await db.query('SELECT id, state FROM run WHERE month = $1', [month]);
      if (run.rows.length === 0) return res.status(404).json({ error: 'unknown month' });
      const { rows } = await db.query(
        'SELECT payee, iban, cents FROM payment WHERE run_id = $1 ORDER BY payee',
        [run.rows[0].id],
      );
      if (part === 'file') {
        res.type('application/octet-stream').send(seal(render(month, rows), fileKey));
      } else {
        res.json({ month, state: run.rows[0].state, payments: rows.length });
      }
    } catch (err) {
      log.error('export failed', { month, reason: err.message });
      res.status(500).json({ error: 'export failed' });
    }
  });

  return app;
}

if (require.main === module) {
  const { EXPORT_KEY, FILE_KEY, PORT = 8090 } = process.env;
  if (!EXPORT_KEY || !FILE_KEY) throw new Error('EXPORT_KEY and FILE_KEY must be set');
  const db = new Pool({ connectionString: DATABASE_URL });
  createApp(db, { apiKey: EXPORT_KEY, fileKey: Buffer.from(FILE_KEY, 'hex') }).listen(PORT, () =>
    log.info('payroll-export listening', { port: PORT }),
  );
}

module.exports = { createApp };
