'use strict';

const mysql = require('mysql2/promise');

/** Every site keeps its movements in a table of its own; the list changes with a migration only. */
const MOVEMENT_TABLES = Object.freeze({
  GRZ: 'movements_graz',
  LNZ: 'movements_linz',
  VIE: 'movements_vienna',
});

const SORTABLE = new Map([
  ['sku', 's.sku'],
  ['bin', 's.bin_code'],
  ['quantity', 's.quantity'],
]);

const ER_DUP_ENTRY = 1062;
const ER_LOCK_DEADLOCK = 1213;
const DEADLOCK_RETRIES = 3;

class DuplicateMovementError extends Error {
  constructor(reference, options) {
    super(`movement ${reference} was booked already`, options);
    this.name = 'DuplicateMovementError';
  }
}

class InsufficientStockError extends Error {
  constructor(sku) {
    super(`not enough stock of ${sku}`);
    this.name = 'InsufficientStockError';
  }
}

function movementTable(site) {
  if (!Object.hasOwn(MOVEMENT_TABLES, site)) {
    throw new RangeError(`unknown site ${site}`);
  }
  return MOVEMENT_TABLES[site];
}

class StockRepository {
  /** @param {import('mysql2/promise').Pool} pool */
  constructor(pool, log) {
    this.pool = pool;
    this.log = log;
  }

  static fromEnvironment(log) {
    const { WMS_DB_HOST, WMS_DB_USER, WMS_DB_PASSWORD, WMS_DB_CA } = process.env;
    if (!WMS_DB_HOST || !WMS_DB_USER || !WMS_DB_PASSWORD || !WMS_DB_CA) {
      throw new Error('WMS_DB_HOST, WMS_DB_USER, WMS_DB_PASSWORD and WMS_DB_CA must be set');
    }
    const pool = mysql.createPool({
      host: WMS_DB_HOST,
      user: WMS_DB_USER,
      password: WMS_DB_PASSWORD,
      database: 'wms',
      connectionLimit: 12,
      ssl: { ca: WMS_DB_CA, rejectUnauthorized: true },
    });
    return new StockRepository(pool, log);
  }

  async quantities(site, skus) {
    if (skus.length === 0) return new Map();
    const marks = skus.map(() => '?').join(', ');
    const [rows] = await this.pool.execute(
      `SELECT sku, SUM(quantity) AS quantity FROM stock WHERE site = ? AND sku IN (${marks}) GROUP BY sku`,
      [site, ...skus],
    );
    return new Map(rows.map((r) => [r.sku, Number(r.quantity)]));
  }

  async list(site, { search, minQuantity, sort = 'sku', descending = false, limit = 100 }) {
    const where = ['s.site = ?'];
    const params = [site];
    if (search) {
      where.push('(s.sku LIKE ? OR a.title LIKE ?)');
      const literal = search.replace(/[\\%_]/g, '\\$&');
      params.push(`${literal}%`, `%${literal}%`);
    }
    if (Number.isInteger(minQuantity)) {
      where.push('s.quantity >= ?');
      params.push(minQuantity);
    }
    const orderColumn = SORTABLE.get(sort) ?? 's.sku';
    params.push(Math.min(Math.max(Number(limit) || 100, 1), 500));

    // query() and not execute(): MySQL 8 refuses a numeric LIMIT in prepared statements
    const [rows] = await this.pool.query(
      'SELECT s.sku, s.bin_code, s.quantity, a.title FROM stock s JOIN articles a ON a.sku = s.sku' +
        ' WHERE ' + where.join(' AND ') +
        ` ORDER BY ${orderColumn} ${descending ? 'DESC' : 'ASC'}` +
        ' LIMIT ?',
      params,
    );
    return rows;
  }

  async book(site, movement) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#bookOnce(site, movement);
      } catch (err) {
        if (err.errno === ER_DUP_ENTRY) {
          throw new DuplicateMovementError(movement.reference, { cause: err });
        }
        if (err.errno !== ER_LOCK_DEADLOCK || attempt >= DEADLOCK_RETRIES) {
          throw err;
        }
        this.log.warn({ site, reference: movement.reference, attempt }, 'deadlock, trying again');
      }
    }
  }

  async #bookOnce(site, { reference, sku, bin, delta }) {
    const table = movementTable(site);
    const conn = await this.pool.getConnection();
    try {
      await conn.beginTransaction();
      await conn.execute(`INSERT INTO ${table} (reference, sku, bin_code, delta) VALUES (?, ?, ?, ?)`, [
        reference, sku, bin, delta,
      ]);
      const [result] = await conn.execute(
        'UPDATE stock SET quantity = quantity + ? WHERE site = ? AND sku = ? AND bin_code = ? AND quantity + ? >= 0',
        [delta, site, sku, bin, delta],
      );
      if (result.affectedRows !== 1) {
        throw new InsufficientStockError(sku);
      }
      await conn.commit();
    } catch (err) {
      await conn.rollback().catch((rollbackErr) => {
        this.log.error({ err: rollbackErr, site, reference }, 'rollback failed');
      });
      throw err;
    } finally {
      conn.release();
    }
  }
}

module.exports = { StockRepository, DuplicateMovementError, InsufficientStockError };
