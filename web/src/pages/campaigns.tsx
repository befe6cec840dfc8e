import { Button, Group, Progress, Select, Tabs, Text, TextInput, Tooltip } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconPlus, IconSearch, IconSpeakerphone } from '@tabler/icons-react'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { type Campaign, useCampaign, useCampaigns } from '../api/campaigns.ts'
import { useNow } from '../api/product-clock.ts'
import { CampaignStatusMenu } from '../components/campaign-menu.tsx'
import { type Column, DataTable } from '../components/data-table.tsx'
import { PageHeader } from '../components/page-header.tsx'
import { Pager, usePager } from '../components/pager.tsx'
import { Initials } from '../components/person.tsx'
import { Empty, ErrorState, Loading } from '../components/states.tsx'
import { formatCount, formatDate, formatPhone, formatRelative, viewerZoneName } from '../format.ts'
import { CAMPAIGN_STATUS, CAMPAIGN_TYPE } from '../words.ts'

const STATUSES = Object.entries(CAMPAIGN_STATUS)
  .filter(([value]) => value !== 'archived')
  .map(([value, word]) => ({ value, label: word.label }))

export function CampaignsPage() {
  const navigate = useNavigate()
  const [tab, setTab] = useState('current')
  const [status, setStatus] = useState<string | null>(null)
  const [search, setSearch] = useState('')
  const [q] = useDebouncedValue(search, 250)
  const pager = usePager(50)
  const archived = tab === 'archived'
  const campaigns = useCampaigns({
    status: status ?? undefined,
    archived: archived || undefined,
    q: q || undefined,
    cursor: pager.cursor,
    limit: pager.size,
  })
  const columns = useColumns()
  const filtered = Boolean(q || status)
  const rows = campaigns.data?.data ?? []
  return (
    <>
      <PageHeader
        title="Campaigns"
        actions={
          <Button component={Link} to="/campaigns/new" leftSection={<IconPlus size={16} aria-hidden />}>
            New campaign
          </Button>
        }
      />
      <div className="surface">
        <Tabs
          value={tab}
          onChange={(value) => {
            setTab(value ?? 'current')
            pager.reset()
          }}
        >
          <Group justify="space-between" px="md" pt="xs" gap="xs" align="flex-end">
            <Tabs.List style={{ border: 0 }}>
              <Tabs.Tab value="current">Current</Tabs.Tab>
              <Tabs.Tab value="archived">Archived</Tabs.Tab>
            </Tabs.List>
            <Group gap="xs" pb="xs">
              <TextInput
                size="sm"
                aria-label="Search campaigns"
                placeholder="Search by name"
                leftSection={<IconSearch size={15} aria-hidden />}
                value={search}
                onChange={(event) => {
                  setSearch(event.currentTarget.value)
                  pager.reset()
                }}
              />
              <Select
                size="sm"
                w={150}
                aria-label="Status"
                placeholder="Any status"
                data={STATUSES}
                value={status}
                onChange={(value) => {
                  setStatus(value)
                  pager.reset()
                }}
                clearable
              />
            </Group>
          </Group>
        </Tabs>
        {campaigns.isPending ? (
          <Loading />
        ) : !campaigns.data ? (
          <ErrorState error={campaigns.error} onRetry={() => campaigns.refetch()} />
        ) : rows.length === 0 ? (
          <Nothing archived={archived} filtered={filtered} />
        ) : (
          <>
            <DataTable
              label="Campaigns"
              columns={columns}
              rows={rows}
              rowKey={(row) => row.id}
              onRowClick={(row) => navigate(`/campaigns/${row.id}`)}
            />
            <Pager pager={pager} nextCursor={campaigns.data.next_cursor} shown={rows.length} />
          </>
        )}
      </div>
    </>
  )
}

function Nothing({ archived, filtered }: { archived: boolean; filtered: boolean }) {
  if (filtered) return <Empty icon={<IconSearch />} title="No campaign matches these filters" />
  if (archived) return <Empty icon={<IconSpeakerphone />} title="No archived campaigns" />
  return (
    <Empty
      icon={<IconSpeakerphone />}
      title="No campaigns yet"
      action={
        <Button component={Link} to="/campaigns/new">
          Create the first one
        </Button>
      }
    >
      A campaign calls a list of people with one of your agents, in daylight where they are.
    </Empty>
  )
}

