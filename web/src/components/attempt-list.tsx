import { Accordion, Group, Text } from '@mantine/core'
import type { Attempt } from '../api/leads.ts'
import { formatDateTime, formatDuration, formatPhone, formatThere, viewerZoneName } from '../format.ts'
import { zoneOf } from '../proof.ts'
import { ANSWER_STATUS, humanize, RECONCILING, wordOf } from '../words.ts'
import { ConversationDetails } from './conversation-details.tsx'
import { DispositionBadge, WordBadge } from './word-badge.tsx'

/** When a call was placed: their time when the proof knows where they are, else the viewer's. */
export function timeOf(attempt: Attempt): string {
  const at = attempt.placed_at ?? attempt.permitted_at
  if (!at) return 'Not placed'
  const zone = zoneOf(attempt.proof)
  return zone ? formatThere(at, zone) : `${formatDateTime(at)} ${viewerZoneName()}`
}

/** The ledger hears of ringing and answering only when a call is settled. */
const UNDER_WAY: Partial<Record<Attempt['state'], string>> = { permitted: 'In progress', placed: 'In progress' }

export function OutcomeBadge({ attempt }: { attempt: Attempt }) {
  if (attempt.disposition) return <DispositionBadge disposition={attempt.disposition} />
  if (attempt.reconciling) return <WordBadge word={RECONCILING} live />
  if (attempt.answer_status) return <WordBadge word={wordOf(ANSWER_STATUS, attempt.answer_status)} />
  return <WordBadge word={{ label: UNDER_WAY[attempt.state] ?? humanize(attempt.state), color: 'yellow' }} live />
}

/** A lead's history, newest first; each call opens to what was said and why it was allowed. */
export function AttemptList({ attempts }: { attempts: Attempt[] }) {
  const newestFirst = attempts.toReversed()
  return (
    <section aria-label="Attempts">
      <Text component="h3" fw={600} size="sm" m={0} mb={4}>
        Attempts
      </Text>
      {attempts.length === 0 && (
        <Text size="sm" c="dimmed">
          Not called yet.
        </Text>
      )}
      <Accordion variant="separated" chevronPosition="left" keepMounted={false}>
        {newestFirst.map((attempt) => (
          <Accordion.Item key={attempt.id} value={attempt.id}>
            <Accordion.Control>
              <Group justify="space-between" gap="xs">
                <div>
                  <Text size="sm" fw={600}>
                    {timeOf(attempt)}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {formatPhone(attempt.to)} · pass {attempt.pass}, phone {attempt.position}
                    {attempt.talk_seconds > 0 && ` · ${formatDuration(attempt.talk_seconds)} talk`}
                  </Text>
                </div>
                <OutcomeBadge attempt={attempt} />
              </Group>
            </Accordion.Control>
            <Accordion.Panel>
              <ConversationDetails attempt={attempt} />
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </section>
  )
}
