import { beforeAll, describe, expect, it } from 'vitest'
import { ChangedLeads, NAMED_LEADS } from '../../src/dialer/changed-leads.ts'
import type { Flight } from '../../src/dialer/flight.ts'
import { IN_FLIGHT, type Key, LeadQueue, type Row, WAITING } from '../../src/dialer/queue.ts'
import { newAttempt } from '../../src/domain/attempt.ts'
import { migrate } from '../support/factory.ts'
import { noAnswer } from '../support/fake-carrier.ts'
import { HOUR } from '../support/fake-clock.ts'
import { type Seat, World } from '../support/harness.ts'
import { queuedLead } from '../support/queued-lead.ts'
import { Random } from '../support/random.ts'

beforeAll(migrate)

/** More than are counted anew at each waking. */
const MANY = 2_500
const NOW = Date.UTC(2026, 10, 23, 15)

/** The storage of an object of its own, with a meter. */
async function inStorage<T>(act: (metered: Metered) => T | Promise<T>): Promise<T> {
  const seat = await new World().campaign()
  return await seat.in((_engine, state) => act(new Metered(state.storage.sql)))
}

class Metered {
  readonly plain: SqlStorage
  readonly sql: SqlStorage
  written = 0
  read = 0

  constructor(plain: SqlStorage) {
    this.plain = plain
    const exec = (query: string, ...values: unknown[]) => {
      const cursor = plain.exec(query, ...values)
      const list = cursor.toArray()
      this.written += cursor.rowsWritten
      this.read += cursor.rowsRead
      return { rowsWritten: cursor.rowsWritten, toArray: () => list, raw: () => list.map((row) => Object.values(row)) }
    }
    this.sql = { exec } as unknown as SqlStorage
  }

  reset(): void {
    this.written = 0
    this.read = 0
  }

  /** Rows by place, counted in the storage. */
  counted(): Map<number, number> {
    const rows = this.plain
      .exec<{ place: number; n: number }>('SELECT place, count(*) AS n FROM queue GROUP BY place')
      .toArray()
    return new Map(rows.map(({ place, n }) => [place, n]))
  }
}

const rowAt = (place: number, rank: number, seq: number, dueAt = 0): Row => ({
  place,
  rank,
  dueAt,
  seq,
  lead: queuedLead(seq),
  flight: place === IN_FLIGHT ? flightOf(seq) : null,
})

function flightOf(seq: number): Flight {
  return {
    attemptId: `att_${seq}`,
    numberId: 'num_1',
    from: '+12125550100',
    phone: '+12125550001',
    stage: 'asked',
    carrierCallId: null,
    attempt: newAttempt(NOW),
    fromRank: 10,
    fromDueAt: 0,
    fromPlace: 1,
    lookups: 0,
    result: null,
  }
}

function fill(queue: LeadQueue, count: number, place: (seq: number) => number = (seq) => 1 + (seq % 3)): void {
  for (let seq = 1; seq <= count; seq++) queue.insert(rowAt(place(seq), 10, seq))
}

function expectCounts(queue: LeadQueue, metered: Metered): void {
  const counted = metered.counted()
  const places = [...counted.keys(), WAITING, IN_FLIGHT, 1, 2, 3]
  expect(new Map(places.map((place) => [place, queue.count(place)]))).toEqual(
    new Map(places.map((place) => [place, counted.get(place) ?? 0])),
  )
  expect(queue.total()).toBe([...counted.values()].reduce((sum, n) => sum + n, 0))
}

describe('the counts of a long queue', () => {
  it('are not counted again by an object that rested', async () => {
    await inStorage((metered) => {
      const queue = new LeadQueue(metered.sql)
      fill(queue, MANY)
      queue.rest(NOW)
      metered.reset()
      expectCounts(new LeadQueue(metered.sql), metered)
      expect(metered.read).toBeLessThan(10)
    })
  })

  it('are counted again by an object that was cut off after a change', async () => {
    await inStorage((metered) => {
      const queue = new LeadQueue(metered.sql)
      fill(queue, MANY)
      queue.rest(NOW)
      queue.move(rowAt(2, 10, 1), rowAt(IN_FLIGHT, 0, 1, NOW))
      queue.remove(rowAt(3, 10, 2))
      queue.insert(rowAt(WAITING, 0, MANY + 1, NOW))
      const woken = new LeadQueue(metered.sql)
      expect(woken.count(IN_FLIGHT)).toBe(1)
      expectCounts(woken, metered)
    })
  })

  it('cost two rows for a time of work, however many leads move', async () => {
    await inStorage((metered) => {
      const queue = new LeadQueue(metered.sql)
      fill(queue, MANY)
      queue.rest(NOW)
      metered.reset()
      for (const row of queue.read(1, 100)) queue.move(row, { ...row, rank: 40 })
      queue.rest(NOW + HOUR)
      queue.rest(NOW + 2 * HOUR)
      expect(metered.written).toBe(100)
      for (const row of queue.read(1, 100)) queue.move(row, { ...row, place: 2 })
      queue.rest(NOW + 3 * HOUR)
      expect(metered.written).toBe(200 + 2)
    })
  })

  it('are not written down between calls that come so often that the object never sleeps', async () => {
    await inStorage((metered) => {
      const queue = new LeadQueue(metered.sql)
      fill(queue, MANY, () => 1)
      const [first, ...others] = queue.read(1, 20)
      queue.move(first!, rowAt(IN_FLIGHT, 0, first!.seq, NOW))
      queue.rest(NOW)
      metered.reset()
      for (const [i, row] of others.entries()) {
        queue.move(row, { ...row, place: 2 })
        queue.rest(NOW + (i + 1) * 1_000)
      }
      // The first of them says that what was kept is out of date.
      expect(metered.written).toBe(others.length + 1)
      queue.rest(NOW + HOUR)
      metered.reset()
      expectCounts(new LeadQueue(metered.sql), metered)
      expect(metered.read).toBeLessThan(10)
    })
  })
})

