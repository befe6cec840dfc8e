import type { Json } from './api-world.ts'

/** Requests made from the API's own document, for tests that ask every operation there is. */

export interface Operation {
  method: string
  path: string
  operation: Json
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete']

export function operationsOf(document: Json): Operation[] {
  return Object.entries<Json>(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({
      method: method.toUpperCase(),
      path,
      operation: item[method],
    })),
  )
}

/** The schema of an operation's JSON body, or null when it takes none. */
export function bodySchema(operation: Json): Json | null {
  return operation.requestBody?.content?.['application/json']?.schema ?? null
}

/**
 * A value that fits the schema, with as few fields as it lets one have.
 * @param holding where there is a choice, the one with this place (`idPlaces`)
 */
export function exampleOf(document: Json, schema: Json, holding?: string[]): unknown {
  const it = resolve(document, schema)
  if (it.const !== undefined) return it.const
  if (it.enum) return it.enum[0]
  const parts: Json[] | undefined = it.anyOf ?? it.oneOf
  if (parts) {
    const held = parts.find((part) => idPlaces(document, part).some((place) => place.join('/') === holding?.join('/')))
    return exampleOf(document, held ?? parts.find((part) => part.type !== 'null') ?? parts[0])
  }
  const type = [it.type].flat().find((name: string) => name !== 'null')
  if (type === 'object') {
    const required: string[] = it.required ?? []
    const fields = required.map((name) => [name, exampleOf(document, it.properties[name])])
    // A change of nothing is no change: one field, the plainest there is.
    if (fields.length === 0 && it.properties?.name) fields.push(['name', exampleOf(document, it.properties.name)])
    return Object.fromEntries(fields)
  }
  if (it.example !== undefined) return it.example
  if (type === 'array') return Array.from({ length: it.minItems ?? 0 }, () => exampleOf(document, it.items))
  if (type === 'string') return textFor(it)
  if (type === 'integer' || type === 'number') return it.default ?? it.minimum ?? 1
  if (type === 'boolean') return it.default ?? true
  return null
}

function textFor(schema: Json): string {
  if (schema.format === 'date-time') return '2026-11-30T15:00:00Z'
  if (schema.format === 'email') return 'ann@example.com'
  if (schema.format === 'uri') return 'https://example.com/'
  return 'x'.repeat(Math.max(schema.minLength ?? 0, 3)).slice(0, schema.maxLength ?? 3)
}

/** Follows references and joins what `allOf` takes apart. */
export function resolve(document: Json, schema: Json): Json {
  if (schema.$ref) {
    const { $ref, ...beside } = schema
    return { ...resolve(document, document.components.schemas[$ref.split('/').at(-1)]), ...beside }
  }
  if (!schema.allOf) return schema
  const { allOf, ...beside } = schema
  return Object.assign({}, ...allOf.map((part: Json) => resolve(document, part)), beside)
}

/** Every place in a body at which a thing is named by its id, as a path of keys; `[]` stands for the first of a list. */
export function idPlaces(document: Json, schema: Json, at: string[] = [], depth = 0): string[][] {
  const it = resolve(document, schema)
  if (depth > 6) return []
  const parts: Json[] = it.anyOf ?? it.oneOf ?? []
  const inParts = parts.flatMap((part) => idPlaces(document, part, at, depth + 1))
  if (it.items) return [...inParts, ...idPlaces(document, it.items, [...at, '[]'], depth + 1)]
  const own = Object.entries<Json>(it.properties ?? {}).flatMap(([name, inner]) => {
    // What somebody's CRM calls a person is no id of ours.
    if (name === 'external_id') return []
    if (/(^|_)id$/.test(name)) return [[...at, name]]
    if (/_ids$/.test(name)) return [[...at, name, '[]']]
    return idPlaces(document, inner, [...at, name], depth + 1)
  })
  return [...inParts, ...own].filter(
    (place, index, all) => all.findIndex((other) => other.join('/') === place.join('/')) === index,
  )
}

/** The value with something put at a place; what is missing on the way is made. */
export function putAt(value: unknown, [key, ...rest]: string[], what: unknown): unknown {
  if (key === undefined) return what
  if (key === '[]') {
    const list = Array.isArray(value) ? value : []
    return [putAt(list[0], rest, what), ...list.slice(1)]
  }
  const fields = (value ?? {}) as Record<string, unknown>
  return { ...fields, [key]: putAt(fields[key], rest, what) }
}
