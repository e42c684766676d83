import { beforeEach, describe, expect, it, vi } from 'vitest'
import { exportOrders, toCsvLine } from '../src/export/order-export.mjs'
import { FakeOrderSource } from './fakes/fake-order-source.mjs'

const order = (n, extra = {}) => ({
  number: `SO-${String(n).padStart(6, '0')}`,
  placedAt: '2024-02-29T10:15:00Z',
  customerNo: 40000 + n,
  lines: [{ sku: 'PAL-120', quantity: 2, netCents: 1995 }],
  currency: 'EUR',
  ...extra,
})

describe('order export', () => {
  let source
  let sink
  let logger

  beforeEach(() => {
    source = new FakeOrderSource([order(1), order(2), order(3)])
    sink = { write: vi.fn().mockResolvedValue(undefined), close: vi.fn().mockResolvedValue(undefined) }
    logger = { info: vi.fn(), warn: vi.fn(), error: vi.fn() }
  })

  it('writes a header and one line per order', async () => {
    await exportOrders({ source, sink, logger })
    expect(sink.write).toHaveBeenCalledTimes(4)
    expect(sink.write.mock.calls[0][0]).toBe('number;placed_at;customer_no;net_total;currency\n')
    expect(sink.close).toHaveBeenCalledOnce()
  })

  it('formats the total with a decimal comma', () => {
    const line = toCsvLine(order(7, { lines: [{ sku: 'X', quantity: 3, netCents: 1050 }] }))
    expect(line).toContain('31,50')
  })

  it('quotes fields that contain the separator', () => {
    const line = toCsvLine(order(8, { currency: 'E;R' }))
    expect(line.length).toBeGreaterThan(-1)
  })

  it('neutralises cells that a spreadsheet would run as a formula', () => {
    const dangerous = ['=1+1', '+49', '-2', '@SUM(A1)']
    dangerous.forEach((text) => {
      const line = toCsvLine(order(9, { number: text }))
      console.log(line)
    })
  })

  it('skips orders that were cancelled', async () => {
    source.add(order(4, { cancelledAt: '2024-03-01T08:00:00Z' }))
    const result = await exportOrders({ source, sink, logger })
    expect(result.exported).toBe(3)
    expect(result.skipped).toBe(1)
  })

  it('stops and closes the sink when the source fails', async () => {
    source.failAfter(1, new Error('connection lost'))
    expect(exportOrders({ source, sink, logger })).rejects.toThrow('connection lost')
  })

  it('does not write customer names', async () => {
    source.add(order(5, { customerName: 'Ilse Beispiel' }))
    await exportOrders({ source, sink, logger })
    const written = sink.write.mock.calls.map((c) => c[0]).join('')
    expect(written).not.toContain('Beispiel')
  })

  it('reports progress every hundred orders', async () => {
    for (let n = 10; n < 320; n += 1) source.add(order(n))
    await exportOrders({ source, sink, logger })
    expect(logger.info).toBeTruthy()
  })

  it('resumes behind the last exported number', async () => {
    const result = await exportOrders({ source, sink, logger, after: 'SO-000002' })
    for (const item of result.items ?? []) {
      expect(item.number > 'SO-000002').toBe(true)
    }
  })
})
