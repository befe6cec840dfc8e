import { ActionIcon, Code, Group, SegmentedControl, Stack, Text, Tooltip } from '@mantine/core'
import { IconChevronDown, IconChevronRight, IconRefresh, IconSend } from '@tabler/icons-react'
import { useState } from 'react'
import { useNow } from '../api/product-clock.ts'
import {
  type DeliveryState,
  useDeliveries,
  useDelivery,
  useRedeliver,
  type WebhookDelivery,
  type WebhookEndpoint,
} from '../api/webhooks.ts'
import { countOf, formatRelative } from '../format.ts'
import type { Word } from '../words.ts'
import { Pager, usePager } from './pager.tsx'
import { When } from './person.tsx'
import { Empty, ErrorState, Loading } from './states.tsx'
import { toastDone, toastError } from './toasts.ts'
import { WordBadge } from './word-badge.tsx'

const STATES: Record<DeliveryState, Word> = {
  pending: { label: 'Waiting', color: 'cyan', meaning: 'Will be sent, or tried again' },
  delivered: { label: 'Delivered', color: 'green' },
  failed: { label: 'Failed', color: 'red', meaning: 'Not tried again by itself' },
}

/** What was sent to one endpoint and what became of it. */
export function WebhookDeliveries({ endpoint }: { endpoint: WebhookEndpoint }) {
  const [state, setState] = useState<DeliveryState | null>(null)
  const pager = usePager(25)
  const deliveries = useDeliveries(endpoint.id, { state, cursor: pager.cursor })
  const rows = deliveries.data?.data ?? []
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label="State of the deliveries"
        data={[
          { value: '', label: 'All' },
          ...Object.entries(STATES).map(([value, word]) => ({ value, label: word.label })),
        ]}
        value={state ?? ''}
        onChange={(value) => {
          setState((value || null) as DeliveryState | null)
          pager.reset()
        }}
      />
      {deliveries.isPending ? (
        <Loading />
      ) : !deliveries.data ? (
        <ErrorState error={deliveries.error} onRetry={() => deliveries.refetch()} />
      ) : rows.length === 0 ? (
        <Empty icon={<IconSend />} title={state ? 'None of these' : 'Nothing was sent yet'}>
          {state ? 'No delivery is in this state.' : 'Events appear here as they happen. Send a test to see one now.'}
        </Empty>
      ) : (
        <>
          <Stack gap={0} role="list" aria-label="Deliveries">
            {rows.map((row) => (
              <Delivery key={row.id} delivery={row} canRedeliver={endpoint.enabled} />
            ))}
          </Stack>
          <Pager pager={pager} nextCursor={deliveries.data.next_cursor} shown={rows.length} />
        </>
      )}
    </Stack>
  )
}

function Delivery({ delivery, canRedeliver }: { delivery: WebhookDelivery; canRedeliver: boolean }) {
  const [isOpen, setOpen] = useState(false)
  const now = useNow(5_000)
  const redeliver = useRedeliver(delivery.endpoint_id)
  const name = delivery.type ?? 'an event no longer kept'
  return (
    <Stack gap={4} py="xs" role="listitem" style={{ borderTop: '1px solid var(--mantine-color-default-border)' }}>
      <Group justify="space-between" wrap="nowrap" gap="xs" align="flex-start">
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={isOpen ? `Hide what ${name} carries` : `Show what ${name} carries`}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? <IconChevronDown size={16} /> : <IconChevronRight size={16} />}
        </ActionIcon>
        <Stack gap={2} miw={0} flex={1}>
          <Group gap="xs">
            <Text size="sm" fw={600}>
              {name}
            </Text>
            <WordBadge word={STATES[delivery.state]} />
          </Group>
          <Group gap="xs" c="dimmed" fz="xs">
            <When at={delivery.created_at} now={now} />
            <span>{countOf(delivery.tries, 'try', 'tries')}</span>
            {delivery.last_status !== null && !delivery.last_error && <span>HTTP {delivery.last_status}</span>}
            {delivery.next_at && delivery.tries > 0 && <span>next {formatRelative(delivery.next_at, now)}</span>}
          </Group>
          {delivery.last_error && (
            <Text size="xs" c="red">
              {delivery.last_error}
            </Text>
          )}
        </Stack>
        <Tooltip label={canRedeliver ? 'Send it again' : 'Switch the endpoint on first'}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Send ${name} again`}
            disabled={!canRedeliver}
            loading={redeliver.isPending}
            onClick={() =>
              redeliver.mutate(delivery.id, {
                onSuccess: () => toastDone('It is on its way again.'),
                onError: toastError,
              })
            }
          >
            <IconRefresh size={16} />
          </ActionIcon>
        </Tooltip>
      </Group>
      {isOpen && <Body id={delivery.id} eventId={delivery.event_id} />}
    </Stack>
  )
}

function Body({ id, eventId }: { id: string; eventId: string }) {
  const delivery = useDelivery(id)
  if (delivery.isPending) return <Loading rows={2} />
  if (!delivery.data) return <ErrorState error={delivery.error} onRetry={() => delivery.refetch()} />
  return (
    <Stack gap={4} pl={34}>
      <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        webhook-id: {eventId}
      </Text>
      <Code block fz="xs" tabIndex={0}>
        {delivery.data.body === null
          ? 'The event is no longer kept.'
          : JSON.stringify(JSON.parse(delivery.data.body), null, 2)}
      </Code>
    </Stack>
  )
}
