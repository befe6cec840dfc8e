import { Select } from '@mantine/core'
import { useTimeZones } from '../api/schedules.ts'
import { viewerZone } from '../format.ts'
import { RECIPIENT, zoneText } from '../week.ts'

interface Props {
  value: string
  onChange: (zone: string) => void
  error?: string | undefined
}

/** The recipient's time zone, or one of the world's. */
export function ZoneSelect({ value, onChange, error }: Props) {
  const zones = useTimeZones()
  const known = zones.data ?? []
  const first = [...new Set([value, viewerZone()])].filter((zone) => zone === value || known.includes(zone))
  const mine = first.filter((zone) => zone !== RECIPIENT)
  const option = (zone: string) => ({ value: zone, label: zoneText(zone) })
  return (
    <Select
      label="Time zone"
      description="Whose clock the hours are read on"
      searchable
      required
      allowDeselect={false}
      maxDropdownHeight={280}
      data={[
        { group: 'The person who is called', items: [option(RECIPIENT)] },
        { group: 'Yours', items: mine.map(option) },
        { group: 'One for all', items: known.filter((zone) => !first.includes(zone)).map(option) },
      ]}
      value={value}
      onChange={(zone) => zone && onChange(zone)}
      error={error ?? zones.error?.message}
      nothingFoundMessage="No such time zone"
    />
  )
}
