import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { placeCalls } from '../../src/dialer/place-calls.ts'
import { execute, migrate, nextPhone, row } from '../support/factory.ts'
import { accepted500, ended, human, noAnswer, refuses, reported, silent, vanished } from '../support/fake-carrier.ts'
import { HOUR, MINUTE, MONDAY_TEN, SECOND } from '../support/fake-clock.ts'
import { type Seat, World } from '../support/harness.ts'

let world: World
beforeAll(migrate)
beforeEach(() => {
  world = new World()
})

const once = { retry: { mode: 'breadth_first', max_attempts_per_phone: 1, interval_minutes: 60 } } as const
const attemptOf = async (seat: Seat) => (await seat.attempts())[0]!
const callsOn = (seat: Seat) => row('SELECT calls FROM number_days WHERE number_id = ?1', seat.campaign.numberIds[0])

describe('a dial the carrier refuses', () => {
  it('because there is no such number kills the phone for everybody and goes on to the next', async () => {
    const [bad, good] = [nextPhone(), nextPhone()]
    const seat = await world.campaign({ leads: [{ phones: [bad, good] }], settings: once })
    world.carrier.when(bad, refuses('rejected', { destination: true, code: 'not_e164' }))
    await seat.play(HOUR)
    expect(world.carrier.dialed.map((d) => d.to)).toEqual([bad, good])
    expect(await row('SELECT dead FROM contact_phones WHERE e164 = ?1', bad)).toEqual({ dead: 'invalid' })
    expect(await attemptOf(seat)).toMatchObject({
      state: 'settled',
      counted: 1,
      disposition: 'FAILED',
      answer_status: 'failed',
      end_reason: 'not_e164',
      placed_at: null,
    })
  })

  it('for another reason counts as a failed attempt and follows the retry policy', async () => {
    const seat = await world.campaign({
      leads: 1,
      settings: { retry: { mode: 'breadth_first', max_attempts_per_phone: 2, interval_minutes: 60 } },
    })
    world.carrier.when(seat.leads[0]!.phones[0]!, refuses('rejected', { code: 'not_routable' }), human('INTERESTED'))
    await seat.play(3 * HOUR)
    expect(await seat.lead()).toMatchObject({ status: 'completed', attempts: 2 })
    expect(await seat.stats()).toMatchObject({ d_failed: 1, d_interested: 1, a_failed: 1, a_human: 1, attempts: 2 })
    expect(await row('SELECT dead FROM contact_phones WHERE e164 = ?1', seat.leads[0]!.phones[0])).toEqual({
      dead: null,
    })
  })

  it('for now (429) is given back uncounted, and the line backs off once', async () => {
    const seat = await world.campaign({ leads: 3, settings: once })
    for (const lead of seat.leads)
      world.carrier.when(lead.phones[0]!, refuses('rate_limited', { retryAfterSeconds: 9 }), noAnswer())
    world.grant = (want) =>
      world.backOffs.length > 0 && world.clock.at < MONDAY_TEN + 9 * SECOND
        ? { granted: 0, nextAt: MONDAY_TEN + 9 * SECOND }
        : { granted: want, nextAt: null }
    await seat.play(10 * SECOND)
    expect(world.backOffs).toEqual([9])
    expect(await seat.lead()).toMatchObject({ status: 'pending', attempts: 0, last_called_at: null })
    await seat.play(10 * MINUTE)
    expect(world.carrier.dialed.map((d) => d.at - MONDAY_TEN)).toEqual([0, 0, 0, 9000, 9000, 9000])
    expect(await seat.stats()).toMatchObject({ attempts: 3, s_failed: 3 })
    expect(await callsOn(seat)).toEqual({ calls: 3 })
    expect((await seat.attempts()).filter((a) => a.counted === 0)).toHaveLength(3)
  })

  it.each(['auth', 'balance'] as const)(
    'for want of %s pauses the campaign with the reason and gives the attempts back',
    async (kind) => {
      const seat = await world.campaign({ leads: 6, settings: once })
      world.carrier.otherwise = refuses(kind)
      await seat.play(HOUR)
      expect(await seat.status()).toMatchObject({
        status: 'paused',
        status_reason: kind === 'auth' ? 'carrier_credentials' : 'carrier_balance',
      })
      expect(await seat.statuses()).toEqual(Array(6).fill('pending'))
      expect(await seat.stats()).toMatchObject({ attempts: 0 })
      world.carrier.otherwise = noAnswer()
      await seat.moveTo('active')
      await seat.play(HOUR)
      expect(await seat.stats()).toMatchObject({ attempts: 6, s_failed: 6 })
    },
  )
})

