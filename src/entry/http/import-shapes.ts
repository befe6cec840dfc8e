import { z } from '@hono/zod-openapi'
import { IMPORT_SOURCES, IMPORT_STATUSES, type Import } from '../../app/imports/store.ts'
import { ListFormatShape, listFormatShape } from './list-format.ts'

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
    campaign_id: z.string().nullable().openapi({ description: 'null: into the address book.' }),
    source: z.enum(IMPORT_SOURCES).openapi({ description: 'contacts: from the address book.' }),
    started_by: z.string().openapi({ description: 'Who: a key, a user, or the sender of the mail.' }),
    mail_id: z.string().nullable(),
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
    disqualified: z.int().openapi({
      description: 'Of those created, the ones who do not meet the campaign’s criteria.',
    }),
    failure: z.string().nullable().openapi({ description: 'Why the import failed, and what to do.' }),
    format: ListFormatShape.nullable(),
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
    can_undo: z.boolean(),
    undo: z
      .object({
        status: z.enum(['running', 'completed']),
        requested_at: z.iso.datetime(),
        requested_by: z.string(),
        finished_at: z.iso.datetime().nullable(),
        leads_removed: z.int(),
        contacts_removed: z.int(),
        kept: z.int().openapi({ description: 'People of the import who stay; kept.csv says who and why.' }),
      })
      .nullable()
      .openapi({ description: 'null until somebody takes it back.' }),
    file_deleted: z.boolean().openapi({
      description: 'The list and its errors are gone: somebody in it asked to be forgotten.',
    }),
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
    source: entry.source,
    started_by: entry.startedBy,
    mail_id: entry.mailId,
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
    disqualified: entry.disqualified,
    failure: entry.failure,
    format: format && listFormatShape(format, windows1252Line),
    columns: (mapping ?? []).map(({ header, role, position, variable }) => ({
      header,
      role: role === 'zone' ? 'timezone' : role,
      phone_position: position,
      variable,
    })),
    errors: entry.errors,
    created_at: iso(entry.createdAt),
    finished_at: entry.finishedAt === null ? null : iso(entry.finishedAt),
    can_undo: canUndo(entry),
    undo: undoShape(entry),
    file_deleted: entry.fileDeletedAt !== null,
  }
}

/** It gave somebody, or still may. */
function canUndo({ undo, status, firstSeq, firstContactId }: Import): boolean {
  return undo === null && (firstSeq !== null || firstContactId !== null || status === 'queued' || status === 'running')
}

function undoShape({ undo }: Import): z.output<typeof ImportShape>['undo'] {
  if (undo === null) return null
  return {
    status: undo.status,
    requested_at: iso(undo.requestedAt),
    requested_by: undo.requestedBy,
    finished_at: undo.finishedAt === null ? null : iso(undo.finishedAt),
    leads_removed: undo.leadsRemoved,
    contacts_removed: undo.contactsRemoved,
    kept: undo.kept,
  }
}

const iso = (at: number): string => new Date(at).toISOString()
