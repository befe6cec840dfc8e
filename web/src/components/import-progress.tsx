import { Alert, Button, Group, Progress, Stack, Table, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { downloadFile } from '../api/client.ts'
import { type Import, type ImportError, isImportOver, useImport } from '../api/imports.ts'
import { formatCount } from '../format.ts'
import { countsOf, countsOfImport, isUndoable } from '../import-words.ts'
import { ImportUndo, UndoButton } from './import-undo.tsx'
import { ErrorState } from './states.tsx'
import { toastError } from './toasts.ts'

const SHOWN_ERRORS = 8

/** How far an import is, what it could not take, and the way back. */
export function ImportProgress({ importId }: { importId: string }) {
  const query = useImport(importId)
  const job = query.data
  if (query.isError && !job) return <ErrorState error={query.error} onRetry={() => query.refetch()} />
  const over = isImportOver(job)
  const share = job && job.rows > 0 ? Math.round((job.processed / job.rows) * 100) : 0
  return (
    <Stack gap="sm" aria-live="polite">
      <Group justify="space-between">
        <Text fw={600}>{headline(job)}</Text>
        {job && (
          <Text size="sm" c="dimmed">
            {formatCount(job.processed)}
            {job.rows > 0 && ` of ${formatCount(job.rows)}`} rows
          </Text>
        )}
      </Group>
      <Progress
        value={over ? 100 : share || 5}
        animated={!over}
        color={job?.status === 'failed' ? 'red' : job?.status === 'undone' ? 'gray' : over ? 'green' : 'sun'}
        aria-label="Import progress"
      />
      {job?.status === 'failed' && (
        <Alert color="red" variant="outline" title="The list was not imported">
          {job.failure ?? 'It could not be read to the end.'}
        </Alert>
      )}
      {job && <Counts job={job} />}
      {job && job.errors.length > 0 && (
        <ImportErrors errors={job.errors} path={`/imports/${job.id}/errors.csv`} isGone={job.file_deleted} />
      )}
      {job && <ImportUndo job={job} />}
      {job && isUndoable(job) && (
        <Group>
          <UndoButton job={job} />
        </Group>
      )}
    </Stack>
  )
}

function headline(job: Import | undefined): string {
  switch (job?.status) {
    case undefined:
    case 'queued':
      return 'Waiting for its turn'
    case 'running':
      return job.source === 'contacts' ? 'Adding people' : 'Reading the list'
    case 'completed':
      return 'Import complete'
    case 'failed':
      return 'Import failed'
    case 'undone':
      return 'Import undone'
  }
}

function Counts({ job }: { job: Import }) {
  const noun = job.campaign_id === null ? 'contact' : 'lead'
  return (
    <Group gap="lg">
      {countsOf(countsOfImport(job)).map(({ verdict, count, label }) => (
        <Text key={verdict} size="sm">
          <b>{formatCount(count)}</b> {verdict === 'created' ? `new ${noun}${count === 1 ? '' : 's'}` : label}
        </Text>
      ))}
    </Group>
  )
}

interface ErrorsProps {
  errors: ImportError[]
  /** Of the file that has them all. */
  path: string
  /** The rows themselves are no longer kept. */
  isGone?: boolean
}

/** The first rows with problems. */
export function ImportErrors({ errors, path, isGone = false }: ErrorsProps) {
  return (
    <Stack gap="xs">
      <Table.ScrollContainer minWidth={380} mah={260}>
        <Table fz="sm" withTableBorder verticalSpacing={4} aria-label="Rows with problems">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Line</Table.Th>
              <Table.Th>Column</Table.Th>
              <Table.Th>Problem</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {errors.slice(0, SHOWN_ERRORS).map((error) => (
              <Table.Tr key={`${error.line} ${error.column} ${error.code}`}>
                <Table.Td>{error.line}</Table.Td>
                <Table.Td>{error.column}</Table.Td>
                <Table.Td>{error.message}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Group>
        {isGone ? (
          <Text size="sm" c="dimmed">
            The list itself is deleted, so errors.csv is not to be had any more.
          </Text>
        ) : (
          <>
            <Button
              variant="default"
              size="xs"
              leftSection={<IconDownload size={14} aria-hidden />}
              onClick={() => downloadFile(path, 'errors.csv').catch(toastError)}
            >
              Download errors.csv
            </Button>
            <Text size="sm" c="dimmed">
              {errors.length > SHOWN_ERRORS ? 'It has them all, with their rows' : 'It has their rows'}: mend it and
              upload it again.
            </Text>
          </>
        )}
      </Group>
    </Stack>
  )
}
