import { ActionIcon, Button, Menu, UnstyledButton } from '@mantine/core'
import {
  IconArchive,
  IconArchiveOff,
  IconChecks,
  IconChevronDown,
  IconCopy,
  IconDots,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconRefresh,
  IconRepeat,
  IconTrash,
  type TablerIcon,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Campaign, CampaignAction } from '../api/campaigns.ts'
import { actionLabel, useCampaignCommands } from './campaign-commands.tsx'
import { CampaignStatusBadge } from './word-badge.tsx'

const ICONS: Record<CampaignAction, TablerIcon> = {
  start: IconPlayerPlay,
  pause: IconPlayerPause,
  resume: IconPlayerPlay,
  cancel: IconPlayerStop,
  restart: IconRefresh,
  retry_failed: IconRepeat,
  archive: IconArchive,
  unarchive: IconArchiveOff,
  delete: IconTrash,
  duplicate: IconCopy,
  run: IconPlayerPlay,
  approve_all: IconChecks,
}
const DANGEROUS: CampaignAction[] = ['cancel', 'delete']
/** Belong to outreaches, which have no page yet. */
const HIDDEN: CampaignAction[] = ['approve_all']

function ActionsMenu({
  campaign,
  except = [],
  children,
}: {
  campaign: Campaign
  except?: CampaignAction[]
  children: ReactNode
}) {
  const { run } = useCampaignCommands()
  const actions = (campaign.allowed_actions ?? []).filter((it) => !except.includes(it) && !HIDDEN.includes(it))
  return (
    <Menu position="bottom-start">
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        {actions.length === 0 && <Menu.Label>Nothing can be done right now</Menu.Label>}
        {actions.map((action) => {
          const Icon = ICONS[action] ?? IconDots
          return (
            <Menu.Item
              key={action}
              leftSection={<Icon size={16} aria-hidden />}
              color={DANGEROUS.includes(action) ? 'red' : undefined}
              onClick={() => run(campaign, action)}
            >
              {actionLabel(action)}
            </Menu.Item>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}

/** The status, and what it may become. */
export function CampaignStatusMenu({ campaign }: { campaign: Campaign }) {
  return (
    <ActionsMenu campaign={campaign}>
      <UnstyledButton
        aria-label={`${campaign.archived ? 'archived' : campaign.status}: actions for ${campaign.name}`}
        style={{ display: 'inline-flex', alignItems: 'center', gap: 4, minHeight: 28 }}
      >
        <CampaignStatusBadge campaign={campaign} />
        <IconChevronDown size={14} aria-hidden />
      </UnstyledButton>
    </ActionsMenu>
  )
}

const MAIN: CampaignAction[] = ['start', 'pause', 'resume', 'restart']

/** The one thing a person most likely wants, and a menu with the rest. */
export function CampaignButtons({ campaign }: { campaign: Campaign }) {
  const { run, isPending } = useCampaignCommands()
  // A draft that lacks something still offers to go live: the refusal names what is missing.
  const main: CampaignAction | undefined =
    campaign.status === 'draft' && !campaign.archived
      ? 'start'
      : MAIN.find((action) => campaign.allowed_actions?.includes(action))
  const Icon = main && ICONS[main]
  return (
    <>
      {main && Icon && (
        <Button
          variant={main === 'start' || main === 'resume' ? 'filled' : 'default'}
          leftSection={<Icon size={16} aria-hidden />}
          loading={isPending}
          onClick={() => run(campaign, main)}
        >
          {actionLabel(main)}
        </Button>
      )}
      <ActionsMenu campaign={campaign} except={main ? [main] : []}>
        <ActionIcon variant="default" size={36} aria-label="More actions">
          <IconDots size={18} />
        </ActionIcon>
      </ActionsMenu>
    </>
  )
}
