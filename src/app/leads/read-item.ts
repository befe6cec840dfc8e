import { mappingFor, readRecord } from '../../domain/lead-file/json-fields.ts'
import { type Mapping, type MappingRequest, mapColumns } from '../../domain/lead-file/mapping.ts'
import { type RowContext, type RowNote, type RowVerdict, readRow } from '../../domain/lead-file/rows.ts'

/** The verdict on one JSON person is that on a row of a list, with the names of its fields for columns. */
export type ItemVerdict = RowVerdict

export interface ItemReader {
  /** A line of NDJSON. */
  readLine(text: string): ItemVerdict
  readValue(value: unknown): ItemVerdict
}

/** Records of one source have the same few shapes. */
const MAX_SHAPES = 100

/**
 * Reads JSON people by the rules of lists: their fields are found by name as headings are, other fields become variables, and what can be
 * saved is saved. Understands a person as the API takes them, as well as what CRMs and forms send.
 * @param asked what the sender says about fields, stronger than any guess
 */
export function itemReader(context: RowContext, asked: MappingRequest | null = null): ItemReader {
  const shapes = new Map<string, Mapping | null>()

  function mappingOf(headings: string[], request: MappingRequest): Mapping | null {
    const shape = JSON.stringify([headings, request])
    const known = shapes.get(shape)
    if (known !== undefined) return known
    const mapped = mapColumns(headings, request, context.defaultRegion)
    if (shapes.size >= MAX_SHAPES) shapes.clear()
    const mapping = mapped.ok ? mapped.mapping : null
    shapes.set(shape, mapping)
    return mapping
  }

  function readValue(value: unknown): RowVerdict {
    const record = readRecord(value)
    if (!record.ok) return rejected(record.code, record.message)
    const { fields } = record
    if (fields.every((field) => field.text.trim() === ''))
      return rejected('empty', 'The record says nothing of anybody.')
    const headings = fields.map((field) => field.heading)
    const mapping = mappingOf(headings, mappingFor(fields, asked))
    if (mapping === null)
      return context.callsOnly
        ? rejected('no_phone', 'No field is recognised as a phone, and this campaign only calls. Name it "phone".')
        : rejected('no_phone_or_email', 'No field is recognised as a phone or an email. Name it "phone" or "email".')
    // Who says which variables there are means no others: so it is with the people the API takes.
    const isExplicit = fields.some((field) => field.isVariable)
    const columns = mapping.map((column, i) =>
      isExplicit && !fields[i]!.isVariable && column.role !== 'variable' ? { ...column, variable: null } : column,
    )
    return readRow(
      fields.map((field) => field.text),
      columns,
      context,
    )
  }

  return {
    readValue,
    readLine(text) {
      const line = text.replace(/^\ufeff/, '').trim()
      if (line === '') return { verdict: 'blank' }
      let value: unknown
      try {
        value = JSON.parse(line)
      } catch {
        return rejected('not_json', 'The line is not JSON: each line is one person, {"name": …, "phone": …}.')
      }
      return readValue(value)
    },
  }
}

function rejected(code: RowNote['code'], message: string): RowVerdict {
  return { verdict: 'rejected', errors: [{ column: '', code, message }] }
}
