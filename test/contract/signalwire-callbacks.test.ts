import { expect, it } from 'vitest'
import { parseCallback } from '../../src/adapters/signalwire/callbacks.ts'
import { checkSignature } from '../../src/adapters/signalwire/signature.ts'
import { extractTranscript } from '../../src/adapters/signalwire/transcript.ts'
import { describeWithReference, readReference, referenceValidator } from '../support/reference.ts'

describeWithReference("SignalWire's own samples", () => {
  it('include a post-prompt report, of which outcome, transcript and recording are understood', () => {
    const sample = readReference('post-prompt-sample.json')
    const receivedAt = 1_771_539_230_000
    const { carrierCallId, events } = parseCallback('report', sample, receivedAt)
    expect(carrierCallId).toBe('7d1c3968-bf40-4739-b769-0623c2eb77cb')
    expect(events).toEqual([
      { type: 'answered', at: 1_771_539_204_410 },
      { type: 'opted_out', at: 1_771_539_216_000, email: false, reason: 'stop calling me' },
      {
        type: 'reported',
        at: 1_771_539_223_510,
        report: {
          disposition: 'OPT_OUT',
          summary: 'The contact asked not to be called again.',
          callbackAt: null,
          primaryGoal: 'unknown',
          goalScore: null,
          userTurns: 1,
          optOutEmail: false,
          detection: 'human',
          recordingUrl:
            'https://files.swire.io/f6e0ee46-4bd4-4856-99bb-0f3bc3d3e787/37d8414f-60d1-4e7b-bf04-b5569535011b/recordings/1d830a9f-4b30-4389-9aa6-6d0ba12ac272.mp3',
          transcriptKey: null,
        },
      },
    ])
    expect(extractTranscript(sample).turns).toEqual([
      {
        role: 'agent',
        text: 'Hello, this is an automated assistant calling for Example Company.',
        at: 1_771_539_206_510,
      },
      { role: 'person', text: 'Please stop calling me.', at: 1_771_539_214_510 },
      { role: 'agent', text: 'You will not be called again. Goodbye.', at: 1_771_539_217_510 },
    ])
  })

  it('include signature vectors, all of which verify and none of which verifies after a change', async () => {
    const { vectors } = readReference('webhook-signature-vectors.json') as { vectors: Vector[] }
    expect(vectors.length).toBeGreaterThanOrEqual(4)
    for (const vector of vectors) {
      const rawBody = vector.rawBody ?? new URLSearchParams(vector.params).toString()
      const sha1 = { 'x-signalwire-signature': vector['x-signalwire-signature'] }
      const request = { url: vector.url, rawBody, headers: new Headers(sha1) }
      expect(await checkSignature(vector.key, request), vector.name).toBe('valid')
      expect(await checkSignature(`${vector.key}x`, request), vector.name).toBe('invalid')
      expect(await checkSignature(vector.key, { ...request, rawBody: `${rawBody}&x=1` }), vector.name).toBe('invalid')
      const sha256 = vector['computed-x-signalwire-sha256-signature']
      if (sha256 === undefined) continue
      const both = new Headers({ ...sha1, 'x-signalwire-sha256-signature': sha256 })
      expect(await checkSignature(vector.key, { ...request, headers: both }), vector.name).toBe('valid')
    }
  })

  it('have call state, detection and recording callbacks of the derived schemas, all understood', () => {
    const receivedAt = 1_640_000_031_000
    const samples = [
      {
        kind: 'status',
        schema: 'Derived.CallStateCallbackPayload',
        body: {
          event_type: 'calling.call.state',
          timestamp: 1_640_000_030.5,
          params: {
            call_id: 'c-1',
            call_state: 'ended',
            answer_time: 1_640_000_005_123,
            end_time: 1_640_000_030_123,
            end_reason: 'noAnswer',
          },
        },
      },
      {
        kind: 'detect',
        schema: 'Derived.DetectStatusCallbackPayload',
        body: {
          event_type: 'calling.call.detect',
          params: { call_id: 'c-1', control_id: 'd', detect: { type: 'machine', params: { event: 'MACHINE' } } },
        },
      },
      {
        kind: 'record',
        schema: 'Derived.RecordCallStatusCallbackPayload',
        body: {
          event_type: 'calling.call.record',
          params: {
            call_id: 'c-1',
            control_id: 'r',
            state: 'finished',
            url: 'https://files.swire.io/a.mp3',
            duration: 25,
          },
        },
      },
    ] as const
    const seen = samples.map(({ kind, schema, body }) => {
      const validate = referenceValidator('signalwire-openapi.json', `/components/schemas/${schema}`)
      expect(validate(body), `${schema}: ${JSON.stringify(validate.errors)}`).toBe(true)
      return parseCallback(kind, body, receivedAt).events.map((event) => event.type)
    })
    expect(seen).toEqual([['ended'], ['detected'], ['recorded']])
  })
})

interface Vector {
  name: string
  key: string
  url: string
  rawBody?: string
  params?: Record<string, string>
  'x-signalwire-signature': string
  'computed-x-signalwire-sha256-signature'?: string
}
