/** What somebody may no longer be reached by. A phone: calls and texts (`all`), calls alone, texts alone. An address: `email`. */
export const SUPPRESSION_CHANNELS = ['all', 'phone', 'text', 'email'] as const
export type SuppressionChannel = (typeof SUPPRESSION_CHANNELS)[number]
export type PhoneChannel = Exclude<SuppressionChannel, 'email'>

/** How an entry came about. */
export const SUPPRESSION_SOURCES = ['call', 'text', 'api', 'import', 'person', 'email', 'privacy_request'] as const
export type SuppressionSource = (typeof SUPPRESSION_SOURCES)[number]

/** Characters of what shows that they asked. */
export const MAX_EVIDENCE_LENGTH = 2_000

/** Does the entry forbid calls? */
export function forbidsCalls(channel: SuppressionChannel): boolean {
  return channel === 'all' || channel === 'phone'
}
