import { Box, Group, Text, UnstyledButton } from '@mantine/core'
import type { CallInProgress } from '../api/live.ts'
import { useNow } from '../api/product-clock.ts'
import { formatDuration, formatPhone, toMs } from '../format.ts'
import { humanize, RECONCILING } from '../words.ts'
import { WordBadge } from './word-badge.tsx'

const STATE_COLOR: Record<string, string> = { ringing: 'yellow', answered: 'green', ended: 'violet' }
const MOST = 12

const stateWord = (state: string) => ({ label: humanize(state), color: STATE_COLOR[state] ?? 'gray' })

export function CallsInProgress({ calls, onOpen }: { calls: CallInProgress[]; onOpen: (leadId: string) => void }) {
  const now = useNow(1000)
  return (
    <Box component="section" className="surface" p="md" aria-label="Calls in progress">
      <Group justify="space-between" mb="xs">
        <Text component="h2" fw={600} size="sm" m={0}>
          Calls in progress
        </Text>
        <Text size="sm" c="dimmed">
          {calls.length}
        </Text>
      </Group>
      {calls.length === 0 && (
        <Text size="sm" c="dimmed">
          Nobody is being called at this moment.
        </Text>
      )}
      {calls.slice(0, MOST).map((call) => (
        <UnstyledButton key={call.attempt_id} w="100%" py={4} onClick={() => onOpen(call.lead_id)}>
          <Group justify="space-between" wrap="nowrap" gap="xs">
            <Text size="sm" truncate>
              {formatPhone(call.phone)}
              <Text span size="xs" c="dimmed" display="block">
                Pass {call.pass}, phone {call.position}
              </Text>
            </Text>
            <Group gap="xs" wrap="nowrap">
              <WordBadge word={call.reconciling ? RECONCILING : stateWord(call.state)} live />
              <Text size="sm" w={48} ta="right">
                {formatDuration((now - toMs(call.since)) / 1000)}
              </Text>
            </Group>
          </Group>
        </UnstyledButton>
      ))}
      {calls.length > MOST && (
        <Text size="sm" c="dimmed" mt={4}>
          and {calls.length - MOST} more
        </Text>
      )}
    </Box>
  )
}