describe('placing', () => {
  const withRealPlacing = async (seat: Seat): Promise<void> => {
    await seat.in((engine) => {
      engine.deps.place = (campaign, items) => placeCalls(engine.deps, campaign, items)
    })
  }

  it('pauses a campaign whose agent is gone, and leaves the line to the others', async () => {
    const seat = await world.campaign({ leads: 2, settings: once })
    await withRealPlacing(seat)
    await execute('DELETE FROM agents WHERE id = ?1', seat.campaign.agentId)
    await seat.play(MINUTE)
    expect(await seat.status()).toMatchObject({ status: 'paused', status_reason: 'agent_missing' })
    expect(await seat.statuses()).toEqual(['pending', 'pending'])
    expect([world.carrier.dialed, world.backOffs]).toEqual([[], []])
  })

  it('says what the agent has to say to each person', async () => {
    const seat = await world.campaign({ leads: [{ name: 'Émilie' }], settings: once })
    await withRealPlacing(seat)
    const scripts: string[] = []
    const dial = world.carrier.dial.bind(world.carrier)
    world.carrier.dial = (request) => {
      scripts.push((request as unknown as { script: { greeting: string } }).script.greeting)
      return dial(request)
    }
    await seat.play(MINUTE)
    expect(scripts).toEqual([
      expect.stringMatching(/^This is an automated call from Acme with an artificial voice\. .* Hi Émilie$/),
    ])
  })
})

