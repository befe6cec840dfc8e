import { Anchor, Box, List, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconClockPause, IconPhoneCall } from '@tabler/icons-react'
import { Link } from 'react-router'
import type { Campaign } from '../api/campaigns.ts'
import { useRegionName } from '../api/compliance.ts'
import { type CampaignExplanation, GOES_ON, type Obstacle, useCampaignExplanation } from '../api/explain.ts'
import type { Lane, Live } from '../api/live.ts'
import { useNow } from '../api/product-clock.ts'
import { countOf, formatCount, formatRelative, toMs, viewerZone } from '../format.ts'
import { plainReason, plainSentence } from '../reasons.ts'
import { citiesOf } from './person.tsx'
import { ErrorState, Loading } from './states.tsx'
import { Unfold } from './why-not-details.tsx'
import { placedShortly } from './why-not-words.tsx'

/** Lanes worth reading; the sunline shows them all. */
const MOST_LANES = 4

/** Why nobody is being called, and what would change it; one line while people are. */
export function WhyNotCampaign({ campaign, live }: { campaign: Campaign; live: Live | undefined }) {
  const query = useCampaignExplanation(campaign, live)
  if (query.isPending) return <Loading rows={1} label="Loading what the campaign waits for" />
  if (!query.data) return <ErrorState error={query.error} onRetry={() => query.refetch()} />
  const explanation = query.data
  const { because, dialing } = explanation
  // The page says it on top, with its evidence.
  if (because.code === 'breaker' && explanation.blocked.length === 0) return null
  const goesOn = explanation.status === 'active' && (dialing || GOES_ON.has(because.code))
  return (
    <Box
      component="section"
      className="surface"
      px="md"
      py={goesOn ? 'xs' : 'md'}
      aria-label="What the campaign waits for"
    >
      {goesOn ? (
        <Folded explanation={explanation} inFlight={live?.in_flight.length} campaign={campaign} />
      ) : (
        <Unfolded explanation={explanation} campaign={campaign} />
      )}
    </Box>
  )
}

interface Props {
  explanation: CampaignExplanation
  campaign: Campaign
}

function Folded({ explanation, campaign, inFlight }: Props & { inFlight: number | undefined }) {
  const { because, blocked, in_flight } = explanation
  const closed = closedLanes(explanation)
  const waiting = closed.reduce((sum, lane) => sum + lane.waiting, 0)
  const parts = [
    because.message,
    `${countOf(inFlight ?? in_flight, 'call')} in progress.`,
    waiting > 0 && `${countOf(waiting, 'lead')} outside calling hours.`,
  ]
  const label = (
    <>
      <IconPhoneCall size={16} aria-hidden style={{ verticalAlign: -3 }} /> {parts.filter(Boolean).join(' ')}
      {blocked.length > 0 && (
        <b>
          {' '}
          <IconAlertTriangle size={15} aria-hidden style={{ verticalAlign: -2 }} />{' '}
          {countOf(blocked.length, 'thing stands', 'things stand')} in the way of some.
        </b>
      )}
    </>
  )
  if (blocked.length === 0 && closed.length === 0) return <Text size="sm">{label}</Text>
  return (
    <Unfold label={label}>
      <Stack gap="sm" mt="xs">
        <Obstacles blocked={blocked} campaign={campaign} />
        <Lanes lanes={closed} />
      </Stack>
    </Unfold>
  )
}

function Unfolded({ explanation, campaign }: Props) {
  const now = useNow(1000)
  const regionName = useRegionName()
  const { because, next_at, blocked, would_change, status } = explanation
  const decides = blocked.find(({ code }) => code === because.code)
  // Who waits where matters only once it may dial.
  const lanes = status === 'active' && !decides ? closedLanes(explanation) : []
  const zone = lanes.find(({ until }) => until === next_at)?.zones[0]
  const isOver = status === 'completed' || status === 'cancelled'
  return (
    <Stack gap={8}>
      <Text component="h2" fw={600} size="sm" m={0}>
        Why is nobody being called?
      </Text>
      <div style={{ display: 'flex', gap: 8 }}>
        <IconClockPause
          size={20}
          aria-hidden
          style={{ flex: 'none', marginTop: 1 }}
          color="light-dark(var(--mantine-color-orange-8), var(--mantine-color-orange-4))"
        />
        <Text fw={600} role="status" style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
          {sentence(because, campaign)} {decides && <WhereToChange code={decides.code} campaign={campaign} />}
        </Text>
      </div>
      {next_at !== null && toMs(next_at) > now && (
        <Text size="sm">
          <b>Next: </b>
          {placedShortly(next_at, zone ?? viewerZone(), now)} ({formatRelative(next_at, now)}).
        </Text>
      )}
      <Obstacles blocked={blocked.filter((it) => it !== decides)} campaign={campaign} />
      <Lanes lanes={lanes} />
      {would_change.length > 0 && (
        <div>
          <Text size="sm" fw={600}>
            {isOver ? 'What can be done' : 'What would change it'}
          </Text>
          <List size="sm">
            {would_change.map((change) => (
              <List.Item key={change}>{plainSentence(change, viewerZone(), regionName)}</List.Item>
            ))}
          </List>
        </div>
      )}
    </Stack>
  )
}

