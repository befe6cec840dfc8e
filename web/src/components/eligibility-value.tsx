import { MultiSelect, Select, TagsInput, TextInput } from '@mantine/core'
import type { Condition } from '../api/eligibility.ts'
import { choicesOf, valueKindOf } from './eligibility-words.ts'

interface Props {
  condition: Condition
  onChange: (condition: Condition) => void
  error: string | undefined
  disabled: boolean | undefined
}

/** What a condition compares with: nothing, one or many, chosen or typed. */
export function EligibilityValue({ condition, onChange, error, disabled }: Props) {
  const { field, op, value } = condition
  const kind = valueKindOf(op)
  const isPart = op === 'contains' || op === 'not_contains' || op === 'starts_with'
  const choices = isPart ? null : choicesOf(field)
  const shared = { 'aria-label': 'Value', error, disabled, style: { flex: '1 1 180px' } }
  const set = (next: Condition['value']) => onChange({ ...condition, value: next })
  if (kind === 'none') return <div style={{ flex: '1 1 180px' }} />
  if (kind === 'many') {
    const texts = Array.isArray(value) ? value : []
    return choices ? (
      <MultiSelect {...shared} data={choices} value={texts} onChange={set} searchable />
    ) : (
      <TagsInput
        {...shared}
        value={texts}
        onChange={set}
        placeholder={texts.length === 0 ? `${exampleOf(field)}, then Enter` : undefined}
        acceptValueOnBlur
      />
    )
  }
  if (choices)
    return (
      <Select
        {...shared}
        data={choices}
        value={String(value ?? '') || null}
        onChange={(next) => set(next ?? '')}
        placeholder="Choose"
        searchable={choices.length > 10}
        allowDeselect={false}
      />
    )
  return (
    <TextInput
      {...shared}
      value={String(value ?? '')}
      onChange={(event) => set(event.currentTarget.value)}
      placeholder={exampleOf(field)}
    />
  )
}

const EXAMPLES: Record<string, string> = {
  tag: 'vip',
  state: 'PA',
  country: 'US',
  phone_country: 'US',
  postal_code: '19104',
  phone: '+1215',
  email: '@example.com',
  name: 'Ada',
  time_zone: 'America/',
}

const exampleOf = (field: string): string => EXAMPLES[field] ?? '100, or 2026-11-23'
