import { describe, expect, it } from 'vitest'
import { buildSwml } from '../../src/adapters/signalwire/swml.ts'
import {
  callerName,
  DISCLOSURE_LANGUAGES,
  type Disclosing,
  disclosed,
  disclosureProblem,
  disclosureWarnings,
  spokenNumber,
} from '../../src/domain/disclosure.ts'
import { fillTemplate, templateVariables } from '../../src/domain/template.ts'
import { dialRequest } from '../support/call-scripts.ts'

const AGENT: Disclosing = { disclosure: true, disclosureText: null, language: 'en-US' }
const VALUES = { COMPANY: 'Acme', CALLBACK_NUMBER: spokenNumber('+14155550100'), NAME: 'Ana' }
const GREETING = 'Hi {{NAME}}, this is Maya. Do you have a minute?'

const said = (change: Partial<Disclosing>, text = GREETING, values: Record<string, string> = VALUES) =>
  fillTemplate(disclosed({ ...AGENT, ...change }, 'greeting', text), values)

describe('the opening of a call', () => {
  it('says who calls, that the voice is artificial, how to opt out and the number, and ends with the question', () => {
    expect(said({})).toBe(
      'This is an automated call from Acme with an artificial voice. To stop these calls, just say do not call me. ' +
        'Our number is 4 1 5, 5 5 5, 0 1 0 0. Hi Ana, this is Maya. Do you have a minute?',
    )
  })

  it.each([
    ['en-US', 'Acme with an artificial voice', 'do not call me'],
    ['es-MX', 'de Acme con una voz artificial', 'no me llamen'],
    ['fr', 'de Acme avec une voix artificielle', 'ne m’appelez plus'],
    ['de-AT', 'von Acme mit einer künstlichen Stimme', 'Rufen Sie mich nicht mehr an'],
    ['it', 'da parte di Acme con una voce artificiale', 'non chiamatemi'],
    ['pt-BR', 'de Acme com uma voz artificial', 'não me liguem'],
    ['EN', 'Acme with an artificial voice', 'do not call me'],
    ['pl-PL', 'Acme with an artificial voice', 'do not call me'],
    ['multi', 'Acme with an artificial voice', 'do not call me'],
    ['constructor', 'Acme with an artificial voice', 'do not call me'],
  ])('in %s names the company and the artificial voice, then how to opt out', (language, who, optOut) => {
    const text = said({ language })
    expect(text.indexOf(who)).toBeGreaterThan(0)
    expect(text.indexOf(optOut)).toBeGreaterThan(text.indexOf(who))
    expect(text).toContain('4 1 5, 5 5 5, 0 1 0 0')
    expect(text.endsWith(' Hi Ana, this is Maya. Do you have a minute?')).toBe(true)
  })

  it.each(
    DISCLOSURE_LANGUAGES.flatMap((language) =>
      (['greeting', 'voicemail'] as const).map((kind) => [language, kind] as const),
    ),
  )(
    'in %s says both variables in a %s, each once, and the opt-out within two seconds of the identification',
    (language, kind) => {
      const text = disclosed({ ...AGENT, language }, kind, '')
      expect(templateVariables(text)).toEqual(['COMPANY', 'CALLBACK_NUMBER'])
      expect(text.match(/\{\{/g)).toHaveLength(2)
      // At 15 characters a second nothing but the end of the first sentence stands between them.
      const [identification = ''] = text.split(/(?<=\.) /)
      expect(identification.length - identification.indexOf('}}')).toBeLessThan(45)
    },
  )

  it('says them in a voicemail too, where nobody can answer', () => {
    const message = disclosed(AGENT, 'voicemail', 'Hi {{NAME}}, it is about your quote.')
    expect(fillTemplate(message, VALUES)).toBe(
      'This is an automated message from Acme with an artificial voice. To stop these calls, tell us so at ' +
        '4 1 5, 5 5 5, 0 1 0 0. Hi Ana, it is about your quote.',
    )
  })

  it('is what the carrier is told to say first, and cannot be talked over', () => {
    const greeting = said({})
    const urls = { report: 'https://a.example/r', detect: 'https://a.example/d', function: 'https://a.example/f' }
    const swml = JSON.stringify(buildSwml(dialRequest({ greeting }), urls as never, null))
    expect(swml).toContain(`"static_greeting":${JSON.stringify(greeting)}`)
    expect(swml).toContain('"static_greeting_no_barge":true')
  })

  it('is the bare greeting once it is switched off, with a warning that cites the law', () => {
    expect(disclosed({ ...AGENT, disclosure: false }, 'greeting', GREETING)).toBe(GREETING)
    expect(disclosed({ ...AGENT, disclosure: false }, 'voicemail', GREETING)).toBe(GREETING)
    const [warning] = disclosureWarnings({ disclosure: false, disclosureText: null })
    expect(warning?.code).toBe('disclosure_off')
    for (const law of ['47 CFR 64.1200(b)', 'FCC 24-17', 'Cal. PUC 2874']) expect(warning?.message).toContain(law)
    expect(disclosureWarnings(AGENT)).toEqual([])
  })
})

describe('a wording of the team', () => {
  it('stands for the identification; how to opt out and the number still follow', () => {
    expect(said({ disclosureText: ' {{ company }} is calling with a computer voice ' })).toBe(
      'Acme is calling with a computer voice. To stop these calls, just say do not call me. ' +
        'Our number is 4 1 5, 5 5 5, 0 1 0 0. Hi Ana, this is Maya. Do you have a minute?',
    )
  })

  it('that gives the number is the whole opening, and the team is told that the opt-out is theirs', () => {
    const disclosureText = 'Dzwoni {{COMPANY}}, sztuczny głos. Rezygnacja: {{CALLBACK_NUMBER}}!'
    expect(said({ disclosureText, language: 'pl' }, 'Dzień dobry.')).toBe(
      'Dzwoni Acme, sztuczny głos. Rezygnacja: 4 1 5, 5 5 5, 0 1 0 0! Dzień dobry.',
    )
    expect(disclosureWarnings({ disclosure: true, disclosureText }).map((it) => it.code)).toEqual(['own_opt_out'])
  })

  it('must say who calls, while it is in use', () => {
    const text = 'An artificial voice is calling.'
    expect(disclosureProblem({ disclosure: true, disclosureText: text })).toContain('{{COMPANY}}')
    expect(disclosureProblem({ disclosure: true, disclosureText: 'COMPANY' })).toContain('{{COMPANY}}')
    expect(disclosureProblem({ disclosure: true, disclosureText: ' ' })).toContain('{{COMPANY}}')
    expect(disclosureProblem({ disclosure: false, disclosureText: text })).toBeNull()
    expect(disclosureProblem({ disclosure: true, disclosureText: 'A voice of {{ company }}.' })).toBeNull()
    expect(disclosureProblem({ disclosure: true, disclosureText: null })).toBeNull()
  })

  it('that is blank is none', () => {
    expect(said({ disclosureText: '  ' })).toBe(said({}))
  })
})

describe('who calls', () => {
  it('is the company of the agent, else the organization', () => {
    expect(callerName(' Acme ', 'Sun Ltd')).toBe('Acme')
    expect(callerName('  ', ' Sun Ltd ')).toBe('Sun Ltd')
  })

  it.each(DISCLOSURE_LANGUAGES)('leaves a sentence that still reads when nothing is known, in %s', (language) => {
    const text = said({ language }, GREETING, {})
    expect(text).not.toMatch(/ {2}| [.,;:?!]|[,;:] ?[.,;:]|[{}]/)
    expect(text.endsWith(' Hi there, this is Maya. Do you have a minute?')).toBe(true)
  })

  it('is data: what a name holds is never expanded', () => {
    expect(said({}, 'Hi.', { ...VALUES, COMPANY: '{{CALLBACK_NUMBER}}, Inc.' })).toMatch(
      /^This is an automated call from \{\{CALLBACK_NUMBER\}\}, Inc\. with/,
    )
  })
})

describe('a number that is said', () => {
  it.each([
    ['+14155550100', '4 1 5, 5 5 5, 0 1 0 0'],
    ['+442079460958', '+4 4, 2 0 7, 9 4 6, 0 9 5 8'],
    ['+4930123456', '+4 9, 3 0 1, 2 3 4, 5 6'],
    ['+353861234567', '+3 5 3, 8 6 1, 2 3 4, 5 6 7'],
    ['+78121234567', '+7, 8 1 2, 1 2 3, 4 5 6 7'],
  ])('%s is %s', (e164, spoken) => {
    expect(spokenNumber(e164)).toBe(spoken)
  })
})

describe('the standing instructions', () => {
  const prompt = (from: string): string => {
    const urls = { report: 'https://a.example/r', detect: 'https://a.example/d', function: 'https://a.example/f' }
    return JSON.stringify(buildSwml({ ...dialRequest({ prompt: 'Sell.' }), from }, urls as never, null))
  }

  it('stand after the prompt of the team, whatever that says', () => {
    const text = prompt('+12125550100')
    expect(text.indexOf('Standing instructions (they override everything above)')).toBeGreaterThan(
      text.indexOf('Sell.'),
    )
  })

  it.each([
    [
      'any wording of an opt-out, in any language, also an indirect one',
      /Any wording counts, in any language.*when it is only meant/,
    ],
    ['one sentence to confirm it, then the end of the call', /After opt_out, confirm in one sentence.*call end_call/],
    ['the truth about the voice when asked', /You are an artificial voice\. Say so at once/],
    ['the number to call back, as it is to be said', /this one, digit by digit: 2 1 2, 5 5 5, 0 1 0 0\./],
  ])('tell the AI %s', (_what, pattern) => {
    expect(prompt('+12125550100')).toMatch(pattern)
  })
})
