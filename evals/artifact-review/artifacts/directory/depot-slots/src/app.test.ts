import request from 'supertest';
import { beforeEach, expect, it, vi } from 'vitest';
import { createApp } from './app.js';
import { SlotFull } from './slotRepository.js';

const slots = { list: vi.fn(), book: vi.fn(), ping: vi.fn() };
const log = { error: vi.fn(), info: vi.fn() };
const asCarrier = (req: any, _res: any, next: any) => {
  req.auth = { payload: { carrier_id: 'c-17' } };
  next();
};
const app = createApp({ slots: slots as any, requireAuth: asCarrier, allowedOrigins: ['https://portal.test'], log });

beforeEach(() => vi.resetAllMocks());

it('reports 503 when the database is gone', async () => {
  slots.ping.mockRejectedValue(new Error('ECONNREFUSED'));
  const res = await request(app).get('/healthz');
  expect(res.status).toBe(503);
  expect(log.error).toHaveBeenCalledOnce();
});

it('does not allow a foreign origin', async () => {
  slots.ping.mockResolvedValue(undefined);
  const res = await request(app).get('/healthz').set('Origin', 'https://elsewhere.test');
  expect(res.headers['access-control-allow-origin']).toBeUndefined();
});

it('asks for a day', async () => {
  const res = await request(app).get('/api/depots/HAM/slots');
  expect(res.status).toBe(400);
  expect(slots.list).not.toHaveBeenCalled();
});

it('books for the carrier in the token, not in the body', async () => {
  slots.book.mockResolvedValue(9);
  const res = await request(app).post('/api/slots/5/bookings').send({ plate: 'HH-AB123', carrier_id: 'c-99' });
  expect(res.body).toEqual({ id: 9 });
  expect(slots.book).toHaveBeenCalledWith(5, 'c-17', 'HH-AB123');
});

it('turns a full slot into 409', async () => {
  slots.book.mockRejectedValue(new SlotFull('full'));
  const res = await request(app).post('/api/slots/5/bookings').send({ plate: 'HH-AB123' });
  expect(res.status).toBe(409);
});

it('hides the reason of an unexpected failure', async () => {
  slots.book.mockRejectedValue(new Error('relation "booking" does not exist'));
  const res = await request(app).post('/api/slots/5/bookings').send({ plate: 'HH-AB123' });
  expect(res.status).toBe(500);
  expect(res.body).toEqual({ error: 'internal error' });
});
