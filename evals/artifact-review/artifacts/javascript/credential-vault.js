'use strict';

/**
 * Member logins and the stored credentials of the partner feeds (SFTP, FTP-over-TLS).
 *
 * Feed credentials are encrypted with a data key from the environment; several keys may be
 * active at a time so that they can be rotated: FEED_KEYS="k2:<base64>,k1:<base64>".
 * The first key encrypts, all of them decrypt.
 */

const crypto = require('node:crypto');
const { promisify } = require('node:util');

const scrypt = promisify(crypto.scrypt);

const PASSWORD_FIELD = 'password';
const RESET_TOKEN_HEADER = 'X-Reset-Token';

const SCRYPT = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 };
const HASH_BYTES = 32;
const SALT_BYTES = 16;
const GCM_IV_BYTES = 12;
const GCM_TAG_BYTES = 16;

async function hashPassword(plain) {
  const salt = crypto.randomBytes(SALT_BYTES);
  const hash = await scrypt(plain.normalize('NFKC'), salt, HASH_BYTES, SCRYPT);
  return ['scrypt', SCRYPT.N, SCRYPT.r, SCRYPT.p, salt.toString('base64'), hash.toString('base64')].join('$');
}

/** Resolves to { ok, outdated }; outdated means that the hash should be written again. */
async function verifyPassword(plain, stored) {
  const [scheme, N, r, p, salt, hash] = stored.split('$');
  if (scheme !== 'scrypt') {
    throw new Error(`unknown password scheme ${scheme}`);
  }
  const expected = Buffer.from(hash, 'base64');
  const actual = await scrypt(plain.normalize('NFKC'), Buffer.from(salt, 'base64'), expected.length, {
    N: Number(N),
    r: Number(r),
    p: Number(p),
    maxmem: SCRYPT.maxmem,
  });
  return {
    ok: crypto.timingSafeEqual(actual, expected),
    outdated: Number(N) < SCRYPT.N,
  };
}

function newResetToken() {
  const token = crypto.randomBytes(32).toString('base64url');
  return { token, digest: crypto.createHash('sha256').update(token).digest('hex') };
}

/** Spread for the retry of feed downloads; nothing depends on it being unpredictable. */
function retryDelay(attempt) {
  return Math.min(60_000, 500 * 2 ** attempt) * (0.5 + Math.random() / 2);
}

function parseKeys(text) {
  const keys = new Map();
  for (const part of (text ?? '').split(',').filter(Boolean)) {
    const at = part.indexOf(':');
    const id = part.slice(0, at).trim();
    const key = Buffer.from(part.slice(at + 1), 'base64');
    if (!/^k\d+$/.test(id) || key.length !== 32) {
      throw new Error('FEED_KEYS must be a list of id:base64 pairs with 32 byte keys');
    }
    keys.set(id, key);
  }
  if (keys.size === 0) {
    throw new Error('FEED_KEYS is not set');
  }
  return keys;
}

class FeedVault {
  #keys;

  constructor(keys = parseKeys(process.env.FEED_KEYS)) {
    this.#keys = keys;
  }

  seal(feedId, credentials) {
    const [[keyId, key]] = this.#keys;
    const iv = crypto.randomBytes(GCM_IV_BYTES);
    const cipher = crypto.createCipheriv('aes-256-gcm', key, iv, { authTagLength: GCM_TAG_BYTES });
    // ties the ciphertext to its row, so that it cannot be copied to another feed
    cipher.setAAD(Buffer.from(`feed:${feedId}`));
    const body = Buffer.concat([cipher.update(JSON.stringify(credentials), 'utf8'), cipher.final()]);
    return `${keyId}.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')}`;
  }

  open(feedId, sealed) {
    const [keyId, data] = sealed.split('.');
    const key = this.#keys.get(keyId);
    if (!key) {
      throw new Error(`feed ${feedId} is sealed with the unknown key ${keyId}`);
    }
    const raw = Buffer.from(data, 'base64url');
    const iv = raw.subarray(0, GCM_IV_BYTES);
    const tag = raw.subarray(GCM_IV_BYTES, GCM_IV_BYTES + GCM_TAG_BYTES);
    const decipher = crypto.createDecipheriv('aes-256-gcm', key, iv, { authTagLength: GCM_TAG_BYTES });
    decipher.setAAD(Buffer.from(`feed:${feedId}`));
    decipher.setAuthTag(tag);
    try {
      const body = raw.subarray(GCM_IV_BYTES + GCM_TAG_BYTES);
      return JSON.parse(Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8'));
    } catch (err) {
      throw new Error(`credentials of feed ${feedId} cannot be opened`, { cause: err });
    }
  }
}

module.exports = {
  FeedVault,
  PASSWORD_FIELD,
  RESET_TOKEN_HEADER,
  hashPassword,
  newResetToken,
  parseKeys,
  retryDelay,
  verifyPassword,
};
