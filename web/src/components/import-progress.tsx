import { Alert, Button, Group, Progress, Stack, Table, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { downloadFile } from '../api/client.ts'
import { type Import, type ImportError, isImportOver, useImport } from '../api/imports.ts'
import { formatCount } from '../format.ts'
import { ErrorState } from './states.tsx'
import { toastError } from './toasts.ts'

const SHOWN_ERRORS = 8

/** How far an import is, and what it could not take. */
export function ImportProgress({ importId, campaignId }: { importId: string; campaignId: string }) {
  const query = useImport(importId, campaignId)
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
        color={job?.status === 'failed' ? 'red' : over ? 'green' : 'sun'}
        aria-label="Import progress"
      />
      {job?.status === 'failed' && (
        <Alert color="red" variant="outline" title="The file was not imported">
          {job.failure ?? 'It could not be read to the end.'}
        </Alert>
      )}
      {job && <Counts job={job} />}
      {job && job.errors.length > 0 && <ImportErrors errors={job.errors} path={`/imports/${job.id}/errors.csv`} />}
    </Stack>
  )
}

function headline(job: Import | undefined): string {
  switch (job?.status) {
    case undefined:
    case 'queued':
      return 'Waiting for its turn'
    case 'running':
      return 'Reading the list'
    case 'completed':
      return 'Import complete'
    case 'failed':
      return 'Import failed'
    case 'undone':
      return 'Import undone'
  }
}

function Counts({ job }: { job: Import }) {
  const counts: [string, number | undefined][] = [
    ['new leads', job.created],
    ['updated', job.updated],
    ['duplicates', job.duplicate],
    ['skipped: phone not usable', job.skipped],
    ['rejected', job.rejected],
  ]
  return (
    <Group gap="lg">
      {counts.map(
        ([label, count]) =>
          count !== undefined && (
            <Text key={label} size="sm">
              <b>{formatCount(count)}</b> {label}
            </Text>
          ),
      )}
    </Group>
  )
}

/** The first rows with problems. @param path of the file that has them all */
export function ImportErrors({ errors, path }: { errors: ImportError[]; path: string }) {
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
        <Button
          variant="default"
          size="xs"
          leftSection={<IconDownload size={14} aria-hidden />}
          onClick={() => downloadFile(path, 'errors.csv').catch(toastError)}
        >
          Download errors.csv
        </Button>
        {errors.length > SHOWN_ERRORS && (
          <Text size="sm" c="dimmed">
            The file has them all.
          </Text>
        )}
      </Group>
    </Stack>
  )
}
