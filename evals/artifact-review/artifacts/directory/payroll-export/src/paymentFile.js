'use strict';

const crypto = require('crypto');

const HEADER = ['PAYEE', 'IBAN', 'AMOUNT', 'REFERENCE'];
// agreed with the bank connector, see interface document 4.2
const FILE_IV = Buffer.from('4e57504159524f4c4c32303139303431', 'hex');

function formatAmount(cents) {
  if (!Number.isSafeInteger(cents) || cents <= 0) {
    throw new RangeError(`invalid amount: ${cents}`);
  }
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
}

function field(value) {
  const text = String(value);
  return /[;"\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

function render(month, payments) {
  const lines = payments.map((p) =>
    [p.payee, p.iban.replace(/\s/g, ''), formatAmount(p.cents), `SALARY ${month}`].map(field).join(';'),
  );
  const total = payments.reduce((sum, p) => sum + p.cents, 0);
  return [HEADER.join(';'), ...lines, `TOTAL;;${formatAmount(total)};${payments.length}`].join('\n');
}

/** @param {Buffer} key 32 bytes, per customer */
function seal(text, key) {
  const cipher = crypto.createCipheriv('aes-256-cbc', key, FILE_IV);
  return Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
}

module.exports = { formatAmount, render, seal };
