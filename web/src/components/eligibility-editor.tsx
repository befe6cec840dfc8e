import { ActionIcon, Button, Group, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useRef } from 'react'
import type { Condition, ConditionOp, Eligibility } from '../api/eligibility.ts'
import { variableName } from '../template.ts'
import type { SettingsFields } from './call-settings.tsx'
import { EligibilityValue } from './eligibility-value.tsx'
import {
  ANY_VARIABLE,
  choicesOf,
  FIELDS,
  fieldOfVariable,
  isVariable,
  opsOf,
  sayEligibility,
  valueKindOf,
  variableOf,
} from './eligibility-words.ts'

/** What the API takes at most. */
const MOST = 20
const NEW: Condition = { field: 'tag', op: 'is', value: '' }

/** Who may become a lead of the campaign: conditions on what is known of a person. */
export function EligibilityEditor({ value, onChange, error, disabled }: SettingsFields) {
  const eligibility: Eligibility = value.eligibility ?? { match: 'all', conditions: [] }
  const { match, conditions } = eligibility
  const keys = useKeys(conditions.length)
  const set = (next: Condition[]) => onChange({ eligibility: next.length === 0 ? null : { match, conditions: next } })
  return (
    <Stack gap="sm">
      {conditions.length > 1 && (
        <Group gap="xs">
          <Text size="sm">Somebody qualifies when</Text>
          <SegmentedControl
            size="xs"
            aria-label="How many of the conditions"
            data={[
              { value: 'all', label: 'all of these' },
              { value: 'any', label: 'any of these' },
            ]}
            value={match}
            onChange={(next) => onChange({ eligibility: { match: next as Eligibility['match'], conditions } })}
            disabled={disabled}
          />
          <Text size="sm">hold{match === 'any' && 's'}</Text>
        </Group>
      )}
      {conditions.length === 0 && (
        <Text size="sm" c="dimmed">
          No conditions: everybody who is added qualifies.
        </Text>
      )}
      {conditions.map((condition, i) => (
        <ConditionRow
          key={keys.at(i)}
          name={`Condition ${i + 1}`}
          condition={condition}
          onChange={(next) => set(conditions.map((it, j) => (j === i ? next : it)))}
          onRemove={() => {
            keys.remove(i)
            set(conditions.filter((_it, j) => j !== i))
          }}
          error={(part) => error(`/settings/eligibility/conditions/${i}${part}`)}
          disabled={disabled}
        />
      ))}
      <Group justify="space-between">
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => set([...conditions, NEW])}
          disabled={disabled || conditions.length >= MOST}
        >
          Add a condition
        </Button>
        {conditions.length >= MOST && (
          <Text size="sm" c="dimmed">
            Twenty conditions are the most.
          </Text>
        )}
      </Group>
      {conditions.length > 0 && (
        <Text size="sm" role="status">
          {sayEligibility(eligibility) ?? 'A condition is not complete yet.'} Everybody else becomes “disqualified” and
          is not contacted.
        </Text>
      )}
    </Stack>
  )
}

/** Names for rows that have none, so that removing one does not move what is typed in another. */
function useKeys(count: number) {
  const keys = useRef<number[]>([])
  const last = useRef(0)
  while (keys.current.length < count) keys.current.push(last.current++)
  keys.current.length = count
  return { at: (i: number) => keys.current[i], remove: (i: number) => void keys.current.splice(i, 1) }
}

interface RowProps {
  name: string
  condition: Condition
  onChange: (condition: Condition) => void
  onRemove: () => void
  error: (part: string) => string | undefined
  disabled: boolean | undefined
}

function ConditionRow({ name, condition, onChange, onRemove, error, disabled }: RowProps) {
  const { field, op } = condition
  const variable = isVariable(field)
  return (
    <Group role="group" aria-label={name} gap="xs" align="flex-start" wrap="wrap">
      <Select
        w={{ base: '100%', xs: 215 }}
        aria-label="What"
        data={[...FIELDS, { value: ANY_VARIABLE, label: 'A property or variable' }]}
        value={variable ? ANY_VARIABLE : field}
        onChange={(next) =>
          next && onChange(fitted({ ...condition, field: next === ANY_VARIABLE ? fieldOfVariable('') : next }, field))
        }
        error={error('/field')}
        allowDeselect={false}
        disabled={disabled}
      />
      {variable && (
        <TextInput
          w={{ base: '100%', xs: 150 }}
          aria-label="Name of the variable"
          placeholder="AMOUNT"
          value={variableOf(field)}
          onChange={(event) => onChange({ ...condition, field: fieldOfVariable(event.currentTarget.value) })}
          onBlur={() => onChange({ ...condition, field: fieldOfVariable(variableName(variableOf(field))) })}
          disabled={disabled}
        />
      )}
      <Select
        w={{ base: '100%', xs: 165 }}
        aria-label="Comparison"
        data={opsOf(field)}
        value={op}
        onChange={(next) => next && onChange(fitted({ ...condition, op: next as ConditionOp }, field))}
        error={error('/op')}
        allowDeselect={false}
        disabled={disabled}
      />
      <EligibilityValue condition={condition} onChange={onChange} error={error('/value')} disabled={disabled} />
      <ActionIcon
        variant="subtle"
        color="red"
        size="lg"
        aria-label={`Remove ${name.toLowerCase()}`}
        onClick={onRemove}
        disabled={disabled}
      >
        <IconTrash size={17} />
      </ActionIcon>
    </Group>
  )
}

/** A condition that was changed in one part, with the others made to go with it. */
function fitted(condition: Condition, fieldBefore: string): Condition {
  const { field } = condition
  const op = opsOf(field).some((it) => it.value === condition.op) ? condition.op : 'is'
  // A choice of another list says nothing here.
  const isOther = field !== fieldBefore && (choicesOf(field) !== null || choicesOf(fieldBefore) !== null)
  const texts = isOther || condition.value === null ? [] : [condition.value].flat().map(String).filter(Boolean)
  switch (valueKindOf(op)) {
    case 'none':
      return { field, op, value: null }
    case 'many':
      return { field, op, value: texts }
    case 'one':
      return { field, op, value: texts[0] ?? '' }
  }
}
