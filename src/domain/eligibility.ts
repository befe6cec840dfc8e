import { z } from 'zod'
import { readCountry } from './address.ts'
import { CONSENT_TYPES } from './consent.ts'
import {
  dayOf,
  type EligibilityFacts,
  isVariable,
  plain,
  readNumber,
  sameText,
  told,
  VARIABLE,
  valuesOf,
} from './eligibility-facts.ts'
import { PRIORITIES } from './lead.ts'
import { isKnownZone } from './regions/zone-offset.ts'
import { variableName } from './template.ts'

/**
 * Who a campaign is for (1-product §3): conditions on what is known of a person, looked at once, when they come in. Somebody who does not
 * meet them becomes a lead that is `disqualified` and keeps the conditions that spoke against them.
 */
export const CONDITION_FIELDS = [
  'name',
  'email',
  'phone',
  'phone_country',
  'country',
  'state',
  'postal_code',
  'time_zone',
  'tag',
  'consent',
  'priority',
] as const
export type ConditionField = (typeof CONDITION_FIELDS)[number] | `variable:${string}`

export const CONDITION_OPS = [
  'is',
  'is_not',
  'contains',
  'not_contains',
  'starts_with',
  'in',
  'not_in',
  'exists',
  'not_exists',
  'gt',
  'gte',
  'lt',
  'lte',
] as const
export type ConditionOp = (typeof CONDITION_OPS)[number]

export const MAX_CONDITIONS = 20
const MAX_VALUES = 100
const MAX_TEXT = 200
/** Characters of all values together: those that are not met are kept with each lead. */
const MAX_TEXTS = 5_000
/** Of a variable, as lists name them. */
const MAX_NAME = 100

const LISTS: ReadonlySet<ConditionOp> = new Set(['in', 'not_in'])
const BARE: ReadonlySet<ConditionOp> = new Set(['exists', 'not_exists'])
const ORDERS: ReadonlySet<ConditionOp> = new Set(['gt', 'gte', 'lt', 'lte'])
/** Of these a part is nothing. */
const WHOLE: ReadonlySet<string> = new Set(['phone_country', 'country', 'consent', 'priority'])
const PARTS: ReadonlySet<ConditionOp> = new Set(['contains', 'not_contains', 'starts_with'])

const Field = z
  .string()
  .max(VARIABLE.length + MAX_NAME)
  // Upper case may be longer.
  .overwrite((field) =>
    isVariable(field) ? VARIABLE + variableName(field.slice(VARIABLE.length)).slice(0, MAX_NAME) : field,
  )
  .refine(
    (field) =>
      isVariable(field) ? field.length > VARIABLE.length : (CONDITION_FIELDS as readonly string[]).includes(field),
    { error: `must be ${CONDITION_FIELDS.join(', ')} or variable:NAME` },
  )
  .describe(
    `${CONDITION_FIELDS.join(', ')} or variable:NAME, where NAME is a column of the list or a property of the contact`,
  )

const Text = z.string().max(MAX_TEXT)
const EligibilityCondition = z
  .strictObject({
    field: Field,
    op: z.enum(CONDITION_OPS),
    value: z
      .union([Text, z.number(), z.array(Text).max(MAX_VALUES)])
      .nullable()
      .default(null)
      .describe('A text or a number; a list of texts for in and not_in; nothing for exists and not_exists'),
  })
  .superRefine((condition, context) => {
    const problem = problemOf(condition)
    if (problem) context.addIssue({ code: 'custom', path: [problem.at], message: problem.message })
  })

export const Eligibility = z
  .strictObject({
    match: z.enum(['all', 'any']).default('all'),
    conditions: z.array(EligibilityCondition).min(1).max(MAX_CONDITIONS),
  })
  .refine(({ conditions }) => conditions.flatMap((it) => listOf(it.value)).join('').length <= MAX_TEXTS, {
    path: ['conditions'],
    error: `must have at most ${MAX_TEXTS} characters in all their values together`,
  })
export type Eligibility = z.output<typeof Eligibility>
export type EligibilityCondition = z.output<typeof EligibilityCondition>

/** A condition somebody did not meet, with what was found instead; null: nothing. */
export interface UnmetCondition {
  field: string
  op: ConditionOp
  value: string | number | string[] | null
  found: string | null
}

/**
 * The conditions that speak against somebody: with `all` those not met, with `any` all of them when none is met. Empty: they qualify.
 * @param atMs epoch ms, for whether a consent holds
 */
export function unmetConditions(
  eligibility: Eligibility | null,
  facts: EligibilityFacts,
  atMs: number,
): UnmetCondition[] {
  if (eligibility === null) return []
  const unmet: UnmetCondition[] = []
  for (const { field, op, value } of eligibility.conditions) {
    const found = valuesOf(field, facts, atMs)
    if (!isMet(field, op, value, found)) unmet.push({ field, op, value, found: told(found) })
    else if (eligibility.match === 'any') return []
  }
  return unmet
}

