import { beforeAll, beforeEach, expect, it } from 'vitest'
import { dropNamed, noteRemoved } from '../../src/dialer/drop-removed.ts'
import { execute, migrate } from '../support/factory.ts'
import { human } from '../support/fake-carrier.ts'
import { HOUR, SECOND } from '../support/fake-clock.ts'
import { type Seat, World } from '../support/harness.ts'

let world: World
beforeAll(migrate)
beforeEach(() => {
  world = new World()
  world.carrier.otherwise = human('INTERESTED')
})

const remove = async (seat: Seat, ...places: number[]) => {
  for (const place of places) await execute('DELETE FROM leads WHERE id = ?1', seat.leads[place]!.id)
  await seat.in(noteRemoved)
}

it('drops the rows of leads that were deleted while they waited, and dials the others', async () => {
  const seat = await world.campaign({ leads: 6, settings: { max_concurrent_calls: 1 } })
  await seat.start()
  await remove(seat, 1, 3, 4)
  await seat.work()
  expect((await seat.queued()).sort()).toEqual([0, 2, 5].map((i) => seat.leads[i]!.id).sort())
  expect(await seat.in((engine) => engine.queue.total())).toBe(3)
  await seat.play(HOUR)
  expect(world.carrier.dialed.map((d) => d.to)).toEqual([0, 2, 5].map((i) => seat.leads[i]!.phones[0]))
})

it('lets a campaign end whose last leads were taken away', async () => {
  const seat = await world.campaign({ leads: 3, settings: { max_concurrent_calls: 1 } })
  await seat.start()
  await remove(seat, 1, 2)
  await seat.play(HOUR)
  expect(world.carrier.dialed).toHaveLength(1)
  expect(await seat.status()).toMatchObject({ status: 'completed' })
})

it('goes on where it was after a crash and an answer that got lost', async () => {
  const seat = await world.campaign({ leads: 4, status: 'paused' })
  await seat.work()
  world.fail('findMissingLeads', 'after')
  await remove(seat, 0, 2)
  await seat.work()
  seat.crash()
  world.clock.at += 10 * SECOND
  await seat.work()
  expect((await seat.queued()).sort()).toEqual([1, 3].map((i) => seat.leads[i]!.id).sort())
  expect(await seat.in((engine) => engine.meta.get().removedAfter)).toBeNull()
})

it('drops those it is told by their places, but nobody who is on again when the word comes', async () => {
  const seat = await world.campaign({ leads: 4, status: 'paused' })
  await seat.work()
  await execute('DELETE FROM leads WHERE id = ?1', seat.leads[0]!.id)
  await execute("UPDATE leads SET status = 'disabled' WHERE id = ?1", seat.leads[1]!.id)
  // The third was switched off and on.
  await seat.in((engine) => dropNamed(engine, [1, 2, 3]))
  expect((await seat.queued()).sort()).toEqual([2, 3].map((i) => seat.leads[i]!.id).sort())
})

it('reads nothing when nobody was ever read in', async () => {
  const seat = await world.campaign({ leads: 2, status: 'draft' })
  await remove(seat, 0)
  expect(await seat.in((engine) => engine.meta.get().removedAfter)).toBeNull()
})
