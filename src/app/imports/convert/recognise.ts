import { detectKind } from '../../../domain/lead-file/decode.ts'
import { readSignature, SAVE_AS } from '../../../domain/lead-file/signature.ts'
import type { Files } from '../../../ports.ts'
import { readRange, type StoredFile, sizeOf } from '../stored-file.ts'
import { orFailure } from './list-error.ts'
import { listZip, type ZipMember } from './open-zip.ts'

/** What a stored file is, told from what is in it; its name and its type are often wrong. */
export type Recognised =
  /** Text with separators, as far as can be told. */
  | { ok: true; kind: 'csv' }
  /** Lines of JSON, each a person. */
  | { ok: true; kind: 'items' }
  | { ok: true; kind: 'workbook'; members: ZipMember[] }
  | { ok: true; kind: 'archive'; lists: ZipMember[] }
  | { ok: false; failure: string }

const HEAD_BYTES = 64 * 1024
const LIST_NAMES = /\.(?:csv|tsv|tab|txt|xlsx|xlsm|ndjson|jsonl)$/
const ARCHIVE_NAMES = /\.(?:zip|7z|rar|gz|tgz|bz2|xz)$/
/** What computers put into archives by themselves. */
const LEFT_BEHIND = /(?:^|\/)(?:__macosx\/|\.(?!\.?\/)|thumbs\.db$|desktop\.ini$)/

export async function recogniseList(files: Pick<Files, 'read'>, file: StoredFile): Promise<Recognised> {
  const head = await readRange(files, file, 0, Math.min(HEAD_BYTES, sizeOf(file)))
  const signature = readSignature(head)
  switch (signature.kind) {
    case 'refused':
      return { ok: false, failure: signature.message }
    case 'compound':
      return { ok: false, failure: await compoundFailure(files, file, head) }
    case 'zip':
      return recogniseZip(files, file)
    case 'unknown':
      return recogniseText(head)
  }
}

function recogniseText(head: Uint8Array): Recognised {
  const kind = detectKind(head)
  if (!kind.ok) return { ok: false, failure: kind.message }
  const text = new TextDecoder(kind.encoding, { fatal: false, ignoreBOM: true })
    .decode(head.subarray(kind.bomBytes))
    .trimStart()
  if (!/^\{\s*(?:"|\}|$)/.test(text)) return { ok: true, kind: 'csv' }
  if (kind.encoding !== 'utf-8') return { ok: false, failure: 'Lines of JSON have to be UTF-8. Save the file so.' }
  const [line = ''] = text.split('\n')
  // A line longer than what was read is judged when it is read.
  if (line.length < text.length || head.length < HEAD_BYTES) {
    try {
      JSON.parse(line)
    } catch {
      const failure =
        'The file looks like JSON, but its first line is not a whole object. Write one person a line: {"name": "Ann", "phone": "+1…"}.'
      return { ok: false, failure }
    }
  }
  return { ok: true, kind: 'items' }
}

async function recogniseZip(files: Pick<Files, 'read'>, file: StoredFile): Promise<Recognised> {
  const listed = await orFailure(async () => ({ members: await listZip(files, file) }))
  if (!listed.ok) return listed
  const { members } = listed
  const paths = members.map((member) => member.path.toLowerCase())
  const has = (test: RegExp) => paths.some((path) => test.test(path))
  if (has(/^\[content_types\]\.xml$/)) {
    if (has(/(?:^|\/)workbook\.xml$/)) return { ok: true, kind: 'workbook', members }
    if (has(/(?:^|\/)workbook\.bin$/)) return refuse(`This is a binary Excel workbook (.xlsb). ${SAVE_AS}`)
    if (has(/^word\//)) return refuse('This is a Word document. Copy its table into a spreadsheet and upload that.')
    if (has(/^ppt\//)) return refuse('This is a presentation. Copy its table into a spreadsheet and upload that.')
  }
  if (has(/^mimetype$/) && has(/^content\.xml$/))
    return refuse('This is an OpenDocument file (.ods). In LibreOffice save it as .xlsx or CSV, then upload that file.')
  if (has(/\.iwa$/) || has(/^index\.zip$/))
    return refuse('This is a Numbers file. Export it as Excel or CSV (File, Export To), then upload that file.')
  const own = members.filter((_, i) => !LEFT_BEHIND.test(paths[i]!))
  const lists = own.filter((member) => LIST_NAMES.test(member.path.toLowerCase()))
  // One file alone is the list, whatever it is called.
  if (lists.length === 0 && own.length === 1 && !ARCHIVE_NAMES.test(own[0]!.path.toLowerCase())) lists.push(own[0]!)
  if (lists.length === 0 && own.some((member) => ARCHIVE_NAMES.test(member.path.toLowerCase())))
    return refuse('The archive holds another archive. Unpack it and upload the list inside.')
  if (lists.length === 0)
    return refuse('The archive holds no list. Pack a CSV or .xlsx file into it, or upload that by itself.')
  if (lists.some((member) => member.encrypted))
    return refuse('The archive is protected by a password. Upload the list without one.')
  return { ok: true, kind: 'archive', lists }
}

const SECTOR_NAMES: readonly (readonly [name: string, what: string])[] = [
  ['EncryptedPackage', 'The workbook is protected by a password. Open it, save it without one, and upload it again.'],
  ['WordDocument', 'This is a Word document. Copy its table into a spreadsheet and upload that.'],
  ['__properties_version1.0', 'This is a mail as Outlook saves it (.msg). Upload the list itself.'],
  ['PowerPoint Document', 'This is a presentation. Copy its table into a spreadsheet and upload that.'],
]

/** Names of the streams in an OLE file stand in its directory as UTF-16 ([MS-CFB] 2.6). */
async function compoundFailure(files: Pick<Files, 'read'>, file: StoredFile, head: Uint8Array): Promise<string> {
  const view = new DataView(head.buffer, head.byteOffset, head.length)
  const failure = `This is an old Excel workbook (.xls). ${SAVE_AS}`
  if (head.length < 512) return failure
  const sectorBytes = view.getUint16(30, true) === 12 ? 4096 : 512
  const from = (view.getUint32(48, true) + 1) * sectorBytes
  const size = sizeOf(file)
  if (from >= size) return failure
  const directory = await readRange(files, file, from, Math.min(from + 4096, size))
  const names = new TextDecoder('utf-16le').decode(directory)
  return SECTOR_NAMES.find(([name]) => names.includes(name))?.[1] ?? failure
}

function refuse(failure: string): Recognised {
  return { ok: false, failure }
}
