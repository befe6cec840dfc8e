import type { CampaignInput, CampaignSettings } from '../api/campaigns.ts'
import { DEFAULT_SETTINGS } from '../settings-options.ts'

/** What the steps of a new campaign collect. */
export interface NewCampaignDraft
  extends Pick<CampaignInput, 'name' | 'description' | 'agent_id' | 'number_ids' | 'start_at'> {
  /** undefined: the organization's default. */
  schedule_id?: string | null
  settings: CampaignSettings
}

export const emptyDraft: NewCampaignDraft = {
  name: '',
  description: '',
  agent_id: null,
  number_ids: [],
  start_at: null,
  settings: DEFAULT_SETTINGS,
}

export interface StepProps {
  draft: NewCampaignDraft
  onChange: (part: Partial<NewCampaignDraft>) => void
  error: (pointer: string) => string | undefined
}
