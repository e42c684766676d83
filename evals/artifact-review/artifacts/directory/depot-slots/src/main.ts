import { auth } from 'express-oauth2-jwt-bearer';
import pg from 'pg';
import pino from 'pino';
import { createApp } from './app.js';
import { SlotRepository } from './slotRepository.js';

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

const log = pino({ level: process.env.LOG_LEVEL ?? 'info' });
const pool = new pg.Pool({ connectionString: required('DATABASE_URL'), max: 8 });
pool.on('error', (err) => log.error({ err }, 'idle database client failed'));

const app = createApp({
  slots: new SlotRepository(pool),
  requireAuth: auth({ issuerBaseURL: required('OIDC_ISSUER'), audience: 'depot-slots' }),
  allowedOrigins: required('ALLOWED_ORIGINS').split(','),
  log,
});

app.listen(Number(process.env.PORT ?? 3000), () => log.info('depot-slots listening'));
