import { templateVariables } from './template.ts'

/**
 * What a call with an artificial voice says before anything else: who calls, that the voice is artificial, how to stop the calls,
 * and the number to reach us at. An AI voice is an artificial voice (FCC 24-17), so the caller identifies itself at the beginning, gives
 * its phone number during or after the message, and says how to opt out within two seconds of the identification
 * (47 CFR 64.1200(b)(1)–(3)); California wants to hear that the voice is artificial (Cal. PUC 2874).
 */
export const DISCLOSURE_LAW = '47 CFR 64.1200(b)(1)–(3), FCC 24-17, Cal. PUC 2874'

/** How an agent discloses itself. */
export interface Disclosing {
  /** False: switched off, against a warning. */
  disclosure: boolean
  /** The team's own wording, a template; null: the standard one of the language. */
  disclosureText: string | null
  /** BCP 47. */
  language: string
}

interface Sentences {
  /** Who calls and that the voice is artificial. Without a greeting: the agent's own follows. */
  call: string
  voicemail: string
  /** How to stop the calls, and the number. Follows the identification at once; the agent's question comes last. */
  optOut: string
  /** The same for somebody who only hears a recording and cannot answer it. */
  voicemailOptOut: string
}

const ENGLISH: Sentences = {
  call: 'This is an automated call from {{COMPANY}} with an artificial voice.',
  voicemail: 'This is an automated message from {{COMPANY}} with an artificial voice.',
  optOut: 'To stop these calls, just say do not call me. Our number is {{CALLBACK_NUMBER}}.',
  voicemailOptOut: 'To stop these calls, tell us so at {{CALLBACK_NUMBER}}.',
}

/** By the language's first subtag; whatever is not here is said in English. */
const STANDARD: Readonly<Record<string, Sentences>> = {
  en: ENGLISH,
  es: {
    call: 'Esta es una llamada automática de {{COMPANY}} con una voz artificial.',
    voicemail: 'Este es un mensaje automático de {{COMPANY}} con una voz artificial.',
    optOut: 'Para no recibir más llamadas, diga simplemente no me llamen. Nuestro número es {{CALLBACK_NUMBER}}.',
    voicemailOptOut: 'Para no recibir más llamadas, díganoslo en el {{CALLBACK_NUMBER}}.',
  },
  fr: {
    call: 'Ceci est un appel automatisé de {{COMPANY}} avec une voix artificielle.',
    voicemail: 'Ceci est un message automatisé de {{COMPANY}} avec une voix artificielle.',
    optOut: 'Pour ne plus être appelé, dites simplement ne m’appelez plus. Notre numéro est le {{CALLBACK_NUMBER}}.',
    voicemailOptOut: 'Pour ne plus être appelé, dites-le-nous au {{CALLBACK_NUMBER}}.',
  },
  de: {
    call: 'Dies ist ein automatischer Anruf von {{COMPANY}} mit einer künstlichen Stimme.',
    voicemail: 'Dies ist eine automatische Nachricht von {{COMPANY}} mit einer künstlichen Stimme.',
    optOut:
      'Wenn Sie keine Anrufe mehr möchten, sagen Sie einfach: Rufen Sie mich nicht mehr an. Unsere Nummer ist {{CALLBACK_NUMBER}}.',
    voicemailOptOut: 'Wenn Sie keine Anrufe mehr möchten, sagen Sie es uns unter {{CALLBACK_NUMBER}}.',
  },
  it: {
    call: 'Questa è una chiamata automatica da parte di {{COMPANY}} con una voce artificiale.',
    voicemail: 'Questo è un messaggio automatico da parte di {{COMPANY}} con una voce artificiale.',
    optOut:
      'Per non ricevere altre chiamate, dica semplicemente non chiamatemi. Il nostro numero è {{CALLBACK_NUMBER}}.',
    voicemailOptOut: 'Per non ricevere altre chiamate, ce lo dica al numero {{CALLBACK_NUMBER}}.',
  },
  pt: {
    call: 'Esta é uma chamada automática de {{COMPANY}} com uma voz artificial.',
    voicemail: 'Esta é uma mensagem automática de {{COMPANY}} com uma voz artificial.',
    optOut: 'Para não receber mais chamadas, diga apenas não me liguem. O nosso número é {{CALLBACK_NUMBER}}.',
    voicemailOptOut: 'Para não receber mais chamadas, avise-nos pelo número {{CALLBACK_NUMBER}}.',
  },
}

