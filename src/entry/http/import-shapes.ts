import { z } from '@hono/zod-openapi'
import { IMPORT_STATUSES, type Import } from '../../app/imports/store.ts'

export const ImportErrorShape = z
  .object({
    line: z.int().openapi({ description: 'Line of the file, from 1, at which the row begins.' }),
    column: z.string().openapi({ description: 'Heading of the column, or empty for the whole row.' }),
    code: z.string(),
    message: z.string(),
  })
  .openapi('ImportError')

export const ImportShape = z
  .object({
    id: z.string(),
    campaign_id: z.string(),
    filename: z.string(),
    bytes: z.int(),
    status: z.enum(IMPORT_STATUSES),
    rows: z.int().openapi({ description: 'Rows of the list: counted at the upload, exact when it is completed.' }),
    processed: z.int(),
    created: z.int(),
    updated: z.int(),
    duplicate: z.int(),
    rejected: z.int(),
    skipped: z.int().openapi({
      description:
        'Of those created, the ones that cannot be called: no usable phone, or no consent where it is required.',
    }),
    failure: z.string().nullable().openapi({ description: 'Why the import failed, and what to do.' }),
    format: z
      .object({
        encoding: z.string(),
        delimiter: z.string(),
        windows_1252_line: z.int().nullable().openapi({
          description: 'First line that was not UTF-8 and was read as Windows-1252.',
        }),
      })
      .nullable(),
    columns: z
      .array(
        z.object({
          header: z.string(),
          role: z.string(),
          phone_position: z.int().nullable(),
          variable: z.string().nullable(),
        }),
      )
      .openapi({ description: 'What each column was taken for.' }),
    errors: z.array(ImportErrorShape).openapi({ description: 'The first 100; all of them are in errors.csv.' }),
    created_at: z.iso.datetime(),
    finished_at: z.iso.datetime().nullable(),
  })
  .openapi('Import')

export const ImportStartedShape = z.object({ id: z.string(), status: z.enum(IMPORT_STATUSES) }).openapi('ImportStarted')

export const ImportListShape = z
  .object({ data: z.array(ImportShape), next_cursor: z.string().nullable() })
  .openapi('ImportList')

export function importShape(entry: Import): z.output<typeof ImportShape> {
  const { format, mapping, windows1252Line } = entry.cursor
  return {
    id: entry.id,
    campaign_id: entry.campaignId,
    filename: entry.filename,
    bytes: entry.bytes,
    status: entry.status,
    rows: entry.rows,
    processed: entry.processed,
    created: entry.created,
    updated: entry.updated,
    duplicate: entry.duplicate,
    rejected: entry.rejected,
    skipped: entry.skipped,
    failure: entry.failure,
    format: format && { ...format, windows_1252_line: windows1252Line },
    columns: (mapping ?? []).map(({ header, role, position, variable }) => ({
      header,
      role: role === 'zone' ? 'timezone' : role,
      phone_position: position,
      variable,
    })),
    errors: entry.errors,
    created_at: iso(entry.createdAt),
    finished_at: entry.finishedAt === null ? null : iso(entry.finishedAt),
  }
}

const iso = (at: number): string => new Date(at).toISOString()
