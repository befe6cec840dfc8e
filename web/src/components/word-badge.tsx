import { Tooltip } from '@mantine/core'
import type { CSSProperties } from 'react'
import type { Campaign } from '../api/campaigns.ts'
import type { Disposition, LeadStatus } from '../api/leads.ts'
import { plainReason } from '../reasons.ts'
import { CAMPAIGN_STATUS, DISPOSITION, LEAD_STATUS, type Word, wordOf } from '../words.ts'

export function colorOf(word: Word): string {
  return word.color === 'yellow' ? 'var(--mantine-color-sun-5)' : `var(--mantine-color-${word.color}-6)`
}

export function WordBadge({ word, live, note }: { word: Word; live?: boolean; note?: string | null }) {
  const badge = (
    <span className="word" data-live={live || undefined} style={{ '--word': colorOf(word) } as CSSProperties}>
      {word.label}
    </span>
  )
  const hint = note || word.meaning
  return hint ? <Tooltip label={hint}>{badge}</Tooltip> : badge
}

export function LeadStatusBadge({ status, reason }: { status: LeadStatus; reason?: string | null }) {
  return (
    <WordBadge
      word={wordOf(LEAD_STATUS, status)}
      live={status === 'dialing'}
      note={reason ? plainReason(reason) : null}
    />
  )
}

export function DispositionBadge({ disposition }: { disposition: Disposition | null }) {
  return disposition ? <WordBadge word={wordOf(DISPOSITION, disposition)} /> : <span aria-hidden>–</span>
}

export function campaignWord(campaign: Campaign): Word {
  return campaign.archived ? CAMPAIGN_STATUS.archived : wordOf(CAMPAIGN_STATUS, campaign.status)
}

export function CampaignStatusBadge({ campaign }: { campaign: Campaign }) {
  return (
    <WordBadge
      word={campaignWord(campaign)}
      live={campaign.status === 'active'}
      note={campaign.status_reason ? plainReason(campaign.status_reason) : null}
    />
  )
}
