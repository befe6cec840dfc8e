import type { Context } from 'hono'
import { AppError } from '../../domain/errors.ts'
import { boundaryOf, chunksOf, readParts, readText } from './multipart.ts'
import type { HttpEnv } from './router.ts'

/** Lists as files: how they come in, and how their errors go out. */

export const RAW_TYPES = [
  'text/csv',
  'text/plain',
  'text/tab-separated-values',
  'application/csv',
  'application/octet-stream',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/zip',
  'application/x-ndjson',
]
/** What a file is called says little; what it is, is told from what is in it. */
const RAW_ALIASES = new Set([
  ...RAW_TYPES,
  'application/vnd.ms-excel',
  'application/vnd.ms-excel.sheet.macroenabled.12',
  'application/x-zip-compressed',
  'application/ndjson',
  'application/jsonl',
  'application/x-jsonlines',
  'text/x-csv',
  'application/x-csv',
  '',
])
const MAX_FIELD_BYTES = 128 * 1024
/** What a form adds to the file: boundaries, headers, fields. */
const FORM_ALLOWANCE_BYTES = MAX_FIELD_BYTES + 64 * 1024

export interface ListReceiver<U> {
  /** Names of the fields that may stand in the query or in the form beside the file. */
  fields: readonly string[]
  /** Throws for a value that cannot be. Called before the file is stored where the field comes before it. */
  check(name: string, value: string): void
  store(body: AsyncIterable<Uint8Array>, declaredBytes: number | null): Promise<U>
  /** Takes back what was stored. */
  discard(upload: U): Promise<void>
}

/**
 * A list as the body itself or as the `file` of a form, streamed into the store; a field of the form is stronger than that of the query.
 * @throws AppError `unsupported_media_type`, `bad_request`, and what the receiver throws; then nothing stays stored
 */
export async function receiveList<U>(
  c: Context<HttpEnv>,
  receiver: ListReceiver<U>,
): Promise<{ upload: U; filename: string; fields: Record<string, string> }> {
  const contentType = c.req.header('content-type') ?? ''
  const type = contentType.split(';')[0]!.trim().toLowerCase()
  const filename = c.req.query('filename') ?? ''
  const length = Number(c.req.header('content-length') ?? Number.NaN)
  const declaredBytes = Number.isFinite(length) ? length : null
  const body = chunksOf(c.req.raw.body ?? new ReadableStream({ start: (it) => it.close() }))
  const fields: Record<string, string> = {}
  const take = (name: string, value: string): void => {
    receiver.check(name, value)
    fields[name] = value
  }
  const boundary = type === 'multipart/form-data' ? boundaryOf(contentType) : null
  if (!RAW_ALIASES.has(type) && boundary === null)
    throw new AppError(
      'unsupported_media_type',
      `Send the list as text/csv or as a form with a "file"; not as ${type}.`,
    )
  for (const name of receiver.fields) {
    const value = c.req.query(name)
    if (value !== undefined) take(name, value)
  }
  if (boundary === null) return { upload: await receiver.store(body, declaredBytes), filename, fields }

  let upload: U | null = null
  let name = filename
  try {
    for await (const part of readParts(body, boundary)) {
      if (receiver.fields.includes(part.name) && part.filename === null) {
        take(part.name, await readText(part.body, MAX_FIELD_BYTES))
      } else if (part.name === 'file') {
        if (upload !== null) throw new AppError('bad_request', 'The form holds several files; send one at a time.')
        name ||= part.filename ?? ''
        const declared = declaredBytes === null ? null : Math.max(declaredBytes - FORM_ALLOWANCE_BYTES, 0)
        upload = await receiver.store(part.body, declared)
      }
    }
    if (upload === null) throw new AppError('bad_request', 'The form has no field "file".')
  } catch (error) {
    if (upload !== null) await receiver.discard(upload)
    throw error
  }
  return { upload, filename: name, fields }
}

export function csvHeaders(filename: string): Record<string, string> {
  return {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': `attachment; filename="${filename}"`,
    'X-Content-Type-Options': 'nosniff',
  }
}

export function streamOf(lines: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await lines.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
  })
}
