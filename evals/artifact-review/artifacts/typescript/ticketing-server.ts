import Fastify from 'fastify';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import { Pool } from 'pg';
import { Redis } from 'ioredis';
import { authPlugin } from './plugins/auth.js';
import { orderRoutes } from './routes/orders.js';
import { venueRoutes } from './routes/venues.js';

function required(name: string): string {
	const value = process.env[name];
	if (!value) {
		throw new Error(`Environment variable ${name} is not set`);
	}
	return value;
}

/** Comma separated list, e.g. "https://tickets.example.org,https://boxoffice.example.org" */
function allowedOrigins(): Set<string> {
	const origins = required('CORS_ORIGINS')
		.split(',')
		.map((o) => o.trim())
		.filter(Boolean);
	for (const o of origins) {
		if (o === '*' || new URL(o).origin !== o) {
			throw new Error(`CORS_ORIGINS contains an invalid origin: ${o}`);
		}
	}
	return new Set(origins);
}

const HEALTH_TIMEOUT_MS = 1500;

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const timeout = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
	});
	try {
		return await Promise.race([work, timeout]);
	} finally {
		clearTimeout(timer);
	}
}

export async function createServer() {
	const pool = new Pool({
		connectionString: required('DATABASE_URL'),
		max: 20,
		connectionTimeoutMillis: 3000,
	});
	const redis = new Redis(required('REDIS_URL'), { maxRetriesPerRequest: 2 });
	const origins = allowedOrigins();

	const app = Fastify({
		bodyLimit: 256 * 1024,
		logger: {
			level: process.env.LOG_LEVEL ?? 'info',
			redact: ['req.headers.authorization', 'req.headers.cookie'],
		},
	});

	pool.on('error', (err) => app.log.error({ err }, 'idle postgres client failed'));
	redis.on('error', (err) => app.log.error({ err }, 'redis connection failed'));

	await app.register(helmet);
	await app.register(cors, {
		credentials: true,
		// requests without an Origin header are not cross-origin browser calls
		origin: (origin, cb) => cb(null, origin === undefined ? false : origins.has(origin)),
	});
	await app.register(rateLimit, { max: 300, timeWindow: '1 minute', redis });
	await app.register(authPlugin, { jwksUrl: required('JWKS_URL') });

	app.get('/health', { config: { rateLimit: false } }, async (req, reply) => {
		const [db, cache] = await Promise.allSettled([
			within(pool.query('SELECT 1'), HEALTH_TIMEOUT_MS),
			within(redis.ping(), HEALTH_TIMEOUT_MS),
		]);
		const healthy = db.status === 'fulfilled' && cache.status === 'fulfilled';
		if (!healthy) {
			req.log.warn(
				{
					db: db.status === 'rejected' ? String(db.reason) : 'up',
					cache: cache.status === 'rejected' ? String(cache.reason) : 'up',
				},
				'health check failed',
			);
		}
		return reply.code(healthy ? 200 : 503).send({
			status: healthy ? 'ok' : 'unavailable',
			checks: {
				db: db.status === 'fulfilled' ? 'up' : 'down',
				cache: cache.status === 'fulfilled' ? 'up' : 'down',
			},
		});
	});

	await app.register(venueRoutes, { prefix: '/v1/venues', pool });
	await app.register(orderRoutes, { prefix: '/v1/orders', pool, redis });

	app.setErrorHandler((err, req, reply) => {
		const status = err.statusCode ?? 500;
		if (status >= 500) {
			req.log.error({ err }, 'request failed');
			return reply.code(status).send({ code: 'internal-error', requestId: req.id });
		}
		return reply.code(status).send({ code: err.code ?? 'bad-request', message: err.message });
	});

	app.addHook('onClose', async () => {
		await Promise.all([pool.end(), redis.quit()]);
	});

	return app;
}