describe('a dial whose answer is lost (500, time-out)', () => {
  it('is looked up, and given back when the carrier does not know it', async () => {
    const seat = await world.campaign({ leads: 1, settings: once })
    const phone = seat.leads[0]!.phones[0]!
    world.carrier.when(phone, refuses('unknown'), human('INTERESTED'))
    await seat.play(20 * SECOND)
    expect(world.carrier.dialsOf(phone)).toHaveLength(1)
    await seat.play(8 * MINUTE)
    // A log with nothing newer in it may only be late.
    expect(world.carrier.dialsOf(phone)).toHaveLength(1)
    await seat.play(10 * MINUTE)
    expect(world.carrier.dialsOf(phone)).toHaveLength(2)
    expect(await seat.lead()).toMatchObject({ status: 'completed', attempts: 1 })
    expect(await seat.stats()).toMatchObject({ attempts: 1, d_failed: 0 })
    expect(await callsOn(seat)).toEqual({ calls: 1 })
  })

  it('is given back after two looks when the log shows later calls', async () => {
    const seat = await world.campaign({ leads: 1, settings: once })
    const phone = seat.leads[0]!.phones[0]!
    world.carrier.when(phone, refuses('unknown'), human('INTERESTED'))
    await seat.play(20 * SECOND)
    const { listCalls } = world.carrier
    const others = { carrierCallId: 'other', from: '+12125550199', to: '+13125550199', answered: false }
    world.carrier.listCalls = async (from, to) => {
      const answer = await listCalls.call(world.carrier, from, to)
      const later = { ...others, createdAt: world.clock.at - SECOND, endReason: null, durationSeconds: null }
      return answer.ok ? { ok: true, calls: [...answer.calls, later] } : answer
    }
    let counted = 0
    await seat.in(({ tally }) => {
      const add = tally.add.bind(tally)
      tally.add = (name, n = 1) => {
        if (name === 'lookups') counted += n
        add(name, n)
      }
    })
    await seat.play(3 * MINUTE)
    expect(world.carrier.lookups).toBeLessThanOrEqual(2)
    expect(counted).toBe(world.carrier.lookups)
    expect(world.carrier.dialsOf(phone)).toHaveLength(2)
  })

  it('whose call the log shows only minutes later is not dialed a second time', async () => {
    const seat = await world.campaign({ leads: 1, settings: once })
    const phone = seat.leads[0]!.phones[0]!
    world.carrier.when(phone, accepted500())
    const begun = world.clock.at
    const { listCalls } = world.carrier
    world.carrier.listCalls = async (from, to) => {
      const answer = await listCalls.call(world.carrier, from, to)
      return answer.ok && world.clock.at < begun + 5 * MINUTE ? { ok: true, calls: [] } : answer
    }
    await seat.play(30 * MINUTE)
    expect(world.carrier.dialsOf(phone)).toHaveLength(1)
    expect(await attemptOf(seat)).toMatchObject({ state: 'settled', counted: 1, disposition: 'NO_ANSWER' })
  })

  it('is reconciled when the carrier took it after all', async () => {
    const seat = await world.campaign({ leads: 1, settings: once })
    const phone = seat.leads[0]!.phones[0]!
    world.carrier.when(phone, accepted500())
    await seat.play(10 * MINUTE)
    expect(world.carrier.dialsOf(phone)).toHaveLength(1)
    expect(await attemptOf(seat)).toMatchObject({
      counted: 1,
      disposition: 'NO_ANSWER',
      carrier_call_id: expect.stringContaining('call-'),
    })
  })

  it('is not taken for the call of an earlier attempt to the same phone', async () => {
    const seat = await world.campaign({
      leads: 1,
      settings: { retry: { mode: 'breadth_first', max_attempts_per_phone: 2, interval_minutes: 1 } },
    })
    const phone = seat.leads[0]!.phones[0]!
    world.carrier.when(phone, noAnswer(), refuses('unknown'), human('INTERESTED'))
    await seat.play(HOUR)
    expect(world.carrier.dialsOf(phone)).toHaveLength(3)
    expect(await seat.lead()).toMatchObject({ status: 'completed', attempts: 2 })
  })

  it('of the placing invocation counts as lost for each of its calls, and none is dialed twice', async () => {
    const seat = await world.campaign({ leads: 4, settings: once })
    world.placerDown = true
    await seat.work()
    world.placerDown = false
    expect(world.carrier.dialed).toEqual([])
    await seat.play(20 * MINUTE)
    expect(world.carrier.dialed).toHaveLength(4)
    expect(await seat.stats()).toMatchObject({ attempts: 4 })
  })

  it('waits while the carrier’s log does not answer either, and is closed as failed after an hour of it', async () => {
    const seat = await world.campaign({ leads: 1, settings: once })
    world.carrier.when(seat.leads[0]!.phones[0]!, refuses('unknown'))
    world.carrier.logDown = true
    await seat.play(30 * MINUTE)
    expect(await attemptOf(seat)).toMatchObject({ state: 'permitted' })
    await seat.play(2 * HOUR)
    expect(world.carrier.dialed).toHaveLength(1)
    expect(await attemptOf(seat)).toMatchObject({ state: 'settled', counted: 1, disposition: 'FAILED' })
    expect(await seat.lead()).toMatchObject({ status: 'failed' })
  })
})