/** What is not known meets only the conditions that deny something. */
function isMet(field: string, op: ConditionOp, value: EligibilityCondition['value'], found: string[]): boolean {
  const any = (test: (text: string) => boolean) => found.some(test)
  const isSame = (wanted: string | number) => (text: string) => sameText(field, text, wanted)
  const has = (part: string) => (text: string) => plain(field, text).includes(plain(field, part))
  switch (op) {
    case 'exists':
      return found.length > 0
    case 'not_exists':
      return found.length === 0
    case 'is':
      return any(isSame(one(value)))
    case 'is_not':
      return !any(isSame(one(value)))
    case 'in':
      return listOf(value).some((wanted) => any(isSame(wanted)))
    case 'not_in':
      return !listOf(value).some((wanted) => any(isSame(wanted)))
    case 'contains':
      return any(has(String(one(value))))
    case 'not_contains':
      return !any(has(String(one(value))))
    case 'starts_with':
      return any((text) => plain(field, text).startsWith(plain(field, String(one(value)))))
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return any((text) => isInOrder(op, text, one(value)))
  }
}

const one = (value: EligibilityCondition['value']): string | number =>
  Array.isArray(value) ? (value[0] ?? '') : (value ?? '')
export const listOf = (value: EligibilityCondition['value']): (string | number)[] =>
  Array.isArray(value) ? value : value === null ? [] : [value]

/** Numbers with numbers, days with days; what is neither meets no such condition. */
function isInOrder(op: 'gt' | 'gte' | 'lt' | 'lte', text: string, wanted: string | number): boolean {
  const limit = typeof wanted === 'number' ? wanted : readNumber(wanted)
  const left = limit === null ? dayOf(text) : readNumber(text)
  const right = limit ?? dayOf(String(wanted))
  if (left === null || right === null) return false
  switch (op) {
    case 'gt':
      return left > right
    case 'gte':
      return left >= right
    case 'lt':
      return left < right
    case 'lte':
      return left <= right
  }
}

/** Why a condition says nothing: what a person must change. */
function problemOf(condition: {
  field: string
  op: ConditionOp
  value: string | number | string[] | null
}): { at: 'op' | 'value'; message: string } | null {
  const { field, op, value } = condition
  if (BARE.has(op)) return value === null ? null : { at: 'value', message: `must be left out with ${op}` }
  if (ORDERS.has(op)) {
    if (!isVariable(field)) return { at: 'op', message: `${op} compares numbers and dates, which only variables hold` }
    const isThere =
      typeof value === 'number' || (typeof value === 'string' && (readNumber(value) ?? isoDay(value)) !== null)
    return isThere ? null : { at: 'value', message: 'must be a number, or a date such as 2026-11-23' }
  }
  if (PARTS.has(op) && WHOLE.has(field))
    return { at: 'op', message: `${op} does not go with ${field}; use is, is_not, in or not_in` }
  if (LISTS.has(op) !== Array.isArray(value))
    return { at: 'value', message: LISTS.has(op) ? 'must be a list of texts' : 'must be a text or a number' }
  const values = listOf(value)
  if (values.length === 0 || values.some((it) => String(it).trim() === ''))
    return { at: 'value', message: 'must not be empty; use exists or not_exists' }
  const bad = values.find((it) => !isOf(field, op, String(it)))
  return bad === undefined
    ? null
    : { at: 'value', message: `${WORDS[field] ?? 'is not valid'}: "${String(bad)}" is not` }
}

const WORDS: Readonly<Record<string, string>> = {
  phone: 'must be a phone or a part of one, in digits',
  phone_country: 'must be a country such as US',
  country: 'must be a country such as US',
  time_zone: 'must be a time zone such as America/New_York',
  consent: `must be ${CONSENT_TYPES.join(', ')}`,
  priority: `must be ${PRIORITIES.join(', ')}`,
}

/** Whether a value can be what the field holds. */
function isOf(field: string, op: ConditionOp, value: string): boolean {
  const text = plain(field, value)
  switch (field) {
    case 'phone':
      return /\d/.test(text)
    case 'phone_country':
    case 'country':
      return readCountry(value) !== null
    case 'time_zone':
      return PARTS.has(op) || isKnownZone(value.trim())
    case 'consent':
      return (CONSENT_TYPES as readonly string[]).includes(text)
    case 'priority':
      return (PRIORITIES as readonly string[]).includes(text)
    default:
      return true
  }
}

const isoDay = (text: string): number | null => (/^\d{4}-\d{2}-\d{2}/.test(text.trim()) ? dayOf(text) : null)
