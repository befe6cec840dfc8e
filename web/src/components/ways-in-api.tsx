import { Anchor, Group, Stack, Tabs, Text } from '@mantine/core'
import { Link } from 'react-router'
import { IngestKeys } from './ingest-keys.tsx'
import { CopyCode } from './ways-in-code.tsx'

/** Requests that work as they stand once the key is in place. */
const EXAMPLES: { value: string; label: string; meaning: string; code: (leads: string) => string }[] = [
  {
    value: 'some',
    label: 'One or some',
    meaning: 'Up to 1,000 people a request, each with a result of their own. The same person again is updated.',
    code: (leads) => `curl ${leads} \\
  -H "Authorization: Bearer $SUNDIAL_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{ "leads": [
    { "external_id": "crm-1", "name": "Ada Park", "phones": ["+12125550140"] }
  ] }'`,
  },
  {
    value: 'many',
    label: 'Any number',
    meaning: 'One person a line in, one result a line out, while it runs: for the sync of a whole CRM.',
    code: (leads) => `curl ${leads} \\
  -H "Authorization: Bearer $SUNDIAL_KEY" \\
  -H "Content-Type: application/x-ndjson" \\
  -T people.ndjson -X POST`,
  },
  {
    value: 'remove',
    label: 'Take out',
    meaning: 'Nobody calls them from then on. Who was called already stays, switched off.',
    code: (leads) => `curl ${leads} \\
  -H "Authorization: Bearer $SUNDIAL_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{ "action": "remove", "leads": [{ "external_id": "crm-1" }] }'`,
  },
]

/** How programs add people to this campaign. */
export function WaysInApi({ campaignId }: { campaignId: string }) {
  const leads = `${window.location.origin}/api/v1/campaigns/${campaignId}/leads`
  return (
    <Stack gap="lg">
      <Stack gap="xs" component="section" aria-label="With an API key">
        <Group justify="space-between" align="flex-start">
          <Text component="h3" size="sm" fw={600} m={0}>
            With an API key
          </Text>
          <Group gap="md">
            <Anchor component={Link} to="/developers" size="sm">
              Keys and webhooks
            </Anchor>
            <Anchor href="/api/docs" target="_blank" rel="noreferrer" size="sm">
              Reference
            </Anchor>
          </Group>
        </Group>
        <Tabs defaultValue="some" keepMounted={false} variant="outline">
          <Tabs.List>
            {EXAMPLES.map(({ value, label }) => (
              <Tabs.Tab key={value} value={value} size="xs">
                {label}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {EXAMPLES.map(({ value, label, meaning, code }) => (
            <Tabs.Panel key={value} value={value} pt="xs">
              <Text size="sm" c="dimmed" mb="xs">
                {meaning}
              </Text>
              <CopyCode text={code(leads)} label={`The request: ${label}`} />
            </Tabs.Panel>
          ))}
        </Tabs>
      </Stack>
      <IngestKeys campaignId={campaignId} />
    </Stack>
  )
}
