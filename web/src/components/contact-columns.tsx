import { Checkbox, Group, Stack, Text, Tooltip } from '@mantine/core'
import { Link } from 'react-router'
import type { Contact, ContactPhone } from '../api/contacts.ts'
import { formatPhone, toMs } from '../format.ts'
import { plainReason } from '../reasons.ts'
import { SUPPRESSED } from '../words.ts'
import type { Column } from './data-table.tsx'
import { Phone, Tags, When } from './person.tsx'
import { WordBadge } from './word-badge.tsx'

export function nameOf({ name, email, phones }: Pick<Contact, 'name' | 'email' | 'phones'>): string {
  const [first] = phones
  return name || email || (first && formatPhone(first.e164 ?? first.raw)) || 'No name'
}

export function contactColumns(
  now: number,
  selected: ReadonlySet<string>,
  onSelect: (id: string, on: boolean) => void,
): Column<Contact>[] {
  return [
    {
      key: 'name',
      header: 'Name',
      cell: (row) => (
        <Group gap="sm" wrap="nowrap">
          <Checkbox
            size="xs"
            aria-label={`Select ${nameOf(row)}`}
            checked={selected.has(row.id)}
            onChange={(event) => onSelect(row.id, event.currentTarget.checked)}
          />
          <Stack gap={2} align="flex-start">
            <Link className="row-link" to={`/contacts/${row.id}`}>
              {nameOf(row)}
            </Link>
            <Tags tags={row.tags} />
          </Stack>
        </Group>
      ),
    },
    { key: 'phones', header: 'Phones', cell: (row) => <Phones phones={row.phones} /> },
    {
      key: 'email',
      header: 'Email',
      cell: (row) => (row.email ? <span style={{ overflowWrap: 'anywhere' }}>{row.email}</span> : <Nothing />),
    },
    { key: 'place', header: 'Place', cell: (row) => placeOf(row) || <Nothing /> },
    {
      key: 'state',
      header: 'Consent or opt-out',
      cell: (row) => (row.suppressed ? <WordBadge word={SUPPRESSED} /> : <Consent contact={row} now={now} />),
    },
    { key: 'created', header: 'Created', cell: (row) => <When at={row.created_at} now={now} /> },
  ]
}

const Nothing = () => <span aria-hidden>–</span>

const placeOf = ({ address }: Contact) => [address?.city, address?.state].filter(Boolean).join(', ')

function Consent({ contact: { consent }, now }: { contact: Contact; now: number }) {
  if (consent === null) return <Nothing />
  if (consent.holds) return <WordBadge word={{ label: 'Consent', color: 'green' }} />
  if (consent.revoked_at) return <WordBadge word={{ label: 'Consent revoked', color: 'red' }} />
  if (consent.expires_at && toMs(consent.expires_at) <= now)
    return <WordBadge word={{ label: 'Consent expired', color: 'orange' }} />
  return <WordBadge word={{ label: 'No consent', color: 'gray' }} />
}

const SHOWN_PHONES = 2

function Phones({ phones }: { phones: ContactPhone[] }) {
  if (phones.length === 0) return <Nothing />
  const rest = phones.slice(SHOWN_PHONES)
  return (
    <Stack gap={1}>
      {phones.slice(0, SHOWN_PHONES).map((phone) => (
        <PhoneWithState key={phone.position} phone={phone} />
      ))}
      {rest.length > 0 && (
        <Tooltip label={rest.map((phone) => phone.e164 ?? phone.raw).join(', ')}>
          <Text span size="xs" c="dimmed">
            and {rest.length} more
          </Text>
        </Tooltip>
      )}
    </Stack>
  )
}

/** A phone that is not to be dialed is struck out, and says why when pointed at. */
export function PhoneWithState({ phone }: { phone: ContactPhone }) {
  const shown = <Phone e164={phone.e164 ?? phone.raw} country={phone.country} />
  if (phone.state === 'live') return shown
  const why =
    phone.state === 'suppressed'
      ? 'On the do-not-call list'
      : phone.problem
        ? plainReason(phone.problem)
        : 'Out of service'
  return (
    <Tooltip label={why}>
      <Text span inherit c="dimmed" td="line-through">
        {shown}
      </Text>
    </Tooltip>
  )
}
