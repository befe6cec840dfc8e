import { Group, Text } from '@mantine/core'
import type { Lead, LeadPhone } from '../api/leads.ts'
import { countOf } from '../format.ts'
import { plainReason } from '../reasons.ts'
import { PHONE_STATE } from '../words.ts'
import { Phone } from './person.tsx'
import { WordBadge } from './word-badge.tsx'

export function LeadPhones({ lead, perPhone }: { lead: Lead; perPhone: number }) {
  return (
    <section aria-label="Phones">
      <Text component="h3" fw={600} size="sm" m={0} mb={4}>
        Phones
      </Text>
      {lead.phones.length === 0 && (
        <Text size="sm" c="dimmed">
          No phone.
        </Text>
      )}
      {lead.phones.map((phone) => (
        <PhoneRow
          key={phone.position}
          phone={phone}
          current={phone.position === lead.phone_position}
          perPhone={perPhone}
        />
      ))}
    </section>
  )
}

function PhoneRow({ phone, current, perPhone }: { phone: LeadPhone; current: boolean; perPhone: number }) {
  return (
    <Group gap="sm" py={3}>
      <Text size="sm" c="dimmed" w={16} ta="right">
        {phone.position}
      </Text>
      <Text size="sm" fw={current ? 600 : undefined} miw={150}>
        <Phone e164={phone.e164 ?? phone.raw} country={phone.country} />
      </Text>
      <WordBadge word={PHONE_STATE[phone.state]} />
      <Text size="sm" c="dimmed">
        {countOf(phone.attempts, 'attempt')} of {perPhone}
        {current && ', tried now or last'}
        {phone.problem && `, ${plainReason(phone.problem).toLowerCase()}`}
      </Text>
    </Group>
  )
}
