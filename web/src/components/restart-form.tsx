import { Alert, Button, Group, Radio, Stack, Text } from '@mantine/core'
import { modals } from '@mantine/modals'
import { useState } from 'react'
import type { Campaign } from '../api/campaigns.ts'
import { ApiError } from '../api/client.ts'
import { countOf } from '../format.ts'

interface Props {
  campaign: Campaign
  onRestart: (body: { unreached_only: boolean; confirm: boolean }) => Promise<void>
}

/** Says how many people would be rung a second time before it rings anybody. */
export function RestartForm({ campaign, onRestart }: Props) {
  const [scope, setScope] = useState('unreached')
  const [reached, setReached] = useState(campaign.counts?.reached ?? 0)
  const [busy, setBusy] = useState(false)
  async function submit() {
    setBusy(true)
    try {
      await onRestart({ unreached_only: scope === 'unreached', confirm: true })
      modals.closeAll()
    } catch (error) {
      if (error instanceof ApiError && typeof error.details.reached === 'number') setReached(error.details.reached)
      setBusy(false)
    }
  }
  return (
    <Stack>
      <Text size="sm">
        Leads go back to “pending” and their counters to zero, and passes begin again at 1. The call history stays. Do
        not call, disqualified and skipped leads and dead phones are left alone.
      </Text>
      <Radio.Group value={scope} onChange={setScope} label="Whom to call again">
        <Stack gap="xs" mt="xs">
          <Radio value="unreached" label="Only people who were not reached" />
          <Radio
            value="all"
            label={
              reached > 0 ? `Everyone, also the ${countOf(reached, 'person', 'people')} already reached` : 'Everyone'
            }
          />
        </Stack>
      </Radio.Group>
      {scope === 'all' && reached > 0 && (
        <Alert color="red" variant="outline" role="status">
          {countOf(reached, 'person', 'people')} who already talked to us would be rung again.
        </Alert>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={() => modals.closeAll()}>
          Keep as it is
        </Button>
        <Button color={scope === 'all' && reached > 0 ? 'red' : undefined} loading={busy} onClick={submit}>
          {scope === 'all' ? 'Restart with everyone' : 'Restart with the unreached'}
        </Button>
      </Group>
    </Stack>
  )
}
