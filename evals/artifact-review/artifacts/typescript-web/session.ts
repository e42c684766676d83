import { randomBytes } from 'node:crypto';
import express from 'express';
import type { Express, NextFunction, Request, Response } from 'express';
import session from 'express-session';
import RedisStore from 'connect-redis';
import { createClient } from 'redis';
import { csrfSync } from 'csrf-sync';
import helmet from 'helmet';
import rateLimit from 'express-rate-limit';
import { log } from './log';
import { findUserByMail, verifyPassword } from './users';

declare module 'express-session' {
  interface SessionData {
    userId: string;
    startedAt: number;
  }
}

const IDLE_MS = 30 * 60_000;
const ABSOLUTE_MS = 12 * 3_600_000;
const HOME = '/desk';

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

// only paths of our own, "//host" and "/\host" are other hosts for a browser
export function localPath(value: unknown): string {
  if (typeof value !== 'string' || !/^\/(?![/\\])[\w\-./?=&%]*$/.test(value)) return HOME;
  return value;
}

export async function setUpSessions(app: Express): Promise<void> {
  const local = process.env.DESK_ENV === 'local';
  const redis = createClient({
    url: required('REDIS_URL'),
    socket: { connectTimeout: 3_000 },
    commandsQueueMaxLength: 1_000,
    disableOfflineQueue: true,
  });
  redis.on('error', (err) => log.error({ code: err.code }, 'redis'));
  await redis.connect();

  app.set('trust proxy', 1);
  app.use(helmet());
  app.use(express.urlencoded({ extended: false, limit: '20kb' }));
  app.use(
    session({
      name: local ? 'desk' : '__Host-desk',
      secret: required('SESSION_SECRET').split(','),
      store: new RedisStore({ client: redis, prefix: 'desk:', ttl: IDLE_MS / 1000 }),
      genid: () => randomBytes(32).toString('base64url'),
      resave: false,
      saveUninitialized: false,
      rolling: true,
      cookie: { httpOnly: true, secure: !local, sameSite: 'lax', maxAge: IDLE_MS, path: '/' },
    }),
  );
  app.use(endOldSessions);

  const { csrfSynchronisedProtection, generateToken } = csrfSync({
    getTokenFromRequest: (req) => req.body?._csrf ?? req.headers['x-csrf-token'],
  });
  app.use(csrfSynchronisedProtection);
  app.get('/sign-in', (req, res) => {
    res.render('sign-in', { csrf: generateToken(req), next: localPath(req.query.next) });
  });
  app.post('/sign-in', rateLimit({ windowMs: 60_000, limit: 10 }), signIn);
  app.post('/sign-out', signOut);
}

function endOldSessions(req: Request, res: Response, next: NextFunction): void {
  const started = req.session.startedAt;
  if (started !== undefined && Date.now() - started > ABSOLUTE_MS) {
    req.session.regenerate(next);
    return;
  }
  next();
}

async function signIn(req: Request, res: Response, next: NextFunction): Promise<void> {
  try {
    const { email, password } = req.body ?? {};
    if (typeof email !== 'string' || typeof password !== 'string' || password.length > 200) {
      res.status(400).render('sign-in-failed');
      return;
    }
    const user = await findUserByMail(email.toLowerCase());
    // verifies against a dummy hash when there is no such user
    if (!(await verifyPassword(user, password)) || !user) {
      log.info('sign-in refused');
      res.status(401).render('sign-in-failed');
      return;
    }
    const target = localPath(req.body.next);
    req.session.regenerate((err) => {
      if (err) return next(err);
      req.session.userId = user.id;
      req.session.startedAt = Date.now();
      req.session.save((saveErr) => (saveErr ? next(saveErr) : res.redirect(303, target)));
    });
  } catch (err) {
    next(err);
  }
}

function signOut(req: Request, res: Response, next: NextFunction): void {
  req.session.destroy((err) => {
    if (err) return next(err);
    res.clearCookie(process.env.DESK_ENV === 'local' ? 'desk' : '__Host-desk', { path: '/' });
    res.redirect(303, '/sign-in');
  });
}

export function signedIn(req: Request, res: Response, next: NextFunction): void {
  if (req.session.userId) return next();
  res.redirect(303, `/sign-in?next=${encodeURIComponent(localPath(req.originalUrl))}`);
}
