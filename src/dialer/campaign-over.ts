import type { CampaignStatus } from '../domain/campaign-lifecycle.ts'
import type { FinalLeadStatus } from '../domain/lead.ts'

export function isOver(status: CampaignStatus): boolean {
  return status === 'completed' || status === 'cancelled'
}

/** Never attempted → canceled. Attempted and unfinished: it ends as its history has it, because nobody will try again. */
export function endWithCampaign(lead: { attempts: number; everAnswered: boolean }): {
  status: FinalLeadStatus
  statusReason: string
} {
  const status = lead.attempts === 0 ? 'canceled' : lead.everAnswered ? 'no_conversation' : 'failed'
  return { status, statusReason: 'campaign_over' }
}
