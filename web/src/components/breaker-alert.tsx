import { Alert, Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { Link } from 'react-router'
import { type BreakerTrip, type OpenBreaker, type TrippingCall, useBreakers } from '../api/breakers.ts'
import type { Campaign } from '../api/campaigns.ts'
import { useNow } from '../api/product-clock.ts'
import { countOf, formatDateTime, formatDuration, formatPhone, formatRelative, viewerZoneName } from '../format.ts'
import { plainReason } from '../reasons.ts'
import { BREAKER, DISPOSITION, wordOf } from '../words.ts'
import { useCampaignCommands } from './campaign-commands.tsx'

/** Calls named before the list is cut. */
const MOST_CALLS = 5

interface Props {
  campaign: Campaign
  openLead: (id: string) => void
}

/** On top of a campaign that has paused itself: what was measured, by which calls, and the way on. */
export function BreakerAlert({ campaign, openLead }: Props) {
  return campaign.breaker ? <Tripped campaign={campaign} breaker={campaign.breaker} openLead={openLead} /> : null
}

function Tripped({ campaign, breaker, openLead }: Props & { breaker: OpenBreaker }) {
  const now = useNow(10_000)
  const query = useBreakers(campaign, breaker.id)
  const { run, isPending } = useCampaignCommands()
  const trip = query.data?.trips.find(({ id }) => id === breaker.id)
  const { label, remedy } = BREAKER[breaker.kind]
  return (
    <Alert
      color="red"
      variant="outline"
      mb="md"
      role="alert"
      icon={<IconPlugConnectedX aria-hidden />}
      title={`Paused by itself: ${label.toLowerCase()}`}
      styles={{ title: { fontSize: 'var(--mantine-font-size-md)' } }}
    >
      <Stack gap="xs">
        <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
          {breaker.message}
        </Text>
        <Text size="sm">
          Since {formatDateTime(breaker.tripped_at)} {viewerZoneName()} ({formatRelative(breaker.tripped_at, now)}).
          Nobody is called until a person resumes. {remedy}
        </Text>
        {trip && <Calls trip={trip} openLead={openLead} />}
        <Group gap="xs">
          <Button size="xs" loading={isPending} onClick={() => run(campaign, 'resume')}>
            Resume
          </Button>
          <Button size="xs" variant="default" component={Link} to={`/campaigns/${campaign.id}/settings#breakers`}>
            Breakers and budget
          </Button>
        </Group>
      </Stack>
    </Alert>
  )
}

/** The calls of a trip, each leading to the person who was called. */
export function Calls({ trip, openLead }: { trip: BreakerTrip; openLead: (id: string) => void }) {
  const shown = trip.calls.slice(-MOST_CALLS).reverse()
  const others = trip.evidence.attempt_ids.length - shown.length
  if (shown.length === 0) return null
  return (
    <div>
      <Text size="sm" fw={600}>
        {BREAKER[trip.kind].calls}
      </Text>
      <ul aria-label={BREAKER[trip.kind].calls} style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {shown.map((call) => (
          <li key={call.attempt_id} style={{ padding: '2px 0' }}>
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              <Anchor component="button" type="button" inherit onClick={() => openLead(call.lead_id)}>
                {call.contact_name || formatPhone(call.to)}
              </Anchor>
              {call.contact_name && ` · ${formatPhone(call.to)}`} · {outcomeOf(call)}
            </Text>
          </li>
        ))}
      </ul>
      {others > 0 && (
        <Text size="sm" c="dimmed">
          and {countOf(others, 'more call')}
        </Text>
      )}
    </div>
  )
}

function outcomeOf({ disposition, end_reason, talk_seconds }: TrippingCall): string {
  const outcome = disposition === null ? 'no outcome' : wordOf(DISPOSITION, disposition).label
  if (disposition === 'FAILED' && end_reason) return `${outcome}: ${plainReason(end_reason)}`
  return talk_seconds > 0 ? `${outcome}, ${formatDuration(talk_seconds)} of talk` : outcome
}
