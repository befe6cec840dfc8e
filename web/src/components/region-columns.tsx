import { ActionIcon, Text, Tooltip, UnstyledButton } from '@mantine/core'
import { IconHandStop, IconPlayerPlay } from '@tabler/icons-react'
import type { RegionHours, RegionRules } from '../api/compliance.ts'
import { CONFIDENCE, capitalized, capText, clockText, hoursInForce, hoursToCome, openWord } from '../region-words.ts'
import type { Column } from './data-table.tsx'
import type { RegionStopAsked } from './region-stop.tsx'
import { WordBadge } from './word-badge.tsx'

interface Acts {
  now: number
  show: (region: string) => void
  ask: (asked: RegionStopAsked) => void
}

export function regionColumns({ now, show, ask }: Acts): Column<RegionRules>[] {
  return [
    {
      key: 'region',
      header: 'Region',
      cell: (row) => (
        <div>
          <UnstyledButton className="row-link" fz="inherit" onClick={() => show(row.region)}>
            {row.name}
          </UnstyledButton>
          <Text size="xs" c="dimmed">
            {row.region}
          </Text>
        </div>
      ),
    },
    { key: 'hours', header: 'Hours for every call', cell: (row) => <HoursCell versions={row.hours} />, width: '26%' },
    {
      key: 'ai',
      header: 'Further for AI voices',
      cell: (row) => (row.ai_voice.length > 0 ? <HoursCell versions={row.ai_voice} /> : <span aria-hidden>–</span>),
      width: '22%',
    },
    { key: 'attempts', header: 'Attempts', cell: (row) => <AttemptsCell rules={row} /> },
    { key: 'holiday', header: 'Next holiday', cell: (row) => <HolidayCell rules={row} /> },
    { key: 'sure', header: 'Confidence', cell: (row) => <WordBadge word={CONFIDENCE[row.confidence]} /> },
    {
      key: 'now',
      header: 'AI calls now',
      cell: (row) => (
        <div>
          <WordBadge word={openWord(row)} />
          <Text size="xs" c="dimmed" mt={2} miw={110}>
            {clockText(row, now)}
          </Text>
        </div>
      ),
    },
    { key: 'stop', header: 'Stop', cell: (row) => <StopButton rules={row} ask={ask} /> },
  ]
}

/** What is in force and its law; what is known to come. */
function HoursCell({ versions }: { versions: RegionHours[] }) {
  const current = hoursInForce(versions)
  const next = hoursToCome(versions)
  return (
    <div>
      <Text size="sm" c={current?.days === 'federal' ? 'dimmed' : undefined}>
        {current ? capitalized(current.text) : 'None yet'}
      </Text>
      {current?.also_in_zone && <Text size="xs">also by {current.also_in_zone.name}</Text>}
      {next && (
        <Text size="xs">
          From {next.from}: {next.text}
        </Text>
      )}
      {current && (
        <Text size="xs" c="dimmed" lineClamp={2} title={current.citation}>
          {current.citation}
        </Text>
      )}
    </div>
  )
}

function AttemptsCell({ rules }: { rules: RegionRules }) {
  if (rules.attempts.length === 0) return <span aria-hidden>–</span>
  return (
    <div>
      {rules.attempts.map((cap) => (
        <Tooltip key={cap.id} label={`${cap.text} (${cap.citation})`} multiline maw={360}>
          <Text size="sm" style={{ whiteSpace: 'nowrap' }}>
            {capText(cap)}
          </Text>
        </Tooltip>
      ))}
    </div>
  )
}

function HolidayCell({ rules }: { rules: RegionRules }) {
  const next = rules.holidays.next[0]
  if (!next) return <span aria-hidden>–</span>
  return (
    <div>
      <Text size="sm" style={{ whiteSpace: 'nowrap' }}>
        {next.date}
      </Text>
      <Text size="xs" c="dimmed">
        {next.name}
        {next.observed && ' (observed)'}
      </Text>
    </div>
  )
}

function StopButton({ rules, ask }: { rules: RegionRules; ask: Acts['ask'] }) {
  const { region, name } = rules
  const isOwn = rules.stop?.region === region
  const label = isOwn ? `Lift the stop of ${name}` : `Stop calls to ${name}`
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color={isOwn ? 'gray' : 'red'}
        aria-label={label}
        onClick={() => ask({ verb: isOwn ? 'lift' : 'stop', region, name })}
      >
        {isOwn ? <IconPlayerPlay size={17} /> : <IconHandStop size={17} />}
      </ActionIcon>
    </Tooltip>
  )
}
