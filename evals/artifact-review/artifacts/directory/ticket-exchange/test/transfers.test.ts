import { newTransferCode, normaliseCode } from '../src/transferCode';
import { TransferError, TransferService } from '../src/transfers';

type Row = Record<string, unknown> | undefined;

/** Just enough of knex for the service: every chain ends in the next row of the list. */
function fakeDb(rows: Row[]) {
  const chain: any = {
    where: () => chain,
    andWhere: () => chain,
    forUpdate: () => chain,
    first: async () => rows.shift(),
    del: async () => 1,
    insert: async () => [1],
    update: async () => 1,
  };
  const trx = () => chain;
  return { transaction: (fn: any) => fn(trx) } as any;
}

const now = () => new Date('2025-06-01T12:00:00Z');
const later = new Date('2025-06-07T19:30:00Z');

describe('TransferService', () => {
  it('offers a ticket of the seller', async () => {
    const service = new TransferService(fakeDb([{ id: 't1', ownerId: 'u1', eventStartsAt: later }]), now);
    const result = await service.offer('t1', 'u1');
    console.log('offer', result.expiresAt);
  });

  it('does not offer somebody else\'s ticket', async () => {
    const service = new TransferService(fakeDb([{ id: 't1', ownerId: 'u2', eventStartsAt: later }]), now);
    try {
      await service.offer('t1', 'u1');
    } catch (err) {
      expect(err instanceof TransferError || err instanceof Error).toBe(true);
    }
  });

  it('claims with a valid code', async () => {
    const service = new TransferService(fakeDb([{ id: 7, ticketId: 't1', sellerId: 'u1' }]), now);
    await service.claim('abcd efgh jkmn', 'u2');
  });

  it('rejects unknown codes', async () => {
    const service = new TransferService(fakeDb([undefined]), now);
    service.claim('ZZZZ', 'u2').catch((err) => expect(err.reason).toBe('unknown_code'));
  });
});

describe('codes', () => {
  it('generates codes', () => {
    const code = newTransferCode();
    expect(code).toBe(code);
  });

  it('normalises', () => {
    normaliseCode('abcd-efgh jkmn');
  });
});
