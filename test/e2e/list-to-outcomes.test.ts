import { beforeAll, describe, expect, it } from 'vitest'
import type { ApiConversation, ApiLead, ApiStats, SandboxCall } from '../support/api-client.ts'
import {
  attemptsDialedTwice,
  counts,
  type Dial,
  dialedAfterTheEnd,
  isAccepted,
  matchDials,
  moreOftenThanPerDay,
  mostAtOnce,
  outOfOrder,
  outsideHours,
  overlappingCalls,
  overNumberCap,
  passesBegunEarly,
} from '../support/ledger-checks.ts'
import type { ExpectedLead } from '../support/oracle.ts'
import {
  expected,
  INTERVAL_MINUTES,
  type LargeRun,
  LIMIT_MS,
  list,
  MAX_AT_ONCE,
  NUMBER_CAP,
  NUMBER_ZONE,
  runLargeList,
} from '../support/oracle-run.ts'
import { describeExampleList, describeSmallCampaigns } from '../support/oracle-small.ts'
import { expectNone, sum, tally, withoutZeros } from '../support/oracle-world.ts'
import { describeWithReference, referenceValidator } from '../support/reference.ts'

/** A list goes in, calls go out, outcomes come back: 5,000 rows run to the end, held against a separate reckoning (oracle.ts). */

