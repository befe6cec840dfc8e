import { Anchor, Button, Group, Progress, Select, Stack, Text, UnstyledButton } from '@mantine/core'
import { IconDownload, IconFileSpreadsheet } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { useCampaigns } from '../api/campaigns.ts'
import { downloadFile } from '../api/client.ts'
import { type Import, type ImportSource, type ImportStatus, isImportOver, useImports } from '../api/imports.ts'
import { useNow } from '../api/product-clock.ts'
import {
  actorName,
  countsLine,
  countsOfImport,
  IMPORT_SOURCE,
  IMPORT_STATUS,
  importName,
  importWord,
  isUndoable,
} from '../import-words.ts'
import { type Column, DataTable } from './data-table.tsx'
import { ImportPanel } from './import-panel.tsx'
import { UndoButton } from './import-undo.tsx'
import { Pager, usePager } from './pager.tsx'
import { When } from './person.tsx'
import { Empty, ErrorState, Loading } from './states.tsx'
import { toastError } from './toasts.ts'
import { WordBadge } from './word-badge.tsx'

const SOURCES = Object.entries(IMPORT_SOURCE).map(([value, label]) => ({ value, label }))
const STATUSES = Object.entries(IMPORT_STATUS).map(([value, { label }]) => ({ value, label }))

interface Props {
  /** null: of the whole organization. */
  campaignId: string | null
  /** For when there is nothing yet. */
  action?: ReactNode
}

/** Every list that came in, live while one is being read. The one looked at stands in the address, as `import`. */
export function ImportHistory({ campaignId, action }: Props) {
  const [params, setParams] = useSearchParams()
  const [source, setSource] = useState<ImportSource | null>(null)
  const [status, setStatus] = useState<ImportStatus | null>(null)
  const pager = usePager(25)
  const now = useNow(5_000)
  const query = useImports({
    limit: pager.size,
    ...(campaignId !== null && { campaign_id: campaignId }),
    ...(source && { source }),
    ...(status && { status }),
    ...(pager.cursor && { cursor: pager.cursor }),
  })
  const rows = query.data?.data ?? []
  function show(id: string | null) {
    setParams(
      (before) => {
        const next = new URLSearchParams(before)
        if (id) next.set('import', id)
        else next.delete('import')
        return next
      },
      { replace: true },
    )
  }
  return (
    <section className="surface" aria-label="Imports">
      <Group p="md" gap="xs" justify="space-between">
        <Text component="h2" fw={600} m={0}>
          Imports
        </Text>
        <Group gap="xs">
          <Select
            w={{ base: '100%', xs: 160 }}
            aria-label="How they came"
            placeholder="Any way"
            data={SOURCES}
            value={source}
            onChange={(next) => {
              setSource(next as ImportSource | null)
              pager.reset()
            }}
            clearable
          />
          <Select
            w={{ base: '100%', xs: 160 }}
            aria-label="Status of the import"
            placeholder="Any status"
            data={STATUSES}
            value={status}
            onChange={(next) => {
              setStatus(next as ImportStatus | null)
              pager.reset()
            }}
            clearable
          />
        </Group>
      </Group>
      {query.isPending ? (
        <Loading rows={3} />
      ) : !query.data ? (
        <ErrorState error={query.error} onRetry={() => query.refetch()} />
      ) : rows.length === 0 ? (
        source || status ? (
          <Empty icon={<IconFileSpreadsheet />} title="No import is like that" />
        ) : (
          <Empty icon={<IconFileSpreadsheet />} title="No list was imported yet" action={action}>
            Every list, whether uploaded, mailed or taken from the address book, is kept here with what became of it.
          </Empty>
        )
      ) : (
        <>
          <DataTable
            label="Imports"
            columns={columnsOf(now, campaignId === null, show)}
            rows={rows}
            rowKey={(row) => row.id}
            onRowClick={(row) => show(row.id)}
          />
          <Pager pager={pager} nextCursor={query.data.next_cursor} shown={rows.length} />
        </>
      )}
      <ImportPanel id={params.get('import')} onClose={() => show(null)} />
    </section>
  )
}

function columnsOf(now: number, withCampaign: boolean, show: (id: string) => void): Column<Import>[] {
  return [
    {
      key: 'what',
      header: 'List',
      cell: (row) => (
        <Stack gap={2} align="flex-start" style={{ overflowWrap: 'anywhere' }}>
          <UnstyledButton className="row-link" fz="inherit" onClick={() => show(row.id)}>
            {importName(row)}
          </UnstyledButton>
          <Text size="xs" c="dimmed">
            {IMPORT_SOURCE[row.source]}
            {row.started_by && `, ${actorName(row.started_by)}`}
          </Text>
        </Stack>
      ),
    },
    ...(withCampaign ? [{ key: 'into', header: 'Into', cell: (row: Import) => <Into id={row.campaign_id} /> }] : []),
    { key: 'when', header: 'When', cell: (row) => <When at={row.created_at} now={now} /> },
    { key: 'status', header: 'Status', cell: (row) => <Status job={row} /> },
    {
      key: 'counts',
      header: 'What became of it',
      cell: (row) => (row.status === 'failed' ? row.failure : countsLine(countsOfImport(row))),
    },
    { key: 'actions', header: 'Actions', cell: (row) => <Actions job={row} /> },
  ]
}

/** Where people were brought: a campaign, or null for the address book. */
export function Into({ id }: { id: string | null }) {
  const campaigns = useCampaigns({ limit: 100 })
  if (id === null) return 'Address book'
  return (
    <Anchor component={Link} to={`/campaigns/${id}/contacts/imports`} size="sm">
      {campaigns.data?.data.find((it) => it.id === id)?.name ?? 'A campaign'}
    </Anchor>
  )
}

function Status({ job }: { job: Import }) {
  const over = isImportOver(job)
  const live = !over || (job.undo !== null && job.undo.status !== 'completed')
  return (
    <Stack gap={4} align="flex-start">
      <WordBadge word={importWord(job)} live={live} />
      {!over && (
        <Progress
          size="xs"
          w="100%"
          miw={90}
          value={job.rows > 0 ? (job.processed / job.rows) * 100 : 5}
          color="sun"
          aria-label={`Progress of ${importName(job)}`}
        />
      )}
    </Stack>
  )
}

function Actions({ job }: { job: Import }) {
  const name = importName(job)
  const hasErrors = job.errors.length > 0 && !job.file_deleted
  const hasKept = job.undo?.status === 'completed' && job.undo.kept > 0
  if (!hasErrors && !hasKept && !isUndoable(job)) return <span aria-hidden>–</span>
  return (
    <Group gap={6} justify="flex-end">
      {hasErrors && (
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconDownload size={13} aria-hidden />}
          aria-label={`Errors of ${name}`}
          onClick={() => downloadFile(`/imports/${job.id}/errors.csv`, 'errors.csv').catch(toastError)}
        >
          errors.csv
        </Button>
      )}
      {hasKept && (
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconDownload size={13} aria-hidden />}
          aria-label={`Who was kept of ${name}`}
          onClick={() => downloadFile(`/imports/${job.id}/kept.csv`, 'kept.csv').catch(toastError)}
        >
          kept.csv
        </Button>
      )}
      {isUndoable(job) && <UndoButton job={job} size="compact-xs" />}
    </Group>
  )
}
