import { NumberInput, Progress, SimpleGrid, Stack, Switch, Text } from '@mantine/core'
import { type Breakers, type BreakerTrip, type RateNow, useBreakers } from '../api/breakers.ts'
import type { Campaign, CampaignSettings } from '../api/campaigns.ts'
import { cityOf, formatDateTime, formatMoney, viewerZoneName } from '../format.ts'
import { BREAKER } from '../words.ts'
import { Calls } from './breaker-alert.tsx'
import { BudgetSettings, type SettingsFields } from './call-settings.tsx'
import { whoOf } from './kill-switch.tsx'
import { Unfold } from './why-not-details.tsx'

type Rates = CampaignSettings['breakers']

/** What makes the campaign pause by itself; beside each limit, what is measured now. */
export function BreakerSettings(props: SettingsFields & { campaign: Campaign; openLead: (id: string) => void }) {
  const { campaign, openLead, ...fields } = props
  const query = useBreakers(campaign, campaign.breaker?.id ?? null)
  const now = query.data
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <RateSetting
          {...fields}
          name="technical_failure_percent"
          usual={30}
          label="Pause when calls fail for technical reasons"
          description="Of the last 50 calls, at least 20. Busy, unanswered and invalid phones do not count."
          unit="Failed calls, percent"
          now={now?.technical_failures}
        />
        <RateSetting
          {...fields}
          name="opt_out_percent"
          usual={25}
          label="Pause when people opt out"
          description="Of the last 100 people who answered, and at least 5 of them."
          unit="Opt-outs, percent"
          now={now?.opt_outs}
        />
      </SimpleGrid>
      <BudgetSettings {...fields} />
      {now && <BudgetState budget={now.budget} />}
      {now && now.trips.length > 0 && <Trips trips={now.trips} openLead={openLead} />}
    </>
  )
}

interface RateProps extends SettingsFields {
  name: keyof Rates
  usual: number
  label: string
  description: string
  unit: string
  now: RateNow | undefined
}

function RateSetting({ value, onChange, error, disabled, name, usual, label, description, unit, now }: RateProps) {
  const limit = value.breakers[name]
  const set = (percent: number | null) => onChange({ breakers: { ...value.breakers, [name]: percent } })
  return (
    <Stack gap="xs">
      <Switch
        label={label}
        description={description}
        checked={limit !== null}
        onChange={(event) => set(event.currentTarget.checked ? usual : null)}
        disabled={disabled}
      />
      {limit !== null && (
        <NumberInput
          label={unit}
          suffix=" %"
          min={1}
          max={100}
          allowDecimal={false}
          value={limit}
          onChange={(next) => typeof next === 'number' && set(next)}
          error={error(`/settings/breakers/${name}`)}
          disabled={disabled}
        />
      )}
      {now && <RateState now={now} />}
    </Stack>
  )
}

function RateState({ now }: { now: RateNow }) {
  if (now.measured_percent === null)
    return (
      <Text size="xs" c="dimmed">
        Nothing measured yet.
      </Text>
    )
  return (
    <Text size="xs" c="dimmed">
      Now: {now.hits} of the last {now.calls} ({now.measured_percent} %).
    </Text>
  )
}

/** Spent and set aside, of what there is. */
function BudgetState({ budget }: { budget: Breakers['budget'] }) {
  const { day, total, reserved_cents, worst_case_cents } = budget
  const lines = [
    { label: `Spent today in ${cityOf(day.zone)}`, ...day },
    { label: 'Spent in all', ...total },
  ]
  return (
    <Stack gap="xs">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {lines.map((line) => (
          <SpentOf key={line.label} label={line.label} spent={line.spent_cents} limit={line.limit_cents} />
        ))}
      </SimpleGrid>
      <Text size="xs" c="dimmed">
        {reserved_cents !== null &&
          reserved_cents > 0 &&
          `${dollars(reserved_cents)} set aside for calls in progress. `}
        {worst_case_cents !== null &&
          `One call may cost up to ${dollars(worst_case_cents)}: nobody is called while less is left. `}
        An estimate by talk time; a restart does not give back what was spent.
      </Text>
    </Stack>
  )
}

function SpentOf({ label, spent, limit }: { label: string; spent: number; limit: number | null }) {
  return (
    <div>
      <Text size="sm">
        {label}: <b>{dollars(spent)}</b>
        {limit !== null && ` of ${dollars(limit)}`}
      </Text>
      {limit !== null && (
        <Progress
          value={Math.min(100, (spent / limit) * 100)}
          color={spent >= limit * 0.9 ? 'red' : undefined}
          aria-label={`${label}: ${dollars(spent)} of ${dollars(limit)}`}
        />
      )}
    </div>
  )
}

function Trips({ trips, openLead }: { trips: BreakerTrip[]; openLead: (id: string) => void }) {
  return (
    <div>
      <Text component="h3" size="sm" fw={600} m={0} mb={4}>
        When it paused itself
      </Text>
      <Stack gap={4}>
        {trips.map((trip) => (
          <Unfold
            key={trip.id}
            label={`${formatDateTime(trip.tripped_at)} ${viewerZoneName()}: ${BREAKER[trip.kind].label.toLowerCase()}`}
          >
            <Stack gap={4} mt={4}>
              <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                {trip.message}
              </Text>
              <Text size="sm">{closedBy(trip)}</Text>
              <Calls trip={trip} openLead={openLead} />
            </Stack>
          </Unfold>
        ))}
      </Stack>
    </div>
  )
}

function closedBy({ resumed_at, resumed_by }: BreakerTrip): string {
  if (resumed_at === null) return 'Nobody has resumed since.'
  return `Resumed ${formatDateTime(resumed_at)} ${viewerZoneName()}${resumed_by ? ` by ${whoOf(resumed_by)}` : ''}.`
}

const dollars = (cents: number): string => formatMoney(cents / 100)
