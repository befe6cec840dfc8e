import { Box, Stack, Text } from '@mantine/core'
import type { Turn } from '../api/conversations.ts'
import { formatDuration, toMsOrNull } from '../format.ts'

const AGENT_ROLES = ['assistant', 'agent', 'ai']
/** Kept with the transcript by carriers, but not said by anybody. */
const SILENT_ROLES = ['system', 'tool', 'function']

interface Props {
  turns: Turn[]
  /** When the conversation began (epoch ms), to say how far into it each turn is. */
  startedAt: number | null
  /** Whether the API says that there is a transcript. */
  recorded: boolean
}

export function Transcript({ turns, startedAt, recorded }: Props) {
  const spoken = turns.filter((turn) => !SILENT_ROLES.includes(turn.role) && turn.text)
  if (spoken.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {recorded ? 'The transcript cannot be read.' : 'No transcript: nobody talked.'}
      </Text>
    )
  return (
    <Stack component="ol" gap={6} m={0} p={0} aria-label="Transcript" style={{ listStyle: 'none' }}>
      {spoken.map((turn, i) => {
        const agent = AGENT_ROLES.includes(turn.role)
        const at = toMsOrNull(turn.at)
        return (
          <Box
            component="li"
            // biome-ignore lint/suspicious/noArrayIndexKey: turns have an order and nothing else
            key={i}
            px="sm"
            py={6}
            maw="88%"
            style={{
              alignSelf: agent ? 'flex-start' : 'flex-end',
              borderRadius: 10,
              background: agent ? 'light-dark(#f1f1ed, #2a2e36)' : 'light-dark(#fff1c4, #3d3212)',
            }}
          >
            <Text size="xs" c="dimmed">
              {agent ? 'Agent' : 'Person'}
              {at !== null && startedAt !== null && ` ${formatDuration((at - startedAt) / 1000)}`}
            </Text>
            <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
              {turn.text}
            </Text>
          </Box>
        )
      })}
    </Stack>
  )
}
