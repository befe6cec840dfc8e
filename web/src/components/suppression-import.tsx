import { Alert, Button, FileInput, Group, Progress, Select, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { ApiError } from '../api/client.ts'
import {
  isListImportOver,
  type SuppressionImport as ListImport,
  uploadSuppressions,
  useSuppressionImport,
} from '../api/suppressions.ts'
import { formatCount } from '../format.ts'
import { ImportErrors } from './import-progress.tsx'
import { ErrorState } from './states.tsx'
import { PHONE_CHANNELS } from './suppression-words.ts'
import { toastError } from './toasts.ts'

/** Takes a do-not-call list and shows how far it is read and what could not be. */
export function SuppressionImport({ onDone }: { onDone: () => void }) {
  const [importId, setImportId] = useState<string | null>(null)
  if (importId === null) return <UploadForm onUploaded={setImportId} onDone={onDone} />
  return (
    <Stack>
      <ListProgress importId={importId} />
      <Text size="sm" c="dimmed">
        You can close this; the import goes on. Every number read is in force from the next dial.
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={() => setImportId(null)}>
          Import another
        </Button>
        <Button onClick={onDone}>Done</Button>
      </Group>
    </Stack>
  )
}

function UploadForm({ onUploaded, onDone }: { onUploaded: (id: string) => void; onDone: () => void }) {
  const [file, setFile] = useState<File | null>(null)
  const [channel, setChannel] = useState('all')
  const [note, setNote] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  async function submit(event: FormEvent) {
    event.preventDefault()
    if (!file) return
    setBusy(true)
    setProblem(null)
    try {
      onUploaded((await uploadSuppressions(file, { channel, note: note.trim() })).id)
    } catch (error) {
      if (error instanceof ApiError && error.status === 413) setProblem(error.message)
      else toastError(error)
    }
    setBusy(false)
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <FileInput
          label="File"
          description="CSV or text, up to a million lines: phones or emails one a line, with or without headings, or area code and number as the national registry gives them. Columns channel, reason and evidence are read too."
          placeholder="Choose a file"
          accept=".csv,.txt,.tsv,text/csv,text/plain"
          required
          clearable
          clearButtonProps={{ 'aria-label': 'Take another file' }}
          value={file}
          onChange={setFile}
          error={problem}
        />
        <Select
          label="Not to be used for"
          description="Where the list does not say so itself"
          data={PHONE_CHANNELS}
          allowDeselect={false}
          value={channel}
          onChange={(next) => setChannel(next ?? 'all')}
        />
        <TextInput
          label="Where the list comes from"
          description="Kept as evidence with every number, together with the file and the line"
          placeholder="National Do Not Call Registry, download of 1 November"
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Not now
          </Button>
          <Button type="submit" loading={busy} disabled={!file}>
            Import
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

const HEADLINES: Record<ListImport['status'], string> = {
  queued: 'Waiting for its turn',
  running: 'Reading the list',
  completed: 'Import complete',
  failed: 'Import failed',
}

function ListProgress({ importId }: { importId: string }) {
  const query = useSuppressionImport(importId)
  const job = query.data
  if (query.isError && !job) return <ErrorState error={query.error} onRetry={() => query.refetch()} />
  const over = isListImportOver(job)
  const counts: [string, number | undefined][] = [
    ['new', job?.created],
    ['on the list before', job?.duplicate],
    ['rejected', job?.rejected],
  ]
  return (
    <Stack gap="sm" aria-live="polite">
      <Group justify="space-between">
        <Text fw={600}>{HEADLINES[job?.status ?? 'queued']}</Text>
        {job && (
          <Text size="sm" c="dimmed">
            {formatCount(job.processed)}
            {job.rows > 0 && ` of ${formatCount(job.rows)}`} rows
          </Text>
        )}
      </Group>
      <Progress
        value={over ? 100 : Math.round((job?.progress ?? 0) * 100) || 5}
        animated={!over}
        color={job?.status === 'failed' ? 'red' : over ? 'green' : 'sun'}
        aria-label="Import progress"
      />
      {job?.failure && (
        <Alert color="red" variant="outline" title="The file was not read to its end">
          {job.failure}
        </Alert>
      )}
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
      {job && job.errors.length > 0 && (
        <ImportErrors errors={job.errors} path={`/suppressions/imports/${job.id}/errors.csv`} />
      )}
    </Stack>
  )
}
