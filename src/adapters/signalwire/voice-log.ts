import type { EndReason } from '../../domain/call.ts'
import type { CarrierCall } from '../../ports.ts'
import { anyField, field, idOf, instantOf, numberOf, textOf } from './lenient.ts'
import { callStateOf, endReasonOf } from './spellings.ts'

/** One row of `GET /api/voice/logs`, or null for a row that is not an outbound call (deleted, video, inbound, unreadable). */
export function carrierCallOf(row: unknown): CarrierCall | null {
  const carrierCallId = idOf(field(row, 'id'))
  const createdAt = instantOf(field(row, 'created_at'))
  const from = textOf(field(row, 'from'), 100)
  const to = textOf(field(row, 'to'), 100)
  if (carrierCallId === null || createdAt === null || from === '' || to === '') return null
  if (field(row, 'direction') === 'inbound') return null
  const status = field(row, 'status')
  const durationSeconds = numberOf(anyField(row, 'duration'))
  const answered = wasAnswered(row, status)
  return {
    carrierCallId,
    from,
    to,
    createdAt,
    answered,
    endReason: endReason(status, answered),
    durationSeconds: durationSeconds === null ? null : Math.max(0, Math.round(durationSeconds)),
  }
}

/** `completed` means answered and over. A bare `ended` does not tell, but only an answered call is billed. */
function wasAnswered(row: unknown, status: unknown): boolean {
  if (callStateOf(status) === 'answered' || status === 'completed') return true
  return status === 'ended' && (numberOf(field(row, 'billing_ms')) ?? 0) > 0
}

/** null while the call goes on, and for a status that is in no documentation: to be looked at again, not settled. */
function endReason(status: unknown, answered: boolean): EndReason | null {
  if (callStateOf(status) !== 'ended') return null
  return endReasonOf(status) ?? (answered ? 'hangup' : 'other')
}
