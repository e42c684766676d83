#!/usr/bin/env node
/**
 * Loads the nightly article and stock files of the suppliers into the staging tables.
 *
 *   DATABASE_URL=postgres://wms:changeme@localhost:5432/wms \
 *     node scripts/warehouse-import.mjs --kind stock --file inbox/stock_20240611.csv
 *
 * Exit codes: 0 loaded, 1 failed, 2 wrong usage, 3 file was loaded before.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, constants } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { parseArgs, promisify } from 'node:util'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'

const run = promisify(execFile)

const TARGETS = new Map([
  ['articles', { table: 'staging.articles', columns: ['sku', 'ean', 'title', 'unit', 'weight_g'] }],
  ['stock', { table: 'staging.stock', columns: ['sku', 'bin', 'quantity', 'counted_at'] }],
  ['prices', { table: 'staging.prices', columns: ['sku', 'currency', 'net_cents', 'valid_from'] }],
])

class UsageError extends Error {}

function options() {
  let values
  try {
    ;({ values } = parseArgs({
      options: {
        kind: { type: 'string' },
        file: { type: 'string' },
        'skip-signature': { type: 'boolean', default: false },
      },
    }))
  } catch (err) {
    throw new UsageError(err.message, { cause: err })
  }
  if (!values.file || !TARGETS.has(values.kind)) {
    throw new UsageError(`usage: warehouse-import --kind ${[...TARGETS.keys()].join('|')} --file <csv>`)
  }
  if (values['skip-signature'] && process.env.NODE_ENV === 'production') {
    throw new UsageError('--skip-signature is for local work only')
  }
  return values
}

async function verifySignature(file) {
  // gpgv exits with a status other than 0 if the signature is not by a key in our keyring
  await run('gpgv', ['--keyring', process.env.SUPPLIER_KEYRING ?? '/etc/wms/suppliers.gpg', `${file}.sig`, file], {
    timeout: 30_000,
  })
}

async function sha256(file) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

async function load(client, target, file, digest) {
  await client.query('BEGIN')
  try {
    const seen = await client.query(
      `INSERT INTO staging.imports (file_name, sha256, loaded_at)
            VALUES ($1, $2, now())
       ON CONFLICT (sha256) DO NOTHING`,
      [path.basename(file), digest],
    )
    if (seen.rowCount === 0) {
      await client.query('ROLLBACK')
      return null
    }
    // table and columns come from TARGETS above
    await client.query(`TRUNCATE ${target.table}`)
    const sink = client.query(
      copyFrom(`COPY ${target.table} (${target.columns.join(', ')}) FROM STDIN WITH (FORMAT csv, HEADER true)`),
    )
    await pipeline(createReadStream(file), sink)
    await client.query('COMMIT')
    return sink.rowCount
  } catch (err) {
    await client.query('ROLLBACK').catch((rollbackErr) => {
      console.error('rollback failed as well:', rollbackErr.message)
    })
    throw err
  }
}

async function main() {
  const opts = options()
  const file = path.resolve(opts.file)
  await access(file, constants.R_OK)
  if (!opts['skip-signature']) {
    await verifySignature(file)
  }

  if (!process.env.DATABASE_URL) {
    throw new UsageError('DATABASE_URL is not set')
  }
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL })
  await client.connect()
  try {
    const rows = await load(client, TARGETS.get(opts.kind), file, await sha256(file))
    if (rows === null) {
      console.warn(`${path.basename(file)} was loaded before, nothing to do`)
      return 3
    }
    console.log(`loaded ${rows} rows of ${opts.kind} from ${path.basename(file)}`)
    return 0
  } finally {
    await client.end()
  }
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (err) => {
    console.error(err instanceof UsageError ? err.message : err)
    process.exitCode = err instanceof UsageError ? 2 : 1
  },
)
