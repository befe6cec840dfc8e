import type { RowResult } from '../imports/plan.ts'
import type { Arrival, ArrivalCounts, ArrivalSource } from './store.ts'

/** How people came in, when not by a list. */
export interface ArrivalInput {
  source: ArrivalSource
  /** 1, or 0 when this is a later part of a request that was counted. */
  requests: number
  /** Those who were turned away before anything was planned. */
  rejected: number
}

/** What is to be counted for the people of a plan. @param at epoch ms */
export function countArrival(
  of: { orgId: string; campaignId: string | null; at: number },
  { source, requests, rejected }: ArrivalInput,
  results: readonly RowResult[],
): Arrival {
  const { orgId, campaignId, at } = of
  const counts: ArrivalCounts = {
    created: 0,
    updated: 0,
    duplicate: 0,
    skipped: 0,
    disqualified: 0,
    rejected,
    removed: 0,
  }
  for (const result of results) {
    const kind = kindOf(result)
    if (kind !== 'not_found') counts[kind] += 1
  }
  return { orgId, campaignId, source, requests, at, ...counts }
}

/** What became of a row, in the one word the API has for it. */
export function kindOf({ outcome, status }: RowResult): Exclude<keyof ArrivalCounts, 'rejected'> | 'not_found' {
  if (outcome !== 'created') return outcome
  if (status === 'disqualified') return 'disqualified'
  return status === 'skipped' || status === 'do_not_call' ? 'skipped' : 'created'
}
