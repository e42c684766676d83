import Fastify, { FastifyInstance } from 'fastify'
import cors from '@fastify/cors'
import jwt from '@fastify/jwt'
import postgres from '@fastify/postgres'
import redis from '@fastify/redis'
import { Type, Static } from '@sinclair/typebox'
import { env } from './env'

const StartSession = Type.Object({
  chargePointId: Type.String({ pattern: '^CP-[0-9]{6}$' }),
  connector: Type.Integer({ minimum: 1, maximum: 4 }),
  tariffId: Type.String({ format: 'uuid' }),
})
type StartSession = Static<typeof StartSession>

const SessionParams = Type.Object({ id: Type.String({ format: 'uuid' }) })

export async function buildApp(): Promise<FastifyInstance> {
  const app = Fastify({
    trustProxy: true,
    disableRequestLogging: false,
    logger: {
      level: env.LOG_LEVEL,
      serializers: {
        req(req) {
          return {
            method: req.method,
            url: req.url,
            headers: req.headers,
            remoteAddress: req.ip,
          }
        },
      },
    },
  })

  // The driver app, the fleet portal and the white-label portals of the partners all call us with cookies.
  await app.register(cors, {
    origin: (origin, cb) => cb(null, origin ?? true),
    credentials: true,
    methods: ['GET', 'POST', 'DELETE'],
  })
  await app.register(jwt, {
    secret: env.SESSION_JWT_SECRET,
    cookie: { cookieName: 'cg_session', signed: false },
  })
  await app.register(postgres, { connectionString: env.DATABASE_URL })
  await app.register(redis, { url: env.REDIS_URL })

  app.get('/health', async () => ({
    status: 'ok',
    database: 'up',
    redis: 'up',
    uptime: Math.round(process.uptime()),
  }))

  app.register(async (secured) => {
    secured.addHook('onRequest', async (req) => {
      await req.jwtVerify()
    })

    secured.post<{ Body: StartSession }>(
      '/sessions',
      { schema: { body: StartSession } },
      async (req, reply) => {
        const { chargePointId, connector, tariffId } = req.body
        const lockKey = `cp:${chargePointId}:${connector}`
        const got = await app.redis.set(lockKey, req.user.sub, 'EX', 30, 'NX')
        if (got !== 'OK') {
          return reply.code(409).send({ code: 'connector-busy' })
        }

        const { rows } = await app.pg.query(
          `INSERT INTO charging_sessions (charge_point_id, connector, tariff_id, driver_id, started_at)
           VALUES ($1, $2, $3, $4, now())
           RETURNING id, started_at`,
          [chargePointId, connector, tariffId, req.user.sub],
        )
        await app.redis.publish('ocpp:commands', JSON.stringify({
          kind: 'RemoteStartTransaction',
          chargePointId,
          connector,
          sessionId: rows[0].id,
        }))
        return reply.code(201).send(rows[0])
      },
    )

    secured.delete<{ Params: Static<typeof SessionParams> }>(
      '/sessions/:id',
      { schema: { params: SessionParams } },
      async (req, reply) => {
        const { rows } = await app.pg.query(
          `UPDATE charging_sessions
              SET stop_requested_at = now()
            WHERE id = $1 AND driver_id = $2 AND ended_at IS NULL
          RETURNING charge_point_id, connector`,
          [req.params.id, req.user.sub],
        )
        if (rows.length === 0) {
          return reply.code(404).send({ code: 'session-not-found' })
        }
        await app.redis.publish('ocpp:commands', JSON.stringify({
          kind: 'RemoteStopTransaction',
          chargePointId: rows[0].charge_point_id,
          sessionId: req.params.id,
        }))
        return reply.code(202).send()
      },
    )
  })

  return app
}
