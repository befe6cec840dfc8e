import { z } from 'zod'
import { normalisePhone, splitPhones } from '../phone.ts'
import { variableName } from '../template.ts'
import { type ColumnRole, guessHeader, variableNames } from './headers.ts'

/** A contact has at most this many phones. */
export const MAX_PHONES = 10
/** More columns than any real list has; what lies beyond is a broken file. */
export const MAX_COLUMNS = 1_000

/** What a person's row may say of where they live and what they agreed to. */
const ABOUT_CONTACT = [
  'street',
  'city',
  'state',
  'postal_code',
  'country',
  'consent',
  'consent_wording',
  'consent_source',
  'consent_date',
  'consent_expires',
] as const

const Column = z.object({
  header: z.string(),
  role: z.enum([
    'name',
    'first_name',
    'last_name',
    'email',
    'zone',
    ...ABOUT_CONTACT,
    'tags',
    'priority',
    'external_id',
    'phone',
    'variable',
    'ignore',
  ]),
  /** The place among the person's phones, 1–10; only for phones. */
  position: z.int().min(1).max(MAX_PHONES).nullable(),
  /** Only for columns whose text can be used in templates. */
  variable: z.string().nullable(),
})
export type Column = z.output<typeof Column>

/** What each column of a list is for, in the order of the columns. */
export const Mapping = z.array(Column)
export type Mapping = z.output<typeof Mapping>

const TARGET = new RegExp(
  `^(name|first_name|last_name|email|timezone|${ABOUT_CONTACT.join('|')}|tags|priority|external_id|phone([1-9]|10)?|ignore|variable(:.+)?)$`,
)

/**
 * What the sender says about columns: heading → target. Headings are matched without case and outer spaces. Columns not named are guessed.
 */
export const MappingRequest = z.record(
  z.string().max(500),
  z
    .string()
    .max(120)
    .regex(TARGET, {
      error: `must be name, first_name, last_name, email, timezone, ${ABOUT_CONTACT.join(', ')}, tags, priority, external_id, phone, phone1 to phone10, variable, variable:NAME or ignore`,
    }),
)
export type MappingRequest = z.output<typeof MappingRequest>

export type MappingResult =
  | { ok: true; mapping: Mapping }
  | { ok: false; code: 'no_headers' | 'no_key_column' | 'too_many_columns' | 'unknown_column'; message: string }

/** These can be used in templates as well as for what they are (1-product §5 names only name, phones and email as not variables). */
const ALSO_VARIABLES: ReadonlySet<ColumnRole> = new Set([
  'first_name',
  'last_name',
  'zone',
  ...ABOUT_CONTACT,
  'tags',
  'priority',
  'external_id',
])
const SINGLE: ReadonlySet<ColumnRole> = new Set([
  'name',
  'first_name',
  'last_name',
  'email',
  'zone',
  ...ABOUT_CONTACT,
  'tags',
  'priority',
  'external_id',
])

interface Wish {
  role: ColumnRole
  number: number | null
  variable: string | null
}

/**
 * Decides what the columns are. A list must have a column of phones or emails (1-product §3).
 * @param requested explicit targets, stronger than any guess
 */
export function mapColumns(
  headers: readonly string[],
  requested: MappingRequest | null,
  defaultRegion: string,
): MappingResult {
  if (headers.length > MAX_COLUMNS)
    return refuse('too_many_columns', `The first row has ${headers.length} columns; a list may have ${MAX_COLUMNS}.`)
  if (headers.every((header) => header.trim() === ''))
    return refuse('no_headers', 'The first row is empty; it must hold the headings of the columns.')
  const asked = new Map(Object.entries(requested ?? {}).map(([header, target]) => [key(header), target]))
  const known = new Set(headers.map(key))
  const unknown = Object.keys(requested ?? {}).filter((header) => !known.has(key(header)))
  if (unknown.length > 0)
    return refuse(
      'unknown_column',
      `The mapping names columns the list does not have: ${listed(unknown)}. It has: ${listed(headers)}.`,
    )

  const mapping = assign(headers, wishesOf(headers, asked))
  if (mapping.some((column) => column.role === 'phone' || column.role === 'email')) return { ok: true, mapping }
  const looksLikeData = headers.some((cell) => splitPhones(cell).some((it) => normalisePhone(it, defaultRegion).ok))
  return refuse(
    'no_key_column',
    looksLikeData
      ? 'The first row looks like a person, not like headings. Put a row of headings on top, such as: name, phone1, email.'
      : `No column for phones or emails was recognised. The columns are: ${listed(headers)}. Name one "phone1" or "email", or send a mapping.`,
  )
}

/** The columns as `mapColumns` would have them, also of a list that has none of phones or emails: to be shown and put right. */
export function guessColumns(headers: readonly string[], requested: MappingRequest | null): Mapping {
  const asked = new Map(Object.entries(requested ?? {}).map(([header, target]) => [key(header), target]))
  return assign(headers, wishesOf(headers, asked))
}

function wishesOf(headers: readonly string[], asked: ReadonlyMap<string, string>): Wish[] {
  return headers.map((header): Wish => {
    const target = asked.get(key(header))
    if (target !== undefined) return readTarget(target)
    const guess = guessHeader(header)
    return { role: guess.role, number: guess.phoneNumber, variable: null }
  })
}

const key = (header: string): string => header.replaceAll('\ufeff', '').trim().toLowerCase()

function readTarget(target: string): Wish {
  const phone = /^phone(\d+)?$/.exec(target)
  if (phone) return { role: 'phone', number: phone[1] ? Number(phone[1]) : null, variable: null }
  if (target === 'timezone') return { role: 'zone', number: null, variable: null }
  if (target.startsWith('variable'))
    return { role: 'variable', number: null, variable: variableName(target.slice('variable:'.length)) || null }
  return { role: target as ColumnRole, number: null, variable: null }
}

/** Numbered phones take their places, the others fill the free ones in column order; what comes second is a variable. */
function assign(headers: readonly string[], wishes: readonly Wish[]): Mapping {
  const names = variableNames(headers.map((header, i) => wishes[i]!.variable ?? header))
  const taken = new Set<ColumnRole>()
  const places = new Map<number, number>()
  wishes.forEach((wish, i) => {
    if (wish.role === 'phone' && wish.number && !places.has(wish.number)) places.set(wish.number, i)
  })
  const owner = new Map([...places].map(([place, i]) => [i, place]))
  wishes.forEach((wish, i) => {
    if (wish.role !== 'phone' || owner.has(i)) return
    const free = Array.from({ length: MAX_PHONES }, (_, n) => n + 1).find((place) => !places.has(place))
    if (free === undefined) return
    places.set(free, i)
    owner.set(i, free)
  })
  return headers.map((header, i) => {
    let role = wishes[i]!.role
    const position = owner.get(i) ?? null
    if (role === 'phone' && position === null) role = 'variable'
    if (SINGLE.has(role)) {
      if (taken.has(role)) role = 'variable'
      taken.add(role)
    }
    const variable = role === 'variable' || ALSO_VARIABLES.has(role) ? names[i]! : null
    return { header: header.trim().slice(0, 200), role, position, variable }
  })
}

function listed(headers: readonly string[]): string {
  const shown = headers.slice(0, 20).map((header) => `"${header.trim().slice(0, 40)}"`)
  return headers.length > 20 ? `${shown.join(', ')} and ${headers.length - 20} more` : shown.join(', ')
}

function refuse(code: Exclude<MappingResult, { ok: true }>['code'], message: string): MappingResult {
  return { ok: false, code, message }
}
