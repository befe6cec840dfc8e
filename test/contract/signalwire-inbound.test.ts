import type { ValidateFunction } from 'ajv'
import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { callbackUrls } from '../../src/adapters/signalwire/callback-url.ts'
import { bindingOf } from '../../src/adapters/signalwire/inbound-numbers.ts'
import { incomingCallOf, incomingTextOf } from '../../src/adapters/signalwire/inbound-reader.ts'
import { buildClosedSwml, buildInboundSwml } from '../../src/adapters/signalwire/inbound-swml.ts'
import { checkSignature } from '../../src/adapters/signalwire/signature.ts'
import { swmlCall } from '../../src/sandbox/callbacks.ts'
import { bindingFrom, defaultBinding, messageBody, textRequest } from '../../src/sandbox/inbound.ts'
import { signatureHeaders } from '../../src/sandbox/sign.ts'
import { DEFAULT_PROJECT_ID } from '../../src/sandbox/wire.ts'
import { dialRequests } from '../support/call-scripts.ts'
import { describeWithReference, readReference, referenceValidator } from '../support/reference.ts'

const AT = Date.UTC(2026, 10, 23, 15)
const KEY = 'PSK_of_the_contract'

describeWithReference('calls and texts to us', () => {
  let isSwml: ValidateFunction
  let isBinding: ValidateFunction
  let isCallFetch: ValidateFunction
  let isTextFetch: ValidateFunction

  beforeAll(() => {
    isSwml = referenceValidator('swml-schema.json')
    const component = (name: string) => referenceValidator('signalwire-openapi.json', `/components/schemas/${name}`)
    isBinding = component('UpdatePhoneNumberRequest')
    isCallFetch = component('Webhooks.Calling.InboundCallWebhookPayload')
    isTextFetch = component('Webhooks.Messaging.InboundMessageWebhookPayload')
  }, 120_000)

  function expectValid(validate: ValidateFunction, value: unknown): void {
    const valid = validate(JSON.parse(JSON.stringify(value)))
    expect(valid, JSON.stringify({ errors: validate.errors?.slice(0, 5), value }, null, 1)).toBe(true)
  }

  it('are answered with a valid document, whatever the script says and whoever calls', async () => {
    const urls = await callbackUrls('https://sundial.example.com', 'contract-key', 'org_1', 'cnv_1')
    await fc.assert(
      fc.property(dialRequests, fc.constantFrom('', '+13125550101'), ({ script, from }, caller) => {
        const talk = { orgId: 'org_1', conversationId: 'cnv_1', to: from, from: caller, script }
        const document = buildInboundSwml(talk, urls, AT)
        expectValid(isSwml, document)
        expect(JSON.stringify(document)).not.toMatch(/[$%@]\{/)
      }),
      { numRuns: 100 },
    )
  }, 120_000)

  it('are told that nobody can talk in a valid document', () => {
    const document = buildClosedSwml(`Thank you.\nGoodbye ${'$'}{x}.`, 'fr-CA')
    expectValid(isSwml, document)
    expect(JSON.stringify(document)).not.toMatch(/[$%@]\{/)
  })

  it('are bound by a request the carrier documents', () => {
    const binding = bindingOf({ callUrl: 'https://a.example/call', textUrl: 'https://a.example/text' })
    expectValid(isBinding, binding)
    const documented = (readReference('signalwire-openapi.json') as Documented).components.schemas
      .UpdatePhoneNumberRequest.properties
    expect(Object.keys(binding).filter((name) => !(name in documented))).toEqual([])
    expect(isBinding({ ...binding, message_handler: 'relay_script' })).toBe(false)
  })

  it('come from the sandbox as the carrier documents them, and are understood', async () => {
    const call = swmlCall(
      {
        id: 'c2d3e4f5-a6b7-8901-cdef-234567890abc',
        from: '+13125550101',
        to: '+12125550100',
        direction: 'inbound',
      } as never,
      'created',
      DEFAULT_PROJECT_ID,
    )
    const fetched = { call, vars: {}, envs: {}, params: {} }
    expectValid(isCallFetch, fetched)
    expect(incomingCallOf(fetched)).toEqual({ carrierId: call.call_id, from: '+13125550101', to: '+12125550100' })
    expect(incomingCallOf({ ...fetched, call: { ...call, direction: 'outbound' } })).toBeNull()
    const ids = { messageId: 'd2d3e4f5-a6b7-8901-cdef-234567890abc', projectId: DEFAULT_PROJECT_ID }
    const text = messageBody({ from: '+13125550101', to: '+12125550100', says: 'STOP' }, ids, AT)
    expectValid(isTextFetch, text)
    expect(incomingTextOf(text)).toMatchObject({ carrierId: ids.messageId, body: 'STOP', form: 'json' })
    expect(incomingTextOf({ message: { ...(text.message as object), body: null } })).toMatchObject({ body: '' })
  })

  it('are signed so that the signature holds, in either form', async () => {
    const request = { kind: 'text', from: '+13125550101', to: '+12125550100', says: 'Größe & =?' } as const
    const unbound = defaultBinding('https://sundial.example.com')
    const ids = { messageId: 'm-1', projectId: DEFAULT_PROJECT_ID }
    for (const binding of [unbound, bindingFrom({ message_handler: 'laml_webhooks' }, unbound)]) {
      const { url, body, headers, signed } = await textRequest(request, binding, ids, AT, KEY)
      const all = new Headers({ ...headers, ...(signed ? await signatureHeaders(KEY, url, body) : {}) })
      expect(await checkSignature(KEY, { url, rawBody: body, headers: all })).toBe('valid')
      expect(await checkSignature('PSK_other', { url, rawBody: body, headers: all })).toBe('invalid')
    }
  })
})

interface Documented {
  components: { schemas: { UpdatePhoneNumberRequest: { properties: Record<string, unknown> } } }
}
