'use strict';

const crypto = require('node:crypto');
const express = require('express');
const helmet = require('helmet');
const Ajv = require('ajv');

const ajv = new Ajv({ allErrors: true });

const validateBatch = ajv.compile({
  type: 'object',
  required: ['readings'],
  additionalProperties: false,
  properties: {
    readings: {
      type: 'array',
      minItems: 1,
      maxItems: 500,
      items: {
        type: 'object',
        required: ['at', 'metric', 'value'],
        additionalProperties: false,
        properties: {
          at: { type: 'integer', minimum: 1500000000000 },
          metric: { enum: ['temperature', 'humidity', 'co2', 'door', 'battery'] },
          value: { type: 'number' },
        },
      },
    },
  },
});

const GATEWAY_ID = /^gw-[0-9a-f]{12}$/;
const DUPLICATE_KEY = 11000;

/**
 * Gateway keys are 32 random bytes made at provisioning, so a single round of SHA-256 is
 * enough to store them; people's passwords never come through this service.
 */
const keyDigest = (key) => crypto.createHash('sha256').update(key, 'utf8').digest();

function gatewayAuth(gateways) {
  return async (req, res, next) => {
    try {
      const id = req.get('x-gateway-id') ?? '';
      const key = req.get('x-gateway-key') ?? '';
      const gateway = GATEWAY_ID.test(id) ? await gateways.findOne({ _id: id, revokedAt: null }) : null;
      if (!gateway || !crypto.timingSafeEqual(keyDigest(key), Buffer.from(gateway.keySha256, 'hex'))) {
        return res.status(401).json({ code: 'unauthorized' });
      }
      req.gateway = { id: gateway._id, siteId: gateway.siteId };
      return next();
    } catch (err) {
      return next(err);
    }
  };
}

function etagOf(body) {
  // cache validator, not a security measure
  return `"${crypto.createHash('md5').update(body).digest('hex')}"`;
}

function createApp({ db, log }) {
  const app = express();
  const readings = db.collection('readings');
  const configs = db.collection('gateway_configs');
  const auth = gatewayAuth(db.collection('gateways'));

  app.disable('x-powered-by');
  app.set('etag', false);
  app.use(helmet());
  app.use(express.json({ limit: '256kb' }));

  app.post('/v1/readings', auth, async (req, res, next) => {
    if (!validateBatch(req.body)) {
      return res.status(400).json({ code: 'invalid-batch', details: ajv.errorsText(validateBatch.errors) });
    }
    const docs = req.body.readings.map((r) => ({
      _id: `${req.gateway.id}:${r.metric}:${r.at}`,
      gatewayId: req.gateway.id,
      siteId: req.gateway.siteId,
      metric: r.metric,
      value: r.value,
      at: new Date(r.at),
    }));
    try {
      await readings.insertMany(docs, { ordered: false });
      return res.status(202).json({ stored: docs.length, duplicates: 0 });
    } catch (err) {
      const writeErrors = [].concat(err.writeErrors ?? []);
      const onlyDuplicates = writeErrors.length > 0 && writeErrors.every((e) => e.code === DUPLICATE_KEY);
      if (!onlyDuplicates) {
        return next(err);
      }
      // gateways send a batch again if our answer got lost
      log.info({ gateway: req.gateway.id, duplicates: writeErrors.length }, 'repeated readings ignored');
      return res.status(202).json({ stored: docs.length - writeErrors.length, duplicates: writeErrors.length });
    }
  });

  app.get('/v1/config', auth, async (req, res, next) => {
    try {
      const config = await configs.findOne({ gatewayId: req.gateway.id }, { projection: { _id: 0, settings: 1 } });
      if (!config) {
        return res.status(404).json({ code: 'no-config' });
      }
      const body = JSON.stringify(config.settings);
      const etag = etagOf(body);
      res.set('ETag', etag);
      if (req.get('if-none-match') === etag) {
        return res.status(304).end();
      }
      return res.type('application/json').send(body);
    } catch (err) {
      return next(err);
    }
  });

  app.get('/health', async (req, res) => {
    try {
      await db.command({ ping: 1, maxTimeMS: 1000 });
      res.json({ status: 'ok' });
    } catch (err) {
      log.error({ err }, 'mongodb does not answer');
      res.status(503).json({ status: 'unavailable' });
    }
  });

  app.use((err, req, res, next) => {
    if (res.headersSent) {
      return next(err);
    }
    if (err.status && err.status < 500) {
      return res.status(err.status).json({ code: 'bad-request' });
    }
    log.error({ err, path: req.path }, 'request failed');
    return res.status(500).json({ code: 'internal-error' });
  });

  return app;
}

module.exports = { createApp, etagOf };
