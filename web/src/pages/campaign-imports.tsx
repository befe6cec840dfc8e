import { Stack } from '@mantine/core'
import { ImportHistory } from '../components/import-history.tsx'
import { Arrivals } from '../components/ways-in-arrivals.tsx'
import { useContactsContext } from './campaign-contacts.tsx'

/** How the people of a campaign came in. */
export function CampaignImports() {
  const { campaign, addButton } = useContactsContext()
  return (
    <Stack>
      <ImportHistory campaignId={campaign.id} action={addButton} />
      <Arrivals campaignId={campaign.id} />
    </Stack>
  )
}
