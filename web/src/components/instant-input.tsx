import { TextInput } from '@mantine/core'
import { viewerZoneName } from '../format.ts'

interface Props {
  label: string
  description?: string
  /** ISO 8601 UTC. */
  value: string | null
  onChange: (value: string | null) => void
  error?: string
  disabled?: boolean
}

/** A day and time in the zone of whoever looks at the screen, which the label names. */
export function InstantInput({ label, description, value, onChange, error, disabled }: Props) {
  return (
    <TextInput
      type="datetime-local"
      label={`${label} (${viewerZoneName()})`}
      description={description}
      value={value ? toLocalText(value) : ''}
      onChange={(event) => {
        const at = new Date(event.currentTarget.value)
        onChange(Number.isNaN(at.getTime()) ? null : at.toISOString())
      }}
      error={error}
      disabled={disabled}
    />
  )
}

function toLocalText(iso: string): string {
  const at = new Date(iso)
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 16)
}
