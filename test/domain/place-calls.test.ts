import { describe, expect, it } from 'vitest'
import { placeCalls } from '../../src/dialer/place-calls.ts'
import type { DialingStore, ScriptSource } from '../../src/dialer/store.ts'
import { defaultSettings } from '../../src/domain/campaign-settings.ts'
import type { Carrier, DialRequest } from '../../src/ports.ts'

const NOW = Date.UTC(2026, 10, 23, 15)
const source: ScriptSource = {
  active: true,
  agent: {
    greeting: 'Hi {{NAME}}',
    prompt: 'Be kind',
    voice: 'a.b',
    language: 'en-US',
    company: 'Acme',
    organization: 'Acme Holding',
    disclosure: false,
    disclosureText: null,
    maxCallSeconds: 60,
  },
  settings: defaultSettings(),
  people: new Map([['led_1', { name: 'Zoë', email: null, variables: {}, zone: null, address: null, wanted: true }]]),
}

async function placeOne(notAfter: number | null, leadId = 'led_1', script = source) {
  const dialed: DialRequest[] = []
  const carrier = {
    dial: async (request: DialRequest) => {
      dialed.push(request)
      return { ok: true as const, carrierCallId: 'call_1' }
    },
  } as Partial<Carrier> as Carrier
  const store = { loadScripts: async () => script } as Partial<DialingStore> as DialingStore
  const clock = { now: () => NOW, toReal: (at: number) => at, stretch: (ms: number) => ms }
  const item = { attemptId: 'att_1', leadId, from: '+12125550101', to: '+12125550102', notAfter }
  const answers = await placeCalls({ store, carrier, clock }, { orgId: 'org', campaignId: 'cmp' }, [item])
  return { dialed, answer: answers[0]! }
}

describe('placing a call', () => {
  it('says what the agent says to this person', async () => {
    const { dialed, answer } = await placeOne(null)
    expect(answer).toEqual({ attemptId: 'att_1', result: { ok: true, carrierCallId: 'call_1' } })
    expect(dialed[0]!.script.greeting).toBe('Hi Zoë')
  })

  it('opens by saying who calls, from which number, and that the voice is artificial', async () => {
    const agent = { ...source.agent, company: '', disclosure: true }
    const { dialed } = await placeOne(null, 'led_1', { ...source, agent })
    const { greeting } = dialed[0]!.script
    expect(greeting).toMatch(/^This is an automated call from Acme Holding with an artificial voice\./)
    expect(greeting).toContain('2 1 2, 5 5 5, 0 1 0 1')
    expect(greeting).toMatch(/Hi Zoë$/)
  })

  it.each([
    ['the campaign was paused or stopped', { ...source, active: false }],
    [
      'the person opted out or the number was switched off',
      { ...source, people: new Map([['led_1', { ...source.people.get('led_1')!, wanted: false }]]) },
    ],
  ])('sends nothing when %s since the permit, and gives the attempt back', async (_what, script) => {
    const { dialed, answer } = await placeOne(null, 'led_1', script)
    expect(dialed).toEqual([])
    expect(answer.result).toMatchObject({ ok: false, error: { kind: 'unreachable', code: 'withdrawn' } })
  })

  it('does not start a call whose window closed on the way from permit to carrier', async () => {
    const late = await placeOne(NOW - 1)
    expect(late.dialed).toEqual([])
    expect(late.answer.result).toMatchObject({ ok: false, error: { kind: 'unreachable', code: 'window_closed' } })
    expect((await placeOne(NOW)).dialed).toHaveLength(1)
  })

  it('calls nobody it knows nothing of', async () => {
    expect((await placeOne(null, 'led_gone')).dialed).toEqual([])
  })
})
