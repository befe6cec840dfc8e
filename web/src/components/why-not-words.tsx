import { Text } from '@mantine/core'
import { IconBan, IconCircleCheck, IconClockPause } from '@tabler/icons-react'
import { useRegionName } from '../api/compliance.ts'
import type { LeadCheck, PhoneExplanation } from '../api/explain.ts'
import { formatThere, type Instant, toMs } from '../format.ts'
import { ruleName } from '../reasons.ts'
import { placedTime } from '../region-words.ts'

/** What the answers to "why is nobody called?" have in common. */

const VERDICT = {
  pass: { Icon: IconCircleCheck, color: 'green', label: 'Passed' },
  hold: { Icon: IconClockPause, color: 'orange', label: 'Holds it back' },
  never: { Icon: IconBan, color: 'red', label: 'Forbids it' },
} as const

export const verdictLabel = (verdict: LeadCheck['verdict']): string => VERDICT[verdict].label

/** Goes beside words that say the same. */
export function VerdictIcon({ verdict, size = 20 }: { verdict: LeadCheck['verdict']; size?: number }) {
  const { Icon, color } = VERDICT[verdict]
  const tint = `light-dark(var(--mantine-color-${color}-8), var(--mantine-color-${color}-4))`
  return <Icon size={size} aria-hidden style={{ flex: 'none', marginTop: 1 }} color={tint} />
}

/** The rule by name, and the law it is founded on. */
export function RuleLine({ check: { rule_id, citation } }: { check: Pick<LeadCheck, 'rule_id' | 'citation'> }) {
  const regionName = useRegionName()
  if (rule_id === null) return null
  return (
    <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
      Rule: {ruleName(rule_id, regionName)}
      {citation && `; ${citation}`}
    </Text>
  )
}

const WEEK_MS = 6 * 86_400_000

/** "Tue 09:00 in Denver"; with its date when that is not plain. */
export function placedShortly(at: Instant, zone: string, now: number): string {
  return Math.abs(toMs(at) - now) < WEEK_MS ? formatThere(at, zone) : placedTime(at, zone)
}

/** Of the phone they are called on next, as far as anybody knows where that is. */
export function zonesOf(phones: PhoneExplanation[], position: number): string[] {
  const known = phones.filter(({ zones }) => zones.length > 0)
  const next = known.find((phone) => phone.position === position && phone.state === 'live')
  return (next ?? known.find(({ state }) => state === 'live') ?? known[0])?.zones ?? []
}
