import { AppError } from '../../domain/errors.ts'
import type { Actor, Deps } from '../deps.ts'
import type { ImportTarget } from './store.ts'

/** A list that lies in the file store and belongs to no import yet. */
export interface Upload {
  /** The id the import will have. */
  importId: string
  campaignId: string
  fileKey: string
  pieces: number[]
  bytes: number
  /** Lines that are not blank, line breaks in quotation marks not counted, less the headings; null for UTF-16. */
  rows: number | null
}

/**
 * R2 wants to know the length of a stream beforehand, and neither a chunked request nor a part of a form has one. So a file is
 * stored in pieces of this size: at any length, known or not, no more than one piece is in memory.
 */
export const PIECE_BYTES = 8 * 1024 * 1024

/**
 * Stores a list as it arrives and counts while it does.
 * @param declaredBytes what the sender says it is, to refuse early
 * @throws AppError `not_found`, `forbidden`, `not_allowed` (the campaign is cancelled), `too_large`; then nothing stays in the file store
 */
export async function receiveUpload(
  deps: Deps,
  actor: Actor,
  input: { campaignId: string; body: AsyncIterable<Uint8Array>; declaredBytes: number | null },
): Promise<Upload> {
  await assertImportable(deps, actor, input.campaignId)
  const { importMaxBytes, importMaxRows } = deps.limits
  if (input.declaredBytes !== null && input.declaredBytes > importMaxBytes) throw tooLarge(importMaxBytes)
  const importId = deps.ids.next('imp')
  const fileKey = `${actor.orgId}/imports/${importId}/file`
  const pieces: number[] = []
  const counter = new RowCounter()
  let bytes = 0
  let piece = new Uint8Array(0)
  let filled = 0
  const store = async () => {
    if (filled === 0) return
    await deps.files.put(pieceKey(fileKey, pieces.length), piece.buffer.slice(0, filled), { contentType: 'text/csv' })
    pieces.push(filled)
    filled = 0
  }
  try {
    for await (const chunk of input.body) {
      bytes += chunk.length
      if (bytes > importMaxBytes) throw tooLarge(importMaxBytes)
      counter.add(chunk)
      if (counter.rows !== null && counter.rows > importMaxRows)
        throw new AppError('too_large', `The list has more than ${importMaxRows} rows. Split it into several.`, {
          max_rows: importMaxRows,
        })
      for (let from = 0; from < chunk.length; ) {
        if (filled === piece.length) piece = grow(piece)
        const part = chunk.subarray(from, from + piece.length - filled)
        piece.set(part, filled)
        filled += part.length
        from += part.length
        if (filled === PIECE_BYTES) await store()
      }
    }
    await store()
  } catch (error) {
    await deps.files.delete([...pieces, 0].map((_, i) => pieceKey(fileKey, i)))
    throw error
  }
  return { importId, campaignId: input.campaignId, fileKey, pieces, bytes, rows: counter.rows }
}

export function pieceKey(fileKey: string, index: number): string {
  return `${fileKey}.${index}`
}

/** Small files take little memory: the buffer doubles up to a whole piece. */
function grow(piece: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.min(Math.max(piece.length * 2, 64 * 1024), PIECE_BYTES))
  larger.set(piece)
  return larger
}

/** The campaign a list may go to. @throws AppError `forbidden`, `not_found`, `not_allowed` */
export async function assertImportable(deps: Deps, actor: Actor, campaignId: string): Promise<ImportTarget> {
  if (actor.role === 'viewer') throw new AppError('forbidden', 'Viewers cannot import lists.')
  const target = await deps.imports.findTarget(actor.orgId, campaignId)
  if (!target) throw new AppError('not_found', 'There is no such campaign.')
  if (target.status === 'cancelled')
    throw new AppError('not_allowed', 'A cancelled campaign takes no more leads. Duplicate it and import there.', {
      status: target.status,
    })
  return target
}

function tooLarge(maxBytes: number): AppError {
  const megabytes = Math.round((maxBytes / 1024 / 1024) * 10) / 10
  return new AppError('too_large', `The file is larger than ${megabytes} MB. Split it into several.`, {
    max_bytes: maxBytes,
  })
}

/** Counts rows as the bytes go by: close to the truth for progress and limits, not the verdict on any row. */
class RowCounter {
  private lines = 0
  private quoted = false
  private blank = true
  private text = true

  get rows(): number | null {
    return this.text ? Math.max(this.lines + (this.blank ? 0 : 1) - 1, 0) : null
  }

  add(chunk: Uint8Array): void {
    if (!this.text) return
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i]!
      if (byte === 0x22) this.quoted = !this.quoted
      if (byte === 0x0a && !this.quoted) {
        if (!this.blank) this.lines++
        this.blank = true
      } else if (byte > 0x20) {
        this.blank = false
      } else if (byte === 0) {
        this.text = false
        return
      }
    }
  }
}
