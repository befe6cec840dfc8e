import { Group, Text } from '@mantine/core'
import { Fragment } from 'react'
import type { Week } from '../api/schedules.ts'
import { minutesOf, WEEKDAYS, weekText } from '../week.ts'

const DAY_MINUTES = 1440

/** A week in a glance: a column for each day from midnight to midnight, and the same in words. */
export function WeekGlance({ week }: { week: Week }) {
  const lines = weekText(week)
  return (
    <Group gap="sm" wrap="nowrap" className="week-glance">
      <span className="week-columns" aria-hidden>
        {WEEKDAYS.map(({ key }) => (
          <span key={key} className="week-column">
            {week[key].map(({ start, end }) => (
              <span
                key={start}
                style={{
                  top: `${(minutesOf(start) / DAY_MINUTES) * 100}%`,
                  height: `${((minutesOf(end) - minutesOf(start)) / DAY_MINUTES) * 100}%`,
                }}
              />
            ))}
          </span>
        ))}
      </span>
      <div>
        {lines.length === 0 ? (
          <Text size="sm" c="dimmed">
            Closed all week
          </Text>
        ) : (
          lines.map(([days, hours]) => (
            <Text key={days} size="sm">
              {days}{' '}
              <Text span inherit c="dimmed">
                {hours.split(/(?<=,) /).map((slot) => (
                  <Fragment key={slot}>
                    <span style={{ whiteSpace: 'nowrap' }}>{slot}</span>{' '}
                  </Fragment>
                ))}
              </Text>
            </Text>
          ))
        )}
      </div>
    </Group>
  )
}
