import { Select } from '@mantine/core'
import { useCampaigns } from '../api/campaigns.ts'

/** Narrows a list of conversations to one campaign. */
export function CampaignSelect(props: { value: string | null; onChange: (id: string | null) => void }) {
  const campaigns = useCampaigns({ limit: 100 })
  return (
    <Select
      w={{ base: '100%', xs: 'auto' }}
      aria-label="Campaign"
      placeholder="Any campaign"
      data={(campaigns.data?.data ?? []).map((it) => ({ value: it.id, label: it.name }))}
      value={props.value}
      onChange={props.onChange}
      clearable
      searchable
    />
  )
}
