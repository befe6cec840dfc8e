import { Group, Stack, Text } from '@mantine/core'
import { Fragment, type ReactNode } from 'react'
import type { Contact } from '../api/contacts.ts'
import { formatDate, toMs } from '../format.ts'
import { plainReason } from '../reasons.ts'
import { PHONE_STATE } from '../words.ts'
import { CONSENT_TYPES } from './contact-fields.tsx'
import { Phone, Tags } from './person.tsx'
import { WordBadge } from './word-badge.tsx'

/** What is known of somebody, to be read. */
export function ContactDetails({ contact, now }: { contact: Contact; now: number }) {
  const { address, consent } = contact
  const region = [address?.state, address?.postal_code].filter(Boolean).join(' ')
  const place = [address?.street, address?.city, region, address?.country].filter(Boolean).join(', ')
  return (
    <dl
      className="facts"
      style={{ margin: 0, rowGap: 8, gridTemplateColumns: 'minmax(90px, max-content) minmax(0, 1fr)' }}
    >
      <dt>Phones</dt>
      <dd>
        {contact.phones.length === 0 && '–'}
        <Stack gap={4}>
          {contact.phones.map((phone) => (
            <Group key={phone.position} gap="2px 6px">
              <Phone e164={phone.e164 ?? phone.raw} country={phone.country} />
              <WordBadge word={PHONE_STATE[phone.state]} note={phone.problem && plainReason(phone.problem)} />
            </Group>
          ))}
        </Stack>
      </dd>
      <dt>Email</dt>
      <dd>{contact.email ?? '–'}</dd>
      <dt>Tags</dt>
      <dd>
        {contact.tags.length === 0 && '–'}
        <Group gap={4}>
          {contact.tags.map((tag) => (
            <Tags key={tag} tags={[tag]} />
          ))}
        </Group>
      </dd>
      <dt>Time zone</dt>
      <dd>{contact.time_zone ?? 'By address and phone'}</dd>
      <dt>Address</dt>
      <dd>{place || '–'}</dd>
      <dt>Consent</dt>
      <dd>{consent === null ? 'Nothing on file' : <Consent consent={consent} now={now} />}</dd>
      {contact.external_id && (
        <>
          <dt>External id</dt>
          <dd>{contact.external_id}</dd>
        </>
      )}
      {Object.entries(contact.properties).map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>{value || '–'}</dd>
        </Fragment>
      ))}
      <dt>In the address book</dt>
      <dd>
        since {formatDate(contact.created_at, now)}, changed {formatDate(contact.updated_at, now)}
      </dd>
    </dl>
  )
}

function Consent({ consent, now }: { consent: NonNullable<Contact['consent']>; now: number }): ReactNode {
  const facts = [
    CONSENT_TYPES.find((it) => it.value === consent.type)?.label,
    consent.at && `on ${formatDate(consent.at, now)}`,
    consent.expires_at &&
      `${toMs(consent.expires_at) <= now ? 'expired on' : 'until'} ${formatDate(consent.expires_at, now)}`,
    consent.source && `by ${consent.source}`,
  ]
  return (
    <Stack gap={2}>
      <span>{facts.filter(Boolean).join(', ')}</span>
      {consent.wording && <span>“{consent.wording}”</span>}
      {consent.revoked_at && (
        <Text inherit c="red">
          Revoked on {formatDate(consent.revoked_at, now)}
          {consent.revoked_reason && `: ${consent.revoked_reason}`}
        </Text>
      )}
    </Stack>
  )
}
