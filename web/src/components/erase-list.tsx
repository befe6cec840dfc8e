import { Stack, Text } from '@mantine/core'
import { IconUserOff } from '@tabler/icons-react'
import { Link } from 'react-router'
import { type Erasure, useErasures } from '../api/contacts.ts'
import { useNow } from '../api/product-clock.ts'
import { countOf } from '../format.ts'
import { actorText, emptiedText } from '../history-words.ts'
import { type Column, DataTable } from './data-table.tsx'
import { Pager, usePager } from './pager.tsx'
import { When } from './person.tsx'
import { Empty, ErrorState, Loading } from './states.tsx'
import { WordBadge } from './word-badge.tsx'

const STATUS = {
  running: { label: 'Erasing', color: 'yellow', meaning: 'Files are still being deleted' },
  completed: { label: 'Erased', color: 'green' },
}

/** Who asked to be forgotten: what was done, without who it was. */
export function ErasureList() {
  const pager = usePager(25)
  const query = useErasures(pager.cursor, pager.size)
  const now = useNow(10_000)
  const rows = query.data?.data ?? []
  const columns: Column<Erasure>[] = [
    {
      key: 'contact',
      header: 'Contact',
      cell: (row) => (
        <Link className="row-link" to={`/contacts/${row.contact_id}`}>
          {row.contact_id}
        </Link>
      ),
    },
    {
      key: 'status',
      header: 'Status',
      cell: (row) => <WordBadge word={STATUS[row.status]} live={row.status === 'running'} />,
    },
    { key: 'reason', header: 'Reason', cell: (row) => row.reason || '–' },
    { key: 'done', header: 'What was emptied', cell: (row) => <Emptied erasure={row} /> },
    { key: 'by', header: 'Requested by', cell: (row) => actorText(row.requested_by) },
    { key: 'at', header: 'Requested', cell: (row) => <When at={row.requested_at} now={now} /> },
    { key: 'finished', header: 'Done', cell: (row) => <When at={row.finished_at} now={now} /> },
  ]
  return (
    <div className="surface">
      {query.isPending ? (
        <Loading />
      ) : !query.data ? (
        <ErrorState error={query.error} onRetry={() => query.refetch()} />
      ) : rows.length === 0 ? (
        <Empty icon={<IconUserOff />} title="Nobody was erased">
          When somebody asks to be forgotten, erase them from their contact page. That it was done stays here.
        </Empty>
      ) : (
        <>
          <DataTable label="Erased people" columns={columns} rows={rows} rowKey={(row) => row.id} />
          <Pager pager={pager} nextCursor={query.data.next_cursor} shown={rows.length} />
        </>
      )}
    </div>
  )
}

function Emptied({ erasure }: { erasure: Erasure }) {
  const { recordings_left } = erasure
  return (
    <Stack gap={2}>
      <span>{emptiedText(erasure)}</span>
      {recordings_left.length > 0 && (
        <Text size="xs" fw={600}>
          {countOf(recordings_left.length, 'recording')} to be deleted at the carrier by hand
        </Text>
      )}
    </Stack>
  )
}
