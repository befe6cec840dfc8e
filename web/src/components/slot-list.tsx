import { ActionIcon, Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Slot } from '../api/schedules.ts'
import { minutesOf } from '../week.ts'

const MOST_SLOTS = 10

interface Props {
  /** Whose slots: "Monday". */
  name: string
  /** Of the list in the request: `/days/mon`. */
  pointer: string
  slots: Slot[]
  onChange: (slots: Slot[]) => void
  error: (pointer: string) => string | undefined
  /** Beside "Add hours". */
  more?: ReactNode
}

/** The open hours of one day. */
export function SlotList({ name, pointer, slots, onChange, error, more }: Props) {
  const set = (index: number, part: Partial<Slot>) =>
    onChange(slots.map((slot, i) => (i === index ? { ...slot, ...part } : slot)))
  const message = error(pointer)
  return (
    <Stack gap={6}>
      {slots.map((slot, index) => {
        const at = `${pointer}/${index}`
        const place = slots.length > 1 ? `${name}, slot ${index + 1}` : name
        const wrong = error(at) ?? error(`${at}/start`) ?? error(`${at}/end`)
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a slot is its place in the list
          <div key={index}>
            <Group gap={6} wrap="nowrap">
              <TextInput
                type="time"
                w={134}
                aria-label={`${place}: open from`}
                value={slot.start}
                onChange={(event) => set(index, { start: event.currentTarget.value })}
                error={Boolean(error(at) ?? error(`${at}/start`))}
              />
              <Text span size="sm" c="dimmed" aria-hidden>
                –
              </Text>
              <TextInput
                type="time"
                w={134}
                aria-label={`${place}: until`}
                value={slot.end === '24:00' ? '00:00' : slot.end}
                // A slot that ends at 00:00 ends with the day.
                onChange={(event) => set(index, { end: endOf(event.currentTarget.value) })}
                error={Boolean(error(at) ?? error(`${at}/end`))}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Remove ${place}`}
                onClick={() => onChange(slots.filter((_, i) => i !== index))}
              >
                <IconX size={16} />
              </ActionIcon>
              {slot.end === '24:00' && (
                <Text size="xs" c="dimmed" visibleFrom="xs">
                  until midnight
                </Text>
              )}
            </Group>
            {wrong && (
              <Text size="xs" c="var(--mantine-color-error)" mt={2} role="alert">
                {capital(wrong)}
              </Text>
            )}
          </div>
        )
      })}
      {message && (
        <Text size="xs" c="var(--mantine-color-error)" role="alert">
          {capital(message)}
        </Text>
      )}
      <Group gap={6}>
        {slots.length < MOST_SLOTS && (
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            leftSection={<IconPlus size={14} aria-hidden />}
            aria-label={`Add hours on ${name}`}
            onClick={() => onChange([...slots, nextSlot(slots)])}
          >
            Add hours
          </Button>
        )}
        {more}
      </Group>
    </Stack>
  )
}

function endOf(time: string): string {
  return time === '00:00' ? '24:00' : time
}

/** After the last one, an hour later; office hours when there is none. */
function nextSlot(slots: Slot[]): Slot {
  const last = Math.max(0, ...slots.map((slot) => minutesOf(slot.end)))
  if (last === 0) return { start: '09:00', end: '17:00' }
  const start = Math.min(last + 60, 23 * 60)
  return { start: timeOf(start), end: timeOf(Math.min(start + 240, 1440)) }
}

function timeOf(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
