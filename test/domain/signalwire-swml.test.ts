import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { callbackUrls } from '../../src/adapters/signalwire/callback-url.ts'
import { neutralise, neutraliseLine } from '../../src/adapters/signalwire/neutralise.ts'
import { buildSwml } from '../../src/adapters/signalwire/swml.ts'
import type { SwmlStep } from '../../src/adapters/signalwire/wire.ts'
import { dialRequest, dialRequests, hostileText } from '../support/call-scripts.ts'

const urls = await callbackUrls('https://sundial.example.com', 'key', 'cmp_1', 'att_1')

/** Every string of a JSON value, keys included. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [key, ...strings(inner)])
}

function verbs(steps: SwmlStep[] | undefined): string[] {
  return (steps ?? []).flatMap((step) => Object.keys(step))
}

describe('text from strangers', () => {
  it.each([
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the very text that must be disarmed
    ['${1+1}', '$ {1+1}'],
    ['%{vars.x}', '% {vars.x}'],
    ['@{strftime_tz}', '@ {strftime_tz}'],
    ['$${{', '$$ {{'],
    ['$%{{', '$% {{'],
    ['$\u200b{x}', '$ {x}'],
    ['$\ufe0f\u00ad{x}', '$ {x}'],
    ['$\u0000{x}', '$ {x}'],
    ['$\ud800{x}', '$ {x}'],
    ['＄｛x｝', '＄ ｛x｝'],
    ['Save 20% {today} for $5', 'Save 20% {today} for $5'],
    ['one\r\ntwo\tthree', 'one\ntwo\tthree'],
    ['👩‍👩‍👧 costs $5', '👩‍👩‍👧 costs $5'],
  ])('has its expressions disarmed and is otherwise left alone: %j', (text, safe) => {
    expect(neutralise(text)).toBe(safe)
  })

  it('stays disarmed when it is neutralised again, normalised, or loses its invisible characters', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const safe = neutralise(text)
        expect(neutralise(safe)).toBe(safe)
        for (const form of [
          safe,
          safe.normalize('NFKC'),
          safe.replace(/[\p{Cf}\p{Cc}\p{DI}]/gu, (c) => (c === '\n' ? c : '')),
        ]) {
          expect(form).not.toMatch(/[$%@]\{/)
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it('comes on one line where it is spoken by say:', () => {
    expect(neutraliseLine(' Hello,\r\n\u2028 call\u0085 us $\n{x} ')).toBe('Hello, call us $ {x}')
    fc.assert(fc.property(hostileText, (text) => /^.*$/.test(neutraliseLine(text))))
  })
})

describe('the SWML document of a call', () => {
  it('holds no expression anywhere, whatever the script says', () => {
    fc.assert(
      fc.property(dialRequests, fc.option(fc.integer({ min: 0, max: 4e12 })), (request, placedAt) => {
        for (const text of strings(buildSwml(request, urls, placedAt))) expect(text).not.toMatch(/[$%@]\p{Cf}*\{/u)
      }),
      { numRuns: 300 },
    )
  })

  it('talks at once when detection is off', () => {
    const { main, talk } = buildSwml(dialRequest({ amdMode: 'off' }), urls, null).sections
    expect(verbs(main)).toEqual(['answer', 'execute', 'hangup'])
    expect(verbs(talk)).toEqual(['record_call', 'ai', 'hangup'])
  })

  it('reports a machine before it hangs up, and talks to whoever is not certainly a machine', () => {
    const { main } = buildSwml(dialRequest({ amdMode: 'ml' }), urls, null).sections
    const branches = (main[2] as { switch: { case: Record<string, SwmlStep[]>; default: SwmlStep[] } }).switch
    expect(verbs(branches.case.machine)).toEqual(['request', 'hangup'])
    expect(verbs(branches.case.fax)).toEqual(['request', 'hangup'])
    expect(Object.keys(branches.case)).toEqual(['machine', 'fax'])
    expect(branches.default).toEqual([{ execute: { dest: 'talk' } }])
    expect(branches.case.machine![0]).toMatchObject({
      request: { url: urls.detect, body: { detect_result: 'machine' } },
    })
  })

  it('waits for the beep and leaves the message when there is one', () => {
    const message = 'Please call us back.\nThank you.'
    const { main } = buildSwml(dialRequest({ voicemail: { action: 'play_message', message } }), urls, null).sections
    expect(main[1]).toMatchObject({ detect_machine: { detect_message_end: true, timeout: 60 } })
    const machine = (main[2] as { switch: { case: { machine: SwmlStep[] } } }).switch.case.machine
    expect(verbs(machine)).toEqual(['request', 'play', 'hangup'])
    expect(machine[1]).toMatchObject({ play: { url: 'say:Please call us back. Thank you.' } })
  })

  it('does not wait for the beep to say nothing', () => {
    const { main } = buildSwml(
      dialRequest({ voicemail: { action: 'play_message', message: ' \n' } }),
      urls,
      null,
    ).sections
    expect(main[1]).toMatchObject({ detect_machine: { detect_message_end: false } })
  })

  it('speaks the greeting uninterrupted and ends the conversation before the line is cut', () => {
    const document = buildSwml(dialRequest({ maxDurationSeconds: 600 }), urls, null)
    expect(document.sections.main[0]).toEqual({ answer: { max_duration: 600 } })
    expect(document.sections.talk![1]).toMatchObject({
      ai: {
        params: {
          static_greeting: dialRequest().script.greeting,
          static_greeting_no_barge: true,
          hard_stop_time: '570s',
          local_tz: 'America/Los_Angeles',
        },
        post_prompt_url: urls.report,
        global_data: { attempt_id: 'att_1' },
      },
    })
  })

  it('tells the AI the local time of the person and the rules that nobody can switch off', () => {
    const text = strings(buildSwml(dialRequest(), urls, Date.UTC(2026, 2, 2, 18, 5))).join('\n')
    expect(text).toMatch(/Monday, March 2, 2026 at 10:05\sAM, the local time of the person \(America\/Los_Angeles\)/)
    expect(text).toContain('call opt_out at once')
    expect(text).toContain('The goal: Book a visit')
  })

  it('does not fail on a zone this runtime does not know', () => {
    expect(() => buildSwml(dialRequest({ localZone: 'Mars/Olympus' }), urls, Date.UTC(2026, 2, 2))).not.toThrow()
  })
})
