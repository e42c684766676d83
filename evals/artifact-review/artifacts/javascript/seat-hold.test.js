'use strict'

const assert = require('node:assert/strict')
const sinon = require('sinon')
const { SeatHoldService, SeatTakenError, HoldExpiredError } = require('../lib/seat-hold')
const { InMemorySeatStore } = require('./support/in-memory-seat-store')

const SIGNING_SECRET = 'unit-test-secret'
const HOLD_MINUTES = 8

describe('SeatHoldService', function () {
  let clock
  let store
  let events
  let service

  beforeEach(function () {
    clock = sinon.useFakeTimers({ now: new Date('2024-05-17T18:00:00Z') })
    store = new InMemorySeatStore({ event: 'ev-77', rows: 'ABC', seatsPerRow: 10 })
    events = { publish: sinon.stub().resolves() }
    service = new SeatHoldService({ store, events, secret: SIGNING_SECRET, holdMinutes: HOLD_MINUTES })
  })

  afterEach(function () {
    sinon.restore()
  })

  async function assertSeat(seat, status, buyer) {
    const found = await store.get('ev-77', seat)
    assert.equal(found.status, status)
    assert.equal(found.buyer ?? null, buyer ?? null)
  }

  it('holds a free seat for the buyer', async function () {
    await service.hold('ev-77', ['A1', 'A2'], 'buyer-1')
    await assertSeat('A1', 'held', 'buyer-1')
    await assertSeat('A2', 'held', 'buyer-1')
  })

  it('refuses a seat that somebody else holds', async function () {
    await service.hold('ev-77', ['B4'], 'buyer-1')
    await assert.rejects(service.hold('ev-77', ['B4'], 'buyer-2'), SeatTakenError)
    await assertSeat('B4', 'held', 'buyer-1')
  })

  it('holds all of the seats or none', async function () {
    await service.hold('ev-77', ['C2'], 'buyer-1')
    await assert.rejects(service.hold('ev-77', ['C1', 'C2', 'C3'], 'buyer-2'), (err) => {
      assert.ok(err instanceof SeatTakenError)
      assert.deepEqual(err.seats, ['C2'])
      return true
    })
    await assertSeat('C1', 'free')
    await assertSeat('C3', 'free')
  })

  it('frees the seats when the hold runs out', async function () {
    await service.hold('ev-77', ['A5'], 'buyer-1')
    await clock.tickAsync(HOLD_MINUTES * 60_000 - 1)
    await assertSeat('A5', 'held', 'buyer-1')
    await clock.tickAsync(1)
    await assertSeat('A5', 'free')
  })

  it('does not confirm an expired hold', async function () {
    const { token } = await service.hold('ev-77', ['A6'], 'buyer-1')
    await clock.tickAsync((HOLD_MINUTES + 1) * 60_000)
    await assert.rejects(service.confirm(token), HoldExpiredError)
  })

  it('does not accept a token that was signed with another secret', async function () {
    const other = new SeatHoldService({ store, events, secret: 'another-secret', holdMinutes: HOLD_MINUTES })
    const { token } = await other.hold('ev-77', ['A7'], 'buyer-1')
    await assert.rejects(service.confirm(token), /signature/)
    await assertSeat('A7', 'held', 'buyer-1')
  })

  it('publishes the sale exactly once, even if the buyer clicks twice', async function () {
    const { token } = await service.hold('ev-77', ['B1'], 'buyer-3')
    await Promise.all([service.confirm(token), service.confirm(token)])
    sinon.assert.calledOnceWithExactly(events.publish, 'seats.sold', {
      event: 'ev-77',
      seats: ['B1'],
      buyer: 'buyer-3',
    })
    await assertSeat('B1', 'sold', 'buyer-3')
  })

  it('keeps the seat held if the sale cannot be published', async function () {
    events.publish.rejects(new Error('broker is away'))
    const { token } = await service.hold('ev-77', ['B2'], 'buyer-4')
    await assert.rejects(service.confirm(token), /broker is away/)
    await assertSeat('B2', 'held', 'buyer-4')
  })

  for (const seats of [[], ['Z1'], ['A11'], ['A1', 'A1']]) {
    it(`rejects the selection ${JSON.stringify(seats)}`, async function () {
      await assert.rejects(service.hold('ev-77', seats, 'buyer-1'), RangeError)
    })
  }
})
