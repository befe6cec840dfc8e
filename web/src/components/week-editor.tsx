import { Button, Menu, Stack, Text } from '@mantine/core'
import { IconCopy } from '@tabler/icons-react'
import type { Week, Weekday } from '../api/schedules.ts'
import { WEEKDAYS } from '../week.ts'
import { SlotList } from './slot-list.tsx'

interface Props {
  week: Week
  onChange: (week: Week) => void
  error: (pointer: string) => string | undefined
}

const WORKDAYS: Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri']
const ALL_DAYS = WEEKDAYS.map((day) => day.key)

/** The open hours of each weekday: several slots a day, and one day copied to others. */
export function WeekEditor({ week, onChange, error }: Props) {
  const copy = (from: Weekday, to: Weekday[]) =>
    onChange({ ...week, ...Object.fromEntries(to.map((day) => [day, week[from].map((slot) => ({ ...slot }))])) })
  const message = error('/days')
  return (
    <Stack gap={0}>
      {message && (
        <Text size="sm" c="var(--mantine-color-error)" mb="xs" role="alert">
          {message.charAt(0).toUpperCase() + message.slice(1)}
        </Text>
      )}
      {WEEKDAYS.map(({ key, name }) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend cannot stand beside its fields
        <div
          key={key}
          role="group"
          aria-label={name}
          className="week-day"
          data-closed={week[key].length === 0 || undefined}
        >
          <Text size="sm" fw={600} className="week-day-name">
            {name}
            {week[key].length === 0 && (
              <Text span inherit c="dimmed" fw={400}>
                {' '}
                closed
              </Text>
            )}
          </Text>
          <SlotList
            name={name}
            pointer={`/days/${key}`}
            slots={week[key]}
            onChange={(slots) => onChange({ ...week, [key]: slots })}
            error={error}
            more={<CopyMenu day={key} name={name} onCopy={(to) => copy(key, to)} />}
          />
        </div>
      ))}
    </Stack>
  )
}

function CopyMenu({ day, name, onCopy }: { day: Weekday; name: string; onCopy: (to: Weekday[]) => void }) {
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          leftSection={<IconCopy size={14} aria-hidden />}
          aria-label={`Copy ${name} to other days`}
        >
          Copy to
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onCopy(WORKDAYS)}>Monday to Friday</Menu.Item>
        <Menu.Item onClick={() => onCopy(ALL_DAYS)}>Every day</Menu.Item>
        <Menu.Divider />
        {WEEKDAYS.filter((other) => other.key !== day).map((other) => (
          <Menu.Item key={other.key} onClick={() => onCopy([other.key])}>
            {other.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
