import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { migrate } from '../support/factory.ts'
import { human } from '../support/fake-carrier.ts'
import { HOUR } from '../support/fake-clock.ts'
import { World } from '../support/harness.ts'

let world: World
beforeAll(migrate)
beforeEach(() => {
  world = new World()
})

describe('a campaign', () => {
  it('takes a lead from pending to completed and counts it exactly', async () => {
    const seat = await world.campaign({ leads: 1 })
    world.carrier.otherwise = human('INTERESTED')
    await seat.work()
    expect(world.carrier.dialed).toHaveLength(1)
    await seat.play(HOUR)
    expect(await seat.lead()).toMatchObject({
      status: 'completed',
      disposition: 'INTERESTED',
      attempts: 1,
      conversations: 1,
      talk_seconds: 60,
      primary_goal: 'achieved',
    })
    expect(await seat.stats()).toMatchObject({
      s_pending: 0,
      s_completed: 1,
      l_interested: 1,
      d_interested: 1,
      a_human: 1,
      attempts: 1,
      conversations: 1,
      talk_seconds: 60,
      reached: 1,
      goals_achieved: 1,
    })
    expect(await seat.status()).toMatchObject({ status: 'completed' })
    console.log(seat.objectRows, [...world.d1Rows])
  })
})
