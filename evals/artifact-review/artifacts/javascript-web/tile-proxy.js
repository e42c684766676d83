// Map tiles for the dispatch screens. Fetches from the provider once, keeps them on disk.
import { createHash } from 'node:crypto';
import { mkdir, open, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import express from 'express';
import { requireDispatcher } from './auth.js';
import { logger } from './logger.js';

const STORE = path.resolve(process.env.TILE_STORE ?? './tiles');
const PROVIDER = process.env.TILE_PROVIDER_URL;
const PROVIDER_KEY = process.env.TILE_PROVIDER_KEY;
const MAX_AGE_MS = 7 * 24 * 3600 * 1000;
const LAYERS = new Set(['road', 'sat', 'traffic']);

if (!PROVIDER || !PROVIDER_KEY) {
  throw new Error('TILE_PROVIDER_URL and TILE_PROVIDER_KEY are needed');
}

export const router = express.Router();
router.use(requireDispatcher);

function tile(req) {
  const { layer } = req.params;
  const [z, x, y] = [req.params.z, req.params.x, req.params.y].map(Number);
  if (!LAYERS.has(layer)) return null;
  if (![z, x, y].every(Number.isInteger)) return null;
  if (z < 0 || z > 19) return null;
  const side = 2 ** z;
  if (x < 0 || y < 0 || x >= side || y >= side) return null;
  return { layer, z, x, y };
}

function fileOf({ layer, z, x, y }) {
  const name = createHash('sha256').update(`${layer}/${z}/${x}/${y}`).digest('hex');
  return path.join(STORE, name.slice(0, 2), `${name}.pbf`);
}

async function fresh(file) {
  try {
    const info = await stat(file);
    return Date.now() - info.mtimeMs < MAX_AGE_MS;
  } catch (err) {
    if (err.code === 'ENOENT') return false;
    throw err;
  }
}

async function fetchTile(t) {
  const res = await fetch(`${PROVIDER}/${t.layer}/${t.z}/${t.x}/${t.y}.pbf`, {
    headers: { authorization: `Bearer ${PROVIDER_KEY}` },
    redirect: 'error',
  });
  if (res.status === 404) return null;
  if (!res.ok) throw new Error(`provider answered ${res.status}`);
  return Buffer.from(await res.arrayBuffer());
}

async function keep(file, data) {
  await mkdir(path.dirname(file), { recursive: true });
  const tmp = `${file}.${process.pid}.${Date.now()}`;
  const handle = await open(tmp, 'wx');
  await handle.writeFile(data);
  await handle.sync();
  await handle.close();
  await rename(tmp, file);
}

async function sendFile(res, file) {
  const handle = await open(file, 'r');
  const info = await handle.stat();
  res.set('content-type', 'application/x-protobuf');
  res.set('cache-control', 'private, max-age=3600');
  res.set('content-length', String(info.size));
  const buffer = Buffer.alloc(info.size);
  await handle.read(buffer, 0, info.size, 0);
  if (info.size === 0) {
    // ocean tiles
    res.status(204).end();
    return;
  }
  res.end(buffer);
  await handle.close();
}

// one fetch a tile, the others wait for it
const running = new Map();

function fetchOnce(t, file) {
  let job = running.get(file);
  if (!job) {
    job = fetchTile(t)
      .then((data) => keep(file, data ?? Buffer.alloc(0)))
      .finally(() => running.delete(file));
    running.set(file, job);
  }
  return job;
}

router.get('/:layer/:z/:x/:y.pbf', async (req, res, next) => {
  const t = tile(req);
  if (!t) {
    res.status(400).json({ error: 'no such tile' });
    return;
  }
  const file = fileOf(t);
  try {
    if (!(await fresh(file))) await fetchOnce(t, file);
    await sendFile(res, file);
  } catch (err) {
    logger.warn({ tile: t, err: err.message }, 'tile failed');
    next(err);
  }
});
