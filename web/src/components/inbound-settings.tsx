import { Checkbox, Stack, Switch, Text } from '@mantine/core'
import type { InboundChannel } from '../api/campaigns.ts'
import type { SettingsFields } from './call-settings.tsx'

const CHANNELS: { value: InboundChannel; label: string }[] = [
  { value: 'call', label: 'They call' },
  { value: 'text', label: 'They send a text' },
]

/** Whether unknown people who call or write join the campaign. */
export function InboundSettings({ value, onChange, error, disabled }: SettingsFields) {
  const channels = value.inbound_contacts?.channels ?? null
  const set = (next: InboundChannel[]) => onChange({ inbound_contacts: { channels: next } })
  return (
    <>
      <Text size="sm">
        Who is a lead already is recognised by their phone. When they call back while their last call still waits for
        its completion timeout, what comes of it counts for that lead.
      </Text>
      <Switch
        label="People who are not a lead yet join this campaign"
        description="Those who meet the criteria above; the others are kept as disqualified"
        checked={channels !== null}
        onChange={(event) =>
          event.currentTarget.checked ? set(['call', 'text']) : onChange({ inbound_contacts: null })
        }
        error={error('/settings/inbound_contacts')}
        disabled={disabled}
      />
      {channels && (
        <Checkbox.Group
          label="When"
          value={channels}
          onChange={(next) => set(CHANNELS.map((it) => it.value).filter((it) => next.includes(it)))}
          error={
            error('/settings/inbound_contacts/channels') ??
            (channels.length === 0 ? 'Choose one, or switch it off' : undefined)
          }
        >
          <Stack gap={6} mt={6}>
            {CHANNELS.map((it) => (
              <Checkbox key={it.value} value={it.value} label={it.label} disabled={disabled} />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
    </>
  )
}