function useColumns(): Column<Campaign>[] {
  const now = useNow(10_000)
  return [
    {
      key: 'name',
      header: 'Name and type',
      cell: (row) => (
        <div>
          <Link className="row-link" to={`/campaigns/${row.id}`}>
            {row.name}
          </Link>
          <Text size="xs" c="dimmed">
            {CAMPAIGN_TYPE[row.type]}
          </Text>
        </div>
      ),
    },
    { key: 'status', header: 'Status', cell: (row) => <CampaignStatusMenu campaign={row} /> },
    {
      key: 'agent',
      header: 'Agent',
      cell: (row) => <AgentCell agent={row.agent} />,
    },
    {
      key: 'numbers',
      header: 'Numbers',
      cell: (row) => <NumbersCell numbers={row.numbers} />,
    },
    { key: 'hours', header: 'Hours', cell: (row) => <Hours campaign={row} now={now} /> },
    { key: 'progress', header: 'Reached', cell: (row) => <Reached campaign={row} />, width: 150 },
    {
      key: 'start',
      header: `Start (${viewerZoneName()})`,
      cell: (row) => <Day at={row.started_at ?? row.start_at} now={now} />,
    },
    { key: 'created', header: 'Created', cell: (row) => <Day at={row.created_at} now={now} /> },
  ]
}

function Day({ at, now }: { at: string | null; now: number }) {
  return at ? <span style={{ whiteSpace: 'nowrap' }}>{formatDate(at, now)}</span> : <span aria-hidden>–</span>
}

function AgentCell({ agent }: { agent: Campaign['agent'] }) {
  if (!agent) return <span aria-hidden>–</span>
  return (
    <Group gap={8} wrap="nowrap">
      <Initials name={agent.name} />
      <span style={{ whiteSpace: 'nowrap' }}>{agent.name}</span>
    </Group>
  )
}

function NumbersCell({ numbers }: { numbers: Campaign['numbers'] }) {
  const first = numbers[0]
  if (!first) return <span aria-hidden>–</span>
  const rest = numbers.slice(1)
  return (
    <Group gap={6} wrap="nowrap">
      <span style={{ whiteSpace: 'nowrap' }}>{formatPhone(first.e164)}</span>
      {rest.length > 0 && (
        <Tooltip label={rest.map((it) => formatPhone(it.e164)).join(', ')}>
          <Text span inherit c="dimmed">
            +{rest.length}
          </Text>
        </Tooltip>
      )}
    </Group>
  )
}

function Hours({ campaign, now }: { campaign: Campaign; now: number }) {
  const { start, end } = campaign.settings.calling_hours
  // Lists do not carry it: it is asked for only where it matters.
  const one = useCampaign(campaign.id, { enabled: campaign.status === 'active' })
  const open = campaign.status === 'active' ? one.data?.open : null
  return (
    <div style={{ whiteSpace: 'nowrap' }}>
      {start}–{end}
      {open && (
        <Text size="xs" c="dimmed">
          {open.open ? 'Open now' : 'Closed now'}
        </Text>
      )}
      {campaign.schedule && <ScheduleLine schedule={campaign.schedule} now={now} />}
    </div>
  )
}

function ScheduleLine({ schedule, now }: { schedule: NonNullable<Campaign['schedule']>; now: number }) {
  const { name, open, until } = schedule
  const state = open === null ? '' : open ? ': open' : ': closed'
  const change = until === null ? '' : `, ${open ? 'closes' : 'opens'} ${formatRelative(until, now)}`
  return (
    <Text size="xs" c="dimmed">
      {name}
      {state}
      {change}
    </Text>
  )
}

function Reached({ campaign }: { campaign: Campaign }) {
  const { reached = 0, total = 0 } = campaign.counts ?? {}
  return (
    <div style={{ minWidth: 120 }}>
      <Text size="sm">
        {formatCount(reached)}{' '}
        <Text span inherit c="dimmed">
          of {formatCount(total)}
        </Text>
      </Text>
      <Progress
        value={total > 0 ? Math.round((reached / total) * 100) : 0}
        size={5}
        color="green"
        aria-label={`${reached} of ${total} reached`}
      />
    </div>
  )
}
