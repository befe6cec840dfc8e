import { Button, Group, Text } from '@mantine/core'
import type { Campaign, CampaignAction } from '../api/campaigns.ts'
import { actionLabel, useCampaignCommands } from './campaign-commands.tsx'
import { SettingsSection } from './settings-section.tsx'

const DANGERS: { action: CampaignAction; says: string; why: string }[] = [
  {
    action: 'restart',
    says: 'Every lead back to pending; the history is kept.',
    why: 'Pause it first, or wait until it has completed.',
  },
  {
    action: 'cancel',
    says: 'Ends the campaign for good; whoever was not called yet is not called.',
    why: 'It is not running.',
  },
  {
    action: 'archive',
    says: 'Takes it out of the main list.',
    why: 'Only drafts and campaigns that are over can be archived.',
  },
  { action: 'unarchive', says: 'Puts it back into the main list.', why: '' },
  {
    action: 'delete',
    says: 'Deletes the campaign and its leads; conversations stay in the call history.',
    why: 'Pause or cancel it first.',
  },
]

export function CampaignDanger({ campaign }: { campaign: Campaign }) {
  const { run } = useCampaignCommands()
  const shown = DANGERS.filter(({ action }) => {
    if (action === 'unarchive') return campaign.archived
    return action !== 'archive' || !campaign.archived
  })
  return (
    <SettingsSection title="Danger">
      {shown.map(({ action, says, why }) => {
        const allowed = campaign.allowed_actions?.includes(action) ?? false
        return (
          <Group key={action} justify="space-between" wrap="nowrap">
            <Text size="sm">
              {says}
              {!allowed && (
                <Text span inherit c="dimmed">
                  {' '}
                  {why}
                </Text>
              )}
            </Text>
            <Button
              variant={action === 'delete' || action === 'cancel' ? 'outline' : 'default'}
              color={action === 'delete' || action === 'cancel' ? 'red' : undefined}
              disabled={!allowed}
              onClick={() => run(campaign, action)}
              style={{ flex: 'none' }}
            >
              {actionLabel(action)}
            </Button>
          </Group>
        )
      })}
    </SettingsSection>
  )
}
