import { Button, Group, Stack, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { downloadFile } from '../api/client.ts'
import { importUpload, templatePath } from '../api/imports.ts'
import { countOf } from '../format.ts'
import type { ListDraft } from './import-draft.ts'
import { ImportReview, isReady } from './import-review.tsx'
import { toastError } from './toasts.ts'

interface Props {
  /** null: into the address book. */
  campaignId: string | null
  agentId: string | null
  draft: ListDraft
  onStarted: (importId: string) => void
  onCancel: () => void
}

/** A list from a file: chosen, looked at, imported. */
export function ImportFile({ campaignId, agentId, draft, onStarted, onCancel }: Props) {
  const [busy, setBusy] = useState(false)
  const { preview } = draft
  async function start() {
    if (!preview) return
    setBusy(true)
    try {
      const { id } = await importUpload(campaignId, preview.upload_id, draft.reading())
      draft.clear()
      onStarted(id)
    } catch (error) {
      toastError(error)
    }
    setBusy(false)
  }
  return (
    <Stack>
      <ImportReview draft={draft} agentId={campaignId === null ? undefined : agentId} />
      {!draft.file && (
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            leftSection={<IconDownload size={14} aria-hidden />}
            onClick={() => downloadFile(templatePath(campaignId), 'import-template.csv').catch(toastError)}
          >
            Download an empty list
          </Button>
          <Text size="xs" c="dimmed">
            {campaignId === null
              ? 'With the columns of the address book.'
              : 'With the columns and variables this campaign can use.'}
          </Text>
        </Group>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onCancel}>
          Not now
        </Button>
        <Button onClick={start} disabled={!isReady(draft)} loading={busy}>
          {preview?.rows_total ? `Import ${countOf(preview.rows_total, 'row')}` : 'Import'}
        </Button>
      </Group>
    </Stack>
  )
}
