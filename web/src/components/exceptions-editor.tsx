import { ActionIcon, Button, Group, SegmentedControl, Stack, Switch, Text, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useNow } from '../api/product-clock.ts'
import type { ScheduleException } from '../api/schedules.ts'
import { SlotList } from './slot-list.tsx'

const MOST_EXCEPTIONS = 200

interface Props {
  exceptions: ScheduleException[]
  onChange: (exceptions: ScheduleException[]) => void
  error: (pointer: string) => string | undefined
}

/** Single days or ranges that are closed or have hours of their own. */
export function ExceptionsEditor({ exceptions, onChange, error }: Props) {
  const today = new Date(useNow(60_000)).toISOString().slice(0, 10)
  const message = error('/exceptions')
  return (
    <Stack gap="sm">
      {message && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {message}
        </Text>
      )}
      {exceptions.length === 0 && (
        <Text size="sm" c="dimmed">
          No exceptions: every week is the same.
        </Text>
      )}
      {exceptions.map((exception, index) => (
        <ExceptionFields
          // biome-ignore lint/suspicious/noArrayIndexKey: an exception is its place in the list
          key={index}
          number={index + 1}
          pointer={`/exceptions/${index}`}
          exception={exception}
          onChange={(next) => onChange(exceptions.map((it, i) => (i === index ? next : it)))}
          onRemove={() => onChange(exceptions.filter((_, i) => i !== index))}
          error={error}
        />
      ))}
      {exceptions.length < MOST_EXCEPTIONS && (
        <Group>
          <Button
            variant="default"
            size="sm"
            leftSection={<IconPlus size={15} aria-hidden />}
            onClick={() => onChange([...exceptions, { from: today, yearly: false, hours: [], name: '' }])}
          >
            Add an exception
          </Button>
        </Group>
      )}
    </Stack>
  )
}

interface FieldsProps {
  number: number
  pointer: string
  exception: ScheduleException
  onChange: (exception: ScheduleException) => void
  onRemove: () => void
  error: Props['error']
}

function ExceptionFields({ number, pointer, exception, onChange, onRemove, error }: FieldsProps) {
  const name = exception.name || `Exception ${number}`
  const isSpecial = exception.hours.length > 0
  function setTo(to: string) {
    const { to: _, ...rest } = exception
    onChange(to ? { ...rest, to } : rest)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's frame cannot hold the button beside its name
    <div role="group" aria-label={name} className="exception">
      <Group gap="sm" align="flex-start">
        <TextInput
          label="Name"
          placeholder="Christmas"
          flex="1 1 180px"
          maxLength={100}
          value={exception.name}
          onChange={(event) => onChange({ ...exception, name: event.currentTarget.value })}
          error={error(`${pointer}/name`)}
        />
        <TextInput
          type="date"
          label="From"
          required
          flex="1 1 145px"
          value={exception.from}
          onChange={(event) => onChange({ ...exception, from: event.currentTarget.value })}
          error={error(`${pointer}/from`)}
        />
        <TextInput
          type="date"
          label="To"
          aria-description="Inclusive; empty for one day"
          flex="1 1 145px"
          value={exception.to ?? ''}
          onChange={(event) => setTo(event.currentTarget.value)}
          error={error(`${pointer}/to`)}
        />
        <ActionIcon variant="subtle" color="red" mt={28} aria-label={`Remove ${name}`} onClick={onRemove}>
          <IconTrash size={17} />
        </ActionIcon>
      </Group>
      <Group gap="md" mt="xs" align="center">
        <SegmentedControl
          size="xs"
          aria-label={`Hours of ${name}`}
          value={isSpecial ? 'special' : 'closed'}
          onChange={(value) =>
            onChange({ ...exception, hours: value === 'special' ? [{ start: '09:00', end: '17:00' }] : [] })
          }
          data={[
            { value: 'closed', label: 'Closed' },
            { value: 'special', label: 'Special hours' },
          ]}
        />
        <Switch
          label="Every year"
          checked={exception.yearly}
          onChange={(event) => onChange({ ...exception, yearly: event.currentTarget.checked })}
        />
      </Group>
      {isSpecial && (
        <Stack mt="xs">
          <SlotList
            name={name}
            pointer={`${pointer}/hours`}
            slots={exception.hours}
            onChange={(hours) => onChange({ ...exception, hours })}
            error={error}
          />
        </Stack>
      )}
    </div>
  )
}
