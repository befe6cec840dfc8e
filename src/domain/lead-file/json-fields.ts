import { guessHeader, squash } from './headers.ts'
import type { MappingRequest } from './mapping.ts'

/** One thing a record says of a person, under the heading a list would have for it. */
export interface RecordField {
  heading: string
  /** The heading with all that wraps it. */
  fullName: string
  text: string
  /** What it is for, as a mapping says it; null: to be guessed from the heading. */
  target: string | null
  /** It stands under `variables`. */
  isVariable: boolean
}

export type RecordResult =
  | { ok: true; fields: RecordField[] }
  | { ok: false; code: 'not_a_person' | 'too_many_fields'; message: string }

/** More than any form or CRM sends of one person. */
const MAX_FIELDS = 500
const MAX_DEPTH = 8

/** Around the person, and nothing about them. */
const WRAPPERS = new Set(
  'data fields fielddata formfields formdata formresponse payload body record attributes lead contact person customfields customdata answers submission'.split(
    ' ',
  ),
)
const PLURAL_PHONES = new Set('phones phonenumbers telephones mobiles mobilephones cellphones tels'.split(' '))
const ADDRESS_PARTS: ReadonlySet<string> = new Set(['street', 'city', 'state', 'postal_code', 'country'])
const FORM_ADDRESS = /^(?:home|mailing|postal|street|your)?address$/
const PERSON_NAME = /^(?:your|full|contact|lead|person|customer)?name$/

type Scalar = string | number | boolean
interface Leaf {
  path: string[]
  text: string
  /** One of several phones under one name. */
  isPhone: boolean
}

/**
 * A person as JSON or a form gives them, laid flat: `{"data": {"first_name": …}}` is the heading `first_name`, what is deeper is joined with
 * `_`. What merely wraps the person is left out, also in the forms CRMs have for fields (`{"name": …, "value": …}`, `phone: [{"value": …}]`,
 * `fields[email]`). What stands under `variables` is a variable whatever it is called, and so are `properties` beside a phone or an email
 * of their own; alone they are the person.
 */
export function readRecord(value: unknown): RecordResult {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return {
      ok: false,
      code: 'not_a_person',
      message: 'A person is an object with fields, such as {"name": …, "phone": …}.',
    }
  const leaves: Leaf[] = []
  if (!collect(value, [], leaves))
    return {
      ok: false,
      code: 'too_many_fields',
      message: `A person has at most ${MAX_FIELDS} fields, ${MAX_DEPTH} levels deep.`,
    }
  const hasWay = leaves.some((leaf) => !isUnder(leaf, 'properties') && namesWay(leaf))
  const isOwn = (leaf: Leaf) => isUnder(leaf, 'variables') || (hasWay && isUnder(leaf, 'properties'))
  const fields: RecordField[] = []
  const taken = new Set<string>()
  // What is called a variable has the name of one before all else.
  for (const leaf of leaves.toSorted((a, b) => Number(isOwn(b)) - Number(isOwn(a)))) {
    const own = isOwn(leaf)
    const short = own ? leaf.path.slice(1) : unwrap(leaf.path)
    const target = leaf.isPhone ? 'phone' : own ? `variable:${short.join('_')}` : null
    let heading = own ? leaf.path.join('_') : short.join('_')
    if (taken.has(key(heading))) heading = leaf.path.join('_')
    for (let n = 2; taken.has(key(heading)); n++) heading = `${leaf.path.join('_')}_${n}`
    taken.add(key(heading))
    const isVariable = isUnder(leaf, 'variables')
    fields.push({ heading, fullName: leaf.path.join('_'), text: leaf.text, target, isVariable })
  }
  return { ok: true, fields }
}

/** Names for a list of people. */
const LISTS = new Set('leads contacts people persons'.split(' '))
/** Names for a list of anything: of people when it holds any. */
const ANY_LISTS = new Set('records items entries rows results data body payload'.split(' '))

/** The people of what was sent: a list, a list under a name for one, or somebody alone. */
export function recordsOf(value: unknown, depth = 0): unknown[] {
  // A list of fields is one person.
  const isFields = (it: unknown[]) => it.length > 0 && it.every((field) => namedField(field) !== null)
  if (Array.isArray(value)) return isFields(value) ? [{ fields: value }] : value
  if (typeof value !== 'object' || value === null || depth > 2) return [value]
  for (const [name, inner] of Object.entries(value)) {
    const isAny = ANY_LISTS.has(squash(name))
    if (!isAny && !LISTS.has(squash(name))) continue
    if (Array.isArray(inner) && !isFields(inner) && (!isAny || inner.some(isReachable))) return inner
    if (isRecord(inner) && Object.keys(value).length === 1) {
      const records = recordsOf(inner, depth + 1)
      return records[0] === inner ? [value] : records
    }
  }
  return [value]
}

/** What a mapping asks for, as far as this record has it; under the short heading or the full one. */
export function mappingFor(fields: readonly RecordField[], asked: MappingRequest | null): MappingRequest {
  const wishes = new Map(Object.entries(asked ?? {}).map(([heading, target]) => [key(heading), target]))
  const targets = fields.map(({ heading, fullName, target }) => {
    return [heading, wishes.get(key(heading)) ?? wishes.get(key(fullName)) ?? target] as const
  })
  return Object.fromEntries(targets.filter((it): it is readonly [string, string] => it[1] !== null))
}

