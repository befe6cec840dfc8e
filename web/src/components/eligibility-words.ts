import type { Condition, ConditionOp, Eligibility } from '../api/eligibility.ts'
import { humanize } from '../words.ts'
import { CONSENT_TYPES } from './contact-fields.tsx'

/** Who a campaign is for, as people read and choose it. */

export const FIELDS: { value: string; label: string }[] = [
  { value: 'tag', label: 'A tag' },
  { value: 'state', label: 'State or province' },
  { value: 'country', label: 'Country' },
  { value: 'postal_code', label: 'Postal code' },
  { value: 'time_zone', label: 'Time zone' },
  { value: 'phone_country', label: 'Country of a phone' },
  { value: 'phone', label: 'A phone' },
  { value: 'email', label: 'Email' },
  { value: 'name', label: 'Name' },
  { value: 'consent', label: 'Consent' },
  { value: 'priority', label: 'Priority' },
]

const VARIABLE = 'variable:'
/** The choice in the list of fields that asks for a name. */
export const ANY_VARIABLE = 'variable'

export const isVariable = (field: string): boolean => field.startsWith(VARIABLE)
export const variableOf = (field: string): string => (isVariable(field) ? field.slice(VARIABLE.length) : '')
export const fieldOfVariable = (name: string): string => VARIABLE + name

const OPS: Record<ConditionOp, string> = {
  is: 'is',
  is_not: 'is not',
  contains: 'contains',
  not_contains: 'does not contain',
  starts_with: 'begins with',
  in: 'is one of',
  not_in: 'is none of',
  exists: 'is known',
  not_exists: 'is not known',
  gt: 'is more than',
  gte: 'is at least',
  lt: 'is less than',
  lte: 'is at most',
}
const WHOLE: ConditionOp[] = ['is', 'is_not', 'in', 'not_in', 'exists', 'not_exists']
const TEXT: ConditionOp[] = [
  'is',
  'is_not',
  'contains',
  'not_contains',
  'starts_with',
  'in',
  'not_in',
  'exists',
  'not_exists',
]
const ORDERED: ConditionOp[] = ['gt', 'gte', 'lt', 'lte']

/** What can be asked of a field. */
export function opsOf(field: string): { value: ConditionOp; label: string }[] {
  const whole = ['phone_country', 'country', 'consent', 'priority'].includes(field)
  const ops = whole ? WHOLE : isVariable(field) ? [...TEXT, ...ORDERED] : TEXT
  return ops.map((value) => ({ value, label: OPS[value] }))
}

export type ValueKind = 'none' | 'one' | 'many'

export function valueKindOf(op: ConditionOp): ValueKind {
  if (op === 'exists' || op === 'not_exists') return 'none'
  return op === 'in' || op === 'not_in' ? 'many' : 'one'
}

/** Where a value is one of a few. */
export function choicesOf(field: string): { value: string; label: string }[] | null {
  switch (field) {
    case 'consent':
      return CONSENT_TYPES
    case 'priority':
      return ['high', 'normal', 'low'].map((value) => ({ value, label: humanize(value) }))
    case 'time_zone':
      return ZONES
    default:
      return null
  }
}

const ZONES = Intl.supportedValuesOf('timeZone').map((zone) => ({ value: zone, label: zone }))

/** "State or province is one of PA, NJ". */
export function sayCondition({ field, op, value }: Pick<Condition, 'field' | 'op' | 'value'>): string {
  const name = variableOf(field) || FIELDS.find((it) => it.value === field)?.label || humanize(field)
  const choices = field === 'time_zone' ? null : choicesOf(field)
  const said = (it: string | number) => {
    const choice = choices?.find((one) => one.value === it)
    return choice ? `“${choice.label.toLowerCase()}”` : String(it)
  }
  const values = Array.isArray(value) ? value : value === null ? [] : [value]
  return [name, OPS[op] ?? humanize(op).toLowerCase(), values.map(said).join(', ')].filter(Boolean).join(' ')
}

/** What is known instead, in words; null: nothing. */
export function sayFound(found: string | null): string {
  return found === null ? 'nothing is known' : `found “${found}”`
}

/** One sentence for all of it; null while a condition is not complete. */
export function sayEligibility({ match, conditions }: Eligibility): string | null {
  if (conditions.length === 0 || !conditions.every(isComplete)) return null
  const said = conditions.map((it) => (isVariable(it.field) ? sayCondition(it) : lowerFirst(sayCondition(it))))
  const joined =
    said.length === 1 ? said[0] : `${said.slice(0, -1).join('; ')}; ${match === 'all' ? 'and' : 'or'} ${said.at(-1)}`
  return `Somebody qualifies when ${joined}.`
}

export function isComplete({ field, op, value }: Condition): boolean {
  if (isVariable(field) && variableOf(field) === '') return false
  if (valueKindOf(op) === 'none') return true
  return Array.isArray(value) ? value.length > 0 : String(value ?? '').trim() !== ''
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)
