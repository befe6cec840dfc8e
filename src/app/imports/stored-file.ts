import type { Files } from '../../ports.ts'

/** A file as it lies in the file store: in pieces `<file key>.0`, `.1`, … of these sizes in bytes. */
export interface StoredFile {
  fileKey: string
  pieces: number[]
}

export function pieceKey(fileKey: string, index: number): string {
  return `${fileKey}.${index}`
}

export function sizeOf(file: StoredFile): number {
  return file.pieces.reduce((sum, piece) => sum + piece, 0)
}

/** A piece that is gone, or shorter than it was, or that the store does not give: no fault of the list. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
}

/** The bytes [from, to) of the file, across its pieces. @throws StoreError */
export async function readRange(
  files: Pick<Files, 'read'>,
  file: StoredFile,
  from: number,
  to: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const out = new Uint8Array(Math.max(to - from, 0))
  let start = 0
  for (const [i, size] of file.pieces.entries()) {
    const first = Math.max(from, start)
    const last = Math.min(to, start + size)
    if (first < last) {
      const key = pieceKey(file.fileKey, i)
      out.set(await readPiece(files, key, first - start, last - first), first - from)
    }
    start += size
  }
  return out
}

async function readPiece(
  files: Pick<Files, 'read'>,
  key: string,
  offset: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  let bytes: Uint8Array<ArrayBuffer>
  try {
    const part = await files.read(key, { offset, length })
    if (!part) throw new StoreError(`the uploaded file ${key} is gone`)
    bytes = new Uint8Array(await new Response(part.body).arrayBuffer())
  } catch (error) {
    if (error instanceof StoreError) throw error
    throw new StoreError(`the uploaded file ${key} cannot be read`, { cause: error })
  }
  if (bytes.length !== length) throw new StoreError(`${key} gave ${bytes.length} bytes, not ${length}`)
  return bytes
}
