import { expect, it } from 'vitest'
import { scriptFor } from '../../src/dialer/place-calls.ts'
import type { ScriptSource } from '../../src/dialer/store.ts'
import { defaultSettings } from '../../src/domain/campaign-settings.ts'
import { greetingFor } from '../../src/domain/greeting.ts'

const FROM = '+12125550101'
const TO = '+13125550102'
const PERSON = { name: 'Zoë', email: 'zoe@example.com', variables: { CASE: 'C-1', COMPANY: 'not mine' } }
const AGENT: ScriptSource['agent'] = {
  greeting: 'Hi {{NAME}}, about {{CASE}}, {{EMAIL}} and {{PHONE}}: call {{CALLBACK_NUMBER}}. {{NOTHING}}',
  prompt: '',
  voice: 'a.b',
  language: 'en-US',
  company: '',
  organization: 'Acme',
  disclosure: true,
  disclosureText: null,
  maxCallSeconds: 60,
}

it.each([
  ['with the disclosure', AGENT],
  ['without', { ...AGENT, disclosure: false }],
  ['in the team’s own words', { ...AGENT, company: 'Sun', disclosureText: '{{COMPANY}} here, for {{NAME}}' }],
  ['in Spanish', { ...AGENT, language: 'es-MX' }],
])('is in a look at a list what the call will open with: %s', (_, agent) => {
  const people = new Map([['led_1', { ...PERSON, zone: null, address: null, wanted: true }]])
  const source: ScriptSource = { active: true, agent, settings: defaultSettings(), people }
  const item = { attemptId: 'att_1', leadId: 'led_1', from: FROM, to: TO, notAfter: null }
  const script = scriptFor(source, item)
  expect(script?.greeting).toContain('Zoë')
  expect(greetingFor(agent, { ...PERSON, phone: TO }, FROM)).toBe(script?.greeting)
})

it('says that a number will stand there while the campaign has none yet', () => {
  const greeting = greetingFor({ ...AGENT, disclosure: false }, { ...PERSON, phone: TO }, null)
  expect(greeting).toBe(`Hi Zoë, about C-1, zoe@example.com and ${TO}: call your number.`)
})
