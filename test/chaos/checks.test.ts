import { describe, expect, it } from 'vitest'
import { wrongWebhooks } from './check-webhooks.ts'
import { CHECKS } from './checks.ts'
import type { AttemptRow, CallRow, Evidence, LeadRow } from './evidence.ts'

/** The comparison after a run of chaos finds what it is there to find: each difference is planted into sound evidence. */

const T = Date.parse('2026-11-23T18:00:00Z')
const SECOND = 1_000
const CAMPAIGN = 'cmp_1'
const PHONES = ['+12135550100', '+12135550101']

function attempt(id: string, more: Partial<AttemptRow> = {}): AttemptRow {
  return {
    id,
    campaign_id: CAMPAIGN,
    lead_id: 'led_1',
    contact_id: 'con_1',
    number_id: 'num_1',
    from_e164: '+12135571000',
    phone: PHONES[0]!,
    pass: 1,
    position: 1,
    state: 'settled',
    counted: 1,
    day: '2026-11-23',
    permitted_at: T,
    placed_at: T,
    answered_at: null,
    ended_at: null,
    settled_at: T + 90 * SECOND,
    carrier_call_id: `call of ${id}`,
    answer_status: 'human',
    disposition: 'INTERESTED',
    end_reason: 'hangup',
    talk_seconds: 40,
    primary_goal: 'achieved',
    ...more,
  }
}

function call(id: string, more: Partial<CallRow> = {}): CallRow {
  const at = more.placedAt ?? T + SECOND
  return {
    id: `call of ${id}`,
    from: '+12135571000',
    to: PHONES[0]!,
    attemptId: id,
    behaviour: 'interested',
    state: 'ended',
    placedAt: at,
    answeredAt: at + 10 * SECOND,
    endedAt: at + 50 * SECOND,
    endReason: 'hangup',
    outcome: 'interested',
    detection: 'human',
    told: [
      { event: 'answered', at: at + 10 * SECOND, status: 204, failed: [] },
      { event: 'ended', at: at + 50 * SECOND, status: 204, failed: [] },
      { event: 'post_prompt', at: at + 52 * SECOND, status: 204, failed: [] },
    ],
    ...more,
  }
}

const NOBODY = { disposition: 'NO_ANSWER', answer_status: 'no_answer', talk_seconds: 0, primary_goal: 'unknown' }

/** A first phone that rings out, a second one that says yes. */
function sound(): Evidence {
  const first = attempt('att_1', { ...NOBODY, end_reason: 'no_answer' })
  const second = attempt('att_2', {
    phone: PHONES[1]!,
    position: 2,
    permitted_at: T + 100 * SECOND,
    settled_at: T + 160 * SECOND,
  })
  const lead: LeadRow = {
    id: 'led_1',
    campaign_id: CAMPAIGN,
    contact_id: 'con_1',
    seq: 1,
    status: 'completed',
    status_reason: null,
    disposition: 'INTERESTED',
    answer_status: 'human',
    phone_attempts: '[1,1]',
    attempts: 2,
    conversations: 1,
    talk_seconds: 40,
    primary_goal: 'achieved',
    updated_at: T + 160 * SECOND,
    created_at: T - SECOND,
  }
  const settings = {
    retry: { max_attempts_per_phone: 3 },
    rotation: { max_calls_per_number_per_day: 100 },
    max_attempts_per_phone_per_day: 2,
  }
  const rang: Partial<CallRow> = { behaviour: 'no_answer', answeredAt: null, endedAt: T + 32 * SECOND }
  const told = [{ event: 'ended', at: T + 32 * SECOND, status: 204, failed: [] }]
  return {
    database: {
      attempts: [first, second],
      leads: [lead],
      campaigns: [
        { id: CAMPAIGN, name: 'One', status: 'completed', job: null, settings: JSON.stringify(settings), lead_seq: 1 },
      ],
      contacts: [{ id: 'con_1', phones: JSON.stringify(PHONES.map((e164) => ({ e164 }))) }],
      phones: PHONES.map((e164) => ({ e164, contact_id: 'con_1', dead: null, dead_at: null })),
      suppressions: [],
      stats: [
        {
          campaign_id: CAMPAIGN,
          attempts: 2,
          conversations: 1,
          talk_seconds: 40,
          reached: 1,
          goals_achieved: 1,
          s_completed: 1,
          d_interested: 1,
          d_no_answer: 1,
          l_interested: 1,
          a_human: 1,
          a_no_answer: 1,
        },
      ],
      hours: [
        { campaign_id: CAMPAIGN, hour: T, attempts: 2, conversations: 1, talk_seconds: 40, a_human: 1, a_no_answer: 1 },
      ],
      numberDays: [{ number_id: 'num_1', day: '2026-11-23', calls: 2 }],
      stuck: [],
      webhookEvents: [],
      webhookDeliveries: [],
    },
    dials: [first, second].map((it, i) => ({
      seq: i + 1,
      at: it.permitted_at + SECOND,
      realAt: i,
      status: 200,
      from: it.from_e164,
      to: it.phone,
      attemptId: it.id,
    })),
    calls: [
      call('att_1', { ...rang, endReason: 'no_answer', outcome: null, told }),
      call('att_2', { to: PHONES[1]!, placedAt: T + 101 * SECOND }),
    ],
    actions: [],
    kills: [],
    speed: 30,
  }
}

