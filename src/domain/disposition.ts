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
