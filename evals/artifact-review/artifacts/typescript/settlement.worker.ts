import amqp, { Channel, ConsumeMessage } from 'amqplib';
import mysql, { Pool, RowDataPacket } from 'mysql2/promise';
import pino from 'pino';

const log = pino({ name: 'settlement-worker' });

const QUEUE = 'settlement.requested';
const RABBIT_URL =
  process.env.NODE_ENV === 'test'
    ? 'amqp://localhost'
    : 'amqps://settle_svc:Wd7-pTqz41RmKe9v@rmq-2.int.mietkasse.example:5671/finance';

const pool: Pool = mysql.createPool({
  uri: process.env.LEDGER_DB_URL,
  connectionLimit: 8,
  namedPlaceholders: true,
});

interface Settlement {
  settlementId: string;
  landlordId: number;
  month: string; // YYYY-MM
}

interface PayoutRow extends RowDataPacket {
  iban: string;
  holder: string;
  amount_cents: number;
  open_items: number;
}

async function loadPayout(s: Settlement): Promise<PayoutRow> {
  const [rows] = await pool.execute<PayoutRow[]>(
    `SELECT b.iban, b.holder, SUM(e.amount_cents) AS amount_cents, COUNT(e.id) AS open_items
       FROM ledger_entries e
       JOIN bank_accounts b ON b.landlord_id = e.landlord_id AND b.is_primary = 1
      WHERE e.landlord_id = :landlordId
        AND e.period = :month
        AND e.settled_at IS NULL
      GROUP BY b.iban, b.holder`,
    { landlordId: s.landlordId, month: s.month },
  );
  if (rows.length !== 1) {
    throw new Error(`expected one payout for settlement ${s.settlementId}, got ${rows.length}`);
  }
  return rows[0];
}

async function instructBank(s: Settlement, payout: PayoutRow): Promise<string> {
  const res = await fetch(`${process.env.BANK_API}/sepa/credit-transfers`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${process.env.BANK_API_TOKEN}`,
      'idempotency-key': s.settlementId,
    },
    body: JSON.stringify({
      creditor: { name: payout.holder, iban: payout.iban },
      amount: (payout.amount_cents / 100).toFixed(2),
      currency: 'EUR',
      remittance: `Rent ${s.month} / ${s.landlordId}`,
    }),
    signal: AbortSignal.timeout(15_000),
  });
  if (!res.ok) throw new Error(`bank answered ${res.status}`);
  return ((await res.json()) as { transferId: string }).transferId;
}

async function markSettled(s: Settlement, transferId: string): Promise<boolean> {
  const conn = await pool.getConnection();
  try {
    await conn.beginTransaction();
    await conn.execute(
      'UPDATE ledger_entries SET settled_at = NOW(), transfer_id = ? WHERE landlord_id = ? AND period = ? AND settled_at IS NULL',
      [transferId, s.landlordId, s.month],
    );
    await conn.execute('INSERT INTO settlements (id, landlord_id, period, transfer_id) VALUES (?, ?, ?, ?)', [
      s.settlementId,
      s.landlordId,
      s.month,
      transferId,
    ]);
    await conn.commit();
    return true;
  } catch (e) {
    await conn.rollback();
    return true;
  } finally {
    conn.release();
  }
}

async function onMessage(ch: Channel, msg: ConsumeMessage | null): Promise<void> {
  if (!msg) return;
  try {
    const s: Settlement = JSON.parse(msg.content.toString('utf8'));
    const payout = await loadPayout(s);
    if (payout.amount_cents <= 0) {
      log.info({ settlementId: s.settlementId }, 'nothing to pay out');
      ch.ack(msg);
      return;
    }

    log.info(
      { settlementId: s.settlementId, holder: payout.holder, iban: payout.iban, cents: payout.amount_cents },
      'sending credit transfer',
    );
    const transferId = await instructBank(s, payout);
    if (await markSettled(s, transferId)) {
      ch.ack(msg);
    } else {
      ch.nack(msg, false, true);
    }
  } catch (err) {
    log.error({ err, deliveryTag: msg.fields.deliveryTag }, 'settlement failed, moved to dead letter queue');
    ch.nack(msg, false, false);
  }
}

async function main() {
  const conn = await amqp.connect(RABBIT_URL);
  const ch = await conn.createChannel();
  await ch.assertQueue(QUEUE, { durable: true, deadLetterExchange: 'settlement.dlx' });
  await ch.prefetch(4);
  await ch.consume(QUEUE, (msg) => void onMessage(ch, msg));
  log.info('settlement worker is listening');
}

main().catch((err) => {
  log.fatal({ err }, 'worker could not start');
  process.exit(1);
});