const failing = (evidence: Evidence): string[] =>
  Object.entries(CHECKS).flatMap(([name, check]) => (check(evidence).length > 0 ? [name] : []))

/** What is wrong, how it is planted, and which check has to find it. */
const PLANTED: [what: string, plant: (evidence: Evidence) => void, found: string][] = [
  [
    'a second call of one attempt',
    (it) => it.calls.push(call('att_2', { id: 'another', to: PHONES[1]!, placedAt: T + 500 * SECOND })),
    'no attempt is placed twice',
  ],
  [
    'a dial request sent again',
    (it) => it.dials.push({ ...it.dials[0]!, seq: 9, at: T + 200 * SECOND }),
    'no attempt is placed twice',
  ],
  [
    'two calls to one phone at once',
    (it) => {
      it.calls[1]!.to = PHONES[0]!
      it.calls[1]!.placedAt = T + 20 * SECOND
    },
    'no phone is in two calls at once',
  ],
  [
    'a dial after an opt-out through the API',
    (it) => {
      const at = T + 50 * SECOND
      const phone = PHONES[1]!
      const ids = { campaignId: CAMPAIGN, leadId: 'led_1' }
      it.actions.push({ kind: 'suppress', ...ids, phone, sentAt: at - SECOND, doneAt: at, status: 201 })
      const source = { contact_id: null, attempt_id: null, source: 'api', created_at: at }
      it.database.suppressions.push({ value: phone, kind: 'phone', channel: 'all', ...source })
    },
    'nobody is dialed after an accepted opt-out',
  ],
  [
    'an opt-out in a call that is on no list',
    (it) => it.calls[1]!.told.push({ event: 'swaig.opt_out', at: T + 130 * SECOND, status: 200, failed: [] }),
    'nobody is dialed after an accepted opt-out',
  ],
  [
    'more calls to a phone than its cap',
    (it) => {
      for (const n of [3, 4, 5])
        it.calls.push(call('att_2', { id: `call ${n}`, to: PHONES[1]!, placedAt: T + n * 1_000 * SECOND }))
    },
    'no phone is called over its cap',
  ],
  [
    'more calls from a number than its cap',
    (it) => {
      it.database.numberDays[0]!.calls = 101
    },
    'no number calls over its cap',
  ],
  [
    'a dial of a dead phone',
    (it) => {
      Object.assign(it.database.phones[1]!, { dead: 'invalid', dead_at: T })
    },
    'no dead phone is dialed',
  ],
  [
    'an attempt given back although it rang',
    (it) => {
      it.database.attempts[0]!.counted = 0
    },
    'calls and counted attempts are the same',
  ],
  ['a call nobody permitted', (it) => it.calls.push(call('att_9')), 'calls and counted attempts are the same'],
  [
    'a settlement that got lost',
    (it) => {
      it.database.attempts[1]!.state = 'answered'
    },
    'every permit is settled',
  ],
  [
    'an acknowledged report that got lost',
    (it) => {
      Object.assign(it.database.attempts[1]!, { disposition: 'NO_ANSWER', settled_at: T + 600 * SECOND })
    },
    'every outcome follows from what was said',
  ],
  [
    'a report that never came, and was made up',
    (it) => {
      it.calls[1]!.told.pop()
    },
    'every outcome follows from what was said',
  ],
  [
    'a callback turned away',
    (it) => {
      it.calls[1]!.told[0]!.status = 403
    },
    'no callback is turned away',
  ],
  [
    'a lead that is still waiting',
    (it) => {
      it.database.leads[0]!.status = 'retry'
    },
    'every lead ends where the rules say',
  ],
  [
    'a lead that ended too early',
    (it) => {
      Object.assign(it.database.leads[0]!, { status: 'failed', attempts: 1, phone_attempts: '[1,0]' })
      it.database.attempts.pop()
    },
    'every lead ends where the rules say',
  ],
  [
    'a phone that was passed over',
    (it) => {
      Object.assign(it.database.attempts[0]!, { phone: PHONES[1], position: 2 })
    },
    'every lead ends where the rules say',
  ],
  [
    'a call after the lead was reached',
    (it) => {
      it.database.attempts.push(attempt('att_3', { pass: 2, permitted_at: T + 900 * SECOND }))
    },
    'every lead ends where the rules say',
  ],
  [
    'a lead that nobody disabled',
    (it) => {
      it.database.leads[0]!.status = 'disabled'
    },
    'every lead ends where the rules say',
  ],
  [
    'talk time counted twice on the lead',
    (it) => {
      it.database.leads[0]!.talk_seconds = 80
    },
    'every lead agrees with its attempts',
  ],
  [
    'a counter one too high',
    (it) => {
      it.database.stats[0]!.d_interested = 2
    },
    'campaign_stats equals a recount',
  ],
  [
    'a status counted and not there',
    (it) => {
      it.database.stats[0]!.s_dialing = 1
    },
    'campaign_stats equals a recount',
  ],
  ['a roll-up that is missing', (it) => void it.database.hours.pop(), 'campaign_hours equals a recount'],
  [
    'a day of a number not counted down',
    (it) => {
      it.database.numberDays[0]!.calls = 3
    },
    'number_days equals a recount',
  ],
  [
    'a campaign that stands still',
    (it) => {
      it.database.campaigns[0]!.status = 'active'
    },
    'everything is over and nothing is stuck',
  ],
  ['something set aside', (it) => it.database.stuck.push({ id: 'stk_1' }), 'everything is over and nothing is stuck'],
]

