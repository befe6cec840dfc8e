import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { type ReactNode, useEffect, useState } from 'react'

interface TextFilterProps {
  label: string
  placeholder: string
  /** Else only for screen readers. */
  isLabelShown?: boolean
  icon?: ReactNode
  width?: Record<string, number | string>
  /** What the API takes. */
  maxLength: number
  value: string | undefined
  onChange: (value: string) => void
}

const TYPING_MS = 250

/** Waits until nothing more is typed. */
export function TextFilter({
  label,
  placeholder,
  isLabelShown,
  icon,
  width,
  maxLength,
  value = '',
  onChange,
}: TextFilterProps) {
  const [text, setText] = useState(value)
  const tell = useDebouncedCallback(onChange, TYPING_MS)
  // Cleared, or come back to, from elsewhere.
  useEffect(() => setText((shown) => (shown.trim().toLowerCase() === value.toLowerCase() ? shown : value)), [value])
  return (
    <TextInput
      w={width}
      label={isLabelShown ? label : undefined}
      aria-label={isLabelShown ? undefined : label}
      placeholder={placeholder}
      leftSection={icon}
      maxLength={maxLength}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value)
        tell(event.currentTarget.value.trim())
      }}
    />
  )
}

const DAY_MS = 86_400_000

/** A day where the person at the screen is, told as an instant; `isEnd` counts the day itself in. */
export function DayFilter(props: {
  label: string
  isEnd?: boolean
  value: string | undefined
  onChange: (at: string | null) => void
}) {
  const { label, isEnd, value, onChange } = props
  return (
    <TextInput
      type="date"
      label={label}
      value={value ? dayOf(Date.parse(value) - (isEnd ? 1 : 0)) : ''}
      onChange={(event) => {
        const midnight = new Date(`${event.currentTarget.value}T00:00`).getTime()
        if (Number.isNaN(midnight)) return onChange(null)
        onChange(new Date(isEnd ? midnight + DAY_MS : midnight).toISOString())
      }}
    />
  )
}

function dayOf(at: number): string {
  if (Number.isNaN(at)) return ''
  const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 10)
}
