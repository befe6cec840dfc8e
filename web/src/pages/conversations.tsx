import { Drawer, Group, SegmentedControl, Select, Text, TextInput, UnstyledButton } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconMessages, IconSearch } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { useConversation, useConversations } from '../api/conversations.ts'
import { isInbound, useInboundConversation } from '../api/inbound.ts'
import type { Attempt } from '../api/leads.ts'
import { OutcomeBadge, timeOf } from '../components/attempt-list.tsx'
import { CampaignSelect } from '../components/campaign-select.tsx'
import { ConversationDetails } from '../components/conversation-details.tsx'
import { type Column, DataTable } from '../components/data-table.tsx'
import { InboundDetails } from '../components/inbound-details.tsx'
import { callerOf, InboundList } from '../components/inbound-list.tsx'
import { PageHeader } from '../components/page-header.tsx'
import { usePager } from '../components/pager.tsx'
import { Empty, ErrorState, Loading } from '../components/states.tsx'
import { WalkedList } from '../components/walked-list.tsx'
import { WordBadge } from '../components/word-badge.tsx'
import { formatDuration, formatPhone } from '../format.ts'
import { ANSWER_STATUS, DISPOSITION, wordOf } from '../words.ts'

const options = (words: Record<string, { label: string }>) =>
  Object.entries(words).map(([value, word]) => ({ value, label: word.label }))

type Direction = 'outbound' | 'inbound'

export default function ConversationsPage() {
  const [params, setParams] = useSearchParams()
  const opened = params.get('conversation')
  const direction: Direction = params.get('direction') === 'inbound' ? 'inbound' : 'outbound'
  const open = (next: Direction, id: string | null) =>
    setParams({ ...(next === 'inbound' && { direction: next }), ...(id && { conversation: id }) }, { replace: true })
  const show = (id: string | null) => open(direction, id)
  const directions = (
    <SegmentedControl
      aria-label="Direction"
      data={[
        { value: 'outbound', label: 'Our calls' },
        { value: 'inbound', label: 'Inbound' },
      ]}
      value={direction}
      onChange={(next) => open(next as Direction, null)}
    />
  )
  return (
    <>
      <PageHeader
        title="Conversations"
        subtitle={
          direction === 'outbound'
            ? 'Every call that reached, or tried to reach, somebody'
            : 'Every call and text that came to one of your numbers'
        }
      />
      {direction === 'outbound' ? (
        <OutboundList direction={directions} show={show} />
      ) : (
        <InboundList direction={directions} show={show} />
      )}
      <ConversationPanel id={opened} onClose={() => show(null)} />
    </>
  )
}

function OutboundList({ direction, show }: { direction: ReactNode; show: (id: string) => void }) {
  const [campaignId, setCampaignId] = useState<string | null>(null)
  const [disposition, setDisposition] = useState<string | null>(null)
  const [answer, setAnswer] = useState<string | null>(null)
  const [phone, setPhone] = useState('')
  const [q] = useDebouncedValue(phone.trim(), 300)
  const pager = usePager(50)
  const query = useConversations({
    campaign_id: campaignId ?? undefined,
    disposition: disposition ?? undefined,
    answer_status: answer ?? undefined,
    phone: asE164(q),
    cursor: pager.cursor,
    limit: pager.size,
  })
  const filter = (set: (value: string | null) => void) => (value: string | null) => {
    set(value)
    pager.reset()
  }
  return (
    <div className="surface">
      <Group p="md" gap="xs">
        {direction}
        <TextInput
          w={{ base: '100%', xs: 190 }}
          aria-label="Phone"
          placeholder="Phone called"
          leftSection={<IconSearch size={15} aria-hidden />}
          value={phone}
          onChange={(event) => filter(() => setPhone(event.target.value))(null)}
        />
        <CampaignSelect value={campaignId} onChange={filter(setCampaignId)} />
        <Select
          w={{ base: '100%', xs: 'auto' }}
          aria-label="Disposition"
          placeholder="Any disposition"
          data={options(DISPOSITION)}
          value={disposition}
          onChange={filter(setDisposition)}
          clearable
        />
        <Select
          w={{ base: '100%', xs: 'auto' }}
          aria-label="Answered by"
          placeholder="Answered by anybody"
          data={options(ANSWER_STATUS)}
          value={answer}
          onChange={filter(setAnswer)}
          clearable
        />
      </Group>
      <WalkedList
        query={query}
        pager={pager}
        searchOn={{
          title: 'Nothing in this part of the call history',
          text: 'It is long, and only a part of it was looked through.',
        }}
        empty={
          <Empty icon={<IconMessages />} title="No conversations here">
            Calls appear as soon as they are placed.
          </Empty>
        }
        sizes={[25, 50, 100]}
      >
        {(rows) => (
          <DataTable
            label="Conversations"
            columns={columnsOf(show)}
            rows={rows}
            rowKey={(row) => row.id}
            onRowClick={(row) => show(row.id)}
          />
        )}
      </WalkedList>
    </div>
  )
}

