import { Accordion, Group, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Address, Consent, ConsentInput, Lead } from '../api/leads.ts'
import { InstantInput } from './instant-input.tsx'

/** Where somebody is and what they agreed to, as a person types it. Empty texts are unknown. */
export interface ContactDraft {
  time_zone: string
  address: Record<keyof Address, string>
  /** '' is nothing on file. */
  consent: { type: Consent['type'] | ''; wording: string; source: string; at: string | null; expires_at: string | null }
}

export const emptyContact: ContactDraft = {
  time_zone: '',
  address: { street: '', city: '', state: '', postal_code: '', country: '' },
  consent: { type: '', wording: '', source: '', at: null, expires_at: null },
}

/** A consent that was revoked is not taken up again: only a new one, given later, can take its place. */
export function contactDraftOf({ time_zone, address, consent }: Pick<Lead, keyof ContactDraft>): ContactDraft {
  return {
    time_zone: time_zone ?? '',
    address: {
      street: address?.street ?? '',
      city: address?.city ?? '',
      state: address?.state ?? '',
      postal_code: address?.postal_code ?? '',
      country: address?.country ?? '',
    },
    consent:
      consent === null || consent.revoked_at !== null
        ? emptyContact.consent
        : {
            type: consent.type,
            wording: consent.wording,
            source: consent.source,
            at: consent.at,
            expires_at: consent.expires_at,
          },
  }
}

export function contactInputOf(draft: ContactDraft): {
  time_zone: string | null
  address: Address | null
  consent: ConsentInput | null
} {
  const { street, city, state, postal_code, country } = draft.address
  const known = (text: string) => text.trim() || null
  const address: Address = {
    street: known(street),
    city: known(city),
    state: known(state),
    postal_code: known(postal_code),
    country: known(country.toUpperCase()),
  }
  const { type, ...rest } = draft.consent
  return {
    time_zone: draft.time_zone || null,
    address: Object.values(address).some((part) => part !== null) ? address : null,
    consent: type === '' ? null : { type, ...rest },
  }
}

export const CONSENT_TYPES: { value: Consent['type']; label: string }[] = [
  { value: 'written', label: 'Given in writing' },
  { value: 'express', label: 'Given, not in writing' },
  { value: 'none', label: 'Asked, and not given' },
]
const ZONES = Intl.supportedValuesOf('timeZone')

interface Props {
  draft: ContactDraft
  onChange: (change: Partial<ContactDraft>) => void
  /** What the API found wrong, such as `/consent/at`. */
  fields: { pointer: string; message: string }[]
}

export function ContactFields({ draft, onChange, fields }: Props) {
  const [opened, setOpened] = useState<string[]>([])
  const error = (pointer: string) => fields.find((field) => field.pointer === pointer)?.message
  // What is wrong is never hidden.
  const wrong = fields.flatMap(({ pointer }) => {
    if (pointer.startsWith('/consent')) return 'consent'
    return /^\/(address|time_zone)/.test(pointer) ? 'place' : []
  })
  const shown = [...new Set([...opened, ...wrong])]
  const { address, consent } = draft
  const addressField = (name: keyof Address, label: string, maxLength: number) => (
    <TextInput
      label={label}
      maxLength={maxLength}
      value={address[name]}
      onChange={(event) => onChange({ address: { ...address, [name]: event.currentTarget.value } })}
      error={error(`/address/${name}`)}
    />
  )
  const setConsent = (change: Partial<ContactDraft['consent']>) => onChange({ consent: { ...consent, ...change } })
  const zones = draft.time_zone === '' || ZONES.includes(draft.time_zone) ? ZONES : [draft.time_zone, ...ZONES]
  return (
    <Accordion multiple value={shown} onChange={setOpened} variant="contained" chevronPosition="left">
      <Accordion.Item value="place">
        <Accordion.Control>Where they are</Accordion.Control>
        <Accordion.Panel>
          <Stack gap="sm">
            <Select
              label="Time zone"
              description="When you know it; otherwise address and phone decide, the strictest of all"
              placeholder="Not known"
              searchable
              clearable
              data={zones}
              value={draft.time_zone || null}
              onChange={(zone) => onChange({ time_zone: zone ?? '' })}
              error={error('/time_zone')}
            />
            {addressField('street', 'Street', 200)}
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              {addressField('city', 'City', 100)}
              {addressField('state', 'State or province', 60)}
              {addressField('postal_code', 'Postal code', 20)}
              {addressField('country', 'Country (two letters)', 2)}
            </SimpleGrid>
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
      <Accordion.Item value="consent">
        <Accordion.Control>Consent to be called</Accordion.Control>
        <Accordion.Panel>
          <Stack gap="sm">
            <Select
              label="Consent"
              placeholder="Nothing on file"
              clearable
              data={CONSENT_TYPES}
              value={consent.type || null}
              onChange={(type) => setConsent({ type: (type ?? '') as ContactDraft['consent']['type'] })}
              error={error('/consent/type') ?? error('/consent')}
            />
            {consent.type !== '' && (
              <>
                <Textarea
                  label="What they agreed to"
                  description="Word for word"
                  autosize
                  minRows={2}
                  maxLength={2000}
                  value={consent.wording}
                  onChange={(event) => setConsent({ wording: event.currentTarget.value })}
                  error={error('/consent/wording')}
                />
                <TextInput
                  label="Where it was given"
                  description="A form, a call, a contract"
                  maxLength={500}
                  value={consent.source}
                  onChange={(event) => setConsent({ source: event.currentTarget.value })}
                  error={error('/consent/source')}
                />
                <Group grow align="flex-start">
                  <InstantInput
                    label="Given at"
                    value={consent.at}
                    onChange={(at) => setConsent({ at })}
                    error={error('/consent/at')}
                  />
                  <InstantInput
                    label="Holds until"
                    value={consent.expires_at}
                    onChange={(expires_at) => setConsent({ expires_at })}
                    error={error('/consent/expires_at')}
                  />
                </Group>
              </>
            )}
            <Text size="sm" c="dimmed">
              Consent never lifts a suppression: whoever asked not to be called is not called.
            </Text>
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  )
}