describe('leads-5000.csv, run to the end', () => {
  let run: LargeRun
  let leads: ApiLead[]
  let conversations: ApiConversation[]
  let stats: ApiStats
  let dials: Dial[]
  let calls: SandboxCall[]

  beforeAll(async () => {
    run = await runLargeList()
    ;({ leads, conversations, stats, dials, calls } = run)
    console.log(`${list.rows} rows took ${run.seconds.toFixed(1)} s from start to completed`)
  }, LIMIT_MS + 240_000)

  describe('the list', () => {
    it('is counted row by row as the oracle counts it', () => {
      const { rows, processed, created, skipped, duplicate, rejected, updated } = run.imported
      expect({ rows, processed, created, skipped, duplicate, rejected, updated }).toEqual({
        rows: list.rows,
        processed: list.rows,
        created: list.created.length,
        skipped: list.skipped,
        duplicate: list.duplicate,
        rejected: list.rejected,
        updated: 0,
      })
    })

    it('becomes leads in its own order, with the phones of each row', () => {
      const was = leads.map((lead) => `${lead.name} ${lead.phones.flatMap((phone) => phone.e164 ?? []).join(' ')}`)
      const should = list.created.map((person) => `${person.name} ${person.phones.join(' ')}`)
      expect(was.length).toBe(should.length)
      expectNone(should.flatMap((line, i) => (was[i] === line ? [] : [`expected "${line}", was "${was[i]}"`])))
    })
  })

  describe('every lead', () => {
    const compare = (should: (lead: ExpectedLead) => unknown, was: (lead: ApiLead) => unknown): void =>
      expectNone(
        expected.flatMap((lead, i) => {
          const [a, b] = [JSON.stringify(should(lead)), JSON.stringify(was(leads[i] as ApiLead))]
          const dialed = lead.dials.map((dial) => `${dial.phone} ${dial.disposition}`).join(', ')
          return a === b ? [] : [`${leads[i]?.id} (${dialed}): expected ${a}, was ${b}`]
        }),
      )

    it('is in the status and disposition that the behaviour of its phones prescribes', () => {
      compare(
        (lead) => [lead.status, lead.disposition],
        (lead) => [lead.status, lead.disposition],
      )
    })

    it('has the answer of its last call', () => {
      // A callback that is late makes the dialer ask the carrier's log, in which a declined call is `busy` (signalwire.md): a few may.
      const fromLog = (lead: ApiLead, i: number): boolean =>
        lead.answer_status === 'busy' && expected[i]?.answerStatus === 'rejected'
      expect(leads.filter(fromLog).length).toBeLessThanOrEqual(10)
      compare(
        (lead) => lead.answerStatus,
        (lead) => (fromLog(lead, leads.indexOf(lead)) ? 'rejected' : lead.answer_status),
      )
    })

    it('has as many attempts on each phone as the oracle dials', () => {
      compare(
        (lead) => [lead.dials.length, tally(lead.dials.map((dial) => dial.phone))],
        (lead) => {
          const called = lead.phones.filter((phone) => phone.attempts > 0)
          return [lead.attempts, Object.fromEntries(called.map((phone) => [phone.e164, phone.attempts]))]
        },
      )
    })

    it('has its wrong and invalid phones dead, and all phones of who opted out suppressed', () => {
      const stateOf = (lead: ExpectedLead, phone: string): string =>
        lead.dead.includes(phone) ? 'dead' : lead.suppressed.includes(phone) ? 'suppressed' : 'live'
      compare(
        (lead) => list.created[expected.indexOf(lead)]?.phones.map((phone) => stateOf(lead, phone)),
        (lead) => lead.phones.filter((phone) => phone.e164 !== null).map((phone) => phone.state),
      )
    })

    it('has its goal achieved when it was interested, and only then', () => {
      compare(
        (lead) => lead.goalAchieved,
        (lead) => lead.primary_goal === 'achieved',
      )
    })
  })

  describe('the ledger', () => {
    it('has no attempt dialed twice', () => expectNone(attemptsDialedTwice(dials)))

    it('has exactly the dials that the oracle makes for each lead, in its order of phones and passes', () => {
      expectNone(matchDials(dials, expected).breaches)
    })

    it('has no request to a person after OPT_OUT or to a phone after WRONG_NUMBER or an invalid number', () => {
      expectNone(dialedAfterTheEnd(dials, expected))
    })

    it('has no phone called more than three times within 24 hours', () => expectNone(moreOftenThanPerDay(dials, 3)))

    it('has no two calls to one phone at a time', () => expectNone(overlappingCalls(calls)))

    it('has no dial outside calling hours in any zone the person may be in', () => {
      expectNone(outsideHours(dials, { start: 9, end: 20 }))
    })

    it('has each pass begin the retry interval after the one before was over', () => {
      expectNone(passesBegunEarly(matchDials(dials, expected).matched, INTERVAL_MINUTES * 60_000))
    })

    it('has first phones before second ones, and the list in its order', () => {
      const rank = new Map(list.created.flatMap((person, i) => person.phones.map((phone) => [phone, i] as const)))
      expectNone(outOfOrder(matchDials(dials, expected).matched, (phone) => rank.get(phone) ?? 0, MAX_AT_ONCE))
    })

    it('has no number over its calls per day, and never more calls at once than allowed', () => {
      expectNone(overNumberCap(dials, NUMBER_ZONE, NUMBER_CAP))
      expect(mostAtOnce(calls)).toBeLessThanOrEqual(MAX_AT_ONCE)
    })
  })

  describe('the sums', () => {
    it('count each lead once, by status and by disposition', () => {
      expect(stats.leads.total).toBe(leads.length)
      expect(withoutZeros(stats.leads.by_status)).toEqual(tally(leads.map((lead) => lead.status)))
      expect(withoutZeros(stats.leads.by_disposition ?? {})).toEqual(tally(leads.map((lead) => lead.disposition)))
    })

    it('count each attempt once, in the statistics, the call history, the leads and the ledger', () => {
      const made = sum(expected.map((lead) => lead.dials.length))
      const all = { stats: stats.attempts, history: conversations.length, ledger: dials.filter(counts).length }
      expect({ ...all, leads: sum(leads.map((lead) => lead.attempts)) }).toEqual({
        stats: made,
        history: made,
        ledger: made,
        leads: made,
      })
      expect(calls.length).toBe(dials.filter(isAccepted).length)
    })

    it('agree on dispositions, answers, conversations and talk time', () => {
      const dispositions = tally(conversations.map((it) => it.disposition))
      expect(withoutZeros(stats.by_disposition)).toEqual(dispositions)
      expect(tally(expected.flatMap((lead) => lead.dials.map((dial) => dial.disposition)))).toEqual(dispositions)
      expect(withoutZeros(stats.by_answer_status)).toEqual(tally(conversations.map((it) => it.answer_status)))
      expect(stats.conversations).toBe(sum(leads.map((lead) => lead.conversations)))
      expect(stats.talk_seconds).toBe(sum(conversations.map((it) => it.talk_seconds)))
      expect(stats.talk_seconds).toBe(sum(leads.map((lead) => lead.talk_seconds)))
    })

    it('hold each conversation of the history to the call the carrier made', () => {
      const callOf = new Map(calls.map((call) => [call.id, call]))
      expectNone(
        conversations.flatMap((it) => {
          if (it.state !== 'settled') return [`${it.id} is ${it.state}`]
          const call = callOf.get(it.carrier_call_id ?? '')
          if (!call) return it.disposition === 'FAILED' ? [] : [`${it.id} ${it.disposition} has no call`]
          const { placed_at: _, from, to, answered_at, ended_at, attempt_id } = call
          const talked = answered_at && ended_at ? (Date.parse(ended_at) - Date.parse(answered_at)) / 1000 : 0
          const isSame = from === it.from && to === it.to && attempt_id === it.id
          if (!isSame) return [`${it.id} ${it.from}→${it.to}, the call: ${attempt_id} ${from}→${to}`]
          return Math.abs(talked - it.talk_seconds) > 1 ? [`${it.id}: ${it.talk_seconds} s, the call ${talked} s`] : []
        }),
      )
    })
  })

  describeWithReference('what the carrier was sent', () => {
    it('is a valid request with a valid SWML document, every time', () => {
      const isSwml = referenceValidator('swml-schema.json')
      const isRequest = referenceValidator('signalwire-openapi.json', '/components/schemas/Calling.CallRequest')
      const bodies = run.ledger.filter((entry) => entry.method === 'POST')
      expect(bodies.length).toBe(dials.length)
      expectNone(
        bodies.flatMap(({ seq, body }) => {
          const { swml } = (body as { params: { swml: unknown } }).params
          const document = isSwml(swml) ? [] : [`#${seq} SWML: ${JSON.stringify(isSwml.errors?.slice(0, 3))}`]
          return isRequest(body) ? document : [...document, `#${seq}: ${JSON.stringify(isRequest.errors?.slice(0, 3))}`]
        }),
      )
    })
  })
})

describeExampleList()
describeSmallCampaigns()
