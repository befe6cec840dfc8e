import { AppError } from '../../domain/errors.ts'
import type { Files } from '../../ports.ts'
import { pieceKey } from './stored-file.ts'

/** What lies in the file store of one list. */
export interface StoredPieces {
  /** Bytes of each piece: `<file key>.0`, `.1`, … */
  pieces: number[]
  bytes: number
  /** Lines that are not blank, line breaks in quotation marks not counted, less the headings; null for UTF-16 and packed files. */
  rows: number | null
}

/**
 * R2 wants to know the length of a stream beforehand, and neither a chunked request nor a part of a form has one. So a file is
 * stored in pieces of this size: at any length, known or not, no more than one piece is in memory.
 */
export const PIECE_BYTES = 8 * 1024 * 1024

/**
 * Stores a list as it arrives and counts while it does.
 * @param input.declaredBytes what the sender says it is, to refuse early
 * @throws AppError `too_large`; then nothing stays in the file store
 */
export async function storePieces(
  files: Pick<Files, 'put' | 'delete'>,
  input: { fileKey: string; body: AsyncIterable<Uint8Array>; declaredBytes: number | null },
  limits: { maxBytes: number; maxRows: number },
): Promise<StoredPieces> {
  if (input.declaredBytes !== null && input.declaredBytes > limits.maxBytes) throw tooLarge(limits.maxBytes)
  const writer = new PieceWriter(files, input.fileKey, 'application/octet-stream')
  const counter = new RowCounter()
  try {
    for await (const chunk of input.body) {
      if (writer.bytes + chunk.length > limits.maxBytes) throw tooLarge(limits.maxBytes)
      counter.add(chunk)
      if (counter.rows !== null && counter.rows > limits.maxRows)
        throw new AppError('too_large', `The list has more than ${limits.maxRows} rows. Split it into several.`, {
          max_rows: limits.maxRows,
        })
      await writer.write(chunk)
    }
    return { pieces: await writer.end(), bytes: writer.bytes, rows: counter.rows }
  } catch (error) {
    await writer.discard()
    throw error
  }
}

/** Writes a file into the store piece by piece. */
export class PieceWriter {
  bytes = 0
  private readonly pieces: number[] = []
  private piece = new Uint8Array(0)
  private filled = 0
  private readonly files: Pick<Files, 'put' | 'delete'>
  private readonly fileKey: string
  private readonly contentType: string

  constructor(files: Pick<Files, 'put' | 'delete'>, fileKey: string, contentType: string) {
    this.files = files
    this.fileKey = fileKey
    this.contentType = contentType
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.bytes += chunk.length
    for (let from = 0; from < chunk.length; ) {
      if (this.filled === this.piece.length) this.piece = grow(this.piece)
      const part = chunk.subarray(from, from + this.piece.length - this.filled)
      this.piece.set(part, this.filled)
      this.filled += part.length
      from += part.length
      if (this.filled === PIECE_BYTES) await this.store()
    }
  }

  /** Stores the rest. @returns bytes of each piece */
  async end(): Promise<number[]> {
    await this.store()
    return this.pieces
  }

  /** Takes back what was stored, and what a write that failed may have left. */
  async discard(): Promise<void> {
    await this.files.delete([...this.pieces, 0].map((_, i) => pieceKey(this.fileKey, i)))
  }

  private async store(): Promise<void> {
    if (this.filled === 0) return
    const key = pieceKey(this.fileKey, this.pieces.length)
    await this.files.put(key, this.piece.buffer.slice(0, this.filled), { contentType: this.contentType })
    this.pieces.push(this.filled)
    this.filled = 0
  }
}

/** Takes back a stored file that no import will use. */
export async function discardPieces(
  files: Pick<Files, 'delete'>,
  stored: { fileKey: string; pieces: number[] },
): Promise<void> {
  await files.delete(stored.pieces.map((_, i) => pieceKey(stored.fileKey, i)))
}

/** Small files take little memory: the buffer doubles up to a whole piece. */
function grow(piece: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.min(Math.max(piece.length * 2, 64 * 1024), PIECE_BYTES))
  larger.set(piece)
  return larger
}

function tooLarge(maxBytes: number): AppError {
  const megabytes = Math.round((maxBytes / 1024 / 1024) * 10) / 10
  return new AppError('too_large', `The file is larger than ${megabytes} MB. Split it into several.`, {
    max_bytes: maxBytes,
  })
}

/** Counts rows as the bytes go by: close to the truth for progress and limits, not the verdict on any row. Packed files have none. */
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
      if ((byte === 0x0a || byte === 0x0d) && !this.quoted) {
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
