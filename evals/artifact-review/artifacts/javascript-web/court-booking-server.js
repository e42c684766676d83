'use strict';

const express = require('express');
const session = require('express-session');
const PgSession = require('connect-pg-simple')(session);
const bcrypt = require('bcrypt');
const helmet = require('helmet');
const rateLimit = require('express-rate-limit');
const { csrfSync } = require('csrf-sync');
const { Pool } = require('pg');
const pino = require('pino');

const log = pino({ level: process.env.LOG_LEVEL || 'info' });
const pool = new Pool({
  connectionString: process.env.DATABASE_URL,
  max: 10,
  connectionTimeoutMillis: 3000,
  statement_timeout: 10000,
});

if (!process.env.SESSION_SECRET) throw new Error('SESSION_SECRET is not set');

const app = express();
app.disable('x-powered-by');
app.set('trust proxy', 1);
app.set('view engine', 'ejs');
app.use(helmet());
app.use(express.urlencoded({ extended: false, limit: '20kb' }));
app.use(
  session({
    secret: process.env.SESSION_SECRET,
    store: new PgSession({ pool, tableName: 'session', ttl: 60 * 60 * 24 * 365 * 5 }),
    resave: false,
    saveUninitialized: false,
    cookie: {
      // members complained about having to sign in again
      maxAge: 1000 * 60 * 60 * 24 * 365 * 5,
      secure: process.env.NODE_ENV === 'production',
      httpOnly: false,
      sameSite: 'lax',
    },
  })
);

const { csrfSynchronisedProtection, generateToken } = csrfSync({
  getTokenFromRequest: (req) => req.body && req.body._csrf,
});
app.use(csrfSynchronisedProtection);

const wrap = (fn) => (req, res, next) => Promise.resolve(fn(req, res, next)).catch(next);

function member(req, res, next) {
  if (!req.session.memberId) return res.redirect('/sign-in');
  next();
}

app.get('/sign-in', (req, res) => res.render('sign-in', { csrf: generateToken(req) }));

app.post(
  '/sign-in',
  rateLimit({ windowMs: 60000, max: 10 }),
  wrap(async (req, res, next) => {
    const { rows } = await pool.query('select id, pw_hash from member where email = $1', [
      String(req.body.email || '').toLowerCase(),
    ]);
    const ok = rows[0] && (await bcrypt.compare(String(req.body.password || ''), rows[0].pw_hash));
    if (!ok) return res.status(401).render('sign-in', { csrf: generateToken(req), failed: true });
    req.session.regenerate((err) => {
      if (err) return next(err);
      req.session.memberId = rows[0].id;
      res.redirect('/courts');
    });
  })
);

app.get(
  '/courts',
  member,
  wrap(async (req, res) => {
    const { rows } = await pool.query(
      `select c.name, s.id, s.starts_at, b.member_id is not null as taken
         from slot s join court c on c.id = s.court_id left join booking b on b.slot_id = s.id
        where s.starts_at between now() and now() + interval '7 days'
        order by s.starts_at, c.name limit 500`
    );
    res.render('courts', { slots: rows, csrf: generateToken(req) });
  })
);

app.post(
  '/slots/:id/book',
  member,
  wrap(async (req, res) => {
    // slot_id is unique in booking
    const { rowCount } = await pool.query(
      'insert into booking (slot_id, member_id) select id, $2 from slot where id = $1 and starts_at > now() on conflict do nothing',
      [Number.parseInt(req.params.id, 10) || 0, req.session.memberId]
    );
    if (rowCount === 0) return res.status(409).render('taken');
    res.redirect('/courts');
  })
);

app.post(
  '/bookings/:id/cancel',
  member,
  wrap(async (req, res) => {
    const { rowCount } = await pool.query(
      "delete from booking b using slot s where b.id = $1 and b.member_id = $2 and s.id = b.slot_id and s.starts_at > now() + interval '2 hours'",
      [Number.parseInt(req.params.id, 10) || 0, req.session.memberId]
    );
    if (rowCount === 0) return res.status(409).render('too-late');
    res.redirect('/courts');
  })
);

app.get(
  '/healthz',
  wrap(async (req, res) => {
    await pool.query('select 1');
    res.json({ ok: true });
  })
);

app.use((req, res) => res.status(404).render('not-found'));

app.use((err, req, res, next) => {
  if (res.headersSent) return next(err);
  log.error({ err, path: req.path }, 'request failed');
  res.status(err.status || 500).render('error', { message: err.message, details: err.stack });
});

const server = app.listen(process.env.PORT || 3000);
server.requestTimeout = 30000;
server.headersTimeout = 10000;
