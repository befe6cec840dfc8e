/**
 * A separate reckoning of what becomes of a lead: the product text (1-product §3 and §4) applied to the behaviour table of the
 * sandbox (2-architecture §5). It imports nothing from src/.
 */

/** What happens when a phone is called. */
export interface Answer {
  disposition: string
  answerStatus: string
  /** Somebody or something picked up. */
  answered: boolean
}

export interface ExpectedDial extends Answer {
  phone: string
  pass: number
  /** From 1, among the phones that can be called. */
  place: number
  /** The person asked for this call: it is not bound to a pass. */
  callback: boolean
}

export interface ExpectedLead {
  status: string
  /** Of the last dial; null when there was none. */
  disposition: string | null
  answerStatus: string | null
  dials: ExpectedDial[]
  /** Phones that are never to be dialed again. */
  dead: string[]
  /** All phones of a person who opted out. */
  suppressed: string[]
  /** INTERESTED comes with the primary goal achieved. */
  goalAchieved: boolean
}

const human = (disposition: string): Answer => ({ disposition, answerStatus: 'human', answered: true })
const nobody = (answerStatus: string): Answer => ({ disposition: 'NO_ANSWER', answerStatus, answered: false })

const INTERESTED = human('INTERESTED')

/** Upper end of each range of last two digits, and what such a phone does. */
const BEHAVIOURS: readonly [last: number, answer: Answer][] = [
  [19, INTERESTED],
  [34, human('NOT_INTERESTED')],
  [39, human('CALLBACK')],
  [43, human('OPT_OUT')],
  [47, human('WRONG_NUMBER')],
  // Hangs up after one turn: a COMPLETED with one turn or none counts as NO_ANSWER, though a person picked up.
  [52, human('NO_ANSWER')],
  [69, nobody('no_answer')],
  [84, { disposition: 'VOICEMAIL', answerStatus: 'machine', answered: true }],
  [89, nobody('busy')],
  [93, nobody('rejected')],
  // The dial is refused with the carrier's error: an invalid number.
  [95, { disposition: 'FAILED', answerStatus: 'failed', answered: false }],
  // Two dials are given back (500, then 429) and are no attempts; the third is as 00.
  [97, INTERESTED],
  // Every callback twice and in reverse order, otherwise as 00.
  [98, INTERESTED],
  // Never a callback; looked up at the carrier, whose voice log says `no-answer`.
  [99, nobody('no_answer')],
]

export const isInvalid = (phone: string): boolean => digitsOf(phone) >= 94 && digitsOf(phone) <= 95
/** Dials that the carrier turns away before it accepts one. */
export const dialsGivenBack = (phone: string): number => (digitsOf(phone) >= 96 && digitsOf(phone) <= 97 ? 2 : 0)

function digitsOf(phone: string): number {
  const digits = /^\+1\d{3}55501(\d\d)$/.exec(phone)?.[1]
  if (digits === undefined) throw new Error(`The oracle knows only fictional numbers, not ${phone}`)
  return Number(digits)
}

/** @param talkedBefore a callback phone says yes once it has been talked to */
export function answerOf(phone: string, talkedBefore: boolean): Answer {
  const digits = digitsOf(phone)
  const answer = BEHAVIOURS.find(([last]) => digits <= last)?.[1]
  if (!answer) throw new Error(`No behaviour for ${phone}`)
  return answer.disposition === 'CALLBACK' && talkedBefore ? INTERESTED : answer
}

/** A lead with these phones, played to its end breadth first: each live phone once a pass, then the next pass. */
export function expectLead(phones: readonly string[], maxAttemptsPerPhone: number): ExpectedLead {
  const dials: ExpectedDial[] = []
  const dead: string[] = []
  const end = (status: string, suppressed: readonly string[] = []): ExpectedLead => {
    const last = dials.at(-1)
    return {
      status,
      disposition: last?.disposition ?? null,
      answerStatus: last?.answerStatus ?? null,
      dials,
      dead,
      suppressed: [...suppressed],
      goalAchieved: dials.some((dial) => dial.disposition === 'INTERESTED'),
    }
  }
  if (phones.length === 0) return end('skipped')
  for (let pass = 1; pass <= maxAttemptsPerPhone; pass++) {
    for (const [index, phone] of phones.entries()) {
      if (dead.includes(phone)) continue
      const dial = (callback: boolean): ExpectedDial => {
        const made = { ...answerOf(phone, callback), phone, pass, place: index + 1, callback }
        dials.push(made)
        return made
      }
      // Asked to be called later: dialed again when due, whatever its attempts, and then interested.
      const first = dial(false)
      const { disposition } = first.disposition === 'CALLBACK' ? dial(true) : first
      if (disposition === 'INTERESTED' || disposition === 'NOT_INTERESTED') return end('completed')
      if (disposition === 'OPT_OUT') return end('do_not_call', phones)
      if (disposition === 'WRONG_NUMBER' || isInvalid(phone)) dead.push(phone)
    }
  }
  return end(dials.some((dial) => dial.answered) ? 'no_conversation' : 'failed')
}
