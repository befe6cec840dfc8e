import { Alert, Anchor, Button, Group, Modal, Select, Stack, Tabs, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useModals } from '@mantine/modals'
import {
  IconAddressBook,
  IconCode,
  IconFileSpreadsheet,
  IconMail,
  IconPencil,
  IconPhoneIncoming,
  type TablerIcon,
} from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { Link } from 'react-router'
import type { Campaign } from '../api/campaigns.ts'
import { isImportAtRest, useImport, useImports } from '../api/imports.ts'
import { countOf } from '../format.ts'
import { AddLeadForm } from './add-lead-form.tsx'
import { FromContacts } from './from-contacts.tsx'
import { useListDraft } from './import-draft.ts'
import { ImportFile } from './import-file.tsx'
import { ImportProgress } from './import-progress.tsx'
import { MailboxSetup } from './mailbox-setup.tsx'
import { WaysInApi } from './ways-in-api.tsx'
import { WaysInInbound } from './ways-in-inbound.tsx'

const WAYS = ['file', 'contacts', 'hand', 'email', 'api', 'inbound'] as const
export type WayIn = (typeof WAYS)[number]

export function isWayIn(name: string | null): name is WayIn {
  return WAYS.some((it) => it === name)
}

const NAMES: Record<WayIn, { label: string; icon: TablerIcon }> = {
  file: { label: 'From a file', icon: IconFileSpreadsheet },
  contacts: { label: 'From contacts', icon: IconAddressBook },
  hand: { label: 'By hand', icon: IconPencil },
  email: { label: 'By email', icon: IconMail },
  api: { label: 'By API', icon: IconCode },
  inbound: { label: 'Inbound', icon: IconPhoneIncoming },
}

interface Props {
  campaign: Campaign
  /** null: closed. */
  way: WayIn | null
  onWay: (way: WayIn | null) => void
}

/** Every way into a campaign in one place; leads are worked as soon as they arrive when it is active. */
export function AddLeads({ campaign, way, onWay }: Props) {
  const narrow = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false })
  const asking = useModals().modals.length > 0
  const draft = useListDraft(() => Promise.resolve(campaign.id))
  const [importId, setImportId] = useState<string | null>(null)
  const close = () => {
    onWay(null)
    setImportId(null)
  }
  return (
    <Modal
      opened={way !== null}
      onClose={close}
      closeOnEscape={!asking}
      closeOnClickOutside={draft.file === null}
      title={`Add leads to ${campaign.name}`}
      size="64rem"
      centered={false}
      fullScreen={narrow}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {way === null ? null : importId ? (
        <Running importId={importId} campaignId={campaign.id} onMore={() => setImportId(null)} onDone={close} />
      ) : (
        <Stack>
          <StillRunning campaignId={campaign.id} />
          {campaign.status === 'active' && way !== 'inbound' && (
            <Text size="sm" c="dimmed">
              This campaign is live: the people you add are called as soon as it is day where they are.
            </Text>
          )}
          <Ways way={way} onWay={onWay} narrow={narrow}>
            {way === 'file' && (
              <ImportFile
                campaignId={campaign.id}
                agentId={campaign.agent_id}
                draft={draft}
                onStarted={setImportId}
                onCancel={close}
              />
            )}
            {way === 'contacts' && <FromContacts campaign={campaign} onStarted={setImportId} />}
            {way === 'hand' && <AddLeadForm campaignId={campaign.id} onDone={close} />}
            {way === 'email' && <MailboxSetup campaign={campaign} />}
            {way === 'api' && <WaysInApi campaignId={campaign.id} />}
            {way === 'inbound' && <WaysInInbound campaign={campaign} />}
          </Ways>
        </Stack>
      )}
    </Modal>
  )
}

function Running(props: { importId: string; campaignId: string; onMore: () => void; onDone: () => void }) {
  const { importId, campaignId, onMore, onDone } = props
  const { data: job } = useImport(importId)
  return (
    <Stack>
      <ImportProgress importId={importId} />
      <Text size="sm" c="dimmed">
        {isImportAtRest(job) ? 'It is kept' : 'You can close this; it goes on, and is kept'} under{' '}
        <HistoryLink campaignId={campaignId}>Imports &amp; arrivals</HistoryLink>.
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onMore}>
          Add more
        </Button>
        <Button onClick={onDone}>Done</Button>
      </Group>
    </Stack>
  )
}

/** Tabs, or a select where they would not fit beside each other. */
function Ways(props: { way: WayIn; onWay: (way: WayIn) => void; narrow: boolean; children: ReactNode }) {
  const { way, onWay, narrow, children } = props
  const take = (next: string | null) => isWayIn(next) && onWay(next)
  if (narrow)
    return (
      <>
        <Select
          label="How they come in"
          data={WAYS.map((value) => ({ value, label: NAMES[value].label }))}
          value={way}
          onChange={take}
          allowDeselect={false}
        />
        {children}
      </>
    )
  return (
    <Tabs value={way} onChange={take} keepMounted={false}>
      <Tabs.List mb="md">
        {WAYS.map((value) => {
          const { label, icon: Icon } = NAMES[value]
          return (
            <Tabs.Tab key={value} value={value} leftSection={<Icon size={16} aria-hidden />}>
              {label}
            </Tabs.Tab>
          )
        })}
      </Tabs.List>
      <Tabs.Panel value={way}>{children}</Tabs.Panel>
    </Tabs>
  )
}

/** Whoever closed this while a list was being read finds it again. */
function StillRunning({ campaignId }: { campaignId: string }) {
  const query = useImports({ campaign_id: campaignId, limit: 10 })
  const running = (query.data?.data ?? []).filter((it) => !isImportAtRest(it)).length
  if (running === 0) return null
  return (
    <Alert variant="default" py="xs" role="status">
      <Text size="sm">
        {countOf(running, 'import')} still running:{' '}
        <HistoryLink campaignId={campaignId}>see how far {running === 1 ? 'it is' : 'they are'}</HistoryLink>.
      </Text>
    </Alert>
  )
}

function HistoryLink({ campaignId, children }: { campaignId: string; children: ReactNode }) {
  return (
    <Anchor component={Link} to={`/campaigns/${campaignId}/contacts/imports`} inherit>
      {children}
    </Anchor>
  )
}