/** The languages that have standard sentences of their own. */
export const DISCLOSURE_LANGUAGES: readonly string[] = Object.keys(STANDARD)

/**
 * The text as it is to be said, still a template: identification, how to opt out, the number, then the agent's own text. A wording of
 * the team's own stands for the identification; one that also gives {{CALLBACK_NUMBER}} stands for the opt-out sentence too, so that
 * a language without standard sentences need not be mixed with English.
 * @param kind what is said to a person, or left on a machine, where nobody can answer
 */
export function disclosed(agent: Disclosing, kind: 'greeting' | 'voicemail', text: string): string {
  if (!agent.disclosure) return text
  const standard = sentencesFor(agent.language)
  const own = agent.disclosureText?.trim() ?? ''
  const who = own === '' ? (kind === 'greeting' ? standard.call : standard.voicemail) : asSentence(own)
  const optOut = wordsOptOut(own) ? '' : kind === 'greeting' ? standard.optOut : standard.voicemailOptOut
  return [who, optOut, text.trim()].filter((part) => part !== '').join(' ')
}

/** Whom it calls for: the agent's company, or the organization when the agent names none. */
export function callerName(company: string, organization: string): string {
  return company.trim() || organization.trim()
}

/** What is wrong with a wording of the team's own, or null. */
export function disclosureProblem(agent: Omit<Disclosing, 'language'>): string | null {
  if (!agent.disclosure || agent.disclosureText === null) return null
  if (templateVariables(agent.disclosureText).includes('COMPANY')) return null
  return 'must contain {{COMPANY}}: the law wants to hear who calls before anything else'
}

export interface DisclosureWarning {
  code: 'disclosure_off' | 'own_opt_out'
  message: string
}

/** What whoever sets up the agent has to know. */
export function disclosureWarnings(agent: Omit<Disclosing, 'language'>): DisclosureWarning[] {
  if (!agent.disclosure) {
    return [
      {
        code: 'disclosure_off',
        message: `The greeting no longer says by itself who calls, that the voice is artificial, how to opt out and at which number. The law requires all four of calls with an AI voice (${DISCLOSURE_LAW}): say them in the greeting, or switch the disclosure on again.`,
      },
    ]
  }
  if (!wordsOptOut(agent.disclosureText ?? '')) return []
  return [
    {
      code: 'own_opt_out',
      message:
        'This wording gives {{CALLBACK_NUMBER}}, so the standard sentence on how to opt out is not added. Say it in your own words right after who calls (47 CFR 64.1200(b)(3)).',
    },
  ]
}

/**
 * A number as it is to be said, digit by digit in groups: `+14155550100` → `4 1 5, 5 5 5, 0 1 0 0`. Voices read a bare number as one
 * of many millions. Other countries keep their code: `+442079460958` → `+4 4, 2 0 7, 9 4 6, 0 9 5 8`.
 */
export function spokenNumber(e164: string): string {
  const digits = e164.replace(/\D/g, '')
  if (/^1\d{10}$/.test(digits)) return groups(digits.slice(1)).map(spaced).join(', ')
  const code = countryCode(digits)
  return `+${[code, ...groups(digits.slice(code.length))].map(spaced).join(', ')}`
}

/** Calling codes of two digits (ITU E.164); 1 and 7 have one, all others three. */
const TWO_DIGIT_CODES = /^(?:2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/

function countryCode(digits: string): string {
  if (/^[17]/.test(digits)) return digits.slice(0, 1)
  return digits.slice(0, TWO_DIGIT_CODES.test(digits) ? 2 : 3)
}

/** In threes from the front; the last takes four rather than leave one alone. */
function groups(digits: string): string[] {
  if (digits.length <= 4) return digits === '' ? [] : [digits]
  return [digits.slice(0, 3), ...groups(digits.slice(3))]
}

const spaced = (digits: string): string => [...digits].join(' ')

function wordsOptOut(own: string): boolean {
  return templateVariables(own).includes('CALLBACK_NUMBER')
}

function asSentence(text: string): string {
  return /[.!?…。！？]["”»']?$/.test(text) ? text : `${text}.`
}

function sentencesFor(language: string): Sentences {
  const [first = ''] = language.toLowerCase().split('-')
  return Object.hasOwn(STANDARD, first) ? STANDARD[first]! : ENGLISH
}
