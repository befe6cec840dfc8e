import { isFinal, type LeadStatus } from '../../domain/lead.ts'
import type { RowResult } from './plan.ts'

/** Why a lead is left as it is: it has its outcome. */
export const FINISHED = 'finished'
/** Why a lead's row says `disabled` after it was removed by whoever gave it. */
export const REMOVED = 'removed'

/** Why somebody who is there already is not called because they came once more; null: they are waiting. */
export function whyLeft(status: LeadStatus): string | null {
  if (status === 'disqualified' || status === 'do_not_call' || status === 'disabled') return status
  return isFinal(status) ? FINISHED : null
}

/** A result of which nothing but this is to be said. */
export function result(outcome: RowResult['outcome'], contactId: string | null): RowResult {
  return {
    outcome,
    contactId,
    leadId: null,
    status: null,
    reason: null,
    duplicateOf: null,
    taken: [],
    revocationStands: false,
    externalIdTaken: false,
    propertiesCut: false,
    unmet: [],
  }
}
