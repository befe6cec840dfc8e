import { Badge, Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { modals } from '@mantine/modals'
import { type ReactNode, useState } from 'react'
import { type Consent, type Lead, useRevokeConsent } from '../api/leads.ts'
import { formatDate, toMs } from '../format.ts'
import { CONSENT_TYPES } from './contact-fields.tsx'
import { toastDone, toastError } from './toasts.ts'

/** Where a lead's person is, as far as we were told, and whether they agreed to be called. */
export function LeadContact({ lead, campaignId, now }: { lead: Lead; campaignId: string; now: number }) {
  const { address, consent } = lead
  const region = [address?.state, address?.postal_code].filter(Boolean).join(' ')
  const place = [address?.street, address?.city, region, address?.country].filter(Boolean).join(', ')
  return (
    <section aria-label="Place and consent">
      <Text component="h3" fw={600} size="sm" m={0} mb={6}>
        Place and consent
      </Text>
      <dl style={{ margin: 0, display: 'grid', gridTemplateColumns: 'minmax(120px, auto) 1fr', gap: '4px 16px' }}>
        <Fact name="Time zone">{lead.time_zone ?? 'By address and phone'}</Fact>
        <Fact name="Address">{place || '–'}</Fact>
        <Fact name="Consent">
          {consent === null ? (
            'Nothing on file'
          ) : (
            <ConsentFacts consent={consent} lead={lead} campaignId={campaignId} now={now} />
          )}
        </Fact>
      </dl>
    </section>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <Text component="dt" size="sm" c="dimmed">
        {name}
      </Text>
      <Text component="dd" size="sm" m={0} style={{ overflowWrap: 'anywhere' }}>
        {children}
      </Text>
    </>
  )
}

function ConsentFacts({
  consent,
  lead,
  campaignId,
  now,
}: {
  consent: Consent
  lead: Lead
  campaignId: string
  now: number
}) {
  const state = stateOf(consent, now)
  const facts = [
    CONSENT_TYPES.find((it) => it.value === consent.type)?.label,
    consent.at && `on ${formatDate(consent.at, now)}`,
    consent.expires_at && `until ${formatDate(consent.expires_at, now)}`,
    consent.source && `by ${consent.source}`,
  ]
  return (
    <Stack gap={4} align="flex-start">
      <Group gap="xs">
        <Badge variant="light" color={state.color} tt="none">
          {state.label}
        </Badge>
        <span>{facts.filter(Boolean).join(', ')}</span>
      </Group>
      {consent.wording && <span>“{consent.wording}”</span>}
      {consent.revoked_at && (
        <span>
          Revoked on {formatDate(consent.revoked_at, now)}
          {consent.revoked_reason && `: ${consent.revoked_reason}`}
        </span>
      )}
      {consent.type !== 'none' && consent.revoked_at === null && (
        <Button size="compact-xs" variant="default" onClick={() => askRevoke(lead, campaignId)}>
          Revoke consent
        </Button>
      )}
    </Stack>
  )
}

function stateOf(consent: Consent, now: number): { label: string; color: string } {
  if (consent.holds) return { label: 'Holds', color: 'green' }
  if (consent.type === 'none') return { label: 'Not given', color: 'gray' }
  if (consent.revoked_at) return { label: 'Revoked', color: 'red' }
  if (consent.expires_at && toMs(consent.expires_at) <= now) return { label: 'Expired', color: 'orange' }
  return { label: 'Not yet', color: 'gray' }
}

function askRevoke(lead: Lead, campaignId: string): void {
  modals.open({
    title: `Revoke the consent of ${lead.name || 'this person'}?`,
    children: <RevokeForm lead={lead} campaignId={campaignId} />,
  })
}

function RevokeForm({ lead, campaignId }: { lead: Lead; campaignId: string }) {
  const revoke = useRevokeConsent(campaignId)
  const [reason, setReason] = useState('')
  function submit() {
    revoke.mutate(
      { lead, reason: reason.trim() },
      {
        onSuccess: () => {
          modals.closeAll()
          toastDone('The consent is revoked.')
        },
        onError: toastError,
      },
    )
  }
  return (
    <Stack>
      <Text size="sm">
        It stays on file as revoked, in every campaign; only one given later can take its place. Did they ask not to be
        called at all? Then use “Do not call”.
      </Text>
      <Textarea
        label="How they said so"
        required
        autosize
        minRows={2}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-autofocus
      />
      <Group justify="flex-end">
        <Button variant="default" onClick={() => modals.closeAll()}>
          Keep it
        </Button>
        <Button color="red" disabled={reason.trim() === ''} loading={revoke.isPending} onClick={submit}>
          Revoke
        </Button>
      </Group>
    </Stack>
  )
}
