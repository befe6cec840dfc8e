import { type Entry, type Reader, ZipReader } from '@zip.js/zip.js/lib/zip-core-reader.js'
import type { Files } from '../../../ports.ts'
import { readRange, type StoredFile, StoreError, sizeOf } from '../stored-file.ts'
import { ListError } from './list-error.ts'

/**
 * A zip archive that lies in the file store, read through ranges of it: its directory by zip.js, its contents as a stream through the
 * platform's own decompression. zip.js could unpack as well, but shares its workers among all requests of an isolate.
 */
export interface ZipMember {
  /** As it stands in the archive, with slashes and without a leading one. */
  path: string
  /** Packed bytes, and unpacked ones as the archive says. */
  packedBytes: number
  bytes: number
  encrypted: boolean
  /** Of the local header. */
  offset: number
  method: number
}

/** More files than any workbook or any set of lists has. */
const MAX_MEMBERS = 10_000
/** Of the table of contents, which is read as a whole. */
const MAX_DIRECTORY_BYTES = 4 * 1024 * 1024
const DAMAGED = 'The file is damaged or was not uploaded whole. Save it again and upload it anew.'
const STORED = 0
const DEFLATED = 8
const LOCAL_HEADER_BYTES = 30
/** What is read of the store at once. */
const READ_BYTES = 1024 * 1024
/** What is given to the decompression at once: deflate makes up to 1,032 bytes of one, and all of them lie in memory. */
const FEED_BYTES = 8 * 1024
/** A list packs to a tenth or a fiftieth; beyond this it is a bomb. Judged once so much has come out of it. */
const MAX_RATIO = 250
const RATIO_COUNTS_FROM_BYTES = 32 * 1024 * 1024

/** What zip.js needs of a reader: its own class would bring all of its codecs with it. */
function readerOf(files: Pick<Files, 'read'>, file: StoredFile): Reader<unknown> {
  const size = sizeOf(file)
  const readUint8Array = async (index: number, length: number) => {
    if (length > MAX_DIRECTORY_BYTES) throw tooMany()
    return readRange(files, file, index, Math.min(index + length, size))
  }
  return { size, readUint8Array } as unknown as Reader<unknown>
}

/** The files in it. @throws ListError */
export async function listZip(files: Pick<Files, 'read'>, file: StoredFile): Promise<ZipMember[]> {
  const members: ZipMember[] = []
  const reader = new ZipReader(readerOf(files, file), { useWebWorkers: false })
  try {
    for await (const entry of reader.getEntriesGenerator({ strictness: 'tolerant' })) {
      if (entry.directory) continue
      if (members.length === MAX_MEMBERS) throw tooMany()
      members.push(memberOf(entry))
    }
  } catch (error) {
    if (error instanceof ListError || error instanceof StoreError) throw error
    throw new ListError(DAMAGED)
  }
  return members
}

function tooMany(): ListError {
  return new ListError(`The archive holds more than ${MAX_MEMBERS} files. Upload the list by itself.`)
}

function memberOf(entry: Entry): ZipMember {
  return {
    path: entry.filename.replaceAll('\\', '/').replace(/^\/+/, ''),
    packedBytes: entry.compressedSize,
    bytes: entry.uncompressedSize,
    encrypted: entry.encrypted,
    offset: entry.offset,
    method: entry.compressionMethod,
  }
}

/**
 * The contents of a member, piece by piece, never more than a few megabytes in memory.
 * @param maxBytes unpacked ones; more are refused, whatever the archive says of itself
 * @throws ListError
 */
export async function* readMember(
  files: Pick<Files, 'read'>,
  file: StoredFile,
  member: ZipMember,
  maxBytes: number,
): AsyncGenerator<Uint8Array> {
  if (member.encrypted) throw new ListError('The archive is protected by a password. Upload it without one.')
  if (member.method !== STORED && member.method !== DEFLATED)
    throw new ListError('The archive is packed in a way that is not supported. Pack it again as an ordinary .zip.')
  if (member.bytes > maxBytes) throw tooLarge(member, maxBytes)
  const header = await readRange(files, file, member.offset, Math.min(member.offset + LOCAL_HEADER_BYTES, sizeOf(file)))
  const view = new DataView(header.buffer, header.byteOffset, header.length)
  if (header.length < LOCAL_HEADER_BYTES || view.getUint32(0, true) !== 0x04034b50) throw new ListError(DAMAGED)
  const from = member.offset + LOCAL_HEADER_BYTES + view.getUint16(26, true) + view.getUint16(28, true)
  const to = from + member.packedBytes
  if (to > sizeOf(file)) throw new ListError(DAMAGED)
  const packed = readOn(files, file, from, to)
  let bytes = 0
  for await (const chunk of member.method === STORED ? packed : inflate(packed)) {
    bytes += chunk.length
    if (bytes > maxBytes) throw tooLarge(member, maxBytes)
    if (bytes > RATIO_COUNTS_FROM_BYTES && bytes > member.packedBytes * MAX_RATIO) throw tooLarge(member, maxBytes)
    yield chunk
  }
  if (bytes !== member.bytes) throw new ListError(DAMAGED)
}

function tooLarge(member: ZipMember, maxBytes: number): ListError {
  const name = member.path.split('/').at(-1)
  return new ListError(
    `"${name}" in the file unpacks to far more than a list may have (${Math.round(maxBytes / 1024 / 1024)} MB). Save the list as CSV and split it.`,
  )
}

async function* readOn(
  files: Pick<Files, 'read'>,
  file: StoredFile,
  from: number,
  to: number,
): AsyncGenerator<Uint8Array> {
  for (let at = from; at < to; at += READ_BYTES) yield readRange(files, file, at, Math.min(at + READ_BYTES, to))
}

async function* inflate(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = new DecompressionStream('deflate-raw')
  const writer = stream.writable.getWriter()
  const reader = stream.readable.getReader() as ReadableStreamDefaultReader<Uint8Array>
  let storeError: unknown = null
  const feeding = (async () => {
    try {
      for await (const chunk of packed)
        for (let at = 0; at < chunk.length; at += FEED_BYTES) await writer.write(chunk.subarray(at, at + FEED_BYTES))
      await writer.close()
    } catch (error) {
      if (error instanceof StoreError) storeError = error
      await writer.abort(error).catch(() => {})
    }
  })()
  try {
    while (true) {
      const { done, value } = await reader.read().catch(() => {
        throw storeError ?? new ListError(DAMAGED)
      })
      if (done) break
      yield value
    }
  } finally {
    // Ends the feeding too when nobody wants the rest.
    await reader.cancel().catch(() => {})
    await feeding
  }
}
