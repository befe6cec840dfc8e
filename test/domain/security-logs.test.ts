import { describe, expect, it } from 'vitest'
import { logLine, redact } from '../../src/adapters/log.ts'

describe('a line of the log', () => {
  it.each([
    ['Authorization: Basic cHJvamVjdDpQVHNlY3JldHRva2Vu', 'cHJvamVjdDpQVHNlY3JldHRva2Vu'],
    ['bearer sundial_live_0123456789abcdef', 'sundial_live_0123456789abcdef'],
    ['{"X-API-Key":"sundial_live_0123456789abcdef"}', 'sundial_live_0123456789abcdef'],
    ['fetch https://a.b/hooks/signalwire/status/cmp_1/att_1?t=AbCdEf_-0123456789 failed', 'AbCdEf_-0123456789'],
    ['GET /api/v1/campaigns/cmp_1/live?key=sundial_live_0123456789abcdef', 'sundial_live_0123456789abcdef'],
    ['secret whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw of whe_1', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    ['signing key PSK_0123456789abcdef', '0123456789abcdef'],
    ['token PT0123456789abcdef0123456789abcdef0123456789abcdef', '0123456789abcdef0123456789abcdef'],
    ['https://user:pa55word@example.com/', 'pa55word'],
  ])('holds no secret: %s', (text, secret) => {
    expect(redact(text)).not.toContain(secret)
    expect(JSON.stringify(logLine('error', 'failed', { error: text, details: { text } }))).not.toContain(secret)
  })

  it('keeps what helps to find out: ids, codes, places', () => {
    const text =
      'D1_ERROR: no such column: x (cmp_01kb2c3d4e5f6g7h8j9k0m1n2p, att_1) at settle.ts:12, status 409 /api/v1/leads'
    expect(redact(text)).toBe(text)
  })

  it('is made at once of whatever an error quotes', () => {
    for (const long of ['a', 'a.', 'a@', '+1', '1 ', 'x=', 'Basic ', '?t='])
      expect(redact(long.repeat(500_000)).length).toBeLessThan(3_000)
  })
})