describe('picking', () => {
  it('finds the first in dialing order, whatever has moved in between', async () => {
    await inStorage(({ plain }) => {
      const random = new Random(7)
      const queue = new LeadQueue(plain)
      const rows = new Map<number, Row>()
      const lanes = Array.from({ length: 9 }, (_, i) => i + 1)
      let seq = 0
      const add = (row: Row) => {
        queue.insert(row)
        rows.set(row.seq, row)
      }
      while (seq < 1_500) add(rowAt(random.pick(lanes), 10 + random.below(3), ++seq))
      for (let step = 0; step < 600; step++) {
        const open = lanes.filter(() => random.chance(0.7))
        const limit = random.chance(0.3) ? 11 : 100
        const count = random.pick([0, 1, 10, 50, 200])
        const expected = [...rows.values()]
          .filter((row) => open.includes(row.place) && row.rank < limit)
          .sort((a, b) => a.rank - b.rank || a.dueAt - b.dueAt || a.seq - b.seq)
          .slice(0, count)
        const picked = queue.pick(open, count, limit)
        expect(picked.map(keyOf)).toEqual(expected.map(keyOf))
        expect(picked.map((row) => row.lead.id)).toEqual(expected.map((row) => row.lead.id))
        for (const row of picked.slice(0, random.below(60))) {
          if (random.chance(0.2)) {
            queue.remove(row)
            rows.delete(row.seq)
            continue
          }
          const place = random.chance(0.3) ? WAITING : random.pick(lanes)
          const moved = { ...row, place, rank: place === WAITING ? 0 : 9 + random.below(30) }
          queue.move(row, moved)
          rows.set(row.seq, moved)
        }
        for (const row of queue.read(WAITING, random.below(5))) {
          const moved = { ...row, place: random.pick(lanes), rank: 9 + random.below(5) }
          queue.move(row, moved)
          rows.set(row.seq, moved)
        }
        if (random.chance(0.3)) add(rowAt(random.pick(lanes), 9 + random.below(4), ++seq))
      }
      expect(rows.size).toBeGreaterThan(300)
    })
  })

  it('reads a lead once, not once for each time it is asked who comes next', async () => {
    await inStorage((metered) => {
      const queue = new LeadQueue(metered.sql)
      fill(queue, MANY)
      queue.pick([1, 2, 3], 10, 100)
      metered.reset()
      for (let i = 0; i < 10; i++) expect(queue.pick([1, 2, 3], 10, 100)).toHaveLength(10)
      expect(metered.read).toBe(0)
    })
  })

  it('keeps no more rows in memory when many join in front', async () => {
    await inStorage(({ plain }) => {
      const queue = new LeadQueue(plain)
      for (let seq = 2_000; seq < 2_100; seq++) queue.insert(rowAt(1, 10, seq))
      expect(queue.pick([1], 1, 100)[0]!.seq).toBe(2_000)
      for (let seq = 1_999; seq > 0; seq--) queue.insert(rowAt(1, 10, seq))
      const { rows } = (queue as unknown as { ahead: { byLane: Map<number, { rows: unknown[] }> } }).ahead.byLane.get(
        1,
      )!
      expect(rows.length).toBeLessThan(200)
      expect(queue.pick([1], 500, 100).map((row) => row.seq)).toEqual(Array.from({ length: 500 }, (_, i) => i + 1))
    })
  })
})

describe('a lead that moves', () => {
  it('is not written out again: a row of an earlier version stays as it was until the lead changes', async () => {
    await inStorage(({ plain }) => {
      const queue = new LeadQueue(plain)
      const old = JSON.stringify(queuedLead(1))
      plain.exec('INSERT INTO queue VALUES (1, 10, 0, 1, ?, NULL)', old)
      const [row] = queue.pick([1], 1, 100)
      const taken = { ...row!, place: IN_FLIGHT, rank: 0, dueAt: NOW, flight: flightOf(1) }
      queue.move(row!, taken)
      const stored = () => plain.exec<{ lead: string }>('SELECT lead FROM queue').one().lead
      expect(stored()).toBe(old)
      const lead = { ...row!.lead, attempts: 1 }
      queue.move(taken, { ...taken, place: 1, rank: 40, dueAt: 0, flight: null, lead })
      expect(queue.read(1, 1)[0]!.lead).toEqual(lead)
      expect(stored().length).toBeLessThan(old.length)
    })
  })
})

