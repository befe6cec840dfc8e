import { Accordion, Group, Text } from '@mantine/core'
import { type InboundConversation, useInbound } from '../api/inbound.ts'
import { formatDateTime, viewerZoneName } from '../format.ts'
import { InboundDetails } from './inbound-details.tsx'
import { callText } from './inbound-list.tsx'
import { DispositionBadge } from './word-badge.tsx'

/** Calls and texts of somebody to us that were taken to be about this lead; nothing when there are none. */
export function InboundOfLead({ leadId }: { leadId: string }) {
  const query = useInbound({ lead_id: leadId, limit: 20 })
  const rows = query.data?.data ?? []
  if (rows.length === 0) return null
  return (
    <section aria-label="Inbound">
      <Text component="h3" fw={600} size="sm" m={0} mb={4}>
        They called or wrote
      </Text>
      <Accordion variant="separated" chevronPosition="left" keepMounted={false}>
        {rows.map((row) => (
          <Accordion.Item key={row.id} value={row.id}>
            <Accordion.Control>
              <Item row={row} />
            </Accordion.Control>
            <Accordion.Panel>
              <InboundDetails id={row.id} />
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </section>
  )
}

function Item({ row }: { row: InboundConversation }) {
  return (
    <Group justify="space-between" gap="xs">
      <div>
        <Text size="sm" fw={600}>
          {formatDateTime(row.received_at)} {viewerZoneName()}
        </Text>
        <Text size="xs" c="dimmed" lineClamp={1}>
          {row.channel === 'text' ? `“${row.body}”` : callText(row)}
        </Text>
      </div>
      {row.disposition && <DispositionBadge disposition={row.disposition} />}
    </Group>
  )
}
