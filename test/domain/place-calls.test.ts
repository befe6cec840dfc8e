import { describe, expect, it } from 'vitest'
import { placeCalls } from '../../src/dialer/place-calls.ts'
import type { DialingStore, ScriptSource } from '../../src/dialer/store.ts'
import { defaultSettings } from '../../src/domain/campaign-settings.ts'
import type { Carrier, DialRequest } from '../../src/ports.ts'

const NOW = Date.UTC(2026, 10, 23, 15)
const source: ScriptSource = {
  agent: {
    greeting: 'Hi {{NAME}}',
    prompt: 'Be kind',
    voice: 'a.b',
    language: 'en-US',
    company: 'Acme',
    maxCallSeconds: 60,
  },
  settings: defaultSettings(),
  people: new Map([['led_1', { name: 'Zoë', email: null, variables: {}, zone: null }]]),
}

async function placeOne(notAfter: number | null, leadId = 'led_1') {
  const dialed: DialRequest[] = []
  const carrier = {
    dial: async (request: DialRequest) => {
      dialed.push(request)
      return { ok: true as const, carrierCallId: 'call_1' }
    },
  } as Partial<Carrier> as Carrier
  const store = { loadScripts: async () => source } as Partial<DialingStore> as DialingStore
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
