import type { Disclosing } from './disclosure.ts'
import { templateVariables } from './template.ts'

/** What is said and written to people who call or write us: all texts with variables, filled in by whoever uses them. */

interface Words {
  /** Who answers, that the voice is artificial, and how to stop our calls (47 CFR 64.1200(b), FCC 24-17). */
  hello: string
  ask: string
  /** Nobody can talk to them now. */
  closed: string
}

const ENGLISH: Words = {
  hello:
    'Thank you for calling {{COMPANY}}. You are speaking with an automated assistant that has an artificial voice. To stop our calls, just say do not call me.',
  ask: 'How can I help you?',
  closed: 'Thank you for calling. Nobody can take your call right now. Goodbye.',
}

/** By the language's first subtag; whatever is not here is said in English. */
const WORDS: Readonly<Record<string, Words>> = {
  en: ENGLISH,
  es: {
    hello:
      'Gracias por llamar a {{COMPANY}}. Habla con un asistente automático con voz artificial. Para no recibir más llamadas, diga simplemente no me llamen.',
    ask: '¿En qué puedo ayudarle?',
    closed: 'Gracias por llamar. En este momento no podemos atenderle. Adiós.',
  },
  fr: {
    hello:
      'Merci d’appeler {{COMPANY}}. Vous parlez à un assistant automatique avec une voix artificielle. Pour ne plus être appelé, dites simplement ne m’appelez plus.',
    ask: 'Comment puis-je vous aider ?',
    closed: 'Merci de votre appel. Personne ne peut vous répondre pour le moment. Au revoir.',
  },
  de: {
    hello:
      'Danke für Ihren Anruf bei {{COMPANY}}. Sie sprechen mit einem automatischen Assistenten mit künstlicher Stimme. Wenn Sie keine Anrufe mehr möchten, sagen Sie einfach: Rufen Sie mich nicht mehr an.',
    ask: 'Wie kann ich Ihnen helfen?',
    closed: 'Danke für Ihren Anruf. Im Moment kann niemand Ihren Anruf annehmen. Auf Wiederhören.',
  },
  it: {
    hello:
      'Grazie per aver chiamato {{COMPANY}}. Sta parlando con un assistente automatico con voce artificiale. Per non ricevere altre chiamate, dica semplicemente non chiamatemi.',
    ask: 'Come posso aiutarla?',
    closed: 'Grazie per la chiamata. Al momento nessuno può rispondere. Arrivederci.',
  },
  pt: {
    hello:
      'Obrigado por ligar para {{COMPANY}}. Está a falar com um assistente automático com voz artificial. Para não receber mais chamadas, diga apenas não me liguem.',
    ask: 'Como posso ajudar?',
    closed: 'Obrigado por ligar. Neste momento ninguém pode atender. Adeus.',
  },
}

function wordsFor(language: string): Words {
  const [first = ''] = language.toLowerCase().split('-')
  return Object.hasOwn(WORDS, first) ? WORDS[first]! : ENGLISH
}

/**
 * What the agent says first to somebody who calls: a template. The agent's own greeting is made for people it calls, so it is not said; its
 * own wording of the disclosure is, where it does not speak of a call of ours alone: when it names the company.
 */
export function inboundGreeting(agent: Disclosing): string {
  const words = wordsFor(agent.language)
  if (!agent.disclosure) return `${words.hello.slice(0, words.hello.indexOf('.') + 1)} ${words.ask}`
  const own = agent.disclosureText?.trim() ?? ''
  if (!templateVariables(own).includes('COMPANY')) return `${words.hello} ${words.ask}`
  return `${/[.!?…。！？]["”»']?$/.test(own) ? own : `${own}.`} ${words.ask}`
}

/** Said, and then hung up, when nobody may or can talk to them. */
export function closedMessage(language: string): string {
  return wordsFor(language).closed
}

/** Replies to texts, English as the words of the rule are; templates. One at most to each text. */
export const TEXT_REPLIES = {
  opt_out: '{{COMPANY}}: You will not be called or texted again. This is the last message.',
  opt_in:
    '{{COMPANY}}: You asked us earlier not to contact you, and a text cannot take that back. To be contacted again, please tell us at {{CALLBACK_NUMBER}}.',
  help: '{{COMPANY}}: We call and text about your inquiry with an automated assistant. Questions: call {{CALLBACK_NUMBER}}. Reply STOP to hear no more from us.',
} as const
