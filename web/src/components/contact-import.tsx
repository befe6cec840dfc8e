import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useModals } from '@mantine/modals'
import { useState } from 'react'
import { useListDraft } from './import-draft.ts'
import { ImportFile } from './import-file.tsx'
import { ImportProgress } from './import-progress.tsx'

/** A list into the address book, and into no campaign. */
export function ContactImport({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const narrow = useMediaQuery('(max-width: 48em)')
  const asking = useModals().modals.length > 0
  const draft = useListDraft(() => Promise.resolve(null))
  const [importId, setImportId] = useState<string | null>(null)
  function close() {
    onClose()
    setImportId(null)
  }
  return (
    <Modal
      opened={opened}
      onClose={close}
      closeOnEscape={!asking}
      closeOnClickOutside={draft.file === null}
      title="Import into the address book"
      size="64rem"
      centered={false}
      fullScreen={narrow}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {importId ? (
        <Stack>
          <ImportProgress importId={importId} />
          <Text size="sm" c="dimmed">
            You can close this; it goes on, and is kept under Imports.
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setImportId(null)}>
              Import another list
            </Button>
            <Button onClick={close}>Done</Button>
          </Group>
        </Stack>
      ) : (
        <Stack>
          <Text size="sm" c="dimmed">
            Nobody is called: people of the address book are added to campaigns afterwards.
          </Text>
          <ImportFile campaignId={null} agentId={null} draft={draft} onStarted={setImportId} onCancel={close} />
        </Stack>
      )}
    </Modal>
  )
}