describe('a queue that is cleared', () => {
  it('goes slice by slice, each a statement, and leaves calls in progress alone', async () => {
    await inStorage((metered) => {
      const queue = new LeadQueue(metered.sql)
      fill(queue, 1_200, (seq) => seq % 4)
      for (let seq = 2_001; seq <= 2_005; seq++) queue.insert(rowAt(IN_FLIGHT, 0, seq, NOW))
      queue.pick([1, 2, 3], 10, 100)
      const left: number[] = []
      do {
        metered.reset()
        left.push(queue.total())
        expect(metered.written).toBeLessThanOrEqual(500)
      } while (queue.clearSlice(500))
      expect(left).toEqual([1_205, 705, 205])
      expect(queue.total()).toBe(5)
      expectCounts(queue, metered)
      expect(queue.pick([1, 2, 3], 10, 100)).toEqual([])
    })
  })
})

describe('a lead looked for by its seq', () => {
  const found = (metered: Metered, queue: LeadQueue, seq: number, likely?: Omit<Key, 'seq'>[]) => {
    metered.reset()
    const row = queue.findBySeq(seq, likely)
    return { key: row && keyOf(row), read: metered.read }
  }

  it('is found in its lane, also when nobody knows which, without reading the others', async () => {
    await inStorage((metered) => {
      const queue = new LeadQueue(metered.sql)
      fill(queue, MANY, (seq) => (seq === 2_000 ? 2 : 1))
      queue.insert(rowAt(3, 40, MANY + 1))
      const likely = [{ place: 2, rank: 10, dueAt: 0 }]
      expect(found(metered, queue, 2_000, likely)).toEqual({ key: [2, 10, 0, 2_000], read: 1 })
      const unknown = found(metered, queue, MANY + 1)
      expect(unknown.key).toEqual([3, 40, 0, MANY + 1])
      expect(unknown.read).toBeLessThan(20)
    })
  })

  it('is found while it waits, and is nowhere when it is in no place', async () => {
    await inStorage((metered) => {
      const queue = new LeadQueue(metered.sql)
      fill(queue, MANY, () => 1)
      queue.insert(rowAt(WAITING, 0, MANY + 1, NOW))
      expect(found(metered, queue, MANY + 1).key).toEqual([WAITING, 0, NOW, MANY + 1])
      const nowhere = found(metered, queue, MANY + 2)
      expect(nowhere.key).toBeNull()
      expect(nowhere.read).toBeLessThan(20)
    })
  })
})

describe('leads named to the screens', () => {
  it('are no more than one message has room for', () => {
    const changed = new ChangedLeads()
    for (let i = 0; i < 5_000; i++) changed.add(`led_${i}`)
    expect(changed.size).toBe(NAMED_LEADS)
  })
})

describe('a restart', () => {
  const settings = { retry: { mode: 'breadth_first' as const, max_attempts_per_phone: 1, interval_minutes: 60 } }

  it('writes nothing for those nobody has got to', async () => {
    const world = new World()
    const seat = await world.campaign({ leads: 30, status: 'paused', settings })
    await seat.work()
    world.d1Rows.clear()
    await seat.bulk('restart')
    // The empty list of each slice is counted into the campaign's one row.
    expect(world.d1Rows.get('settle') ?? 0).toBeLessThanOrEqual(1)
    expect(await queuedOnce(seat)).toBe(30)
    await seat.moveTo('active')
    await seat.play(2 * HOUR)
    expect(new Set(await seat.statuses())).toEqual(new Set(['failed']))
    expect(world.carrier.dialed).toHaveLength(30)
  })

  it('takes those who were called back to the beginning', async () => {
    const world = new World()
    const seat = await world.campaign({ leads: 3, settings })
    world.carrier.when(seat.leads[1]!.phones[0]!, noAnswer(), noAnswer())
    await seat.play(2 * HOUR)
    expect(await seat.statuses()).toEqual(['failed', 'failed', 'failed'])
    await seat.bulk('restart', 'paused')
    expect(await seat.statuses()).toEqual(['pending', 'pending', 'pending'])
    expect(await seat.stats()).toMatchObject({ s_pending: 3, s_failed: 0, attempts: 0 })
    expect(await queuedOnce(seat)).toBe(3)
  })
})

async function queuedOnce(seat: Seat): Promise<number> {
  const ids = await seat.queued()
  expect(new Set(ids).size).toBe(ids.length)
  return ids.length
}

const keyOf = ({ place, rank, dueAt, seq }: Key): number[] => [place, rank, dueAt, seq]
