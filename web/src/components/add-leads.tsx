import { Button, Group, Modal, Stack, Tabs, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import type { Campaign } from '../api/campaigns.ts'
import { downloadFile } from '../api/client.ts'
import { uploadLeads } from '../api/imports.ts'
import { AddLeadForm } from './add-lead-form.tsx'
import { type ChosenFile, CsvDrop } from './csv-drop.tsx'
import { ImportProgress } from './import-progress.tsx'
import { toastError } from './toasts.ts'

/** A CSV or one person into a campaign that exists; leads are worked as soon as they arrive when it is active. */
export function AddLeads({ campaign, opened, onClose }: { campaign: Campaign; opened: boolean; onClose: () => void }) {
  const [chosen, setChosen] = useState<ChosenFile | null>(null)
  const [importId, setImportId] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  async function upload() {
    if (!chosen) return
    setBusy(true)
    try {
      setImportId((await uploadLeads(campaign.id, chosen.file)).id)
    } catch (error) {
      toastError(error)
    }
    setBusy(false)
  }
  function close() {
    onClose()
    setChosen(null)
    setImportId(null)
  }
  return (
    <Modal opened={opened} onClose={close} title={`Add leads to ${campaign.name}`} size="xl">
      {importId ? (
        <Stack>
          <ImportProgress importId={importId} campaignId={campaign.id} />
          <Text size="sm" c="dimmed">
            You can close this; the import goes on.
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setImportId(null)}>
              Add another file
            </Button>
            <Button onClick={close}>Done</Button>
          </Group>
        </Stack>
      ) : (
        <Stack>
          {campaign.status === 'active' && (
            <Text size="sm" c="dimmed">
              This campaign is live: the people you add are called as soon as it is day where they are.
            </Text>
          )}
          <Tabs defaultValue="file" keepMounted={false}>
            <Tabs.List mb="md">
              <Tabs.Tab value="file">From a file</Tabs.Tab>
              <Tabs.Tab value="hand">By hand</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="file">
              <Stack>
                <CsvDrop chosen={chosen} onChoose={setChosen} />
                <Group>
                  <Button
                    size="xs"
                    variant="default"
                    leftSection={<IconDownload size={14} aria-hidden />}
                    onClick={() =>
                      downloadFile(`/campaigns/${campaign.id}/import-template.csv`, 'import-template.csv').catch(
                        toastError,
                      )
                    }
                  >
                    Download an empty list
                  </Button>
                </Group>
                <Group justify="flex-end">
                  <Button variant="default" onClick={close}>
                    Not now
                  </Button>
                  <Button onClick={upload} disabled={!chosen} loading={busy}>
                    Upload
                  </Button>
                </Group>
              </Stack>
            </Tabs.Panel>
            <Tabs.Panel value="hand">
              <AddLeadForm campaignId={campaign.id} onDone={close} />
            </Tabs.Panel>
          </Tabs>
        </Stack>
      )}
    </Modal>
  )
}
