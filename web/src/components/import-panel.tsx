import { Drawer, Stack, Text } from '@mantine/core'
import { useModals } from '@mantine/modals'
import { useImport } from '../api/imports.ts'
import { formatBytes, formatDateTime, viewerZoneName } from '../format.ts'
import { actorName, IMPORT_SOURCE, importName } from '../import-words.ts'
import { ImportProgress } from './import-progress.tsx'

/** One import, with everything that is known of it. */
export function ImportPanel({ id, onClose }: { id: string | null; onClose: () => void }) {
  const { data: job } = useImport(id)
  const asking = useModals().modals.length > 0
  return (
    <Drawer
      opened={id !== null}
      onClose={onClose}
      closeOnEscape={!asking}
      position="right"
      size="min(640px, 100vw)"
      title={
        <Text fw={650} style={{ overflowWrap: 'anywhere' }}>
          {job ? importName(job) : 'Import'}
        </Text>
      }
      closeButtonProps={{ 'aria-label': 'Close the import' }}
    >
      {id !== null && (
        <Stack>
          {job && (
            <Text size="sm" c="dimmed">
              {[
                IMPORT_SOURCE[job.source],
                actorName(job.started_by),
                `${formatDateTime(job.created_at)} ${viewerZoneName()}`,
                job.bytes > 0 ? formatBytes(job.bytes) : null,
              ]
                .filter(Boolean)
                .join(' · ')}
            </Text>
          )}
          <ImportProgress importId={id} />
        </Stack>
      )}
    </Drawer>
  )
}
