import { Button, Drawer, Group, Stack, Text } from '@mantine/core'
import { modals, useModals } from '@mantine/modals'
import {
  IconAddressBook,
  IconPencil,
  IconPhoneOff,
  IconPlayerPause,
  IconPlayerPlay,
  IconRepeat,
} from '@tabler/icons-react'
import { useState } from 'react'
import { Link } from 'react-router'
import type { Campaign } from '../api/campaigns.ts'
import { type Lead, type LeadWithAttempts, useLead, useLeadAction } from '../api/leads.ts'
import { useNow } from '../api/product-clock.ts'
import { countOf, formatPhone } from '../format.ts'
import { humanize } from '../words.ts'
import { AttemptList } from './attempt-list.tsx'
import { EligibilityUnmet } from './eligibility-unmet.tsx'
import { InboundOfLead } from './inbound-of-lead.tsx'
import { LeadContact } from './lead-contact.tsx'
import { LeadEditForm } from './lead-edit-form.tsx'
import { LeadPhones } from './lead-phones.tsx'
import { Tags } from './person.tsx'
import { ErrorState, Loading } from './states.tsx'
import { toastDone, toastError } from './toasts.ts'
import { WhyNotLead } from './why-not-lead.tsx'
import { DispositionBadge, LeadStatusBadge } from './word-badge.tsx'

interface Props {
  leadId: string | null
  campaign: Campaign
  onClose: () => void
}

/** Everything about one person in this campaign. */
export function LeadPanel({ leadId, campaign, onClose }: Props) {
  const query = useLead(leadId)
  const asking = useModals().modals.length > 0
  return (
    <Drawer
      opened={leadId !== null}
      onClose={onClose}
      closeOnEscape={!asking}
      position="right"
      size="min(640px, 100vw)"
      title={<Text fw={650}>{query.data ? query.data.lead.name || 'No name' : 'Lead'}</Text>}
      closeButtonProps={{ 'aria-label': 'Close the lead' }}
    >
      {query.isPending ? (
        <Loading />
      ) : !query.data ? (
        <ErrorState error={query.error} onRetry={() => query.refetch()} />
      ) : (
        <Content key={leadId} data={query.data} campaign={campaign} />
      )}
    </Drawer>
  )
}

function Content({ data, campaign }: { data: LeadWithAttempts; campaign: Campaign }) {
  const { lead, attempts } = data
  const now = useNow(1000)
  const [editing, setEditing] = useState(false)
  const perPhone = campaign.settings.retry.max_attempts_per_phone
  const variables = Object.entries(lead.variables)
  return (
    <Stack gap="lg">
      <Stack gap="xs">
        <Group gap="xs">
          <LeadStatusBadge status={lead.status} reason={lead.status_reason} />
          {lead.disposition && <DispositionBadge disposition={lead.disposition} />}
          {lead.priority !== 'normal' && <Text size="sm">{humanize(lead.priority)} priority</Text>}
          <Tags tags={lead.tags} most={6} />
        </Group>
        <Text size="sm" c="dimmed">
          {[
            lead.email,
            `${countOf(lead.attempts, 'attempt')} so far, up to ${perPhone} for each phone`,
            `pass ${lead.pass}`,
            lead.goal_score === null ? null : `goal score ${lead.goal_score} of 100`,
          ]
            .filter(Boolean)
            .join(' · ')}
        </Text>
      </Stack>
      {editing ? (
        <LeadEditForm lead={lead} campaignId={campaign.id} onDone={() => setEditing(false)} />
      ) : (
        <>
          <Actions lead={lead} campaign={campaign} onEdit={() => setEditing(true)} />
          <EligibilityUnmet unmet={lead.unmet} />
          <WhyNotLead lead={lead} />
          <LeadPhones lead={lead} perPhone={perPhone} />
          <LeadContact lead={lead} campaignId={campaign.id} now={now} />
        </>
      )}
      {variables.length > 0 && (
        <section aria-label="Variables">
          <Text component="h3" fw={600} size="sm" m={0} mb={6}>
            Variables
          </Text>
          <dl style={{ margin: 0, display: 'grid', gridTemplateColumns: 'minmax(120px, auto) 1fr', gap: '4px 16px' }}>
            {variables.map(([name, value]) => (
              <Variable key={name} name={name} value={value} />
            ))}
          </dl>
        </section>
      )}
      <InboundOfLead leadId={lead.id} />
      <AttemptList attempts={attempts} />
    </Stack>
  )
}

