import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest'
import { calculateFare, UnknownZoneError, type FareQuote } from '../src/fares/calculateFare'
import { FareClient } from '../src/fares/FareClient'
import { concession, journey } from './builders'

// Only ever sent to the stubbed fetch below.
const API_KEY = 'test-key-0000'

function expectQuote(quote: FareQuote, cents: number, products: string[]) {
  expect(quote.totalCents).toBe(cents)
  expect(quote.lines.map((l) => l.product)).toEqual(products)
}

describe('calculateFare', () => {
  it('charges a single ticket within one zone', () => {
    expectQuote(calculateFare(journey('A', 'A')), 240, ['single-1z'])
  })

  it.each([
    ['A', 'B', 320],
    ['A', 'C', 410],
    ['B', 'C', 320],
    ['C', 'A', 410],
  ])('charges %s to %s with %i cents', (from, to, cents) => {
    expect(calculateFare(journey(from, to)).totalCents).toBe(cents)
  })

  it('caps the fare of a day at the price of the day pass', () => {
    const taps = [journey('A', 'C'), journey('C', 'B'), journey('B', 'A'), journey('A', 'B')]
    const quote = calculateFare(taps)
    expectQuote(quote, 890, ['day-pass-3z'])
    expect(quote.capped).toBe(true)
  })

  it('rounds concession fares down to ten cents', () => {
    const quote = calculateFare(journey('A', 'B'), { passenger: concession('senior') })
    expect(quote.totalCents).toBe(210)
    expect(quote.totalCents % 10).toBe(0)
  })

  it('travels free under the age of six', () => {
    const quote = calculateFare(journey('A', 'C'), { passenger: concession('child', { age: 5 }) })
    expectQuote(quote, 0, [])
  })

  it('rejects zones that are not on the network', () => {
    expect(() => calculateFare(journey('A', 'Z'))).toThrow(UnknownZoneError)
  })

  it('names the unknown zone in the error', () => {
    expect.assertions(2)
    try {
      calculateFare(journey('Q', 'A'))
    } catch (err) {
      expect(err).toBeInstanceOf(UnknownZoneError)
      expect((err as UnknownZoneError).zone).toBe('Q')
    }
  })

  it('returns a quote with a line for every product', () => {
    expectTypeOf(calculateFare).returns.toEqualTypeOf<FareQuote>()
    const quote = calculateFare([journey('A', 'A'), journey('A', 'B')])
    expect(quote.lines.reduce((sum, l) => sum + l.cents, 0)).toBe(quote.totalCents)
  })
})

describe('FareClient', () => {
  const fetchMock = vi.fn<typeof fetch>()

  beforeEach(() => {
    vi.stubGlobal('fetch', fetchMock)
  })

  afterEach(() => {
    vi.unstubAllGlobals()
    fetchMock.mockReset()
  })

  it('sends the key in the authorization header and not in the url', async () => {
    fetchMock.mockResolvedValue(Response.json({ totalCents: 320, lines: [], capped: false }))
    await new FareClient('https://fares.test', API_KEY).quote(journey('A', 'B'))

    expect(fetchMock).toHaveBeenCalledOnce()
    const [url, init] = fetchMock.mock.calls[0]
    expect(String(url)).not.toContain(API_KEY)
    expect(new Headers(init?.headers).get('authorization')).toBe(`Bearer ${API_KEY}`)
  })

  it('rejects when the fare service answers with an error', async () => {
    fetchMock.mockResolvedValue(new Response('upstream', { status: 502 }))
    await expect(new FareClient('https://fares.test', API_KEY).quote(journey('A', 'B'))).rejects.toThrow(/502/)
  })

  it('does not retry a rejected request', async () => {
    fetchMock.mockResolvedValue(new Response('bad zone', { status: 422 }))
    await expect(new FareClient('https://fares.test', API_KEY).quote(journey('A', 'Z'))).rejects.toThrow()
    expect(fetchMock).toHaveBeenCalledTimes(1)
  })
})
