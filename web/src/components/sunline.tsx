import { Box, Group, Text, Tooltip } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { IconMoon, IconSun } from '@tabler/icons-react'
import type { Lane } from '../api/live.ts'
import { useNow } from '../api/product-clock.ts'
import { countOf, formatCount, formatRelative, formatThere, formatWeekdayTime } from '../format.ts'
import { citiesOf } from './person.tsx'
import { hoursOf, layOut, type SunMark } from './sunline-layout.ts'

interface Props {
  lanes: Lane[]
  hours: { start: string; end: string }
}

const ROW = 34
/** About the widest label. */
const LABEL_PX = 142

/**
 * One day, 24 hours wide: the bright part is when people may be called. Each lane stands at its own local time and drifts into
 * the light in the morning and out of it at night.
 */
export function Sunline({ lanes, hours }: Props) {
  const now = useNow(1000)
  const { ref, width } = useElementSize()
  const marks = layOut(lanes, now, width > 0 ? (LABEL_PX / width) * 24 : 4)
  const rows = Math.max(1, ...marks.map((mark) => mark.row + 1))
  const start = hoursOf(hours.start)
  const end = hoursOf(hours.end)
  const openWaiting = lanes.filter((lane) => lane.open).reduce((sum, lane) => sum + lane.waiting, 0)
  return (
    <Box component="section" className="surface" p="md" aria-label="Sunline">
      <Group justify="space-between" gap="xs" mb="xs">
        <Text component="h2" fw={600} size="sm" m={0}>
          Where it is day for this campaign
        </Text>
        <Text size="sm" c="dimmed">
          {formatCount(openWaiting)} waiting where it is open
        </Text>
      </Group>
      <div ref={ref} className="sunline-sky" style={{ height: rows * ROW + 14 }} aria-hidden>
        <div className="sunline-day" style={{ left: `${(start / 24) * 100}%`, right: `${100 - (end / 24) * 100}%` }} />
        {[3, 6, 9, 12, 15, 18, 21].map((hour) => (
          <div key={hour} className="sunline-hour" style={{ left: `${(hour / 24) * 100}%` }} />
        ))}
        {marks.map((mark) => (
          <MarkOnStrip key={`${mark.row}-${mark.zones[0]}-${mark.open}`} mark={mark} now={now} />
        ))}
      </div>
      <div className="sunline-axis" aria-hidden>
        {[0, 3, 6, 9, 12, 15, 18, 21, 24].map((hour) => (
          <span key={hour} style={{ left: `${(hour / 24) * 100}%` }} data-minor={hour % 6 !== 0 || undefined}>
            {String(hour).padStart(2, '0')}:00
          </span>
        ))}
      </div>
      <Text size="xs" c="dimmed">
        Local time where the people are. Calls from {hours.start} to {hours.end} there.
      </Text>
      {marks.length > 0 && <LaneList marks={marks} />}
    </Box>
  )
}

function MarkOnStrip({ mark, now }: { mark: SunMark; now: number }) {
  const middle = ((mark.from + mark.to) / 2 / 24) * 100
  const Icon = mark.open ? IconSun : IconMoon
  return (
    <Tooltip label={describe(mark, now)} multiline maw={320}>
      <div
        className="sunline-lane"
        data-open={mark.open || undefined}
        data-span={mark.to > mark.from || undefined}
        style={{
          left: `clamp(${LABEL_PX / 2}px, ${middle}%, calc(100% - ${LABEL_PX / 2}px))`,
          top: 7 + mark.row * ROW,
          minWidth: mark.to > mark.from ? `${((mark.to - mark.from) / 24) * 100}%` : undefined,
        }}
      >
        <Icon size={13} />
        {citiesOf(mark.zones, 1)} · {formatCount(mark.waiting)}
      </div>
    </Tooltip>
  )
}

function describe(mark: SunMark, now: number): string {
  const zone = mark.zones[0]
  const there = zone ? `${formatThere(now, zone)} now. ` : ''
  const change =
    mark.until !== null && zone
      ? `${mark.open ? 'Closes' : 'Opens'} ${formatThere(mark.until, zone)}, ${formatRelative(mark.until, now)}. `
      : ''
  return `${countOf(mark.waiting, 'lead')} waiting. ${there}${change}${mark.open ? '' : mark.because}`
}

/** "Mon 20:00 there", and where when it is not plain. */
function untilOf(until: number, zones: string[]): string {
  const zone = zones[0] ?? 'UTC'
  return zones.length === 1 ? `${formatWeekdayTime(until, zone)} there` : formatThere(until, zone)
}

/** The strip in words, for everybody who does not see it, and for the details. */
function LaneList({ marks }: { marks: SunMark[] }) {
  return (
    <Box component="ul" m={0} mt="xs" p={0} style={{ listStyle: 'none', columnWidth: 330, columnGap: 32 }}>
      {marks.map((mark) => (
        <Group
          component="li"
          key={mark.key}
          gap={8}
          wrap="nowrap"
          py={2}
          style={{ breakInside: 'avoid' }}
          align="baseline"
        >
          <Text size="sm" fw={600} miw={44} ta="right">
            {formatCount(mark.waiting)}
          </Text>
          <Text size="sm">
            {citiesOf(mark.zones)}{' '}
            <Text span inherit c="dimmed">
              {mark.open ? 'open' : 'closed'}
              {mark.until !== null &&
                mark.zones[0] &&
                ` until ${untilOf(mark.until, mark.zones)}${mark.others ? ' for most' : ''}`}
            </Text>
          </Text>
        </Group>
      ))}
    </Box>
  )
}
