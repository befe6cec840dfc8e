import { Group, Select, Stack, Text, UnstyledButton } from '@mantine/core'
import { IconMessage, IconPhoneIncoming } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { Link } from 'react-router'
import { type InboundConversation, useInbound } from '../api/inbound.ts'
import { useNow } from '../api/product-clock.ts'
import { formatDuration, formatPhone } from '../format.ts'
import { INBOUND_CHANNEL, matchWord } from '../inbound-words.ts'
import { CampaignSelect } from './campaign-select.tsx'
import { type Column, DataTable } from './data-table.tsx'
import { usePager } from './pager.tsx'
import { When } from './person.tsx'
import { Empty } from './states.tsx'
import { WalkedList } from './walked-list.tsx'
import { DispositionBadge, WordBadge } from './word-badge.tsx'

const CHANNELS = Object.entries(INBOUND_CHANNEL).map(([value, label]) => ({ value, label: `${label}s` }))

export const callerOf = (it: InboundConversation): string =>
  it.contact_name || (it.from ? formatPhone(it.from) : 'Withheld')

/** Calls and texts that came to our numbers. */
export function InboundList({ direction, show }: { direction: ReactNode; show: (id: string) => void }) {
  const [campaignId, setCampaignId] = useState<string | null>(null)
  const [channel, setChannel] = useState<string | null>(null)
  const pager = usePager(50)
  const now = useNow(5000)
  const query = useInbound({
    limit: pager.size,
    ...(campaignId && { campaign_id: campaignId }),
    ...(channel && { channel }),
    ...(pager.cursor && { cursor: pager.cursor }),
  })
  const filter = (set: (value: string | null) => void) => (value: string | null) => {
    set(value)
    pager.reset()
  }
  return (
    <div className="surface">
      <Group p="md" gap="xs">
        {direction}
        <Select
          w={{ base: '100%', xs: 'auto' }}
          aria-label="Call or text"
          placeholder="Calls and texts"
          data={CHANNELS}
          value={channel}
          onChange={filter(setChannel)}
          clearable
        />
        <CampaignSelect value={campaignId} onChange={filter(setCampaignId)} />
      </Group>
      <WalkedList
        query={query}
        pager={pager}
        searchOn={{
          title: 'Nothing in this part of the history',
          text: 'It is long, and only a part of it was looked through.',
        }}
        empty={
          <Empty icon={<IconPhoneIncoming />} title="Nobody called or wrote">
            Calls and texts to your numbers appear here as soon as they arrive.
          </Empty>
        }
        sizes={[25, 50, 100]}
      >
        {(rows) => (
          <DataTable
            label="Inbound"
            columns={columnsOf(now, show)}
            rows={rows}
            rowKey={(row) => row.id}
            onRowClick={(row) => show(row.id)}
          />
        )}
      </WalkedList>
    </div>
  )
}

function columnsOf(now: number, show: (id: string) => void): Column<InboundConversation>[] {
  return [
    {
      key: 'who',
      header: 'Who',
      cell: (row) => (
        <Stack gap={2} align="flex-start">
          <UnstyledButton
            className="row-link"
            fz="inherit"
            style={{ whiteSpace: row.contact_name ? undefined : 'nowrap' }}
            onClick={() => show(row.id)}
          >
            {callerOf(row)}
          </UnstyledButton>
          {row.contact_name && row.from && (
            <Text span size="xs" c="dimmed">
              {formatPhone(row.from)}
            </Text>
          )}
        </Stack>
      ),
    },
    {
      key: 'what',
      header: 'What',
      cell: (row) => (
        <Group gap={6} wrap="nowrap" component="span">
          {row.channel === 'text' ? (
            <IconMessage size={16} style={{ flex: 'none' }} aria-hidden />
          ) : (
            <IconPhoneIncoming size={16} style={{ flex: 'none' }} aria-hidden />
          )}
          <Text span inherit lineClamp={2} style={{ overflowWrap: 'anywhere' }}>
            {row.channel === 'text' ? `“${row.body}”` : callText(row)}
          </Text>
        </Group>
      ),
    },
    { key: 'when', header: 'When', cell: (row) => <When at={row.received_at} now={now} /> },
    { key: 'match', header: 'Recognised as', cell: (row) => <WordBadge word={matchWord(row)} /> },
    { key: 'outcome', header: 'Outcome', cell: (row) => <DispositionBadge disposition={row.disposition} /> },
    {
      key: 'campaign',
      header: 'Campaign',
      cell: (row) =>
        row.campaign_id && row.campaign_name ? (
          <Link
            to={`/campaigns/${row.campaign_id}${row.lead_id ? `/contacts?lead=${row.lead_id}` : ''}`}
            style={{ color: 'inherit' }}
          >
            {row.campaign_name}
          </Link>
        ) : (
          <span aria-hidden>–</span>
        ),
    },
    {
      key: 'to',
      header: 'Our number',
      cell: (row) => <span style={{ whiteSpace: 'nowrap' }}>{formatPhone(row.to)}</span>,
    },
  ]
}

export function callText(row: InboundConversation): string {
  if (row.state === 'ended') return row.talk_seconds > 0 ? `${formatDuration(row.talk_seconds)} talk` : 'Call'
  return row.state === 'answered' ? 'In a call now' : 'Calling now'
}
