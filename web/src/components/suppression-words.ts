import type { Suppression } from '../api/suppressions.ts'
import { formatPhone } from '../format.ts'

/** What an entry forbids, in the order of choice. */
export const PHONE_CHANNELS = [
  { value: 'all', label: 'Calls and texts' },
  { value: 'phone', label: 'Calls' },
  { value: 'text', label: 'Texts' },
]
export const CHANNELS = [...PHONE_CHANNELS, { value: 'email', label: 'Emails' }]

export const SOURCES = [
  { value: 'call', label: 'On a call' },
  { value: 'text', label: 'By text' },
  { value: 'email', label: 'By email' },
  { value: 'person', label: 'A team member' },
  { value: 'api', label: 'The API' },
  { value: 'import', label: 'An imported list' },
]

const labelIn = (words: { value: string; label: string }[], value: string): string =>
  words.find((word) => word.value === value)?.label ?? value

export const channelLabel = (channel: string): string => labelIn(CHANNELS, channel)
export const sourceLabel = (source: string): string => labelIn(SOURCES, source)
export const shownValue = (entry: Suppression): string =>
  entry.kind === 'phone' ? formatPhone(entry.value) : entry.value
