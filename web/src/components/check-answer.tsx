import { Group, Text } from '@mantine/core'
import { IconPhoneCheck, IconPhoneX } from '@tabler/icons-react'
import { Fragment } from 'react'
import type { ComplianceAnswer, JudgedRule } from '../api/compliance.ts'
import { formatDateTime, formatPhone, viewerZoneName } from '../format.ts'
import { capitalized, EVIDENCE, placedTime, readable, ruleKind, VERDICT } from '../region-words.ts'
import { zoneText } from '../week.ts'
import { type Column, DataTable } from './data-table.tsx'
import { WordBadge } from './word-badge.tsx'

interface Props {
  answer: ComplianceAnswer
  nameOf: (region: string) => string
}

const ORDER: JudgedRule['verdict'][] = ['forbidden', 'allowed', 'not_applicable']

/** The verdict, where and when it would be, and every rule with its say. */
export function CheckAnswerView({ answer, nameOf }: Props) {
  const { allowed, until, rules, phone, at, zones } = answer
  const zone = zones[0]
  const rows = ORDER.flatMap((verdict) => rules.filter((rule) => rule.verdict === verdict))
  const Icon = allowed ? IconPhoneCheck : IconPhoneX
  const end = until && zone ? ` until ${placedTime(until, zone)}` : ''
  return (
    <section className="surface" aria-label="Answer">
      <div style={{ padding: 16 }}>
        <Group gap="sm" wrap="nowrap" align="flex-start">
          <Icon
            size={30}
            stroke={1.6}
            aria-hidden
            style={{ flex: 'none' }}
            color={`var(--mantine-color-${allowed ? 'green' : 'red'}-6)`}
          />
          <div style={{ minWidth: 0 }}>
            <Text component="h2" m={0} fz="lg" fw={650}>
              {allowed ? `Allowed${end}` : `Not allowed${end}`}
            </Text>
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              {reason(answer)}
            </Text>
          </div>
        </Group>
        <dl className="facts">
          {factsOf(answer, nameOf).map(([name, value]) => (
            <Fragment key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </Fragment>
          ))}
        </dl>
        <Text size="xs" c="dimmed">
          {formatPhone(phone)} at {formatDateTime(at)} {viewerZoneName()}, judged with what is known today.
        </Text>
      </div>
      <DataTable label="Rules" columns={columnsOf(zone)} rows={rows} rowKey={({ id, detail }) => `${id} ${detail}`} />
    </section>
  )
}

/** Of the sentence of the API, what the heading does not say yet. */
function reason({ because, zones }: ComplianceAnswer): string {
  const rest = because.replace(/^(Allowed|Forbidden): /, '').replace(/; not before \S+Z\.?$/, '')
  return `${capitalized(readable(rest, zones[0]))}.`
}

function factsOf(answer: ComplianceAnswer, nameOf: Props['nameOf']): [name: string, value: string][] {
  const times = Object.entries(answer.local_times).map(([zone, time]) => `${localText(time)} in ${zoneText(zone)}`)
  return [
    ['Their time', times.join(' · ') || 'Not known'],
    ['Where they may be', answer.regions.map(nameOf).join(', ') || 'No region with rules of its own'],
    ['Known from', EVIDENCE[answer.evidence]],
  ]
}

/** "Sun 2026-11-22 13:00" of a local time without zone. */
function localText(time: string): string {
  const day = new Intl.DateTimeFormat('en-US', { weekday: 'short', timeZone: 'UTC' }).format(Date.parse(`${time}Z`))
  return `${day} ${time.slice(0, 16).replace('T', ' ')}`
}

function columnsOf(zone: string | undefined): Column<JudgedRule>[] {
  return [
    {
      key: 'rule',
      header: 'Rule',
      cell: ({ kind, id }) => (
        <div>
          <Text size="sm" fw={600} style={{ whiteSpace: 'nowrap' }}>
            {ruleKind(kind)}
          </Text>
          <Text size="xs" c="dimmed">
            {id}
          </Text>
        </div>
      ),
    },
    { key: 'verdict', header: 'Verdict', cell: ({ verdict }) => <WordBadge word={VERDICT[verdict]} /> },
    {
      key: 'detail',
      header: 'What it says',
      cell: ({ detail }) => <Text size="sm">{capitalized(readable(detail, zone))}</Text>,
      width: '36%',
    },
    {
      key: 'until',
      header: 'This changes',
      cell: ({ until }) => (until && zone ? placedTime(until, zone) : <span aria-hidden>–</span>),
    },
    {
      key: 'law',
      header: 'Citation',
      cell: ({ citation }) => (citation ? <Text size="xs">{citation}</Text> : <span aria-hidden>–</span>),
      width: '26%',
    },
  ]
}
