import { beforeAll, describe, expect, it } from 'vitest'
import { migrate } from '../support/factory.ts'
import { busy, human, machine, noAnswer } from '../support/fake-carrier.ts'
import { HOUR } from '../support/fake-clock.ts'
import { World } from '../support/harness.ts'

beforeAll(migrate)

/** Billed rows are the product's running cost: these bounds are what the cost model reckons with. */
describe('an attempt', () => {
  it('writes at most 8 rows in D1 and 4 in the object, over a usual mix of outcomes', async () => {
    const world = new World()
    const seat = await world.campaign({
      leads: 200,
      settings: {
        max_concurrent_calls: 50,
        retry: { mode: 'breadth_first', max_attempts_per_phone: 1, interval_minutes: 60 },
        rotation: { max_calls_per_number_per_day: 1000 },
      },
    })
    // Out of 20: 12 nobody, 4 machines, 2 busy, 2 people.
    const mix = [
      ...Array(12).fill(noAnswer()),
      ...Array(4).fill(machine()),
      busy(),
      busy(),
      human('INTERESTED'),
      human('CALLBACK', {}),
    ]
    seat.leads.forEach((lead, i) => void world.carrier.when(lead.phones[0]!, mix[i % mix.length], noAnswer()))
    await seat.in((engine) => engine.load())
    const loaded = seat.objectRows
    await seat.play(40 * HOUR)
    const { attempts } = (await seat.stats()) as { attempts: number }
    expect(attempts).toBeGreaterThanOrEqual(200)
    const permit = world.d1Rows.get('permit')! / attempts
    const settle = world.d1Rows.get('settle')! / attempts
    // Reading a lead in is one row a lead, not one an attempt.
    const object = (seat.objectRows - loaded - 200) / attempts
    console.log(
      `rows an attempt: permit ${permit.toFixed(2)}, settle ${settle.toFixed(2)}, object ${object.toFixed(2)}`,
    )
    expect(permit + settle).toBeLessThanOrEqual(8)
    expect(object).toBeLessThanOrEqual(4)
  })
})
