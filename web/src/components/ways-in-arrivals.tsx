import { Text } from '@mantine/core'
import { IconUsersPlus } from '@tabler/icons-react'
import { type Arrival, useArrivals } from '../api/arrivals.ts'
import { useNow } from '../api/product-clock.ts'
import { formatCount, toMs } from '../format.ts'
import { ARRIVAL_SOURCE, arrivalLine } from '../import-words.ts'
import { type Column, DataTable } from './data-table.tsx'
import { Into } from './import-history.tsx'
import { Pager, usePager } from './pager.tsx'
import { When } from './person.tsx'
import { Empty, ErrorState, Loading } from './states.tsx'

/** Who came in otherwise than by a list, by day and way. @param campaignId null: of the whole organization */
export function Arrivals({ campaignId }: { campaignId: string | null }) {
  const pager = usePager(25)
  const query = useArrivals(campaignId, pager.cursor, pager.size)
  const now = useNow(5_000)
  const rows = query.data?.data ?? []
  return (
    <section className="surface" aria-label="Arrivals">
      <Text component="h2" fw={600} m={0} p="md" pb={4}>
        Arrivals
      </Text>
      <Text size="sm" c="dimmed" px="md" pb="sm">
        Who came one by one: typed in, by API or by calling, day by day (UTC).
      </Text>
      {query.isPending ? (
        <Loading rows={3} />
      ) : !query.data ? (
        <ErrorState error={query.error} onRetry={() => query.refetch()} />
      ) : rows.length === 0 ? (
        <Empty icon={<IconUsersPlus />} title="Nobody came one by one yet" />
      ) : (
        <>
          <DataTable
            label="Arrivals"
            columns={columnsOf(now, campaignId === null)}
            rows={rows}
            rowKey={(row) => `${row.day} ${row.source} ${row.campaign_id}`}
          />
          <Pager pager={pager} nextCursor={query.data.next_cursor} shown={rows.length} />
        </>
      )}
    </section>
  )
}

function columnsOf(now: number, withCampaign: boolean): Column<Arrival>[] {
  return [
    {
      key: 'day',
      header: 'Day',
      cell: (row) => (
        <Text span inherit fw={600} style={{ whiteSpace: 'nowrap' }}>
          {dayName(row.day)}
        </Text>
      ),
    },
    { key: 'source', header: 'Way', cell: (row) => ARRIVAL_SOURCE[row.source] },
    ...(withCampaign ? [{ key: 'into', header: 'Into', cell: (row: Arrival) => <Into id={row.campaign_id} /> }] : []),
    { key: 'requests', header: 'Requests', numeric: true, cell: (row) => formatCount(row.requests) },
    { key: 'counts', header: 'What became of them', cell: (row) => arrivalLine(row) },
    { key: 'last', header: 'Last', cell: (row) => <When at={row.last_at} now={now} /> },
  ]
}

const dayFormat = new Intl.DateTimeFormat('en-US', {
  weekday: 'short',
  month: 'short',
  day: 'numeric',
  timeZone: 'UTC',
})

/** "Mon, Nov 23": the day itself, in UTC. */
function dayName(day: string): string {
  const at = toMs(`${day}T00:00:00Z`)
  return Number.isFinite(at) ? dayFormat.format(at) : day
}
