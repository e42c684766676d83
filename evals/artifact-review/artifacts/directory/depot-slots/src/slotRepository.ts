export interface Queryable {
  query(text: string, values?: unknown[]): Promise<{ rows: any[]; rowCount: number | null }>;
}

export interface SlotFilter {
  depot: string;
  day: string;
  dock?: number;
  sort?: string;
}

// Public sort keys -> real columns. Everything else falls back to start time.
const SORT_COLUMNS: ReadonlyMap<string, string> = new Map([
  ['start', 's.starts_at'],
  ['dock', 's.dock_no'],
  ['free', 's.capacity - s.booked'],
]);

export class SlotFull extends Error {}

export class SlotRepository {
  constructor(private readonly db: Queryable) {}

  async list(filter: SlotFilter) {
    const values: unknown[] = [filter.depot, filter.day];
    let where = 'WHERE s.depot_code = $1 AND s.starts_at::date = $2';
    if (filter.dock !== undefined) {
      values.push(filter.dock);
      where += ` AND s.dock_no = $${values.length}`;
    }
    const orderBy = SORT_COLUMNS.get(filter.sort ?? 'start') ?? 's.starts_at';
    const { rows } = await this.db.query(
      `SELECT s.id, s.dock_no, s.starts_at, s.capacity - s.booked AS free
         FROM slot s ${where} ORDER BY ${orderBy}`,
      values,
    );
    return rows;
  }

  /** Takes one place in the slot; a single statement, so two carriers cannot overbook it. */
  async book(slotId: number, carrierId: string, plate: string): Promise<number> {
    const { rows } = await this.db.query(
      `WITH taken AS (
         UPDATE slot SET booked = booked + 1
          WHERE id = $1 AND booked < capacity
          RETURNING id
       )
       INSERT INTO booking (slot_id, carrier_id, plate)
       SELECT id, $2, $3 FROM taken
       RETURNING id`,
      [slotId, carrierId, plate],
    );
    if (rows.length === 0) throw new SlotFull(`slot ${slotId} has no capacity left`);
    return rows[0].id;
  }

  async ping(): Promise<void> {
    await this.db.query('SELECT 1');
  }
}
