import { Alert, Button, Group, List, Stack, Text } from '@mantine/core'
import { modals } from '@mantine/modals'
import { IconArrowBackUp, IconDownload } from '@tabler/icons-react'
import { downloadFile } from '../api/client.ts'
import { type Import, isImportOver, useUndoImport } from '../api/imports.ts'
import { countOf, formatCount } from '../format.ts'
import { actorName, importName } from '../import-words.ts'
import { toastDone, toastError } from './toasts.ts'

/** Asks, naming what goes and what stays, and takes an import back. */
export function UndoButton({ job, size = 'xs' }: { job: Import; size?: 'xs' | 'compact-xs' }) {
  const undo = useUndoImport()
  function ask() {
    modals.openConfirmModal({
      title: `Undo “${importName(job)}”?`,
      children: <Consequences job={job} />,
      labels: { confirm: 'Undo the import', cancel: 'Leave it as it is' },
      confirmProps: { color: 'red' },
      onConfirm: () =>
        undo.mutate(job.id, { onSuccess: () => toastDone('The import is being undone.'), onError: toastError }),
    })
  }
  return (
    <Button
      size={size}
      variant="default"
      leftSection={<IconArrowBackUp size={14} aria-hidden />}
      loading={undo.isPending}
      onClick={ask}
      aria-label={size === 'xs' ? undefined : `Undo ${importName(job)}`}
    >
      Undo
    </Button>
  )
}

function Consequences({ job }: { job: Import }) {
  const isBook = job.campaign_id === null
  return (
    <Stack gap="xs">
      {!isImportOver(job) && <Text size="sm">It is still being read: it stops where it is.</Text>}
      <Text size="sm" fw={600}>
        What goes
      </Text>
      <List size="sm">
        {!isBook && (
          <List.Item>
            Of the {countOf(job.created, 'lead')} it added, those nobody has tried to call; they are not called any
            more.
          </List.Item>
        )}
        <List.Item>The contacts it created, unless somebody changed them or they are in another campaign.</List.Item>
      </List>
      <Text size="sm" fw={600}>
        What stays
      </Text>
      <List size="sm">
        {!isBook && <List.Item>Whoever was called already, with everything that came of it.</List.Item>}
        <List.Item>
          {job.updated > 0
            ? `What it told of the ${countOf(job.updated, 'person', 'people')} who were known before.`
            : 'What it told of people who were known before.'}
        </List.Item>
        <List.Item>Every entry of the do-not-call list.</List.Item>
      </List>
      <Text size="sm" c="dimmed">
        Who stays is listed in kept.csv, with the reason. To have the others back, the list must be imported again.
      </Text>
    </Stack>
  )
}

/** How far the way back is, or what it came to. */
export function ImportUndo({ job }: { job: Import }) {
  const { undo } = job
  if (!undo) return null
  const gone = [
    job.campaign_id !== null && countOf(undo.leads_removed, 'lead'),
    countOf(undo.contacts_removed, 'contact'),
  ].filter(Boolean)
  return (
    <Alert variant="default" role="status" title={undo.status === 'completed' ? 'It was undone' : 'It is being undone'}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm">
          {gone.join(' and ')} removed
          {undo.kept > 0 ? `, ${formatCount(undo.kept)} kept because they are in use.` : '.'} Asked for by{' '}
          {actorName(undo.requested_by)}.
        </Text>
        {undo.status === 'completed' && undo.kept > 0 && (
          <Group>
            <Button
              variant="default"
              size="xs"
              leftSection={<IconDownload size={14} aria-hidden />}
              onClick={() => downloadFile(`/imports/${job.id}/kept.csv`, 'kept.csv').catch(toastError)}
            >
              Download kept.csv
            </Button>
          </Group>
        )}
      </Stack>
    </Alert>
  )
}
