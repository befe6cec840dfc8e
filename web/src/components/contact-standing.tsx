import { Anchor, Group, Stack, Text } from '@mantine/core'
import { Link } from 'react-router'
import type { ContactWithLeads } from '../api/contacts.ts'
import type { Suppression } from '../api/suppressions.ts'
import { formatDate } from '../format.ts'
import { channelLabel, shownValue } from './suppression-words.ts'
import { LeadStatusBadge } from './word-badge.tsx'

const PLAIN_LIST = { gap: 'xs', m: 0, p: 0, style: { listStyle: 'none' } } as const

/** The campaigns somebody is in, and how they stand there. */
export function ContactCampaigns({ contact }: { contact: ContactWithLeads }) {
  if (contact.leads.length === 0)
    return (
      <Text size="sm" c="dimmed">
        They are in no campaign.
      </Text>
    )
  return (
    <Stack component="ul" {...PLAIN_LIST} aria-label="Campaigns they are in">
      {contact.leads.map((lead) => (
        <Group component="li" key={lead.lead_id} justify="space-between" gap="xs" wrap="nowrap">
          <Link
            className="row-link"
            style={{ fontSize: 'var(--mantine-font-size-sm)' }}
            to={`/campaigns/${lead.campaign_id}/contacts?lead=${lead.lead_id}`}
          >
            {lead.campaign_name || 'Campaign without a name'}
          </Link>
          <LeadStatusBadge status={lead.status} />
        </Group>
      ))}
    </Stack>
  )
}

/** Why they are not contacted; taking an entry back needs a reason, on the page of all of them. */
export function ContactSuppressions({ entries, now }: { entries: Suppression[]; now: number }) {
  return (
    <Stack component="ul" {...PLAIN_LIST} aria-label="Suppressions that hold for them">
      {entries.map((entry) => (
        <li key={entry.id}>
          <Anchor component={Link} to="/compliance/suppressions" size="sm" c="inherit" fw={600}>
            {shownValue(entry)}
          </Anchor>
          <Text size="xs" c="dimmed">
            {[channelLabel(entry.channel), entry.reason, `since ${formatDate(entry.created_at, now)}`]
              .filter(Boolean)
              .join(' · ')}
          </Text>
        </li>
      ))}
    </Stack>
  )
}
