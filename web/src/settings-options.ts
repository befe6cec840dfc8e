import type { CampaignSettings } from './api/campaigns.ts'

/** What the settings of design 1-product §2 may be, in words. */
export const CALL_INTERVALS = [
  { value: '0', label: 'As fast as calls at once allow' },
  { value: '5', label: '5 seconds' },
  { value: '10', label: '10 seconds' },
  { value: '20', label: '20 seconds' },
  { value: '30', label: '30 seconds' },
  { value: '60', label: '1 minute' },
  { value: '120', label: '2 minutes' },
  { value: '300', label: '5 minutes' },
  { value: '600', label: '10 minutes' },
  { value: '1200', label: '20 minutes' },
  { value: '1800', label: '30 minutes' },
]
export const RING_TIMEOUTS = [10, 15, 20, 25, 30, 45, 60].map((s) => ({ value: String(s), label: `${s} seconds` }))
export const AMD_MODES = [
  { value: 'ml', label: 'By sound (recommended)' },
  { value: 'text', label: 'By what is said' },
  { value: 'off', label: 'Off' },
]
export const VOICEMAIL_ACTIONS = [
  { value: 'hang_up', label: 'Hang up' },
  { value: 'play_message', label: 'Leave a message' },
]
export const EXECUTIONS = [
  { value: 'scheduled', label: 'At the start date' },
  { value: 'manual', label: 'By hand, run by run' },
  { value: 'on_add', label: 'As leads arrive' },
]
export const RETRY_MODES = [
  { value: 'breadth_first', label: 'Everyone once, then the next pass' },
  { value: 'per_contact', label: 'Each person on their own clock' },
]
export const ROTATIONS = [
  { value: 'round_robin', label: 'In turn' },
  { value: 'lowest_spam', label: 'Lowest spam score first' },
  { value: 'least_used_today', label: 'Least used today' },
  { value: 'weighted', label: 'By weight' },
]
export const CHANNELS = [
  { value: 'phone', label: 'Phone' },
  { value: 'text', label: 'Text' },
  { value: 'email', label: 'Email' },
]

/** What a form begins with; the API has the same defaults. */
export const DEFAULT_SETTINGS: CampaignSettings = {
  execution: 'scheduled',
  manual_review: false,
  channels: ['phone'],
  call_interval_seconds: 0,
  max_concurrent_calls: 10,
  ring_timeout_seconds: 30,
  amd_mode: 'ml',
  voicemail: { action: 'hang_up', message: '' },
  completion_timeout_minutes: 0,
  retry: { mode: 'breadth_first', max_attempts_per_phone: 3, interval_minutes: 60 },
  rotation: { strategy: 'round_robin', spam_threshold: 7, max_calls_per_number_per_day: 100 },
  calling_hours: { start: '09:00', end: '20:00' },
  regional_rules: true,
  ai_voice_rules: true,
  max_attempts_per_phone_per_day: 3,
  require_consent: false,
  budget: null,
  breakers: { technical_failure_percent: 30, opt_out_percent: 25 },
  inbound_contacts: null,
  eligibility: null,
}