describe('the comparison after chaos', () => {
  it('finds nothing in sound evidence', () => {
    expect(failing(sound())).toEqual([])
  })

  it.each(PLANTED)('finds %s', (_, plant, found) => {
    const evidence = sound()
    plant(evidence)
    expect(failing(evidence)).toContain(found)
  })

  it('has a planted difference for every check', () => {
    expect(new Set(PLANTED.map(([, , found]) => found))).toEqual(new Set(Object.keys(CHECKS)))
  })

  it('lets an outcome stand whose callback may have been lost on its way', () => {
    const evidence = sound()
    const [, second] = evidence.calls
    second!.told[2] = { event: 'post_prompt', at: T + 190 * SECOND, status: 0, failed: [] }
    Object.assign(evidence.database.attempts[1]!, { disposition: 'NO_ANSWER', settled_at: T + 600 * SECOND })
    expect(CHECKS['every outcome follows from what was said']!(evidence)).toEqual([])
  })

  it('lets a restart begin a lead anew, and nothing else', () => {
    const evidence = sound()
    const again = [
      attempt('att_3', { permitted_at: T + 900 * SECOND, settled_at: T + 990 * SECOND, ...NOBODY }),
      attempt('att_4', { phone: PHONES[1]!, position: 2, permitted_at: T + 1_000 * SECOND }),
    ]
    evidence.database.attempts.push(...again)
    const check = CHECKS['every lead ends where the rules say']!
    expect(check(evidence)).toHaveLength(1)
    const at = { sentAt: T + 800 * SECOND, doneAt: T + 801 * SECOND, status: 200 }
    evidence.actions.push({ kind: 'restart', campaignId: CAMPAIGN, leadId: null, phone: null, ...at })
    expect(check(evidence)).toEqual([])
  })
})

describe('the comparison of webhooks', () => {
  const event = (id: string, attemptId: string) => {
    return { id, type: 'attempt.settled', data: JSON.stringify({ id: attemptId }), at: T }
  }
  const heard = (...ids: string[]) => ({ bodies: new Map(ids.map((id) => [id, new Set(['{}'])])), wrong: [] })
  const told = (): Evidence => {
    const evidence = sound()
    evidence.database.webhookEvents = [event('evt_1', 'att_1'), event('evt_2', 'att_2')]
    return evidence
  }

  it('finds nothing when each event exists once and arrived', () => {
    expect(wrongWebhooks(told(), heard('evt_1', 'evt_2'), 0)).toEqual([])
  })

  it('finds an event that is missing, that is there twice, and one that never arrived', () => {
    const evidence = told()
    evidence.database.webhookEvents = [event('evt_1', 'att_1'), event('evt_3', 'att_1')]
    const found = wrongWebhooks(evidence, heard('evt_1'), 0)
    expect(found).toEqual([
      'att_1 has 2 events attempt.settled',
      'att_2 has 0 events attempt.settled',
      'evt_3 (attempt.settled) never arrived',
    ])
  })

  it('finds an id with two bodies, and one that nobody emitted', () => {
    const receiver = heard('evt_1', 'evt_2', 'evt_9')
    receiver.bodies.get('evt_1')!.add('{"other":true}')
    expect(wrongWebhooks(told(), receiver, 0)).toEqual([
      'evt_1 arrived with 2 different bodies',
      'evt_9 arrived, and there is no such event',
    ])
  })
})
