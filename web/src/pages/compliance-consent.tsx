import { Stack, Text } from '@mantine/core'
import { IconUserCheck } from '@tabler/icons-react'
import { Link } from 'react-router'
import { type Campaign, useCampaigns } from '../api/campaigns.ts'
import { type Column, DataTable } from '../components/data-table.tsx'
import { Pager, usePager } from '../components/pager.tsx'
import { Empty, ErrorState, Loading } from '../components/states.tsx'
import { CampaignStatusBadge, WordBadge } from '../components/word-badge.tsx'

const ON = { label: 'On', color: 'green' }
const OFF = { label: 'Off', color: 'orange' }

const switchOf = (key: string, header: string, isOn: (campaign: Campaign) => boolean): Column<Campaign> => ({
  key,
  header,
  cell: (row) => <WordBadge word={isOn(row) ? ON : OFF} />,
})

const COLUMNS: Column<Campaign>[] = [
  {
    key: 'name',
    header: 'Campaign',
    cell: (row) => (
      <Link className="row-link" to={`/campaigns/${row.id}/settings`}>
        {row.name}
      </Link>
    ),
  },
  { key: 'status', header: 'Status', cell: (row) => <CampaignStatusBadge campaign={row} /> },
  switchOf('consent', 'Only with consent on file', ({ settings }) => settings.require_consent),
  switchOf('regional', 'Rules of states and countries', ({ settings }) => settings.regional_rules),
  switchOf(
    'voice',
    'Rules for artificial voices',
    ({ settings }) => settings.regional_rules && settings.ai_voice_rules,
  ),
  {
    key: 'attempts',
    header: 'Attempts a phone in 24 h',
    numeric: true,
    cell: (row) => row.settings.max_attempts_per_phone_per_day,
  },
]

/** Which campaigns call only with consent, and which rules they keep to. */
export function ComplianceConsent() {
  const pager = usePager(50)
  const query = useCampaigns({ limit: pager.size, cursor: pager.cursor })
  const rows = query.data?.data ?? []
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        Calls with an artificial voice need prior express consent, those that sell need it in writing (47 CFR
        64.1200(a)(1)–(3)). Consent is kept with each person, with its words and where it was given; a campaign that
        calls only with consent skips people without it. Each campaign sets this under Settings, Compliance.
      </Text>
      <div className="surface">
        {query.isPending ? (
          <Loading />
        ) : !query.data ? (
          <ErrorState error={query.error} onRetry={() => query.refetch()} />
        ) : rows.length === 0 ? (
          <Empty icon={<IconUserCheck />} title="No campaigns yet">
            What each campaign asks for stands here.
          </Empty>
        ) : (
          <>
            <DataTable label="Consent by campaign" columns={COLUMNS} rows={rows} rowKey={(row) => row.id} />
            <Pager pager={pager} nextCursor={query.data.next_cursor} shown={rows.length} />
          </>
        )}
      </div>
    </Stack>
  )
}
