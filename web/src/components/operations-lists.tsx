import { Group, Stack, Text } from '@mantine/core'
import { Link } from 'react-router'
import type { Operations, OperationsCampaign } from '../api/operations.ts'
import { useNow } from '../api/product-clock.ts'
import { formatAgo, formatCount, formatRelative } from '../format.ts'
import { countName, jobName, waitOf } from '../operations-words.ts'
import { plainReason } from '../reasons.ts'
import { BREAKER, CAMPAIGN_STATUS, RECONCILING, type Word, wordOf } from '../words.ts'
import { type Column, DataTable } from './data-table.tsx'
import { WordBadge } from './word-badge.tsx'

/** The lists of the operator's page. */

const LATE: Word = { label: 'Overdue', color: 'red', meaning: 'It should have gone on by itself and has not' }
const SILENT: Word = { label: 'No answer', color: 'red', meaning: 'It was asked what it is doing and did not answer' }
const RAN: Word = { label: 'Runs', color: 'green' }
const FAILED: Word = { label: 'Failed', color: 'red', meaning: 'Its last run failed; the log says why' }

export function CampaignStates({ campaigns }: { campaigns: OperationsCampaign[] }) {
  const now = useNow(10_000)
  const columns: Column<OperationsCampaign>[] = [
    {
      key: 'name',
      header: 'Campaign',
      cell: (row) => (
        <Link className="row-link" to={`/campaigns/${row.id}`}>
          {row.name}
        </Link>
      ),
    },
    {
      key: 'status',
      header: 'Status',
      cell: (row) => (
        <Group gap={6}>
          <WordBadge word={wordOf(CAMPAIGN_STATUS, row.status)} live={row.status === 'active'} />
          {row.overdue_since && <WordBadge word={LATE} />}
          {row.silent && <WordBadge word={SILENT} />}
        </Group>
      ),
    },
    { key: 'why', header: 'Why', cell: (row) => whyOf(row) },
    { key: 'flight', header: 'In calls', numeric: true, cell: (row) => formatCount(row.in_flight) },
    {
      key: 'next',
      header: 'Goes on',
      cell: (row) => (row.next_at ? formatRelative(row.next_at, now) : <span aria-hidden>–</span>),
    },
  ]
  return <DataTable label="Campaigns at work" columns={columns} rows={campaigns} rowKey={(row) => row.id} />
}

function whyOf({ status_reason, because, job }: OperationsCampaign): string {
  if (job) return `Its leads are being changed: ${plainReason(job).toLowerCase()}`
  if (status_reason) return plainReason(status_reason)
  return because === null ? '' : waitOf(because)
}

/** One line each, with where to go. */
export function Troubles({ operations }: { operations: Operations }) {
  const now = useNow(10_000)
  const { breakers, reconciling, imports, webhooks } = operations
  return (
    <Stack gap={0} pb={8} role="list" aria-label="Needs a look">
      {breakers.map((it) => (
        <Line
          key={it.id}
          word={{ label: 'Paused itself', color: 'red' }}
          to={`/campaigns/${it.campaign_id}`}
          name={it.campaign_name ?? it.campaign_id}
          detail={`${BREAKER[it.kind]?.label ?? plainReason(it.kind)}, ${formatAgo(it.tripped_at, now)}`}
        />
      ))}
      {webhooks.map((it) => (
        <Line
          key={it.id}
          word={{ label: it.disabled_reason ? 'Webhook off' : 'Webhook failing', color: 'orange' }}
          to="/developers"
          name={it.url}
          detail={it.failing_since ? `since ${formatAgo(it.failing_since, now)}` : (it.disabled_reason ?? '')}
        />
      ))}
      {imports.map((it) => (
        <Line
          key={it.id}
          word={{ label: 'List failed', color: 'red' }}
          to={it.campaign_id ? `/campaigns/${it.campaign_id}/contacts` : '/compliance/suppressions'}
          name={it.filename || it.id}
          detail={it.failure ?? ''}
        />
      ))}
      {reconciling.map((it) => (
        <Line
          key={it.attempt_id}
          word={RECONCILING}
          to={`/campaigns/${it.campaign_id}/contacts?lead=${it.lead_id}`}
          name={it.attempt_id}
          detail={`permitted ${formatAgo(it.permitted_at, now)}`}
        />
      ))}
    </Stack>
  )
}

function Line({ word, to, name, detail }: { word: Word; to: string; name: string; detail: string }) {
  return (
    <Group role="listitem" px="md" py={8} gap="sm" wrap="wrap">
      <WordBadge word={word} />
      <Text component={Link} className="row-link" size="sm" style={{ overflowWrap: 'anywhere' }} to={to}>
        {name}
      </Text>
      <Text size="sm" c="dimmed" style={{ flex: '1 1 240px', overflowWrap: 'anywhere' }}>
        {detail}
      </Text>
    </Group>
  )
}

interface Count {
  name: string
  today: number
  week: number
}

export function Counters({ counters }: { counters: Operations['counters'] }) {
  const names = [...new Set(counters.days.flatMap(({ counts }) => Object.keys(counts)))]
  const rows: Count[] = names.map((name) => ({
    name,
    today: counters.today[name] ?? 0,
    week: counters.days.reduce((sum, { counts }) => sum + (counts[name] ?? 0), 0),
  }))
  rows.sort((a, b) => b.week - a.week || a.name.localeCompare(b.name))
  const columns: Column<Count>[] = [
    { key: 'name', header: 'What', cell: (row) => countName(row.name) },
    { key: 'today', header: 'Today (UTC)', numeric: true, cell: (row) => formatCount(row.today) },
    { key: 'week', header: 'Last 7 days', numeric: true, cell: (row) => formatCount(row.week) },
  ]
  return <DataTable label="Counters" columns={columns} rows={rows} rowKey={(row) => row.name} />
}

export function Jobs({ jobs }: { jobs: Operations['jobs'] }) {
  const now = useNow(10_000)
  const columns: Column<Operations['jobs'][number]>[] = [
    { key: 'name', header: 'Job', cell: (row) => jobName(row.name) },
    { key: 'state', header: 'State', cell: (row) => <WordBadge word={row.failed ? FAILED : RAN} /> },
    { key: 'at', header: 'Last run', cell: (row) => formatAgo(row.last_run_at, now) },
  ]
  return <DataTable label="Jobs" columns={columns} rows={jobs} rowKey={(row) => row.name} />
}
