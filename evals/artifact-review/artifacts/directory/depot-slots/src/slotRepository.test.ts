import { describe, expect, it, vi } from 'vitest';
import { SlotFull, SlotRepository } from './slotRepository.js';

function repo(rows: unknown[] = []) {
  const query = vi.fn().mockResolvedValue({ rows, rowCount: rows.length });
  return { slots: new SlotRepository({ query }), query };
}

describe('list', () => {
  it('binds every filter value', async () => {
    const { slots, query } = repo();
    await slots.list({ depot: "HAM' OR 1=1 --", day: '2025-02-11', dock: 4 });
    const [text, values] = query.mock.calls[0];
    expect(text).not.toContain('OR 1=1');
    expect(text).toContain('s.dock_no = $3');
    expect(values).toEqual(["HAM' OR 1=1 --", '2025-02-11', 4]);
  });

  it.each([
    ['free', 's.capacity - s.booked'],
    ['starts_at; DROP TABLE slot', 's.starts_at'],
  ])('sorts %s by %s', async (sort, column) => {
    const { slots, query } = repo();
    await slots.list({ depot: 'HAM', day: '2025-02-11', sort });
    expect(query.mock.calls[0][0]).toMatch(new RegExp(`ORDER BY ${column}$`));
  });
});

describe('book', () => {
  it('returns the booking id', async () => {
    const { slots } = repo([{ id: 71 }]);
    await expect(slots.book(5, 'c-1', 'HH-AB123')).resolves.toBe(71);
  });

  it('rejects when nothing was taken', async () => {
    const { slots } = repo([]);
    await expect(slots.book(5, 'c-1', 'HH-AB123')).rejects.toBeInstanceOf(SlotFull);
  });
});
