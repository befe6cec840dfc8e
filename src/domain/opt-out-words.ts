/**
 * What a text asks of us. A person may revoke consent "by using any reasonable method"; the seven words of the rule count as they stand, and any
 * other words by which a reasonable person understands a revocation count too (47 CFR 64.1200(a)(10)). A text that is read wrongly as a
 * revocation loses one lead; one that is overlooked breaks the law: in doubt it is one.
 */
export type TextIntent = 'opt_out' | 'opt_in' | 'help' | null

/** Longer texts are read up to here. */
const MAX_READ = 2_000

/** The words of the rule (stop, quit, end, revoke, opt out, cancel, unsubscribe), as people and carriers write them, alone in a text. */
const OPT_OUT_WORDS: ReadonlySet<string> = new Set([
  ...[
    'stop',
    'stopall',
    'stop all',
    'unsubscribe',
    'unsub',
    'cancel',
    'end',
    'quit',
    'revoke',
    'optout',
    'opt out',
    'remove',
  ],
  ...[
    'alto',
    'parar',
    'pare',
    'cancelar',
    'baja',
    'basta',
    'arret',
    'arrêt',
    'arrêter',
    'stopp',
    'abmelden',
    'abbestellen',
  ],
])
const OPT_IN_WORDS: ReadonlySet<string> = new Set(['start', 'unstop', 'opt in', 'optin', 'resume', 'subscribe'])
const HELP_WORDS: ReadonlySet<string> = new Set([
  'help',
  'info',
  'ayuda',
  'aide',
  'hilfe',
  'who is this',
  'who are you',
])
/** What people put round a word without changing it. */
const COURTESY =
  /\b(?:please|pls|plz|thanks|thank you|thx|ok|okay|now|hi|hello|hey|sir|madam|por favor|gracias|bitte|danke|merci)\b/g

const CONTACT =
  '(?:call(?:s|ing)?|text(?:s|ing)?|contact(?:s|ing)?|messag(?:e|es|ing)|phon(?:e|ing)|ring(?:ing)?|bother(?:ing)?|harass(?:ing)?|sms|robocall(?:s|ing)?)'
const NOT = '(?:do not|don ?t|dont|never|please not|no longer|quit|stop|cease)'
/** "Do not call me before nine" names a time, not an end. */
const LATER =
  '(?:before|after|until|till|at|between|today|tonight|tomorrow|now|yet|right now|during|in the|on (?:sun|mon|tue|wed|thu|fri|sat)\\w*)'

const OPT_OUT_PHRASES: readonly RegExp[] = [
  new RegExp(`\\b(?:stop|quit|cease|end)\\b(?: \\w+){0,3} ${CONTACT}\\b`),
  new RegExp(`\\b${NOT}(?: ever)? ${CONTACT}\\b(?!(?: me| us| this number| here| my \\w+)? ${LATER}\\b)`),
  new RegExp(`\\bno more (?:\\w+ )?${CONTACT}\\b`),
  new RegExp(`\\b(?:do not|don ?t|dont) (?:want|wish|like)(?: \\w+){0,4} ${CONTACT}\\b`),
  /\b(?:take|remove|delete|get|scrub|strike)\b(?: \w+){0,3} (?:off|from)\b(?: \w+){0,3} (?:list|lists|database|system|records)\b/,
  /\b(?:remove|delete|unsubscribe) (?:me|us|my (?:number|phone|name|info|information|data))\b/,
  /\bleave (?:me|us) alone\b/,
  /\b(?:lose|forget|delete|erase) (?:my|this) (?:number|phone)\b/,
  /\bopt(?:ing|ed)?(?: \w+)? out\b/,
  /\b(?:revoke|withdraw)(?: \w+){0,2} (?:consent|permission)\b/,
  /\bdo not call (?:list|registry)\b/,
  /\bunsubscribe\b/,
  // Spanish, French, German, Portuguese, Italian
  /\bno (?:me|nos) (?:llam|escrib|contact|molest|mand|envi)\w*/,
  /\b(?:dej\w+|par\w+) de (?:llamar|escribir|mandar|enviar|molestar)\w*/,
  /\bno (?:quiero|queremos) (?:mas|más) (?:llamadas|mensajes|textos)\b/,
  /\b(?:ne )?m ?(?:e )?(?:appelez|contactez|écrivez|ecrivez) (?:plus|pas)\b/,
  /\barr[eê]tez de m/,
  /\b(?:nicht|nie) (?:mehr|wieder) (?:an|anrufen|anzurufen|kontaktieren|schreiben)\b/,
  /\bkeine (?:weiteren )?(?:anrufe|nachrichten|sms)(?: mehr)?\b/,
  /\bn[aã]o (?:me|nos) (?:lig|contat|envi|mand)\w*/,
  /\bnon (?:mi |ci )?(?:chiam|contatt|scriv)\w*/,
]
/** The other way round, or about something else. */
const NOT_OPT_OUT = /\b(?:do not|don ?t|dont|never) (?:stop|quit|unsubscribe|remove|cancel|opt)\b/

/** What somebody asks for with these words; null: nothing of this kind. */
export function readIntent(body: string): TextIntent {
  const text = plain(body)
  if (text === '') return null
  const bare = text.replace(COURTESY, ' ').replace(/\s+/g, ' ').trim()
  for (const words of [text, bare]) {
    if (OPT_OUT_WORDS.has(words)) return 'opt_out'
    if (OPT_IN_WORDS.has(words)) return 'opt_in'
    if (HELP_WORDS.has(words)) return 'help'
  }
  return isOptOut(text, bare) ? 'opt_out' : null
}

function isOptOut(text: string, bare: string): boolean {
  if (NOT_OPT_OUT.test(text)) return false
  // "STOP it", "stop this", "Stop stop stop": the word of the rule and little beside it; "stop by tomorrow" is a visit.
  if (/^(?:stop|unsubscribe|stopall)(?: (?!by\b|in\b|over\b|at\b)\w+){0,3}$/.test(bare)) return true
  return OPT_OUT_PHRASES.some((phrase) => phrase.test(text))
}

/** Lower case, one space between words, nothing but letters and digits; apostrophes leave a space or nothing behind. */
function plain(body: string): string {
  return body
    .slice(0, MAX_READ)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\p{Cf}/gu, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
}
