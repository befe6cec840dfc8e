import { Alert, Anchor, Checkbox, Group, Stack, Switch, Text } from '@mantine/core'
import { Link } from 'react-router'
import { type Campaign, type CampaignSettings, useSaveCampaign } from '../api/campaigns.ts'
import { formatPhone } from '../format.ts'
import { toastDone, toastError } from './toasts.ts'

type Inbound = CampaignSettings['inbound_contacts']
type Channel = NonNullable<Inbound>['channels'][number]

const CHANNELS: { value: Channel; label: string }[] = [
  { value: 'call', label: 'Who calls' },
  { value: 'text', label: 'Who sends a text' },
]

/** Whether people who come of their own accord join the campaign. */
export function WaysInInbound({ campaign }: { campaign: Campaign }) {
  const save = useSaveCampaign(campaign.id)
  const inbound = campaign.settings.inbound_contacts
  const locked = campaign.status !== 'draft' && campaign.status !== 'paused'
  const set = (inbound_contacts: Inbound) =>
    save.mutate({ settings: { inbound_contacts } }, { onSuccess: () => toastDone('Saved.'), onError: toastError })
  return (
    <Stack gap="sm">
      <Text size="sm">
        Somebody who calls or writes to{' '}
        {campaign.numbers.length > 0
          ? campaign.numbers.map((it) => formatPhone(it.e164)).join(', ')
          : 'a number of this campaign'}{' '}
        is matched to the person we tried to reach last. Strangers are added only if you say so.
      </Text>
      <Switch
        label="Add people who come of their own accord"
        description="Who is on the do-not-call list or fails the criteria of the campaign is never called"
        checked={inbound !== null}
        disabled={locked || save.isPending}
        onChange={(event) => set(event.currentTarget.checked ? { channels: ['call', 'text'] } : null)}
      />
      {inbound && (
        <Checkbox.Group
          aria-label="Which of them"
          value={inbound.channels}
          onChange={(channels) => set(channels.length > 0 ? { channels: channels as Channel[] } : null)}
        >
          <Group gap="lg" pl={54}>
            {CHANNELS.map(({ value, label }) => (
              <Checkbox key={value} value={value} label={label} disabled={locked || save.isPending} />
            ))}
          </Group>
        </Checkbox.Group>
      )}
      {locked && (
        <Alert variant="default" py="xs">
          {campaign.allowed_actions.includes('pause')
            ? `This campaign is ${campaign.status}. Pause it to change this; calls in progress will finish.`
            : `This campaign is ${campaign.status}, so this is kept as it was.`}
        </Alert>
      )}
      <Text size="sm" c="dimmed">
        Who qualifies is said by the criteria in the{' '}
        <Anchor component={Link} to={`/campaigns/${campaign.id}/settings#inbound`} inherit>
          settings
        </Anchor>
        , which hold for everybody, whichever way they come in.
      </Text>
    </Stack>
  )
}
