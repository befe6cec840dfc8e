import { List, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { ContactLead, ContactWithLeads, MergedContact } from '../api/contacts.ts'
import { formatPhone } from '../format.ts'
import { LEAD_STATUS, wordOf } from '../words.ts'
import { nameOf } from './contact-columns.tsx'
import { ContactDetails } from './contact-details.tsx'

interface Props {
  contact: ContactWithLeads
  other: ContactWithLeads
  joined: MergedContact
  now: number
}

/** What becomes of two contacts when the other goes into the first, told before it is done. */
export function MergePreview({ contact, other, joined, now }: Props) {
  const { phones_added, leads_moved, leads_joined } = joined.merge
  const leads = [...contact.leads, ...other.leads]
  const leadOf = (id: string) => leads.find((lead) => lead.lead_id === id)
  const ownerOf = (id: string) => (other.leads.some((lead) => lead.lead_id === id) ? other : contact)
  return (
    <Stack gap="md">
      <Text size="sm">
        Everything of <b>{nameOf(other)}</b> goes into <b>{nameOf(contact)}</b>, whose details win where the two differ.
      </Text>
      <Part title="Leads">
        {leads_moved.length + leads_joined.length === 0 ? (
          <Text size="sm" c="dimmed">
            {nameOf(other)} is in no campaign.
          </Text>
        ) : (
          <List size="sm">
            {leads_moved.map(({ lead_id }) => (
              <List.Item key={lead_id}>{said(leadOf(lead_id))} goes on for the one that stays.</List.Item>
            ))}
            {leads_joined.map(({ kept_lead_id, skipped_lead_id }) => (
              <List.Item key={skipped_lead_id}>
                Both are in {leadOf(kept_lead_id)?.campaign_name ?? 'a campaign'}: {nameOf(ownerOf(kept_lead_id))},{' '}
                {statusOf(leadOf(kept_lead_id))}, goes on; {nameOf(ownerOf(skipped_lead_id))},{' '}
                {statusOf(leadOf(skipped_lead_id))}, is skipped as merged.
              </List.Item>
            ))}
          </List>
        )}
      </Part>
      {phones_added.length > 0 && (
        <Part title="Phones that are added">
          <Text size="sm">{phones_added.map(formatPhone).join(', ')}, with every attempt that was made to them.</Text>
        </Part>
      )}
      <Part title="The contact as it will be">
        <div className="surface" style={{ padding: 12 }}>
          <ContactDetails contact={joined} now={now} />
        </div>
      </Part>
    </Stack>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <Text component="h3" fw={600} size="sm" m={0} mb={4}>
        {title}
      </Text>
      {children}
    </section>
  )
}

const statusOf = (lead: ContactLead | undefined): string =>
  lead ? wordOf(LEAD_STATUS, lead.status).label.toLowerCase() : 'there'

const said = (lead: ContactLead | undefined): string =>
  lead ? `Their lead of ${lead.campaign_name ?? 'a campaign'}, ${statusOf(lead)},` : 'A lead of theirs'
