import { List, Text } from '@mantine/core'
import { modals } from '@mantine/modals'
import { useNavigate } from 'react-router'
import { type Campaign, type CampaignAction, useCampaignAction } from '../api/campaigns.ts'
import { countOf, formatCount } from '../format.ts'
import { CAMPAIGN_ACTION } from '../words.ts'
import { DeleteCampaignForm } from './delete-campaign-form.tsx'
import { RestartForm } from './restart-form.tsx'
import { toastDone, toastError } from './toasts.ts'

const DONE: Record<CampaignAction, string> = {
  start: 'is live',
  pause: 'is paused; calls in progress will finish',
  resume: 'goes on where it left off',
  cancel: 'is cancelled',
  restart: 'starts again from the first pass',
  retry_failed: 'will try its failed leads again',
  archive: 'is archived',
  unarchive: 'is back in the list',
  delete: 'is deleted',
  duplicate: 'was copied',
  run: 'is running',
  approve_all: 'has all its outreaches approved',
}

/** Carries out an action on a campaign; what cannot be undone, or rings people, asks first. */
export function useCampaignCommands() {
  const navigate = useNavigate()
  const mutation = useCampaignAction()

  async function perform(campaign: Campaign, action: CampaignAction, body?: unknown) {
    try {
      const result = await mutation.mutateAsync({ id: campaign.id, action, body })
      toastDone(`${campaign.name} ${DONE[action]}.`)
      if (action === 'delete') navigate('/campaigns')
      if (action === 'duplicate' && result?.id) navigate(`/campaigns/${result.id}/settings`)
    } catch (error) {
      toastError(error)
      throw error
    }
  }
  /** For buttons: the toast has said what went wrong. */
  function attempt(campaign: Campaign, action: CampaignAction) {
    perform(campaign, action).catch(() => {})
  }

  function run(campaign: Campaign, action: CampaignAction) {
    if (action === 'restart') {
      modals.open({
        title: `Restart ${campaign.name}?`,
        children: <RestartForm campaign={campaign} onRestart={(body) => perform(campaign, 'restart', body)} />,
      })
    } else if (action === 'delete') {
      modals.open({
        title: `Delete ${campaign.name}?`,
        children: <DeleteCampaignForm campaign={campaign} onDelete={() => perform(campaign, 'delete')} />,
      })
    } else if (action === 'cancel') {
      modals.openConfirmModal({
        title: `Cancel ${campaign.name} for good?`,
        children: (
          <Text size="sm">
            A cancelled campaign cannot be resumed. Calls in progress finish; everyone not yet called becomes
            “canceled”. What has been recorded stays.
          </Text>
        ),
        labels: { confirm: 'Cancel the campaign', cancel: 'Keep it' },
        confirmProps: { color: 'red' },
        onConfirm: () => attempt(campaign, 'cancel'),
      })
    } else if (action === 'start') {
      modals.openConfirmModal({
        title: `Go live with ${campaign.name}?`,
        children: <StartSummary campaign={campaign} />,
        labels: { confirm: 'Go live', cancel: 'Not yet' },
        onConfirm: () => attempt(campaign, 'start'),
      })
    } else attempt(campaign, action)
  }

  return { run, isPending: mutation.isPending }
}

function StartSummary({ campaign }: { campaign: Campaign }) {
  const hours = campaign.settings.calling_hours
  return (
    <>
      <Text size="sm" mb="xs">
        Sundial will begin to call. A campaign that went live does not become a draft again; you can pause it at any
        time.
      </Text>
      <List size="sm">
        <List.Item>{countOf(campaign.counts?.total ?? 0, 'person', 'people')} on the list</List.Item>
        <List.Item>{countOf(campaign.number_ids.length, 'number')} to call from</List.Item>
        <List.Item>
          Between {hours.start} and {hours.end} where each person is
        </List.Item>
        <List.Item>Up to {formatCount(campaign.settings.max_concurrent_calls)} calls at once</List.Item>
      </List>
    </>
  )
}

export function actionLabel(action: CampaignAction): string {
  return CAMPAIGN_ACTION[action] ?? action
}
