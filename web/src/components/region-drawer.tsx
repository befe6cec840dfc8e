import { Drawer, Group, List, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { RegionHours, RegionRules } from '../api/compliance.ts'
import { formatWeekdayTime } from '../format.ts'
import { CONFIDENCE, capitalized, openWord, placedTime, readable, spanText, versionWord } from '../region-words.ts'
import { hoursText, zoneText } from '../week.ts'
import { RegionStopAlert, type RegionStopAsked } from './region-stop.tsx'
import { Sources } from './rule-sources.tsx'
import { WeekGlance } from './week-glance.tsx'
import { WordBadge } from './word-badge.tsx'

interface Props {
  rules: RegionRules | undefined
  now: number
  /** The dialog of a stop stands before it. */
  asking: boolean
  onAsk: (asked: RegionStopAsked) => void
  onClose: () => void
  stopButton: ReactNode
}

/** Everything known of the rules of one region. */
export function RegionDrawer({ rules, now, asking, onAsk, onClose, stopButton }: Props) {
  return (
    <Drawer
      opened={rules !== undefined}
      onClose={onClose}
      closeOnEscape={!asking}
      position="right"
      size="min(640px, 100vw)"
      title={
        <Text fw={650}>
          {rules?.name}{' '}
          <Text span c="dimmed">
            {rules?.region}
          </Text>
        </Text>
      }
      closeButtonProps={{ 'aria-label': 'Close the region' }}
    >
      {rules && (
        <Stack gap="lg">
          {rules.stop ? <RegionStopAlert stop={rules.stop} now={now} onLift={onAsk} /> : <div>{stopButton}</div>}
          <Now rules={rules} now={now} />
          <Versions title="Hours for every call" versions={rules.hours} />
          <Versions title="Further hours for automated and artificial voices" versions={rules.ai_voice} />
          <Attempts rules={rules} />
          <Holidays rules={rules} />
          <Texts title="What else the law asks for" texts={rules.conditions} />
          <Texts title="Where a person counts as being" texts={rules.location_basis ? [rules.location_basis] : []} />
          <Texts title="What the sources disagree on" texts={rules.disagreements} />
          <section>
            <Group gap="xs">
              <Text size="sm" fw={600}>
                Confidence
              </Text>
              <WordBadge word={CONFIDENCE[rules.confidence]} />
              <Text size="xs" c="dimmed">
                {CONFIDENCE[rules.confidence].meaning}
              </Text>
            </Group>
            <Sources sources={rules.sources} officialUrl={rules.official_url} />
          </section>
        </Stack>
      )}
    </Drawer>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <Text component="h3" fw={600} size="sm" m={0} mb={6}>
        {title}
      </Text>
      {children}
    </section>
  )
}

function Texts({ title, texts }: { title: string; texts: string[] }) {
  if (texts.length === 0) return null
  return (
    <Section title={title}>
      <List size="sm" spacing={4} style={{ overflowWrap: 'anywhere' }}>
        {texts.map((text) => (
          <List.Item key={text}>{capitalized(text)}</List.Item>
        ))}
      </List>
    </Section>
  )
}

function Now({ rules, now }: { rules: RegionRules; now: number }) {
  return (
    <Section title="Calls with an artificial voice, now">
      <Group gap="xs" mb={4}>
        <WordBadge word={openWord(rules)} />
        <Text size="sm" c="dimmed">
          by the law and the stops alone, without consent
        </Text>
      </Group>
      <Stack gap={4}>
        {rules.local_times.map(({ zone, open, until, because }) => (
          <Text key={zone} size="sm">
            {formatWeekdayTime(now, zone)} in {zoneText(zone)}:{' '}
            <Text span inherit c="dimmed">
              {open ? 'open' : 'closed'}
              {until && ` until ${placedTime(until, zone)}`}
              {!open && ` (${readable(because, zone)})`}
            </Text>
          </Text>
        ))}
      </Stack>
      <Text size="sm" mt={4}>
        {rules.lifted_by_consent
          ? 'Consent on file lifts the hours and limits for every call, not those for artificial voices.'
          : 'Consent does not lift these hours.'}
      </Text>
    </Section>
  )
}

function Versions({ title, versions }: { title: string; versions: RegionHours[] }) {
  if (versions.length === 0) return null
  return (
    <Section title={title}>
      <Stack gap="xs">
        {versions.toReversed().map((version, i) => (
          <div key={version.from ?? ''} className="surface" style={{ padding: 10 }}>
            <Group gap="xs" mb={4}>
              <WordBadge word={versionWord(versions, versions.length - 1 - i)} />
              <Text size="xs" c="dimmed">
                {spanText(version)} (dates there)
              </Text>
            </Group>
            <Text size="sm" fw={500} mb={4}>
              {capitalized(version.text)}
            </Text>
            {typeof version.days === 'object' && <WeekGlance week={version.days} />}
            <Text size="xs" mt={4}>
              {specialDays(version).join(' · ')}
            </Text>
            <Text size="xs" c="dimmed" mt={2} style={{ overflowWrap: 'anywhere' }}>
              {version.citation} · confidence {version.confidence}
            </Text>
          </div>
        ))}
      </Stack>
    </Section>
  )
}

function specialDays({ days, holiday, eve, also_in_zone }: RegionHours): string[] {
  const hours = (slots: RegionHours['eve']) => (slots?.length ? hoursText(slots) : 'no calls')
  return [
    eve && `Day before a holiday: ${hours(eve)}`,
    typeof days === 'object' && (holiday ? `Holidays: ${hours(holiday)}` : 'Holidays: days like others'),
    also_in_zone && `Also by ${also_in_zone.name} (${zoneText(also_in_zone.zone)})`,
  ].filter((text) => typeof text === 'string')
}

function Attempts({ rules }: { rules: RegionRules }) {
  const texts = rules.attempts.map(({ text, citation, applies_to }) => {
    return `${text}${applies_to === 'ai_voice' ? ', for artificial voices' : ''} (${citation})`
  })
  return <Texts title="Limits on attempts to one person" texts={texts} />
}

function Holidays({ rules }: { rules: RegionRules }) {
  if (rules.holidays.next.length === 0) return null
  return (
    <Section title="Holidays in the next twelve months">
      <div className="holidays">
        {rules.holidays.next.map(({ date, name, observed }) => (
          <Text key={`${date} ${name}`} size="sm">
            {date}{' '}
            <Text span inherit c="dimmed">
              {name}
              {observed && ' (observed)'}
            </Text>
          </Text>
        ))}
      </div>
    </Section>
  )
}