/** The path of a form's field: `contact[first_name]` is `first_name` of a `contact`. */
export function formPath(name: string): string[] {
  const match = /^([^[\]]+)((?:\[[^[\]]*\])+)$/.exec(name)
  if (!match) return [name]
  return [match[1]!, ...[...match[2]!.matchAll(/\[([^[\]]*)\]/g)].map((it) => it[1]!)].filter((part) => part !== '')
}

/** The fields of a form as the object they stand for; what comes twice is a list. */
export function formRecord(entries: Iterable<readonly [string, string]>): Record<string, unknown> {
  const root = new Map<string, unknown>()
  for (const [name, text] of entries) {
    const path = formPath(name).slice(0, MAX_DEPTH)
    let at = root
    path.slice(0, -1).forEach((part) => {
      const inner = at.get(part)
      const next = inner instanceof Map ? inner : new Map<string, unknown>()
      if (inner !== next) at.set(part, next)
      at = next
    })
    const last = path.at(-1)!
    const before = at.get(last)
    at.set(last, before === undefined || before instanceof Map ? text : [before, text].flat())
  }
  return plain(root)
}

function plain(map: Map<string, unknown>): Record<string, unknown> {
  // fromEntries defines and does not assign: a field may be called __proto__.
  return Object.fromEntries([...map].map(([name, it]) => [name, it instanceof Map ? plain(it) : it]))
}

/** false: there is too much of it. */
function collect(value: unknown, path: string[], leaves: Leaf[]): boolean {
  if (path.length > MAX_DEPTH) return false
  const add = (at: string[], text: Scalar, isPhone = false): boolean => {
    leaves.push({ path: at, text: String(text), isPhone })
    return leaves.length <= MAX_FIELDS
  }
  if (value === null || value === undefined) return add(path, '')
  if (isScalar(value)) return add(path, value)
  if (Array.isArray(value)) {
    const name = path.at(-1) ?? ''
    const guess = guessHeader(name).role
    const isPhones = PLURAL_PHONES.has(squash(name)) || guess === 'phone'
    const plainValues = value.map((it) => scalarOf(it, isPhones || guess === 'email'))
    if (plainValues.every((it) => it !== null)) {
      if (isPhones && value.length > 1) return plainValues.every((it, i) => add([...path, String(i + 1)], it, true))
      return add(path, plainValues.join(', '), isPhones)
    }
    const named = value.map(namedField)
    if (named.every((it) => it !== null)) return named.every(([label, it]) => collect(it, [...path, label], leaves))
    return value.every((it, i) => collect(it, [...path, String(i + 1)], leaves))
  }
  return Object.entries(value as object).every(([name, it]) => collect(it, [...path, name], leaves))
}

/** `{"value": "+1…", "label": "work"}` of a phone or an email is its value. */
function scalarOf(value: unknown, isWay: boolean): Scalar | null {
  if (isScalar(value)) return value
  if (value === null || value === undefined) return ''
  if (!isWay || typeof value !== 'object') return null
  const { value: plainValue, number, phone, email, e164 } = value as Record<string, unknown>
  const found = [plainValue, number, phone, e164, email].find(isScalar)
  return found ?? null
}

/** `{"name": "full_name", "values": ["Ann"]}`: a field that says what it is called. */
function namedField(value: unknown): [label: string, value: unknown] | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const fields = value as Record<string, unknown>
  const label = [fields.name, fields.key, fields.field, fields.label, fields.question].find(
    (it) => typeof it === 'string',
  )
  const given = ['value', 'values', 'answer'].find((name) => name in fields)
  return typeof label === 'string' && label.trim() !== '' && given !== undefined ? [label, fields[given]] : null
}

/** The path without what only wraps the person. */
function unwrap(path: string[]): string[] {
  let rest = path
  while (rest.length > 1 && (WRAPPERS.has(squash(rest[0]!)) || squash(rest[0]!) === 'properties')) rest = rest.slice(1)
  if (rest.length > 1 && /^values?$/.test(squash(rest.at(-1)!))) rest = rest.slice(0, -1)
  if (rest.length !== 2) return rest
  const [parent, leaf] = [squash(rest[0]!), guessHeader(rest[1]!).role]
  if (FORM_ADDRESS.test(parent) && ADDRESS_PARTS.has(leaf)) return [rest[1]!]
  if (PERSON_NAME.test(parent) && (leaf === 'first_name' || leaf === 'last_name')) return [rest[1]!]
  return rest
}

function isUnder(leaf: Leaf, name: string): boolean {
  return leaf.path.length > 1 && squash(leaf.path[0]!) === name
}

/** It is a phone or an email that is not empty. */
function namesWay({ path, text, isPhone }: Leaf): boolean {
  const { role } = guessHeader(unwrap(path).join('_'))
  return text.trim() !== '' && (isPhone || role === 'phone' || role === 'email')
}

/** Somewhere in it is a phone or an email. */
function isReachable(value: unknown): boolean {
  const leaves: Leaf[] = []
  collect(value, [], leaves)
  return leaves.some(namesWay)
}

const isRecord = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)
const isScalar = (value: unknown): value is Scalar => ['string', 'number', 'boolean'].includes(typeof value)
const key = (heading: string): string => heading.trim().toLowerCase()
