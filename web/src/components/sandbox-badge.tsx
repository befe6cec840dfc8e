import { Text, Tooltip } from '@mantine/core'
import { useNow, useSandboxClock } from '../api/product-clock.ts'
import { formatWeekdayTime } from '../format.ts'

const ZONE = 'America/New_York'

/** Whose time the screen shows while the clock is not the real one. */
export function SandboxBadge() {
  const clock = useSandboxClock()
  const now = useNow(500)
  if (!clock) return null
  const time = formatWeekdayTime(now, ZONE)
  return (
    <Tooltip
      label={`The sandbox's clock runs ${clock.speed} times as fast as yours; every time on this screen is its time.`}
    >
      <Text
        component="span"
        size="xs"
        px={10}
        py={4}
        style={{ border: '1px solid var(--sundial-line)', borderRadius: 99, whiteSpace: 'nowrap' }}
        role="timer"
        aria-label={`Sandbox time ${time} in New York, ${clock.speed} times as fast`}
      >
        <Text span inherit visibleFrom="sm">
          Sandbox time{' '}
        </Text>
        <b>{time}</b>
        <Text span inherit visibleFrom="xs">
          {' '}
          in New York
        </Text>
        , {clock.speed}×
      </Text>
    </Tooltip>
  )
}
