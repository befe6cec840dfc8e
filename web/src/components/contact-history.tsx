import { Group, Stack, Text, ThemeIcon } from '@mantine/core'
import {
  IconFileSpreadsheet,
  IconMessage,
  IconPencil,
  IconPhoneIncoming,
  IconPhoneOutgoing,
  IconSpeakerphone,
  type TablerIcon,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { type HistoryEvent, useContactHistory } from '../api/contacts.ts'
import { useNow } from '../api/product-clock.ts'
import { actorText, changeText, outcomeOf, sayEvent } from '../history-words.ts'
import { Pager, usePager } from './pager.tsx'
import { When } from './person.tsx'
import { ErrorState, Loading } from './states.tsx'
import { WordBadge } from './word-badge.tsx'

/** Everything that happened with somebody, newest first. */
export function ContactHistory({ contactId }: { contactId: string }) {
  const pager = usePager(20)
  const query = useContactHistory(contactId, pager.cursor, pager.size)
  const now = useNow(10_000)
  if (query.isPending) return <Loading rows={3} label="Loading the history" />
  if (!query.data) return <ErrorState error={query.error} onRetry={() => query.refetch()} />
  const events = query.data.data
  return (
    <>
      {events.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing has happened yet.
        </Text>
      )}
      <Stack component="ol" gap="sm" m={0} p={0} aria-label="What happened" style={{ listStyle: 'none' }}>
        {events.map((event) => (
          <Event key={`${event.kind} ${event.id}`} event={event} now={now} />
        ))}
      </Stack>
      <Pager pager={pager} nextCursor={query.data.next_cursor} shown={events.length} />
    </>
  )
}

const ICONS: Record<HistoryEvent['kind'], TablerIcon> = {
  lead: IconSpeakerphone,
  call: IconPhoneOutgoing,
  inbound: IconPhoneIncoming,
  import: IconFileSpreadsheet,
  change: IconPencil,
}

function Event({ event, now }: { event: HistoryEvent; now: number }) {
  const Icon = event.kind === 'inbound' && event.what === 'text' ? IconMessage : ICONS[event.kind]
  const outcome = outcomeOf(event)
  const more = changeText(event)
  return (
    <Group component="li" gap="sm" wrap="nowrap" align="flex-start">
      <ThemeIcon variant="default" radius="xl" size={28} aria-hidden>
        <Icon size={15} />
      </ThemeIcon>
      <div style={{ flex: 1, minWidth: 0 }}>
        <Group gap="xs">
          <Text size="sm" component="span" style={{ overflowWrap: 'anywhere' }}>
            <Linked event={event}>{sayEvent(event)}</Linked>
          </Text>
          {outcome && <WordBadge word={outcome} />}
        </Group>
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          <When at={event.at} now={now} />
          {event.actor && ` · ${actorText(event.actor)}`}
          {more && ` · ${more}`}
        </Text>
      </div>
    </Group>
  )
}

function Linked({ event, children }: { event: HistoryEvent; children: ReactNode }) {
  const to = addressOf(event)
  return to ? (
    <Link className="row-link" to={to}>
      {children}
    </Link>
  ) : (
    <b style={{ fontWeight: 600 }}>{children}</b>
  )
}

/** Where more of it is shown; null: nowhere. */
function addressOf({ kind, id, lead_id, campaign_id, campaign_name }: HistoryEvent): string | null {
  switch (kind) {
    case 'lead':
      return campaign_id && campaign_name ? `/campaigns/${campaign_id}/contacts?lead=${lead_id}` : null
    case 'call':
      return `/conversations?conversation=${id}`
    case 'inbound':
      return `/conversations?direction=inbound&conversation=${id}`
    case 'import':
      return `/contacts?tab=imports&import=${id}`
    case 'change':
      return null
  }
}
