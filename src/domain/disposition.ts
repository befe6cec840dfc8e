/** What came of a conversation (1-product §4). */
export const DISPOSITIONS = [
  'INTERESTED',
  'NOT_INTERESTED',
  'CALLBACK',
  'COMPLETED',
  'VOICEMAIL',
  'NO_ANSWER',
  'WRONG_NUMBER',
  'FAILED',
  'OPT_OUT',
] as const
export type Disposition = (typeof DISPOSITIONS)[number]

/** Who or what answered, for the rates and the heatmap. */
export const ANSWER_STATUSES = ['human', 'machine', 'no_answer', 'rejected', 'busy', 'failed'] as const
export type AnswerStatus = (typeof ANSWER_STATUSES)[number]

/** What a disposition does, to the lead, to the phone and to the organization. */
export interface Consequence {
  /** `next`: the next live phone, or another pass, or the end when attempts are used up. */
  lead: 'completed' | 'rescheduled' | 'next' | 'do_not_call'
  /** `dead_if_invalid`: only when the carrier said that there is no such number. */
  phone: 'kept' | 'dead' | 'dead_if_invalid'
  /** Every phone of the contact goes onto the organization's do-not-call list, at once. */
  suppresses: boolean
  /** The person we wanted was spoken to: counted when a restart says how many people it would ring again. */
  reached: boolean
}

/** The table of 1-product §4, as data; `lead-progress.ts` and the screens read it. */
export const CONSEQUENCES: Readonly<Record<Disposition, Consequence>> = {
  INTERESTED: { lead: 'completed', phone: 'kept', suppresses: false, reached: true },
  NOT_INTERESTED: { lead: 'completed', phone: 'kept', suppresses: false, reached: true },
  CALLBACK: { lead: 'rescheduled', phone: 'kept', suppresses: false, reached: true },
  COMPLETED: { lead: 'completed', phone: 'kept', suppresses: false, reached: true },
  VOICEMAIL: { lead: 'next', phone: 'kept', suppresses: false, reached: false },
  NO_ANSWER: { lead: 'next', phone: 'kept', suppresses: false, reached: false },
  WRONG_NUMBER: { lead: 'next', phone: 'dead', suppresses: false, reached: false },
  FAILED: { lead: 'next', phone: 'dead_if_invalid', suppresses: false, reached: false },
  OPT_OUT: { lead: 'do_not_call', phone: 'kept', suppresses: true, reached: true },
}
