import type { ValidateFunction } from 'ajv'
import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { callbackUrls } from '../../src/adapters/signalwire/callback-url.ts'
import { createSignalWireCarrier, dialCommand } from '../../src/adapters/signalwire/client.ts'
import { functionReply } from '../../src/adapters/signalwire/functions.ts'
import { buildSwml } from '../../src/adapters/signalwire/swml.ts'
import { dialRequest, dialRequests } from '../support/call-scripts.ts'
import { describeWithReference, readReference, referenceValidator } from '../support/reference.ts'

const PUBLIC_URL = 'https://sundial.example.com'
const KEY = 'contract-key'

describeWithReference('what we send to SignalWire', () => {
  let isSwml: ValidateFunction
  let isCallRequest: ValidateFunction
  let isDialParams: ValidateFunction
  let isEndRequest: ValidateFunction

  beforeAll(() => {
    isSwml = referenceValidator('swml-schema.json')
    const component = (name: string) => referenceValidator('signalwire-openapi.json', `/components/schemas/${name}`)
    isCallRequest = component('Calling.CallRequest')
    isDialParams = component('Calling.CallCreateParamsSWML')
    isEndRequest = component('Calling.CallHangupRequest')
  }, 120_000)

  function expectValid(validate: ValidateFunction, value: unknown): void {
    const valid = validate(JSON.parse(JSON.stringify(value)))
    expect(valid, JSON.stringify({ errors: validate.errors?.slice(0, 5), value }, null, 1)).toBe(true)
  }

  it('would notice a document that the schema refuses', () => {
    expect(isSwml({ version: '1.0.0', sections: { main: [{ answer: { max_duration: 'long' } }] } })).toBe(false)
    expect(isSwml({ version: '1.0.0', sections: { main: [{ play: { url: 'say:two\nlines' } }] } })).toBe(false)
    expect(isCallRequest({ command: 'dial', params: { from: '+12125550100' } })).toBe(false)
  })

  it('is a valid SWML document for every script', async () => {
    await fc.assert(
      fc.asyncProperty(dialRequests, fc.option(fc.integer({ min: 0, max: 4e12 })), async (request, placedAt) => {
        const urls = await callbackUrls(PUBLIC_URL, KEY, request.campaignId, request.attemptId)
        expectValid(isSwml, buildSwml(request, urls, placedAt))
      }),
      { numRuns: 300 },
    )
  }, 120_000)

  it('is a valid SWML document in every combination of detection and voicemail', async () => {
    const urls = await callbackUrls(PUBLIC_URL, KEY, 'cmp_1', 'att_1')
    for (const amdMode of ['off', 'text', 'ml'] as const) {
      for (const voicemail of [
        { action: 'hang_up' },
        { action: 'play_message', message: 'Please call us back.' },
      ] as const) {
        for (const localZone of ['America/Denver', null]) {
          expectValid(isSwml, buildSwml(dialRequest({ amdMode, voicemail, localZone }), urls, Date.UTC(2026, 2, 2, 15)))
        }
      }
    }
  })

  it('is a valid dial request for every script', async () => {
    await fc.assert(
      fc.asyncProperty(dialRequests, async (request) => {
        const command = await dialCommand(request, PUBLIC_URL, KEY, null)
        expectValid(isDialParams, command.params)
      }),
      { numRuns: 60 },
    )
    expectValid(isCallRequest, await dialCommand(dialRequest(), PUBLIC_URL, KEY, Date.UTC(2026, 2, 2, 15)))
  }, 120_000)

  it('keeps to the documented limits of custom variables', async () => {
    const { params } = await dialCommand(dialRequest(), PUBLIC_URL, KEY, null)
    for (const [name, value] of Object.entries(params.custom_variables)) {
      expect(name).toMatch(/^(?!signalwire_|sw_|rtc_|internal_)[A-Za-z_]\w*$/)
      expect(value.length).toBeGreaterThan(0)
      expect(value.length).toBeLessThanOrEqual(1_024)
    }
  })

  it('is a valid request to hang up', async () => {
    const { sent, carrier } = recordingCarrier(() => ({}))
    await carrier.end('0e9c80d7-a149-4917-892d-420043709f45')
    expectValid(isEndRequest, JSON.parse(sent[0]!.body!))
    expectValid(isCallRequest, JSON.parse(sent[0]!.body!))
  })

  it('asks the call log only with documented parameters, of the documented form', async () => {
    const { sent, carrier } = recordingCarrier(() => ({ links: {}, data: [] }))
    await carrier.listCalls(Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 2))
    await carrier.findCall('b7182dc2-00f3-40e4-a5ce-20f164b329df')
    const api = readReference('signalwire-openapi.json') as OpenApi
    const [list, one] = sent.map((request) => new URL(request.url))
    const parameters = new Map(
      api.paths['/api/voice/logs']!.get!.parameters.map(({ $ref }) => {
        const parameter = api.components.parameters[$ref.split('/').at(-1)!]!
        return [parameter.name, parameter.schema] as const
      }),
    )
    expect(list!.pathname).toBe('/api/voice/logs')
    for (const [name, value] of list!.searchParams) {
      const schema = parameters.get(name)
      expect(schema, name).toBeDefined()
      if (schema?.type === 'integer') {
        expect(Number(value)).toBeGreaterThanOrEqual(schema.minimum ?? 0)
        expect(Number(value)).toBeLessThanOrEqual(schema.maximum ?? Number.MAX_SAFE_INTEGER)
      } else {
        expect(new Date(value).toISOString()).toBe(value)
      }
    }
    expect(one!.pathname).toBe('/api/voice/logs/b7182dc2-00f3-40e4-a5ce-20f164b329df')
    expect(api.paths['/api/voice/logs/{id}']).toBeDefined()
    expect(sent.every((request) => request.method === 'GET')).toBe(true)
  })

  it('answers functions with actions of the published form', () => {
    const isHangup = referenceValidator('swml-schema.json', '/$defs/HangupAction')
    const body = { function: 'opt_out' }
    const reply = functionReply(body, [{ type: 'opted_out', at: 0, email: false, reason: '' }])
    expectValid(isHangup, reply.action?.[0])
  })
})

interface OpenApi {
  paths: Record<string, { get?: { parameters: { $ref: string }[] } } | undefined>
  components: {
    parameters: Record<
      string,
      { name: string; schema: { type: string; minimum?: number; maximum?: number } } | undefined
    >
  }
}

function recordingCarrier(answer: () => unknown) {
  const sent: { url: string; method: string | undefined; body: string | undefined }[] = []
  const carrier = createSignalWireCarrier({
    baseUrl: 'https://example.signalwire.com',
    projectId: 'project',
    apiToken: 'token',
    publicUrl: PUBLIC_URL,
    callbackKey: KEY,
    timeoutMs: 1_000,
    fetch: async (url, init) => {
      sent.push({ url, method: init.method, body: init.body as string | undefined })
      return Response.json(answer())
    },
  })
  return { sent, carrier }
}
