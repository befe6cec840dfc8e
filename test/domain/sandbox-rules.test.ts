import { describe, expect, it } from 'vitest'
import { BEHAVIOURS, type Behaviour, behaviourOf, planRinging } from '../../src/sandbox/behaviour.ts'
import { sandboxNow, toReal } from '../../src/sandbox/clock.ts'
import { isAuthorized, ownOrigin, readClock, type SandboxEnv } from '../../src/sandbox/env.ts'
import { uuidOf } from '../../src/sandbox/hash.ts'
import { signatureHeaders } from '../../src/sandbox/sign.ts'
import { readCallingCommand } from '../../src/sandbox/validate.ts'
import { describeWithReference, readReference } from '../support/reference.ts'

describe('sandbox time', () => {
  const clock = { startMs: 1_000_000, anchorMs: 500, speed: 60 }

  it('runs as many times faster as it is told', () => {
    expect(sandboxNow(clock, 500)).toBe(1_000_000)
    expect(sandboxNow(clock, 1500)).toBe(1_060_000)
  })

  it('is reached at the real instant it is converted to, and not before', () => {
    for (const at of [1_000_000, 1_000_001, 1_000_059, 1_000_060, 1_234_567]) {
      expect(sandboxNow(clock, toReal(clock, at))).toBeGreaterThanOrEqual(at)
      expect(sandboxNow(clock, toReal(clock, at) - 1)).toBeLessThan(at)
    }
  })

  it('begins when and where the environment says, else when the world first ran', () => {
    const env = {
      SANDBOX_SPEED: '300',
      SANDBOX_START: '2027-01-04T12:00:00Z',
      SANDBOX_ANCHOR: '7',
    } as Partial<SandboxEnv>
    const start = Date.parse('2027-01-04T12:00:00Z')
    expect(readClock(env as SandboxEnv, 99)).toEqual({ startMs: start, anchorMs: 7, speed: 300 })
    expect(readClock({} as SandboxEnv, 99)).toMatchObject({ anchorMs: 99, speed: 60 })
  })
})

describe('a phone', () => {
  const table: [from: number, to: number, behaviour: Behaviour][] = [
    [0, 19, 'interested'],
    [20, 34, 'not_interested'],
    [35, 39, 'callback'],
    [40, 43, 'opt_out'],
    [44, 47, 'wrong_number'],
    [48, 52, 'hangs_up'],
    [53, 69, 'no_answer'],
    [70, 84, 'machine'],
    [85, 89, 'busy'],
    [90, 93, 'rejected'],
    [94, 95, 'invalid'],
    [96, 97, 'flaky'],
    [98, 98, 'echo'],
    [99, 99, 'silent'],
  ]

  it.each(table)('that is fictional and ends in %i–%i does: %s', (from, to, behaviour) => {
    for (let xx = from; xx <= to; xx++)
      for (const area of ['202', '310', '907'])
        expect(behaviourOf(`+1${area}55501${String(xx).padStart(2, '0')}`)).toBe(behaviour)
  })

  it('that is not fictional has a realistic mix', () => {
    const counts = new Map<Behaviour, number>()
    const total = 20_000
    for (let n = 0; n < total; n++) {
      const behaviour = behaviourOf(`+1312${2_000_000 + n * 37}`)
      counts.set(behaviour, (counts.get(behaviour) ?? 0) + 1)
    }
    const share = (...names: Behaviour[]) => names.reduce((sum, name) => sum + (counts.get(name) ?? 0), 0) / total
    expect(share('interested', 'not_interested', 'callback', 'opt_out', 'wrong_number', 'hangs_up')).toBeCloseTo(
      0.36,
      1,
    )
    expect(share('no_answer', 'machine')).toBeCloseTo(0.49, 1)
    expect(share('flaky', 'echo', 'silent')).toBe(0)
  })

  it('is answered within the ring timeout, however short', () => {
    for (const behaviour of BEHAVIOURS)
      for (const timeout of [1, 2, 10, 60]) {
        const plan = planRinging(behaviour, uuidOf(`${behaviour}${timeout}`), 0, timeout)
        const over = plan.answerAt ?? plan.endAt ?? Number.POSITIVE_INFINITY
        expect(over - (plan.ringingAt ?? 0)).toBeLessThanOrEqual(Math.max(timeout * 1000, 3500))
        expect(over).toBeGreaterThan(plan.ringingAt ?? 0)
      }
  })
})

describe('the Worker itself', () => {
  it('is where PUBLIC_URL points, by default only inside the product', () => {
    expect(ownOrigin({ PUBLIC_URL: 'https://app.test/x' } as SandboxEnv)).toBe('https://app.test')
    expect(ownOrigin({ SANDBOX: 'on' } as SandboxEnv)).toBe('http://localhost:8787')
    expect(ownOrigin({} as SandboxEnv)).toBeNull()
  })
})