/** A pause that the carrier or a missing agent brought about has more to say than its code. */
function sentence({ code, message }: CampaignExplanation['because'], { status_reason }: Campaign): string {
  if (code === 'paused' && status_reason) return `It is paused. ${plainReason(status_reason)}.`
  return plainSentence(message, viewerZone())
}

const closedLanes = ({ lanes }: CampaignExplanation): Lane[] =>
  lanes.filter((lane) => !lane.open && lane.waiting > 0).sort((a, b) => b.waiting - a.waiting)

function Lanes({ lanes }: { lanes: Lane[] }) {
  const now = useNow(1000)
  const regionName = useRegionName()
  if (lanes.length === 0) return null
  const others = lanes.slice(MOST_LANES).reduce((sum, lane) => sum + lane.waiting, 0)
  return (
    <div>
      <Text size="sm" fw={600}>
        Who waits, and why
      </Text>
      <ul
        aria-label="Who waits, and why"
        style={{ listStyle: 'none', margin: 0, padding: 0, columnWidth: 330, columnGap: 32 }}
      >
        {lanes.slice(0, MOST_LANES).map((lane) => (
          <li
            key={`${lane.zones.join()}/${lane.regions.join()}/${lane.because}`}
            style={{ padding: '3px 0', breakInside: 'avoid' }}
          >
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              <b>{formatCount(lane.waiting)}</b> in {lane.regions.map(regionName).join(' or ') || citiesOf(lane.zones)}
              {lane.until && lane.zones[0] ? `, until ${placedShortly(lane.until, lane.zones[0], now)}` : ''}
              <Text span size="xs" c="dimmed" display="block">
                {plainSentence(lane.because, lane.zones[0])}
              </Text>
            </Text>
          </li>
        ))}
      </ul>
      {others > 0 && (
        <Text size="sm" c="dimmed">
          and {formatCount(others)} in {countOf(lanes.length - MOST_LANES, 'other place')}
        </Text>
      )}
    </div>
  )
}

function Obstacles({ blocked, campaign }: { blocked: Obstacle[]; campaign: Campaign }) {
  const now = useNow(1000)
  const regionName = useRegionName()
  if (blocked.length === 0) return null
  return (
    <div>
      <Text size="sm" fw={600}>
        What stands in the way
      </Text>
      <ul aria-label="What stands in the way" style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {blocked.map(({ code, message, until }) => (
          <li key={`${code} ${message}`} style={{ display: 'flex', gap: 8, padding: '3px 0' }}>
            <IconAlertTriangle
              size={17}
              aria-hidden
              style={{ flex: 'none', marginTop: 1 }}
              color="light-dark(var(--mantine-color-orange-8), var(--mantine-color-orange-4))"
            />
            <Text size="sm" style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
              {plainSentence(message, viewerZone(), regionName)}
              {until && ` Until ${placedShortly(until, viewerZone(), now)}.`}{' '}
              <WhereToChange code={code} campaign={campaign} />
            </Text>
          </li>
        ))}
      </ul>
    </div>
  )
}

type Place = [address: string, label: string]

/** Where a person changes what stands in the way; the stop of the organization is lifted at the top of every page. */
function placesOf(code: string, { id, agent_id, schedule_id }: Campaign): Place[] {
  const settings: Place = [`/campaigns/${id}/settings`, 'Settings']
  const schedule: Place[] = schedule_id ? [[`/schedules/${schedule_id}`, 'Schedule']] : []
  switch (code) {
    case 'agent_stop':
      return agent_id ? [[`/agents/${agent_id}`, 'Agent']] : [settings]
    case 'numbers':
    case 'numbers_at_cap':
      return [['/numbers', 'Numbers'], settings]
    case 'region_stop':
      return [['/compliance/rules', 'Stops of regions']]
    case 'leads':
      return [[`/campaigns/${id}/contacts`, 'Contacts']]
    case 'agent':
    case 'end_at':
    case 'schedule_deleted':
      return [settings]
    case 'never_opens':
    case 'hours_never_meet':
    case 'zones_never_called':
    case 'regions_never_called':
      return [settings, ...schedule]
    default:
      return []
  }
}

function WhereToChange({ code, campaign }: { code: string; campaign: Campaign }) {
  return placesOf(code, campaign).map(([address, label]) => (
    <Anchor key={address} component={Link} to={address} size="sm" mr={8} style={{ whiteSpace: 'nowrap' }}>
      {label}
    </Anchor>
  ))
}
