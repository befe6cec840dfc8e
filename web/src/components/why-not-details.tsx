import { Group, Stack, Text, UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { Fragment, type ReactNode, useId, useState } from 'react'
import { useRegionName } from '../api/compliance.ts'
import type { LeadCheck, PhoneExplanation } from '../api/explain.ts'
import { countOf, formatPhone } from '../format.ts'
import { plainSentence } from '../reasons.ts'
import { EVIDENCE } from '../region-words.ts'
import { zoneText } from '../week.ts'
import { placedShortly, RuleLine, VerdictIcon, verdictLabel } from './why-not-words.tsx'

/** A line that unfolds. */
export function Unfold({ label, children }: { label: ReactNode; children: ReactNode }) {
  const [open, setOpen] = useState(false)
  const id = useId()
  const Chevron = open ? IconChevronDown : IconChevronRight
  return (
    <div>
      <UnstyledButton aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)} style={{ minHeight: 28 }}>
        <Group gap={6} wrap="nowrap" align="flex-start">
          <Chevron size={16} aria-hidden style={{ flex: 'none', marginTop: 3 }} />
          <Text size="sm" span>
            {label}
          </Text>
        </Group>
      </UnstyledButton>
      <div id={id}>{open && children}</div>
    </div>
  )
}

interface Props {
  checks: LeadCheck[]
  phones: PhoneExplanation[]
  now: number
}

/** Everything that was looked at, and what is known of each phone. */
export function WhyNotDetails({ checks, phones, now }: Props) {
  const regionName = useRegionName()
  const zone = phones.find(({ zones }) => zones.length > 0)?.zones[0]
  const label = [
    'Everything that was looked at:',
    countOf(checks.length, 'check'),
    'and',
    countOf(phones.length, 'phone'),
  ]
  return (
    <Unfold label={label.join(' ')}>
      <Stack gap="md" mt={4}>
        <ul aria-label="Checks" style={{ listStyle: 'none', margin: 0, padding: 0 }}>
          {checks.map((check) => (
            <Check key={check.code} check={check} zone={zone} regionName={regionName} now={now} />
          ))}
        </ul>
        {phones.map((phone) => (
          <PhoneFacts key={phone.position} phone={phone} regionName={regionName} now={now} />
        ))}
      </Stack>
    </Unfold>
  )
}

interface CheckProps {
  check: LeadCheck
  zone: string | undefined
  regionName: (region: string) => string
  now: number
}

function Check({ check, zone, regionName, now }: CheckProps) {
  const { verdict, message, until, rule_id } = check
  return (
    <li style={{ display: 'flex', gap: 8, padding: '3px 0' }}>
      <VerdictIcon verdict={verdict} size={17} />
      <div style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
        <Text size="sm">
          <Text span inherit fw={verdict === 'pass' ? undefined : 600} c={verdict === 'pass' ? 'dimmed' : undefined}>
            {verdictLabel(verdict)}:
          </Text>{' '}
          {plainSentence(message, zone, regionName)}
          {until && zone && ` Until ${placedShortly(until, zone, now)}.`}
        </Text>
        {rule_id && <RuleLine check={check} />}
      </div>
    </li>
  )
}

const STATE = {
  live: 'live',
  dead: 'dead: wrong or invalid, never dialed again until edited',
  suppressed: 'suppressed: on the do-not-call list',
} as const

interface PhoneProps {
  phone: PhoneExplanation
  regionName: (region: string) => string
  now: number
}

function PhoneFacts({ phone, regionName, now }: PhoneProps) {
  const name = phone.e164 === null ? `Phone ${phone.position}` : formatPhone(phone.e164)
  return (
    <section aria-label={`Where ${name} is called`}>
      <Text size="sm" fw={600}>
        {name}
      </Text>
      <dl className="facts" style={{ margin: '4px 0 0', gridTemplateColumns: 'fit-content(38%) 1fr' }}>
        {factsOf(phone, regionName, now).map(([what, value]) => (
          <Fragment key={what}>
            <dt>{what}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
    </section>
  )
}

function factsOf(phone: PhoneExplanation, regionName: (region: string) => string, now: number): [string, string][] {
  const { zones, regions, evidence, attempts_24h, cap, state, until, allowed } = phone
  const facts: [string, string][] = [['State', STATE[state]]]
  const [zone] = zones
  if (zone === undefined) return [...facts, ['Calls', phone.because]]
  const places = regions.map(regionName).join(' or ')
  const change =
    until === null ? (allowed ? '' : ' until something is changed') : ` until ${placedShortly(until, zone, now)}`
  return [
    ...facts,
    [
      'Where they may be',
      `${places || 'No region with rules of its own'}${evidence ? `, by ${EVIDENCE[evidence]}` : ''}`,
    ],
    ['Time zones', zones.map(zoneText).join(' or ')],
    [
      'Their time',
      zones
        .slice(0, 4)
        .map((it) => placedShortly(now, it, now))
        .join(', '),
    ],
    [allowed ? 'Calls allowed' : 'Calls not allowed', `${change.trim() || 'always'}. ${why(phone)}`],
    ['Attempts in 24 hours', cap === null ? String(attempts_24h) : `${attempts_24h} of ${cap} in all campaigns`],
  ]
}

/** Of the sentence of the API, what is not said beside it. */
function why({ because, zones }: PhoneExplanation): string {
  const words = because
    .replace(/^(Allowed|Forbidden): /, '')
    .replace(/(; (not before|nothing foreseeable)|, until \d).*$/, '')
  return plainSentence(words, zones[0])
}
