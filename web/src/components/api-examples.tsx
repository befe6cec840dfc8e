import { Anchor, Code, Group, Stack, Tabs, Text } from '@mantine/core'

/** What the first requests look like, against the server this page came from. */
const EXAMPLES: { value: string; label: string; code: (origin: string) => string }[] = [
  {
    value: 'lead',
    label: 'Add a lead',
    code: (origin) => `curl ${origin}/api/v1/campaigns/cmp_…/leads \\
  -H "Authorization: Bearer $SUNDIAL_KEY" \\
  -H "Content-Type: application/json" \\
  -H "Idempotency-Key: $(uuidgen)" \\
  -d '{ "name": "Ada Park", "phones": ["+12125550140"] }'`,
  },
  {
    value: 'start',
    label: 'Start a campaign',
    code: (origin) => `curl -X POST ${origin}/api/v1/campaigns/cmp_…/start \\
  -H "Authorization: Bearer $SUNDIAL_KEY"`,
  },
  {
    value: 'suppress',
    label: 'Never call somebody',
    code: (origin) => `curl ${origin}/api/v1/suppressions \\
  -H "Authorization: Bearer $SUNDIAL_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{ "phone": "+12125550140", "reason": "asked by email" }'`,
  },
  {
    value: 'webhook',
    label: 'Be told',
    code: (origin) => `curl ${origin}/api/v1/webhook-endpoints \\
  -H "Authorization: Bearer $SUNDIAL_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{ "url": "https://hooks.example.com/sundial", "events": ["attempt.settled"] }'`,
  },
]

export function ApiExamples() {
  return (
    <section className="surface" aria-label="API">
      <Stack gap="sm" p="md">
        <Group justify="space-between">
          <Text component="h2" fw={600} m={0}>
            API
          </Text>
          <Group gap="md">
            <Anchor href="/api/docs" target="_blank" rel="noreferrer" size="sm">
              Reference
            </Anchor>
            <Anchor href="/api/v1/openapi.json" target="_blank" rel="noreferrer" size="sm">
              OpenAPI document
            </Anchor>
          </Group>
        </Group>
        <Text size="sm" c="dimmed">
          Everything on these pages is done with this API. While the sandbox is on, the key is{' '}
          <Code>sundial_local_key</Code>.
        </Text>
        <Tabs defaultValue="lead" keepMounted={false}>
          <Tabs.List>
            {EXAMPLES.map(({ value, label }) => (
              <Tabs.Tab key={value} value={value} px={{ base: 8, xs: 'md' }}>
                {label}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {EXAMPLES.map(({ value, code }) => (
            <Tabs.Panel key={value} value={value} pt="sm">
              <Code block tabIndex={0} aria-label="Example">
                {code(window.location.origin)}
              </Code>
            </Tabs.Panel>
          ))}
        </Tabs>
      </Stack>
    </section>
  )
}
