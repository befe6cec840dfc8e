import { Button, Group, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useCampaigns } from '../api/campaigns.ts'
import { ApiError } from '../api/client.ts'
import type { ComplianceQuestion, useComplianceCheck } from '../api/compliance.ts'
import type { Consent } from '../api/leads.ts'
import { useNow } from '../api/product-clock.ts'
import { useTimeZones } from '../api/schedules.ts'
import { zoneText } from '../week.ts'
import { CONSENT_TYPES } from './contact-fields.tsx'
import { InstantInput } from './instant-input.tsx'
import { ErrorState } from './states.tsx'

interface Draft {
  phone: string
  /** null: now, whenever it is asked. */
  at: string | null
  campaignId: string | null
  state: string
  postalCode: string
  zone: string | null
  consent: Consent['type'] | null
}

interface Props {
  check: ReturnType<typeof useComplianceCheck>
  initial: Pick<Draft, 'phone' | 'at' | 'campaignId'>
}

/** One call that might be made, or was. */
export function CheckForm({ check, initial }: Props) {
  const [draft, setDraft] = useState<Draft>({ state: '', postalCode: '', zone: null, consent: null, ...initial })
  const now = useNow(1000)
  const campaigns = useCampaigns({ limit: 100 })
  const zones = useTimeZones()
  const set = (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change }))
  const problem = check.error instanceof ApiError ? check.error : null
  // The page was asked for with a call that is not among the latest campaigns.
  const known = (campaigns.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name }))
  const { campaignId } = draft
  const isKnown = campaignId === null || known.some(({ value }) => value === campaignId)
  function submit(event: FormEvent) {
    event.preventDefault()
    check.mutate(questionOf(draft))
  }
  return (
    <form className="surface" style={{ padding: 16 }} onSubmit={submit} aria-label="Check a call">
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="sm">
          <TextInput
            label="Phone"
            description="As people write it"
            type="tel"
            required
            value={draft.phone}
            onChange={(event) => set({ phone: event.currentTarget.value })}
            error={problem?.at('/phone')}
          />
          <InstantInput
            label="When, in your time"
            description={draft.at === null ? 'Now, until you change it' : 'Read on your clock, not on theirs'}
            value={draft.at ?? new Date(now).toISOString()}
            onChange={(at) => set({ at })}
            error={problem?.at('/at')}
          />
          <Select
            label="Campaign"
            description="With its hours, schedule, agent and numbers"
            placeholder="None: only the law and you"
            clearable
            searchable
            data={isKnown ? known : [{ value: campaignId, label: campaignId }, ...known]}
            value={campaignId}
            onChange={(next) => set({ campaignId: next })}
            error={problem?.at('/campaign_id')}
          />
        </SimpleGrid>
        <Text size="sm" c="dimmed">
          What you say of the person here is judged in place of the contact on file. Leave it empty to judge the contact
          with this phone, if there is one.
        </Text>
        <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm">
          <TextInput
            label="State or province"
            placeholder="Not said"
            maxLength={60}
            value={draft.state}
            onChange={(event) => set({ state: event.currentTarget.value })}
            error={problem?.at('/contact/address/state')}
          />
          <TextInput
            label="ZIP or postal code"
            placeholder="Not said"
            maxLength={60}
            value={draft.postalCode}
            onChange={(event) => set({ postalCode: event.currentTarget.value })}
            error={problem?.at('/contact/address/postal_code')}
          />
          <Select
            label="Time zone"
            placeholder="Not said"
            clearable
            searchable
            data={(zones.data ?? []).map((zone) => ({ value: zone, label: zoneText(zone) }))}
            value={draft.zone}
            onChange={(zone) => set({ zone })}
            error={problem?.at('/contact/time_zone')}
          />
          <Select
            label="Consent"
            placeholder="Not said"
            clearable
            data={CONSENT_TYPES}
            value={draft.consent}
            onChange={(consent) => set({ consent: consent as Draft['consent'] })}
            error={problem?.at('/contact/consent')}
          />
        </SimpleGrid>
        <Group justify="flex-end">
          {draft.at !== null && (
            <Button variant="default" onClick={() => set({ at: null })}>
              Back to now
            </Button>
          )}
          <Button type="submit" loading={check.isPending}>
            Check
          </Button>
        </Group>
        {check.error && (!problem || problem.fields.length === 0) && <ErrorState error={check.error} />}
      </Stack>
    </form>
  )
}

function questionOf({ phone, at, campaignId, state, postalCode, zone, consent }: Draft): ComplianceQuestion {
  const hasAddress = state.trim() !== '' || postalCode.trim() !== ''
  const contact = {
    ...(zone && { time_zone: zone }),
    ...(hasAddress && { address: { state: state.trim() || null, postal_code: postalCode.trim() || null } }),
    ...(consent && { consent: { type: consent } }),
  }
  return {
    phone: phone.trim(),
    ...(at && { at }),
    ...(campaignId && { campaign_id: campaignId }),
    ...(Object.keys(contact).length > 0 && { contact }),
  }
}
