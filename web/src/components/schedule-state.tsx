import { Text, Tooltip } from '@mantine/core'
import type { Schedule } from '../api/schedules.ts'
import { formatThere } from '../format.ts'
import { RECIPIENT } from '../week.ts'
import { WordBadge } from './word-badge.tsx'

/** Open or closed now, and until when, in the schedule's own time. */
export function ScheduleState({ zone, state }: { zone: string; state: Schedule['open'] }) {
  if (state.open === null) return <WordBadge word={{ label: 'Depends on the person', color: 'gray' }} />
  const until = state.until === null || zone === RECIPIENT ? null : formatThere(state.until, zone)
  return (
    <div>
      <Tooltip label={state.because}>
        <span>
          <WordBadge word={{ label: state.open ? 'Open' : 'Closed', color: state.open ? 'green' : 'gray' }} />
        </span>
      </Tooltip>
      <Text size="xs" c="dimmed" mt={2} style={{ whiteSpace: 'nowrap' }}>
        {until ? `until ${until}` : state.open ? 'around the clock' : 'no hours ahead'}
      </Text>
    </div>
  )
}