/** What the API can look for: a whole number. Ten digits are taken for a North American one. */
function asE164(text: string): string | undefined {
  const digits = text.replace(/\D/g, '').replace(/^00/, '')
  if (digits.length < 10) return undefined
  return digits.length === 10 && !text.startsWith('+') ? `+1${digits}` : `+${digits}`
}

function columnsOf(show: (id: string) => void): Column<Attempt>[] {
  return [
    {
      key: 'who',
      header: 'Who',
      cell: (row) => (
        <UnstyledButton className="row-link" fz="inherit" onClick={() => show(row.id)}>
          {row.contact_name || formatPhone(row.to)}
        </UnstyledButton>
      ),
    },
    { key: 'to', header: 'Phone', cell: (row) => <span style={{ whiteSpace: 'nowrap' }}>{formatPhone(row.to)}</span> },
    { key: 'when', header: 'When', cell: (row) => <span style={{ whiteSpace: 'nowrap' }}>{timeOf(row)}</span> },
    { key: 'outcome', header: 'Outcome', cell: (row) => <OutcomeBadge attempt={row} /> },
    {
      key: 'answer',
      header: 'Answered by',
      cell: (row) => (row.answer_status ? <WordBadge word={wordOf(ANSWER_STATUS, row.answer_status)} /> : '–'),
    },
    {
      key: 'talk',
      header: 'Talk',
      numeric: true,
      cell: (row) => (row.talk_seconds > 0 ? formatDuration(row.talk_seconds) : '–'),
    },
    {
      key: 'campaign',
      header: 'Campaign',
      cell: (row) =>
        row.campaign_id && row.campaign_name ? (
          <Link
            to={`/campaigns/${row.campaign_id}/contacts?lead=${row.lead_id}`}
            style={{ color: 'inherit', whiteSpace: 'nowrap' }}
          >
            {row.campaign_name}
          </Link>
        ) : (
          <Text span inherit c="dimmed">
            {row.campaign_name ?? 'deleted'}
          </Text>
        ),
    },
    {
      key: 'from',
      header: 'From',
      cell: (row) => <span style={{ whiteSpace: 'nowrap' }}>{formatPhone(row.from)}</span>,
    },
  ]
}

function ConversationPanel({ id, onClose }: { id: string | null; onClose: () => void }) {
  return (
    <Drawer
      opened={id !== null}
      onClose={onClose}
      position="right"
      size="min(640px, 100vw)"
      title={<Text fw={650}>{id === null ? '' : isInbound(id) ? <Caller id={id} /> : <Called id={id} />}</Text>}
      closeButtonProps={{ 'aria-label': 'Close the conversation' }}
    >
      {id !== null && (isInbound(id) ? <InboundDetails id={id} /> : <OutboundDetails id={id} />)}
    </Drawer>
  )
}

function Caller({ id }: { id: string }) {
  const { data } = useInboundConversation(id)
  return data ? callerOf(data) : 'Conversation'
}

function Called({ id }: { id: string }) {
  const { data } = useConversation(id)
  return data ? (data.contact_name ?? formatPhone(data.to)) : 'Conversation'
}

function OutboundDetails({ id }: { id: string }) {
  const query = useConversation(id)
  if (query.isError && !query.data) return <ErrorState error={query.error} onRetry={() => query.refetch()} />
  if (!query.data) return <Loading />
  return (
    <>
      <Group justify="space-between" mb="sm">
        <Text size="sm">{timeOf(query.data)}</Text>
        <OutcomeBadge attempt={query.data} />
      </Group>
      <ConversationDetails attempt={query.data} />
    </>
  )
}
