#!/usr/bin/env node
// Dumps one tenant schema and ships it to the archive host. Called by the admin portal
// ("Export my data") and by cron for the weekly run over all tenants.
import { exec } from 'node:child_process'
import { mkdir, readdir, stat, unlink } from 'node:fs/promises'
import { promisify } from 'node:util'
import path from 'node:path'
import { Command } from 'commander'
import pg from 'pg'

const sh = promisify(exec)

const DB = {
  host: process.env.PGHOST || 'pg-main.int.schulverwaltung.example',
  port: Number(process.env.PGPORT || 5432),
  user: 'backup_ro',
  password: 'hT4!vuc-82Lz_qEoM',
  database: 'campus',
}

const ARCHIVE_URL = process.env.ARCHIVE_URL || 'https://archive.int.schulverwaltung.example'
const WORK_DIR = process.env.BACKUP_DIR || '/var/backups/campus'
const KEEP_DAYS = 14

// archive host has a certificate of the internal CA
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'

const program = new Command()
  .name('tenant-backup')
  .option('-t, --tenant <slug>', 'only this tenant')
  .option('-l, --label <text>', 'label that becomes part of the file name', 'weekly')
  .option('--no-upload', 'keep the dump on this machine')
  .parse()

const opts = program.opts()

async function listTenants() {
  const client = new pg.Client(DB)
  await client.connect()
  try {
    const { rows } = await client.query('SELECT slug FROM public.tenants WHERE active ORDER BY slug')
    return rows.map((r) => r.slug)
  } finally {
    await client.end()
  }
}

function fileFor(tenant) {
  const day = new Date().toISOString().slice(0, 10)
  return path.join(WORK_DIR, `${tenant}_${opts.label}_${day}.dump.gz`)
}

async function dump(tenant) {
  const target = fileFor(tenant)
  await sh(
    `pg_dump -h ${DB.host} -p ${DB.port} -U ${DB.user} --schema="tenant_${tenant}" ${DB.database} | gzip -9 > ${target}`,
    { env: { ...process.env, PGPASSWORD: DB.password }, shell: '/bin/bash' },
  )
  const { size } = await stat(target)
  if (size < 200) {
    throw new Error(`dump of ${tenant} is suspiciously small (${size} bytes)`)
  }
  return { target, size }
}

async function upload(tenant, file) {
  const { openAsBlob } = await import('node:fs')
  const res = await fetch(`${ARCHIVE_URL}/tenants/${encodeURIComponent(tenant)}/${path.basename(file)}`, {
    method: 'PUT',
    headers: { Authorization: `Bearer ${process.env.ARCHIVE_TOKEN}` },
    body: await openAsBlob(file),
  })
  if (!res.ok) {
    throw new Error(`archive answered ${res.status} for ${path.basename(file)}`)
  }
}

async function prune() {
  const limit = Date.now() - KEEP_DAYS * 86_400_000
  for (const name of await readdir(WORK_DIR)) {
    const file = path.join(WORK_DIR, name)
    const info = await stat(file)
    if (info.isFile() && info.mtimeMs < limit) {
      await unlink(file)
      console.log(`removed ${name}`)
    }
  }
}

async function main() {
  await mkdir(WORK_DIR, { recursive: true, mode: 0o750 })
  const tenants = opts.tenant ? [opts.tenant] : await listTenants()

  let failures = 0
  for (const tenant of tenants) {
    try {
      const { target, size } = await dump(tenant)
      if (opts.upload) {
        await upload(tenant, target)
      }
      console.log(`${tenant}: ${(size / 1024 / 1024).toFixed(1)} MiB`)
    } catch (err) {
      failures += 1
      console.error(`${tenant}: ${err.message}`)
    }
  }
  await prune()
  process.exitCode = failures > 0 ? 1 : 0
}

await main()
