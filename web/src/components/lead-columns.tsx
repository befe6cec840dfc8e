import { Group, RingProgress, Stack, Text, Tooltip, UnstyledButton } from '@mantine/core'
import { IconCheck, IconX } from '@tabler/icons-react'
import type { Lead } from '../api/leads.ts'
import { formatDateTime, formatDuration, toMs, viewerZoneName } from '../format.ts'
import { GOAL_RESULT, humanize } from '../words.ts'
import type { Column } from './data-table.tsx'
import { Phone, Tags, When } from './person.tsx'
import { DispositionBadge, LeadStatusBadge } from './word-badge.tsx'

export function leadColumns(now: number, openLead: (id: string) => void): Column<Lead>[] {
  return [
    {
      key: 'name',
      header: 'Name',
      sort: 'name',
      cell: (row) => (
        <Stack gap={2} align="flex-start">
          <UnstyledButton className="row-link" fz="inherit" onClick={() => openLead(row.id)}>
            {row.name || row.email || 'No name'}
          </UnstyledButton>
          <Tags tags={row.tags} />
        </Stack>
      ),
    },
    { key: 'phone', header: 'Phone', cell: (row) => <CurrentPhone lead={row} /> },
    {
      key: 'status',
      header: 'Status',
      cell: (row) => <LeadStatusBadge status={row.status} reason={row.status_reason} />,
    },
    { key: 'disposition', header: 'Disposition', cell: (row) => <DispositionBadge disposition={row.disposition} /> },
    { key: 'goal', header: 'Goal', cell: (row) => <Goal lead={row} /> },
    { key: 'pass', header: 'Pass', numeric: true, cell: (row) => row.pass },
    {
      key: 'priority',
      header: 'Priority',
      cell: (row) =>
        row.priority === 'normal' ? (
          <Text span inherit c="dimmed">
            Normal
          </Text>
        ) : (
          humanize(row.priority)
        ),
    },
    {
      key: 'talk',
      header: 'Talks',
      numeric: true,
      cell: (row) =>
        row.conversations > 0 ? (
          <span style={{ whiteSpace: 'nowrap' }}>
            {row.conversations} · {formatDuration(row.talk_seconds)}
          </span>
        ) : (
          <span aria-hidden>–</span>
        ),
    },
    {
      key: 'last',
      header: 'Last called',
      sort: 'last_called_at',
      cell: (row) => <When at={row.last_called_at} now={now} />,
    },
    { key: 'next', header: 'Next due', sort: 'next_due_at', cell: (row) => <Due at={row.next_due_at} now={now} /> },
  ]
}

/** What is overdue waits for its turn or for daylight there. */
function Due({ at, now }: { at: string | null; now: number }) {
  if (at === null || toMs(at) > now) return <When at={at} now={now} />
  return (
    <Tooltip label={`Since ${formatDateTime(at)} ${viewerZoneName()}`}>
      <span>Due now</span>
    </Tooltip>
  )
}

/** The phone being tried, and how many there are. */
function CurrentPhone({ lead }: { lead: Lead }) {
  const phone = lead.phones.find((it) => it.position === lead.phone_position) ?? lead.phones[0]
  if (!phone)
    return (
      <Text c="dimmed" size="sm">
        no phone
      </Text>
    )
  return (
    <Group gap={6} wrap="nowrap" component="span">
      <span style={phone.state === 'live' ? undefined : { textDecoration: 'line-through' }}>
        <Phone e164={phone.e164 ?? phone.raw} country={phone.country} />
      </span>
      {lead.phones.length > 1 && (
        <Tooltip label={`Phone ${phone.position} of ${lead.phones.length}`}>
          <Text span size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
            {phone.position}/{lead.phones.length}
          </Text>
        </Tooltip>
      )}
    </Group>
  )
}

function Goal({ lead }: { lead: Lead }) {
  if (lead.primary_goal === 'unknown' && lead.goal_score === null) return <span aria-hidden>–</span>
  const word = GOAL_RESULT[lead.primary_goal] ?? GOAL_RESULT.unknown
  return (
    <Tooltip label={`${word.label}${lead.goal_score === null ? '' : `, score ${lead.goal_score} of 100`}`}>
      <Group gap={4} wrap="nowrap" component="span" role="img" aria-label={`Goal ${word.label}`}>
        {lead.primary_goal === 'achieved' && <IconCheck size={16} color="var(--mantine-color-green-7)" />}
        {lead.primary_goal === 'not_achieved' && <IconX size={16} color="var(--mantine-color-red-7)" />}
        {lead.goal_score !== null && (
          <>
            <RingProgress size={20} thickness={3} sections={[{ value: lead.goal_score, color: word.color }]} />
            {lead.goal_score}
          </>
        )}
      </Group>
    </Tooltip>
  )
}
