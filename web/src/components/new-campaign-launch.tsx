import { Button, Group, Loader, Stack, Text } from '@mantine/core'
import { IconPlayerPlay } from '@tabler/icons-react'
import { Link, useNavigate } from 'react-router'
import { useCampaignAction } from '../api/campaigns.ts'
import { isImportOver, useImport } from '../api/imports.ts'
import { ImportProgress } from './import-progress.tsx'
import { SettingsSection } from './settings-section.tsx'
import { toastDone, toastError } from './toasts.ts'

interface Props {
  campaignId: string
  importId: string | null
  /** The import is being asked for. */
  starting: boolean
  /** Asks again; null when there is no list. */
  onImport: (() => void) | null
}

/** The last stretch: the list is read, then one button calls its people. */
export function NewCampaignLaunch({ campaignId, importId, starting, onImport }: Props) {
  const navigate = useNavigate()
  const action = useCampaignAction()
  const job = useImport(importId)
  const waiting = importId !== null && !isImportOver(job.data)
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
          <ImportProgress importId={importId} />
        ) : starting ? (
          <Group>
            <Loader size="sm" />
            <Text size="sm">Starting the import</Text>
          </Group>
        ) : onImport ? (
          <Group justify="space-between">
            <Text size="sm">The import did not start.</Text>
            <Button variant="default" size="xs" onClick={onImport}>
              Try again
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
          disabled={waiting || starting}
        >
          Go live
        </Button>
      </Group>
    </Stack>
  )
}
