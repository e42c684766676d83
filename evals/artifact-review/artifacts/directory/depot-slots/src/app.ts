import cors from 'cors';
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import { SlotFull, type SlotRepository } from './slotRepository.js';

export interface AppDeps {
  slots: SlotRepository;
  requireAuth: RequestHandler;
  allowedOrigins: string[];
  log: Pick<Logger, 'error' | 'info'>;
}

const PLATE = /^[A-Z0-9-]{4,10}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export function createApp({ slots, requireAuth, allowedOrigins, log }: AppDeps) {
  const app = express();
  app.use(helmet());
  app.use(cors({ origin: allowedOrigins, credentials: true }));
  app.use(express.json({ limit: '16kb' }));

  app.get('/healthz', async (_req, res) => {
    try {
      await slots.ping();
      res.json({ status: 'ok' });
    } catch (err) {
      log.error({ err }, 'database check failed');
      res.status(503).json({ status: 'unavailable' });
    }
  });

  app.use('/api', requireAuth);

  app.get('/api/depots/:depot/slots', async (req, res, next) => {
    const { day, dock, sort } = req.query;
    const dockNo = dock === undefined ? undefined : Number(dock);
    if (typeof day !== 'string' || !DAY.test(day) || (dockNo !== undefined && !Number.isInteger(dockNo))) {
      return res.status(400).json({ error: 'day (YYYY-MM-DD) is required, dock must be a number' });
    }
    try {
      res.json(await slots.list({ depot: req.params.depot, day, dock: dockNo, sort: String(sort ?? 'start') }));
    } catch (err) {
      next(err);
    }
  });

  app.post('/api/slots/:id/bookings', async (req, res, next) => {
    const carrierId = req.auth?.payload['carrier_id'];
    const slotId = Number(req.params.id);
    if (typeof carrierId !== 'string') return res.status(403).json({ error: 'not a carrier account' });
    if (!Number.isInteger(slotId) || !PLATE.test(String(req.body?.plate))) {
      return res.status(400).json({ error: 'invalid slot or plate' });
    }
    try {
      const id = await slots.book(slotId, carrierId, req.body.plate);
      log.info({ bookingId: id, slotId }, 'slot booked');
      res.status(201).json({ id });
    } catch (err) {
      if (err instanceof SlotFull) return res.status(409).json({ error: 'slot is full' });
      next(err);
    }
  });

  app.use((err: Error & { status?: number }, _req: Request, res: Response, _next: NextFunction) => {
    const status = err.status ?? 500;
    if (status >= 500) log.error({ err }, 'request failed');
    res.status(status).json({ error: status >= 500 ? 'internal error' : err.message });
  });

  return app;
}
