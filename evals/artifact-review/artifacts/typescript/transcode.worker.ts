import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { UnrecoverableError, Worker, type Job } from 'bullmq';
import { objectStore } from '../storage/object-store.js';
import { assets } from '../db/assets.js';
import { redisConnection } from '../redis.js';
import { log } from '../log.js';

const run = promisify(execFile);

const PRESETS = {
  'web-720': ['-vf', 'scale=-2:720', '-c:v', 'libx264', '-crf', '23', '-preset', 'medium'],
  'web-1080': ['-vf', 'scale=-2:1080', '-c:v', 'libx264', '-crf', '21', '-preset', 'medium'],
  'audio-only': ['-vn', '-c:a', 'aac', '-b:a', '128k'],
} as const satisfies Record<string, readonly string[]>;

type Preset = keyof typeof PRESETS;

interface TranscodeJob {
  assetId: string;
  sourceKey: string;
  preset: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const FFMPEG_TIMEOUT_MS = 45 * 60_000;

function isPreset(name: string): name is Preset {
  return Object.hasOwn(PRESETS, name);
}

/** The storage backend expects a Content-MD5 header; it guards against damage in transit only. */
async function contentMd5(file: string): Promise<string> {
  const hash = createHash('md5');
  await pipeline(createReadStream(file), hash);
  return hash.digest('base64');
}

async function ffmpeg(input: string, output: string, preset: Preset): Promise<void> {
  try {
    await run(
      'ffmpeg',
      ['-hide_banner', '-nostdin', '-y', '-protocol_whitelist', 'file', '-i', input, ...PRESETS[preset], output],
      { timeout: FFMPEG_TIMEOUT_MS, maxBuffer: 8 * 1024 * 1024 },
    );
  } catch (err) {
    const stderr = (err as { stderr?: string }).stderr ?? '';
    if (/Invalid data found when processing input/.test(stderr)) {
      // retrying does not help with a broken upload
      throw new UnrecoverableError('source is not a readable media file');
    }
    throw new Error(`ffmpeg failed: ${stderr.slice(-400)}`, { cause: err });
  }
}

async function transcode(job: Job<TranscodeJob>): Promise<{ key: string; bytes: number }> {
  const { assetId, sourceKey, preset } = job.data;
  if (!UUID.test(assetId) || !isPreset(preset)) {
    throw new UnrecoverableError('job payload is not valid');
  }

  const dir = await mkdtemp(path.join(tmpdir(), 'transcode-'));
  try {
    const input = path.join(dir, 'source');
    const output = path.join(dir, preset === 'audio-only' ? 'out.m4a' : 'out.mp4');

    await objectStore.download(sourceKey, input);
    await job.updateProgress(10);
    await ffmpeg(input, output, preset);
    await job.updateProgress(80);

    const { size } = await stat(output);
    const key = `renditions/${assetId}/${preset}${path.extname(output)}`;
    await objectStore.upload(output, key, { contentMd5: await contentMd5(output) });
    await assets.addRendition(assetId, { preset, key, bytes: size });
    return { key, bytes: size };
  } finally {
    await rm(dir, { recursive: true, force: true }).catch((err) => {
      // must not replace the outcome of the job; the nightly sweep removes leftovers
      log.warn({ err, dir }, 'could not remove work directory');
    });
  }
}

const worker = new Worker<TranscodeJob>('transcode', transcode, {
  connection: redisConnection,
  concurrency: Number(process.env.TRANSCODE_CONCURRENCY ?? 2),
  lockDuration: 120_000,
});

worker.on('completed', (job, result) => log.info({ jobId: job.id, ...result }, 'transcode finished'));
worker.on('failed', (job, err) =>
  log.error({ jobId: job?.id, assetId: job?.data.assetId, attempts: job?.attemptsMade, err }, 'transcode failed'),
);
worker.on('error', (err) => log.error({ err }, 'worker error'));

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    log.info({ signal }, 'draining worker');
    worker.close().then(
      () => process.exit(0),
      (err) => {
        log.error({ err }, 'worker did not close cleanly');
        process.exit(1);
      },
    );
  });
}
