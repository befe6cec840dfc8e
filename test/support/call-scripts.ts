import fc from 'fast-check'
import type { CallScript, DialRequest } from '../../src/ports.ts'

/** Text as customers and imported lists may contain it, with a liking for everything that SWML would evaluate. */
const fragment = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    '$',
    '%',
    '@',
    '{',
    '}',
    '${',
    '%{',
    '$${{',
    '$%{{',
    '\n',
    '\r\n',
    '\u2028',
    '\u0000',
    '\u200b',
    '\ufe0f',
    '＄',
    '｛',
  ),
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the very text that must be disarmed
  fc.constantFrom('Hello {{NAME}}, ', '${call.call_id}', '%{vars.secret}', '$\u200b{1+1}', '$\u0000{1+1}', '\ud800'),
)
export const hostileText: fc.Arbitrary<string> = fc.array(fragment, { maxLength: 12 }).map((parts) => parts.join(''))

export const callScripts: fc.Arbitrary<CallScript> = fc.record({
  greeting: hostileText,
  prompt: hostileText,
  voice: fc.oneof(fc.constantFrom('elevenlabs.rachel:eleven_flash_v2_5', 'gcloud.en-US-Neural2-B'), hostileText),
  language: fc.oneof(fc.constantFrom('en-US', 'es', 'multi'), hostileText),
  amdMode: fc.constantFrom('off', 'text', 'ml'),
  voicemail: fc.oneof(
    fc.constant({ action: 'hang_up' as const }),
    hostileText.map((message) => ({ action: 'play_message' as const, message })),
  ),
  primaryGoal: fc.option(hostileText),
  maxDurationSeconds: fc.oneof(fc.integer({ min: -10, max: 100_000 }), fc.double()),
  localZone: fc.option(fc.oneof(fc.constantFrom('America/New_York', 'Pacific/Honolulu'), hostileText)),
})

const id = fc.stringMatching(/^[a-z]{3}_[0-9A-Za-z]{8,24}$/)

export const dialRequests: fc.Arbitrary<DialRequest> = fc.record({
  campaignId: id,
  attemptId: id,
  from: fc.constantFrom('+12125550100', '+442071838750'),
  to: fc.constantFrom('+13105550123', '+493012345678'),
  ringTimeoutSeconds: fc.oneof(fc.constantFrom(10, 30, 60), fc.integer({ min: -5, max: 5_000 })),
  script: callScripts,
})

/** An ordinary call, to vary in single points. */
export function dialRequest(script: Partial<CallScript> = {}): DialRequest {
  return {
    campaignId: 'cmp_1',
    attemptId: 'att_1',
    from: '+12125550100',
    to: '+13105550123',
    ringTimeoutSeconds: 30,
    script: {
      greeting: 'Hello, this is an automated assistant calling for Example Company.',
      prompt: 'You call people about their solar roof.',
      voice: 'elevenlabs.rachel',
      language: 'en-US',
      amdMode: 'ml',
      voicemail: { action: 'hang_up' },
      primaryGoal: 'Book a visit',
      maxDurationSeconds: 600,
      localZone: 'America/Los_Angeles',
      ...script,
    },
  }
}
