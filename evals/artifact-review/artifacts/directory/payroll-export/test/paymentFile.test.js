'use strict';

const crypto = require('crypto');
const { expect } = require('chai');
const request = require('supertest');
const { formatAmount, render, seal } = require('../src/paymentFile');
const { createApp } = require('../src/server');

describe('payment file', () => {
  it('formats cents', () => {
    expect(formatAmount(123405)).to.equal('1234.05');
    expect(formatAmount(7)).to.equal('0.07');
  });

  it('refuses amounts that are not payable', () => {
    for (const cents of [0, -5, 1.5, NaN]) expect(() => formatAmount(cents)).to.throw(RangeError);
  });

  it('writes one line per payment and the total', () => {
    const text = render('2025-01', [
      { payee: 'Berg; Ida', iban: 'DE00 1111 2222', cents: 250000 },
      { payee: 'Okoye', iban: 'DE00 3333', cents: 199950 },
    ]);
    expect(text.split('\n')).to.deep.equal([
      'PAYEE;IBAN;AMOUNT;REFERENCE',
      '"Berg; Ida";DE0011112222;2500.00;SALARY 2025-01',
      'Okoye;DE003333;1999.50;SALARY 2025-01',
      'TOTAL;;4499.50;2',
    ]);
  });

  it('does not leave the text readable', () => {
    expect(seal('SALARY', crypto.randomBytes(32)).includes('SALARY')).to.equal(false);
  });
});

describe('export api', () => {
  const answers = (...rows) => ({ query: async () => ({ rows: rows.shift() }) });
  const options = { apiKey: 'test-key', fileKey: Buffer.alloc(32, 1) };

  it('asks for the key', async () => {
    const res = await request(createApp(answers(), options)).get('/api/runs/2025-01');
    expect(res.status).to.equal(401);
  });

  it('counts payments', async () => {
    const db = answers([{ id: 1, state: 'open' }], [{ payee: 'A', iban: 'DE', cents: 1 }]);
    const res = await request(createApp(db, options)).get('/api/runs/2025-01?key=test-key');
    expect(res.body).to.deep.equal({ month: '2025-01', state: 'open', payments: 1 });
  });

  it('answers 500 when the database fails', async () => {
    const db = { query: async () => { throw new Error('down'); } };
    const res = await request(createApp(db, options)).get('/api/runs/2025-01?key=test-key');
    expect(res.status).to.equal(500);
  });
});