function Variable({ name, value }: { name: string; value: string }) {
  return (
    <>
      <Text component="dt" size="sm" c="dimmed">
        {name}
      </Text>
      <Text component="dd" size="sm" m={0} style={{ overflowWrap: 'anywhere' }}>
        {value || '–'}
      </Text>
    </>
  )
}

const RETRYABLE: Lead['status'][] = ['completed', 'no_conversation', 'failed', 'skipped']
const DISABLEABLE: Lead['status'][] = ['pending', 'planning', 'awaiting_approval', 'called', 'retry', 'rescheduled']

function Actions({ lead, campaign, onEdit }: { lead: Lead; campaign: Campaign; onEdit: () => void }) {
  const action = useLeadAction(campaign.id)
  function act(name: 'retry' | 'disable' | 'enable' | 'do_not_call', done: string) {
    action.mutate({ lead, action: name }, { onSuccess: () => toastDone(done), onError: toastError })
  }
  const who = lead.name || 'This lead'
  function askDoNotCall() {
    modals.openConfirmModal({
      title: `Never call ${lead.name || 'this person'} again?`,
      children: (
        <Text size="sm">
          {lead.phones.map((phone) => formatPhone(phone.e164 ?? phone.raw)).join(' and ')} will be suppressed for the
          whole organization, in every campaign. Taking it back needs a reason on the Suppressions page.
        </Text>
      ),
      labels: { confirm: 'Do not call', cancel: 'Keep calling' },
      confirmProps: { color: 'red' },
      onConfirm: () => act('do_not_call', `${who} will not be called again.`),
    })
  }
  function askRetry() {
    if (lead.status !== 'completed') {
      act('retry', `${who} will be called again.`)
      return
    }
    modals.openConfirmModal({
      title: `Call ${lead.name || 'this person'} again?`,
      children: <Text size="sm">They have already been reached, and would be rung a second time.</Text>,
      labels: { confirm: 'Call again', cancel: 'Leave it' },
      onConfirm: () => act('retry', `${who} will be called again.`),
    })
  }
  return (
    <Group gap="xs">
      <Button size="xs" variant="default" leftSection={<IconPencil size={15} aria-hidden />} onClick={onEdit}>
        Edit
      </Button>
      <Button
        component={Link}
        to={`/contacts/${lead.contact_id}`}
        size="xs"
        variant="default"
        leftSection={<IconAddressBook size={15} aria-hidden />}
      >
        Contact
      </Button>
      {RETRYABLE.includes(lead.status) && (
        <Button size="xs" variant="default" leftSection={<IconRepeat size={15} aria-hidden />} onClick={askRetry}>
          Retry
        </Button>
      )}
      {DISABLEABLE.includes(lead.status) && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlayerPause size={15} aria-hidden />}
          onClick={() => act('disable', `${who} is switched off.`)}
        >
          Disable
        </Button>
      )}
      {lead.status === 'disabled' && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlayerPlay size={15} aria-hidden />}
          onClick={() => act('enable', `${who} is back in the queue.`)}
        >
          Enable
        </Button>
      )}
      {lead.status !== 'do_not_call' && lead.phones.length > 0 && (
        <Button
          size="xs"
          variant="outline"
          color="red"
          leftSection={<IconPhoneOff size={15} aria-hidden />}
          onClick={askDoNotCall}
        >
          Do not call
        </Button>
      )}
    </Group>
  )
}
