import { Button, Group, Loader, Stack, Text } from '@mantine/core'
import { IconPlayerPlay } from '@tabler/icons-react'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { useCampaignAction } from '../api/campaigns.ts'
import { isImportOver, uploadLeads, useImport } from '../api/imports.ts'
import { ImportProgress } from './import-progress.tsx'
import { SettingsSection } from './settings-section.tsx'
import { toastDone, toastError } from './toasts.ts'

interface Props {
  campaignId: string
  importId: string | null
  uploading: boolean
  file: File | null
  onUploaded: (importId: string) => void
}

/** The last stretch: the list is read, then one button calls it. */
export function NewCampaignLaunch({ campaignId, importId, uploading, file, onUploaded }: Props) {
  const navigate = useNavigate()
  const action = useCampaignAction()
  const job = useImport(importId, campaignId)
  const [retrying, setRetrying] = useState(false)
  const waiting = importId !== null && !isImportOver(job.data)
  async function uploadAgain() {
    if (!file) return
    setRetrying(true)
    await uploadLeads(campaignId, file).then((next) => onUploaded(next.id), toastError)
    setRetrying(false)
  }
  function goLive() {
    action.mutate(
      { id: campaignId, action: 'start' },
      {
        onSuccess: () => {
          toastDone('The campaign is live.')
          navigate(`/campaigns/${campaignId}`)
        },
        onError: toastError,
      },
    )
  }
  return (
    <Stack maw={860}>
      <SettingsSection title="Contacts">
        {importId ? (
          <ImportProgress importId={importId} campaignId={campaignId} />
        ) : uploading ? (
          <Group>
            <Loader size="sm" />
            <Text size="sm">Sending the file</Text>
          </Group>
        ) : file ? (
          <Group justify="space-between">
            <Text size="sm">The file did not arrive.</Text>
            <Button variant="default" size="xs" loading={retrying} onClick={uploadAgain}>
              Send it again
            </Button>
          </Group>
        ) : (
          <Text size="sm">No list was given. Add leads on the campaign's Contacts tab.</Text>
        )}
      </SettingsSection>
      <Group justify="space-between">
        <Button component={Link} to={`/campaigns/${campaignId}`} variant="default">
          Open the campaign
        </Button>
        <Button
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          onClick={goLive}
          loading={action.isPending}
          disabled={waiting || uploading}
        >
          Go live
        </Button>
      </Group>
    </Stack>
  )
}
