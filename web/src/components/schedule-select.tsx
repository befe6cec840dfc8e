import { Anchor, Group, Select } from '@mantine/core'
import { Link } from 'react-router'
import { useSchedules } from '../api/schedules.ts'
import { ScheduleState } from './schedule-state.tsx'
import { WeekGlance } from './week-glance.tsx'

interface Props {
  /** undefined: the default one. */
  value: string | null | undefined
  onChange: (id: string | null) => void
  error?: string | undefined
  disabled?: boolean
}

/** The business hours of a campaign, beside its calling hours. */
export function ScheduleSelect({ value, onChange, error, disabled }: Props) {
  const schedules = useSchedules()
  const list = schedules.data ?? []
  const id = value === undefined ? (list.find((it) => it.is_default)?.id ?? null) : value
  const chosen = list.find((it) => it.id === id)
  const options = list.map((it) => ({ value: it.id, label: it.is_default ? `${it.name} (default)` : it.name }))
  if (id && !chosen && schedules.data) options.push({ value: id, label: 'A schedule that was deleted' })
  return (
    <>
      <Select
        label="Schedule"
        description="Business hours that must be open too"
        placeholder={schedules.isPending ? 'Loading' : 'None: the hours above are enough'}
        data={options}
        value={id}
        onChange={onChange}
        clearable
        error={error ?? schedules.error?.message}
        disabled={disabled}
        nothingFoundMessage="There are no schedules yet"
      />
      {chosen ? (
        <Group gap="lg" align="flex-start">
          <WeekGlance week={chosen.days} />
          <ScheduleState zone={chosen.zone} state={chosen.open} />
        </Group>
      ) : (
        list.length === 0 &&
        schedules.data && (
          <Anchor component={Link} to="/schedules/new" size="sm">
            Make a schedule
          </Anchor>
        )
      )}
    </>
  )
}