describe('credentials', () => {
  const header = (text: string) => `Basic ${btoa(text)}`

  it('must be the configured ones', () => {
    const env = { SIGNALWIRE_PROJECT_ID: 'p', SIGNALWIRE_API_TOKEN: 't' } as SandboxEnv
    expect(isAuthorized(env, header('p:t'))).toBe(true)
    expect(isAuthorized(env, header('p:wrong'))).toBe(false)
    expect(isAuthorized(env, header('other:t'))).toBe(false)
  })

  it('may be anything but empty when none are configured', () => {
    expect(isAuthorized({} as SandboxEnv, header('a:b'))).toBe(true)
    for (const bad of [undefined, '', 'Bearer x', header(':'), header('a:'), header('ab'), 'Basic %%%'])
      expect(isAuthorized({} as SandboxEnv, bad)).toBe(false)
  })
})

describe('a command', () => {
  const valid = { from: '+12125550100', to: '+12025550100', swml: { sections: { main: [] } } }

  function codes(body: unknown): string[] {
    const read = readCallingCommand(body)
    if (read.ok) return []
    const { errors } = read.reply.body as { errors?: { code: string; attribute: string | null }[] }
    return errors?.map(({ code, attribute }) => `${code}:${attribute}`) ?? [String(read.reply.status)]
  }
  const dial = (change: Record<string, unknown>) => codes({ command: 'dial', params: { ...valid, ...change } })

  it('that is right is read', () => {
    const read = readCallingCommand({ command: 'dial', params: { ...valid, timeout: 25 } })
    expect(read).toMatchObject({
      ok: true,
      command: { timeoutSeconds: 25, statusEvents: ['ended'], urlMethod: 'POST' },
    })
  })

  it.each([
    [{ from: undefined }, 'missing_required_parameter:from'],
    [{ from: '2125550100' }, 'not_e164:from'],
    [{ to: '' }, 'missing_required_parameter:to'],
    [{ to: '+1 202 555' }, 'not_e164:to'],
    [{ swml: undefined }, 'inline_swml_or_swml_webhook_required:url'],
    [{ url: 'https://a.test' }, 'incompatible_parameters:swml'],
    [{ swml: 'no document' }, 'not_json_or_yaml:swml'],
    [{ swml: undefined, url: 'ftp://a.test' }, 'not_an_http_url:url'],
    [{ status_url: 'nonsense' }, 'not_an_http_url:status_url'],
    [{ status_events: ['ending'] }, 'list_contains_invalid_entries:status_events'],
    [{ timeout: 0 }, 'invalid_parameter:timeout'],
    [{ timeout: 601 }, 'invalid_parameter:timeout'],
    [{ timeout: '30' }, 'invalid_parameter:timeout'],
    [{ max_price_per_minute: -1 }, 'invalid_parameter:max_price_per_minute'],
    [{ codecs: ['MP3'] }, 'invalid_codecs_format:codecs'],
    [{ max_price: 1 }, 'invalid_parameter:max_price'],
    [{ custom_variables: ['a'] }, 'must_be_object:custom_variables'],
    [{ custom_variables: { 'a-b': 'c' } }, 'invalid_custom_variable_name:custom_variables'],
    [{ custom_variables: { sw_a: 'c' } }, 'reserved_custom_variable_name:custom_variables'],
    [{ custom_variables: { a: '' } }, 'invalid_custom_variable_value:custom_variables'],
    [{ custom_variables: { a: 'ö'.repeat(513) } }, 'custom_variable_value_too_long:custom_variables'],
  ])('with %j is refused: %s', (change, code) => {
    expect(dial(change)).toEqual([code])
  })

  it('with too many custom variables is refused', () => {
    const many = Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`v${n}`, 'x']))
    expect(dial({ custom_variables: many })).toEqual(['too_many_custom_variables:custom_variables'])
  })

  it('reports everything that is wrong at once', () => {
    expect(dial({ from: 'x', to: 'y', timeout: -1 })).toEqual([
      'not_e164:from',
      'not_e164:to',
      'invalid_parameter:timeout',
    ])
  })

  it('that is none is refused', () => {
    expect(codes(null)).toEqual(['400'])
    expect(codes({})).toEqual(['missing_required_parameter:command'])
    expect(codes({ command: 'calling.fly', params: {} })).toEqual(['invalid_command_attempted:command'])
    expect(codes({ command: 'dial' })).toEqual(['missing_required_parameter:params'])
    expect(codes({ command: 'calling.end', id: uuidOf('x'), params: { reason: 'bored' } })).toEqual([
      'invalid_parameter:reason',
    ])
    expect(codes({ command: 'calling.end', id: 'x', params: {} })).toEqual(['provided_id_is_unrecognized:id'])
  })
})

describeWithReference('a signature', () => {
  it('is the one of the published vectors', async () => {
    const { vectors } = readReference('webhook-signature-vectors.json') as { vectors: Record<string, string>[] }
    const json = vectors.filter((vector) => vector.scheme === 'hex(HMAC(key,url+rawBody))')
    expect(json).toHaveLength(2)
    for (const vector of json)
      expect(await signatureHeaders(vector.key ?? '', vector.url ?? '', vector.rawBody ?? '')).toEqual({
        'X-SignalWire-Signature': vector['x-signalwire-signature'],
        'X-SignalWire-SHA256-Signature': vector['computed-x-signalwire-sha256-signature'],
      })
  })
})
