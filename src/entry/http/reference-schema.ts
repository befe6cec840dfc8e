/** As much of a JSON schema as the reference shows. */
export interface SchemaObject {
  $ref?: string
  type?: string | string[]
  format?: string
  description?: string
  enum?: unknown[]
  const?: unknown
  default?: unknown
  example?: unknown
  properties?: Record<string, SchemaObject>
  required?: string[]
  items?: SchemaObject
  additionalProperties?: SchemaObject | boolean
  anyOf?: SchemaObject[]
  oneOf?: SchemaObject[]
  allOf?: SchemaObject[]
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
}

/** A schema as text for people: its type in a line, its properties in a table that can be folded. */
export function renderSchema(schema: SchemaObject): string {
  const line = `<span class="type">${typeText(schema)}</span>${boundsText(schema)}${defaultText(schema)}`
  const about = schema.description ? ` ${escapeHtml(schema.description)}` : ''
  const example =
    schema.example === undefined
      ? ''
      : ` <span class="eg">e.g. <code>${escapeHtml(JSON.stringify(schema.example))}</code></span>`
  return `${line}${about}${example}${propertiesTable(schema)}`
}

function propertiesTable(schema: SchemaObject): string {
  const inner = [schema, schema.items, ...(schema.anyOf ?? []), ...(schema.allOf ?? [])].find((it) => it?.properties)
  const properties = Object.entries(inner?.properties ?? {})
  if (properties.length === 0) return ''
  const rows = properties.map(([name, it]) => {
    const must = inner?.required?.includes(name) ? ' <em>required</em>' : ''
    return `<tr><td><code>${escapeHtml(name)}</code>${must}</td><td>${renderSchema(it)}</td></tr>`
  })
  return `<details${properties.length <= 12 ? ' open' : ''}><summary>${properties.length} fields</summary><table><tbody>${rows.join('')}</tbody></table></details>`
}

function typeText(schema: SchemaObject): string {
  const { $ref, type, format, items, anyOf, oneOf, allOf } = schema
  if ($ref) {
    const name = escapeHtml($ref.split('/').at(-1) ?? '')
    return `<a href="#schema-${name}">${name}</a>`
  }
  if (schema.enum) return schema.enum.map((value) => `<code>${escapeHtml(String(value))}</code>`).join(' | ')
  if (schema.const !== undefined) return `<code>${escapeHtml(JSON.stringify(schema.const))}</code>`
  const parts = anyOf ?? oneOf ?? allOf
  if (parts) return [...new Set(parts.map(typeText))].join(' | ')
  if (items) return `list of ${typeText(items)}`
  if (typeof schema.additionalProperties === 'object') return `map of ${typeText(schema.additionalProperties)}`
  const names = [type ?? 'any'].flat().join(' | ')
  return escapeHtml(format ? `${names} (${format})` : names)
}

function boundsText({ minimum, maximum, minLength, maxLength, minItems, maxItems }: SchemaObject): string {
  const shown = [
    range(minimum, maximum, ''),
    range(minLength, maxLength, ' characters'),
    range(minItems, maxItems, ' entries'),
  ].filter((text) => text !== '')
  return shown.length > 0 ? ` <span class="bounds">${shown.join(', ')}</span>` : ''
}

function range(from: number | undefined, to: number | undefined, unit: string): string {
  const least = from === undefined || from <= -Number.MAX_SAFE_INTEGER ? null : from
  const most = to === undefined || to >= Number.MAX_SAFE_INTEGER ? null : to
  if (least === null) return most === null ? '' : `up to ${most}${unit}`
  return most === null ? `from ${least}${unit}` : `${least}–${most}${unit}`
}

function defaultText({ default: value }: SchemaObject): string {
  return value === undefined
    ? ''
    : ` <span class="bounds">default <code>${escapeHtml(JSON.stringify(value))}</code></span>`
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
