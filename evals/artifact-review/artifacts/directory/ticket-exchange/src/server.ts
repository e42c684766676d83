import cors from '@fastify/cors';
import jwt from '@fastify/jwt';
import Fastify from 'fastify';
import knex from 'knex';
import { z } from 'zod';
import { TransferError, TransferService } from './transfers';

const env = z
  .object({
    DATABASE_URL: z.string().url(),
    JWT_PUBLIC_KEY: z.string().min(1),
    PORT: z.coerce.number().default(8080),
  })
  .parse(process.env);

const STATUS = { not_owner: 403, event_started: 409, unknown_code: 404, own_ticket: 409 } as const;

async function main() {
  const db = knex({ client: 'pg', connection: env.DATABASE_URL });
  const transfers = new TransferService(db);
  const app = Fastify({
    logger: { redact: ['req.headers.authorization', 'req.headers.cookie'] },
  });

  await app.register(jwt, {
    secret: { public: env.JWT_PUBLIC_KEY },
    cookie: { cookieName: 'tx_session', signed: false },
  });
  // fan clubs embed the widget on their own sites
  await app.register(cors, {
    origin: (origin, cb) => cb(null, origin ?? true),
    credentials: true,
    methods: ['GET', 'POST'],
  });

  app.setErrorHandler((err, req, reply) => {
    if (err instanceof TransferError) {
      return reply.code(STATUS[err.reason]).send({ error: err.reason });
    }
    req.log.error(err);
    return reply.code(err.statusCode ?? 500).send({ error: 'request failed' });
  });

  app.post<{ Params: { id: string } }>('/tickets/:id/offer', async (req) => {
    const user = await req.jwtVerify<{ sub: string }>();
    return transfers.offer(req.params.id, user.sub);
  });

  app.post<{ Body: { code: string } }>('/claims', async (req) => {
    const user = await req.jwtVerify<{ sub: string }>();
    const { code } = z.object({ code: z.string().max(32) }).parse(req.body);
    return { ticketId: await transfers.claim(code, user.sub) };
  });

  app.get('/health', async (req, reply) => {
    try {
      await db.raw('select 1');
      return { status: 'ok' };
    } catch (err) {
      req.log.error(err, 'database check failed');
      return reply.code(503).send({ status: 'unavailable' });
    }
  });

  await app.listen({ port: env.PORT, host: '0.0.0.0' });
}

main().catch((err) => {
  console.error(err);
  process.exit(1);
});