describe('callbacks', () => {
  it('that never come are replaced by what the carrier’s log says (watchdog)', async () => {
    const seat = await world.campaign({ leads: 1, settings: once })
    world.carrier.otherwise = silent()
    await seat.play(10 * MINUTE)
    expect(await attemptOf(seat)).toMatchObject({
      state: 'settled',
      disposition: 'NO_ANSWER',
      answer_status: 'no_answer',
    })
  })

  it('that never come for a call the log does not know close it as failed, counted', async () => {
    const seat = await world.campaign({ leads: 1, settings: once })
    world.carrier.otherwise = vanished()
    await seat.play(10 * MINUTE)
    expect(world.carrier.dialed).toHaveLength(1)
    expect(await attemptOf(seat)).toMatchObject({ state: 'settled', counted: 1, disposition: 'FAILED' })
  })

  it('that stop after the answer are waited for until the longest possible duration, then looked up', async () => {
    const seat = await world.campaign({ leads: 1, settings: once })
    world.carrier.otherwise = {
      end: { afterMs: 20 * MINUTE, reason: 'hangup', answered: true },
      events: (at) => [{ after: 5 * SECOND, events: [{ type: 'answered', at: at + 5 * SECOND }] }],
    }
    await seat.play(9 * MINUTE)
    expect(await attemptOf(seat)).toMatchObject({ state: 'permitted' })
    await seat.play(HOUR)
    expect(await attemptOf(seat)).toMatchObject({ state: 'settled', answer_status: 'human', counted: 1 })
    expect(world.carrier.dialed).toHaveLength(1)
  })

  it('without the report: the call is settled when the grace has passed', async () => {
    const seat = await world.campaign({ leads: 1, settings: once })
    world.carrier.otherwise = { events: human('INTERESTED').events!.bind(null) }
    world.carrier.otherwise = { events: (at) => human('INTERESTED').events!(at).slice(0, 2) }
    await seat.play(2 * MINUTE)
    expect(await attemptOf(seat)).toMatchObject({ state: 'permitted' })
    await seat.play(5 * MINUTE)
    expect(await attemptOf(seat)).toMatchObject({ state: 'settled', answer_status: 'human' })
  })

  it('in any order, each of them twice, give the same result', async () => {
    const results = []
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 0],
      [2, 0, 1],
    ]) {
      const seat = await world.campaign({ leads: 1, settings: once })
      world.carrier.otherwise = human('INTERESTED')
      await seat.work()
      const due = world.carrier.due.splice(0)
      world.clock.at += 70 * SECOND
      for (const index of order) {
        await seat.deliver(due[index]!)
        await seat.deliver(due[index]!)
      }
      await seat.work()
      for (const again of due) expect(await seat.deliver(again)).toBe(false)
      await seat.work()
      const { disposition, answer_status, talk_seconds, counted } = await attemptOf(seat)
      const { s_completed, attempts, conversations } = await seat.stats()
      results.push({ disposition, answer_status, talk_seconds, counted, s_completed, attempts, conversations })
    }
    expect(results).toEqual(
      Array(4).fill({
        disposition: 'INTERESTED',
        answer_status: 'human',
        talk_seconds: 60,
        counted: 1,
        s_completed: 1,
        attempts: 1,
        conversations: 1,
      }),
    )
  })

  it('may come before the carrier’s answer to the dial', async () => {
    const seat = await world.campaign({ leads: 1, settings: once })
    world.carrier.otherwise = { answer: null, logged: true, events: noAnswer().events! }
    await seat.play(MINUTE)
    expect(await attemptOf(seat)).toMatchObject({ state: 'settled', disposition: 'NO_ANSWER' })
    expect(world.carrier.lookups).toBe(0)
  })

  it('of an attempt nobody knows change nothing', async () => {
    const seat = await world.campaign({ leads: 1, settings: once })
    await seat.play(HOUR)
    const before = [await seat.stats(), await seat.lead()]
    expect(await seat.event('att_unknown', 'x', ended(1), reported(1, 'OPT_OUT'))).toBe(false)
    await seat.work()
    expect([await seat.stats(), await seat.lead()]).toEqual(before)
  })

  it('that come late still bring what was said and recorded, without moving the lead', async () => {
    const seat = await world.campaign({ leads: 1, settings: once })
    world.carrier.otherwise = { events: (at) => human('INTERESTED').events!(at).slice(0, 2) }
    await seat.play(10 * MINUTE)
    const before = [await seat.stats(), await seat.lead()]
    const { id } = await attemptOf(seat)
    await seat.event(
      id as string,
      null,
      { type: 'recorded', at: 1, url: 'https://x/r.mp3', durationSeconds: 3 },
      reported(1, 'INTERESTED', { transcriptKey: 'key' }),
    )
    expect(await attemptOf(seat)).toMatchObject({
      recording_url: 'https://x/r.mp3',
      transcript_key: 'key',
      summary: 'said INTERESTED',
    })
    expect([await seat.stats(), await seat.lead()]).toEqual(before)
  })
})
