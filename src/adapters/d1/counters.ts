import type { CampaignCounters } from '../../app/campaigns/store.ts'
import { ANSWER_STATUSES, DISPOSITIONS } from '../../domain/disposition.ts'
import { LEAD_STATUSES } from '../../domain/lead.ts'
import type { campaignStats } from './schema.ts'

/** The row of counters, sorted into its four families: s_ leads by status, l_ leads by disposition, d_ and a_ attempts. */
export function readCounters(row: typeof campaignStats.$inferSelect): CampaignCounters {
  const columns = row as unknown as Record<string, number>
  const family = <K extends string>(prefix: string, keys: readonly K[]) =>
    Object.fromEntries(keys.map((key) => [key, columns[camelCase(`${prefix}_${key.toLowerCase()}`)] ?? 0])) as Record<
      K,
      number
    >
  return {
    byStatus: family('s', LEAD_STATUSES),
    byDisposition: family('d', DISPOSITIONS),
    leadsByDisposition: family('l', DISPOSITIONS),
    byAnswerStatus: family('a', ANSWER_STATUSES),
    attempts: row.attempts,
    conversations: row.conversations,
    talkSeconds: row.talkSeconds,
    reached: row.reached,
    goalsAchieved: row.goalsAchieved,
  }
}

function camelCase(snake: string): string {
  return snake.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
