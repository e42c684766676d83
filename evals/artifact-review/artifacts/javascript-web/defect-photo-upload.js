// Photos for reports of defects (potholes, lamps). Citizens are signed in with the city account.
import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import express from 'express';
import rateLimit from 'express-rate-limit';
import multer from 'multer';
import sharp from 'sharp';
import { audit } from './audit.js';
import { requireCitizen } from './auth.js';
import { db } from './db.js';
import { logger } from './logger.js';

const STORE = path.resolve(process.env.PHOTO_STORE ?? '/srv/defects/photos');
const MAX_BYTES = 8 * 1024 * 1024;
const MAX_PHOTOS = 5;
const FORMATS = new Set(['jpeg', 'png', 'webp']);
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const upload = multer({
  storage: multer.memoryStorage(),
  limits: { fileSize: MAX_BYTES, files: 1, fields: 2, parts: 3 },
});

export const router = express.Router();
router.use(requireCitizen);

function validId(req, res, next) {
  if (UUID.test(req.params.reportId) && (req.params.photoId === undefined || UUID.test(req.params.photoId))) {
    return next();
  }
  res.status(404).json({ error: 'not found' });
}

/** Decodes and encodes again: what is not a picture fails, EXIF with the position is dropped. */
async function normalise(buffer) {
  const image = sharp(buffer, { limitInputPixels: 50_000_000, failOn: 'error' }).timeout({ seconds: 10 });
  const { format } = await image.metadata();
  if (!FORMATS.has(format)) throw new NotAPhoto();
  return image.rotate().resize({ width: 2000, height: 2000, fit: 'inside', withoutEnlargement: true }).jpeg().toBuffer();
}

class NotAPhoto extends Error {}

router.post(
  '/reports/:reportId/photos',
  rateLimit({ windowMs: 60_000, limit: 20 }),
  validId,
  upload.single('photo'),
  async (req, res, next) => {
    if (!req.file) {
      res.status(400).json({ error: 'photo missing' });
      return;
    }
    let jpeg;
    try {
      jpeg = await normalise(req.file.buffer);
    } catch (err) {
      logger.info({ report: req.params.reportId, err: err.name }, 'photo refused');
      res.status(415).json({ error: 'not a photo that we can read' });
      return;
    }

    const id = randomUUID();
    const file = path.join(STORE, `${id}.jpg`);
    try {
      const stored = await db.transaction(async (tx) => {
        const report = await tx('report')
          .where({ id: req.params.reportId, citizen_id: req.citizen.id, closed_at: null })
          .forUpdate()
          .first('id');
        if (!report) return 'missing';
        const [{ count }] = await tx('photo').where({ report_id: report.id }).count();
        if (Number(count) >= MAX_PHOTOS) return 'full';
        await tx('photo').insert({ id, report_id: report.id, bytes: jpeg.length });
        await audit(tx, { actor: req.citizen.id, action: 'photo.add', subject: id });
        await writeFile(file, jpeg, { flag: 'wx', mode: 0o640 });
        return 'ok';
      });
      if (stored === 'missing') return res.status(404).json({ error: 'not found' });
      if (stored === 'full') return res.status(409).json({ error: `not more than ${MAX_PHOTOS} photos` });
      res.status(201).json({ id });
    } catch (err) {
      await rm(file, { force: true }).catch((e) => logger.error({ file: id, err: e.code }, 'left behind'));
      next(err);
    }
  }
);

router.get('/reports/:reportId/photos/:photoId', validId, async (req, res, next) => {
  try {
    const photo = await db('photo')
      .join('report', 'report.id', 'photo.report_id')
      .where({
        'photo.id': req.params.photoId,
        'report.id': req.params.reportId,
        'report.citizen_id': req.citizen.id,
      })
      .first('photo.id');
    if (!photo) return res.status(404).json({ error: 'not found' });
    res.sendFile(`${photo.id}.jpg`, {
      root: STORE,
      headers: { 'Content-Type': 'image/jpeg', 'X-Content-Type-Options': 'nosniff' },
    }, (err) => err && next(err));
  } catch (err) {
    next(err);
  }
});

// eslint-disable-next-line no-unused-vars
router.use((err, req, res, next) => {
  if (res.headersSent) return next(err);
  if (err instanceof multer.MulterError) {
    res.status(err.code === 'LIMIT_FILE_SIZE' ? 413 : 400).json({ error: 'upload not accepted' });
    return;
  }
  logger.error({ err }, 'defect photos');
  res.status(500).json({ error: 'internal error' });
});
