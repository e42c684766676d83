import type { Knex } from 'knex';
import { newTransferCode, normaliseCode } from './transferCode';

const VALID_FOR_HOURS = 48;

export class TransferError extends Error {
  constructor(readonly reason: 'not_owner' | 'event_started' | 'unknown_code' | 'own_ticket') {
    super(reason);
  }
}

export interface Ticket {
  id: string;
  ownerId: string;
  eventStartsAt: Date;
}

export class TransferService {
  constructor(
    private readonly db: Knex,
    private readonly clock: () => Date = () => new Date(),
  ) {}

  async offer(ticketId: string, sellerId: string): Promise<{ code: string; expiresAt: Date }> {
    return this.db.transaction(async (trx) => {
      const ticket = await trx<Ticket>('tickets').where({ id: ticketId }).forUpdate().first();
      if (!ticket || ticket.ownerId !== sellerId) throw new TransferError('not_owner');
      if (ticket.eventStartsAt <= this.clock()) throw new TransferError('event_started');

      const code = newTransferCode();
      const expiresAt = new Date(this.clock().getTime() + VALID_FOR_HOURS * 3_600_000);
      await trx('transfers').where({ ticketId, claimedBy: null }).del();
      await trx('transfers').insert({ ticketId, sellerId, code, expiresAt });
      return { code, expiresAt };
    });
  }

  async claim(codeInput: string, buyerId: string): Promise<string> {
    return this.db.transaction(async (trx) => {
      const transfer = await trx('transfers')
        .where({ code: normaliseCode(codeInput), claimedBy: null })
        .andWhere('expiresAt', '>', this.clock())
        .forUpdate()
        .first();
      if (!transfer) throw new TransferError('unknown_code');
      if (transfer.sellerId === buyerId) throw new TransferError('own_ticket');

      await trx('transfers').where({ id: transfer.id }).update({ claimedBy: buyerId });
      await trx('tickets').where({ id: transfer.ticketId }).update({ ownerId: buyerId });
      return transfer.ticketId;
    });
  }
}
