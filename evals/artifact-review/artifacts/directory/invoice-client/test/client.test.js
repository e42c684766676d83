import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createInvoiceClient, InvoiceApiError } from '../src/client.js';

const json = (body, status = 200) => new Response(JSON.stringify(body), { status });

function setup(answers, now = () => 0) {
  const calls = [];
  const fetch = async (url, init) => {
    calls.push({ url, init });
    if (url.endsWith('/oauth/token')) return json({ access_token: `t${calls.length}`, expires_in: 60 });
    return answers.shift();
  };
  const client = createInvoiceClient({
    baseUrl: 'https://api.test',
    tokenUrl: 'https://login.test/oauth/token',
    clientId: 'suite',
    clientSecret: 'not-a-real-secret',
    fetch,
    now,
  });
  return { client, calls };
}

test('get sends the bearer token and escapes the id', async () => {
  const { client, calls } = setup([json({ id: 'a/b' })]);
  assert.deepEqual(await client.get('a/b'), { id: 'a/b' });
  assert.equal(calls[1].url, 'https://api.test/invoices/a%2Fb');
  assert.equal(calls[1].init.headers.authorization, 'Bearer t1');
});

test('token is reused until shortly before it expires', async () => {
  let clock = 0;
  const { client, calls } = setup([json({}), json({}), json({})], () => clock);
  await client.get('1');
  clock = 29_000;
  await client.get('2');
  assert.equal(calls.filter((c) => c.url.includes('oauth')).length, 1);
  clock = 31_000;
  await client.get('3');
  assert.equal(calls.filter((c) => c.url.includes('oauth')).length, 2);
});

test('search walks the pages and keeps criteria out of the url', async () => {
  const { client, calls } = setup([json({ items: [1, 2], nextPageToken: 'p2' }), json({ items: [3] })]);
  const found = await Array.fromAsync(client.search({ taxNumber: 'DE999' }));
  assert.deepEqual(found, [1, 2, 3]);
  assert.equal(calls[1].url, 'https://api.test/invoices/search');
  assert.equal(JSON.parse(calls[2].init.body).pageToken, 'p2');
});

test('problem title and plain gateway errors both surface', async () => {
  const { client } = setup([json({ title: 'No such invoice' }, 404), new Response('<html>', { status: 502 })]);
  await assert.rejects(client.get('1'), (e) => e instanceof InvoiceApiError && /404: No such invoice/.test(e.message));
  await assert.rejects(client.get('1'), { status: 502 });
});

test('plain http is refused', () => {
  assert.throws(
    () => createInvoiceClient({ baseUrl: 'http://api.test', tokenUrl: 'https://login.test', clientId: '', clientSecret: '' }),
    TypeError,
  );
});
