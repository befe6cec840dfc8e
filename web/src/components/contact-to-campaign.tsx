import { Alert, Button, Group, Modal, Select, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'react-router'
import { type Campaign, useCampaigns } from '../api/campaigns.ts'
import { type ContactFilter, useAddFromContacts } from '../api/contacts.ts'
import { countOf } from '../format.ts'
import { CAMPAIGN_STATUS, wordOf } from '../words.ts'
import { ImportProgress } from './import-progress.tsx'
import { toastError } from './toasts.ts'

/** Whom to add: people that were chosen, or everybody a filter matches. */
export type Chosen = { ids: string[]; name?: string } | { filter: ContactFilter }

interface Props {
  chosen: Chosen | null
  onClose: () => void
  /** Once the job has begun. */
  onStarted?: () => void
}

/** People of the address book into a campaign. */
export function ContactToCampaign({ chosen, onClose, onStarted }: Props) {
  return (
    <Modal
      opened={chosen !== null}
      onClose={onClose}
      title="Add to a campaign"
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {chosen && <Content chosen={chosen} onClose={onClose} onStarted={onStarted} />}
    </Modal>
  )
}

const isOpen = (campaign: Campaign) => campaign.status !== 'cancelled' && !campaign.archived

function Content({ chosen, onClose, onStarted }: Props & { chosen: Chosen }) {
  const campaigns = useCampaigns({ limit: 100 })
  const [campaignId, setCampaignId] = useState<string | null>(null)
  const [jobId, setJobId] = useState<string | null>(null)
  const add = useAddFromContacts()
  const open = (campaigns.data?.data ?? []).filter(isOpen)
  const campaign = open.find((it) => it.id === campaignId)
  if (campaign && jobId)
    return (
      <Stack>
        <ImportProgress importId={jobId} />
        <Text size="sm" c="dimmed">
          You can close this; the job goes on.
        </Text>
        <Group justify="flex-end">
          <Button variant="default" component={Link} to={`/campaigns/${campaign.id}/contacts`}>
            Go to {campaign.name}
          </Button>
          <Button onClick={onClose}>Done</Button>
        </Group>
      </Stack>
    )
  function submit() {
    if (!campaignId) return
    const who = 'ids' in chosen ? { contact_ids: chosen.ids } : { filter: chosen.filter }
    add.mutate(
      { campaignId, who },
      {
        onSuccess: ({ id }) => {
          setJobId(id)
          onStarted?.()
        },
        onError: toastError,
      },
    )
  }
  return (
    <Stack>
      <Text size="sm">{whom(chosen)}</Text>
      <Select
        label="Campaign"
        placeholder={campaigns.isPending ? 'Loading' : 'Choose a campaign'}
        data={open.map((it) => ({
          value: it.id,
          label: `${it.name} (${wordOf(CAMPAIGN_STATUS, it.status).label.toLowerCase()})`,
        }))}
        value={campaignId}
        onChange={setCampaignId}
        error={campaigns.error?.message}
        searchable
        nothingFoundMessage="No campaign that takes people"
      />
      {campaign?.status === 'active' && (
        <Alert color="orange" variant="outline" role="status">
          This campaign is live: whom you add is called as soon as it is day where they are.
        </Alert>
      )}
      {campaign?.status === 'completed' && (
        <Alert color="orange" variant="outline" role="status">
          This campaign is over: whom you add waits until it is restarted.
        </Alert>
      )}
      <Text size="sm" c="dimmed">
        Who is in the campaign already stays as they are there, and nobody who is finished is called again. Who does not
        meet the campaign's criteria becomes disqualified.
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Not now
        </Button>
        <Button onClick={submit} disabled={!campaign} loading={add.isPending}>
          Add
        </Button>
      </Group>
    </Stack>
  )
}

function whom(chosen: Chosen): string {
  if ('ids' in chosen) return chosen.name ?? `${countOf(chosen.ids.length, 'person', 'people')} you selected.`
  return Object.keys(chosen.filter).length > 0
    ? 'Everybody the search and the filters match. How many they are is counted while they are added.'
    : 'Everybody in the address book. How many they are is counted while they are added.'
}
