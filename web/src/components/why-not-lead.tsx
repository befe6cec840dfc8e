import { List, Stack, Text } from '@mantine/core'
import { useRegionName } from '../api/compliance.ts'
import { type LeadCheck, useLeadExplanation } from '../api/explain.ts'
import type { Lead } from '../api/leads.ts'
import { useNow } from '../api/product-clock.ts'
import { countOf, formatRelative, toMs, viewerZone } from '../format.ts'
import { plainSentence } from '../reasons.ts'
import { ErrorState, Loading } from './states.tsx'
import { WhyNotDetails } from './why-not-details.tsx'
import { placedShortly, RuleLine, VerdictIcon, zonesOf } from './why-not-words.tsx'

/** Why this person was not called yet and when they will be; of a lead that is over, why. */
export function WhyNotLead({ lead }: { lead: Lead }) {
  const query = useLeadExplanation(lead.id)
  const now = useNow(1000)
  const regionName = useRegionName()
  if (query.isPending) return <Loading rows={2} label="Loading why they were not called" />
  if (!query.data) return <ErrorState error={query.error} onRetry={() => query.refetch()} />

  const { because, callable, checks, earliest_at, phones, position, would_change } = query.data
  const zones = zonesOf(phones, lead.phone_position)
  const isOver = because.code === 'lead_status' && because.verdict === 'never'
  const inCall = because.code === 'in_call'
  const title = isOver ? 'Why is it over?' : `Why not called ${lead.attempts > 0 ? 'again ' : ''}yet, and when?`
  const laws = checks.filter(({ rule_id, verdict }) => rule_id && verdict !== 'pass')
  const never = laws.find(({ verdict }) => verdict === 'never')
  const law = because.rule_id ? because : (never ?? (isOver ? undefined : laws[0]))
  return (
    <section aria-label={title} className="surface" style={{ padding: 14 }}>
      <Text component="h3" fw={600} size="sm" m={0} mb={6}>
        {title}
      </Text>
      <Stack gap={8}>
        <div style={{ display: 'flex', gap: 8 }}>
          <VerdictIcon verdict={callable || lead.status === 'completed' ? 'pass' : because.verdict} />
          <Text fw={600} style={{ minWidth: 0, overflowWrap: 'anywhere' }} role="status">
            {sentence(because, zones[0], regionName)}
          </Text>
        </div>
        {!isOver && !inCall && (
          <Text size="sm">
            <b>Earliest: </b>
            {earliest_at === null ? 'not before something is changed.' : when(earliest_at, zones, now)}
          </Text>
        )}
        {law && law !== because && <Text size="sm">{sentence(law, zones[0], regionName)}</Text>}
        {law && <RuleLine check={law} />}
        {position !== null && earliest_at !== null && (
          <Text size="sm">
            {position.ahead === 0
              ? 'Nobody is before them in the order of calls.'
              : `${countOf(position.ahead, 'lead')} before them in the order of calls.`}
          </Text>
        )}
        {would_change.length > 0 && (
          <div>
            <Text size="sm" fw={600}>
              What would change it
            </Text>
            <List size="sm">
              {would_change.map((change) => (
                <List.Item key={change}>{change}</List.Item>
              ))}
            </List>
          </div>
        )}
        <WhyNotDetails checks={checks} phones={phones} now={now} />
      </Stack>
    </section>
  )
}

/** Rules about hours say which they are, not that it is none of them. */
function sentence(
  { code, verdict, message, rule_id }: LeadCheck,
  zone: string | undefined,
  regionName: (region: string) => string,
): string {
  const words = plainSentence(message, zone ?? viewerZone(), regionName)
  if (code !== 'window' || rule_id?.endsWith('.stop')) return words
  return `${verdict === 'never' ? 'May not be called at any hour' : 'Outside calling hours'}: ${words}`
}

/** "now", "Tue 09:00 in Denver (in 14 h)"; in every zone they may be in. */
function when(at: string, zones: string[], now: number): string {
  if (toMs(at) <= now) return 'now, when it is their turn.'
  const places = (zones.length > 0 ? zones : [viewerZone()]).slice(0, 3).map((zone) => placedShortly(at, zone, now))
  return `${places.join(', ')} (${formatRelative(at, now)}).`
}
