import { z } from '@hono/zod-openapi'
import type { ListFormat } from '../../app/imports/store.ts'

/** What a list is written in, as the API tells it. */
export const ListFormatShape = z
  .object({
    kind: z.enum(['csv', 'xlsx', 'ndjson', 'contacts']).openapi({
      description: 'ndjson: one person a line as JSON. contacts: no file, people of the address book.',
    }),
    encoding: z.string().nullable(),
    delimiter: z.string().nullable(),
    windows_1252_line: z.int().nullable().openapi({
      description: 'First line that was not UTF-8 and was read as Windows-1252.',
    }),
    sheet: z.string().nullable().openapi({ description: 'The sheet of the workbook that is read.' }),
    sheets: z.array(z.string()).openapi({ description: 'Those that can be chosen; only told by a preview.' }),
  })
  .openapi('ListFormat')

const KINDS = { csv: 'csv', rows: 'xlsx', items: 'ndjson', contacts: 'contacts' } as const

export function listFormatShape(
  format: ListFormat,
  windows1252Line: number | null,
  sheets: string[] = [],
): z.output<typeof ListFormatShape> {
  // Stored before there were kinds.
  const kind = format.kind ?? 'csv'
  const isText = kind === 'csv' && 'delimiter' in format
  return {
    kind: KINDS[kind],
    encoding: isText ? format.encoding : kind === 'items' ? 'utf-8' : null,
    delimiter: isText ? format.delimiter : null,
    windows_1252_line: windows1252Line,
    sheet: format.kind === 'rows' ? format.sheet : null,
    sheets,
  }
}
