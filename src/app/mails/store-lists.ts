import { AppError } from '../../domain/errors.ts'
import { compareHeadings } from '../../domain/lead-file/compare-headings.ts'
import type { Actor, Deps } from '../deps.ts'
import { ListError } from '../imports/convert/list-error.ts'
import { readMember } from '../imports/convert/open-zip.ts'
import { recogniseList } from '../imports/convert/recognise.ts'
import { firstCursor } from '../imports/first-cursor.ts'
import { type OpenedList, openList } from '../imports/open-list.ts'
import { overlayFiles } from '../imports/overlay-files.ts'
import { startImport } from '../imports/start-import.ts'
import type { ImportTarget } from '../imports/store.ts'
import { discardPieces, type StoredPieces, storePieces } from '../imports/store-pieces.ts'
import type { StoredFile } from '../imports/stored-file.ts'
import type { Mailbox } from '../mailboxes/store.ts'
import type { MailPart } from './reader.ts'
import type { Mail, MailAttachment } from './store.ts'

/** Of one mail, those in archives counted. */
export const MAX_LISTS = 20
/** Rows of a workbook that are looked at for its headings. */
const LOOK_ROWS = 50
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

interface Source {
  mail: Mail
  mailbox: Mailbox
  target: ImportTarget
  sender: string
}

/**
 * Makes an import of each list. Done again for the same mail it makes the same imports, and those that exist stay as they are.
 * @returns what became of each, in the order of the mail
 */
export async function storeLists(deps: Deps, source: Source, parts: readonly MailPart[]): Promise<MailAttachment[]> {
  const done: MailAttachment[] = []
  /** Places in the order, also of lists that are refused, so that each has the same id whenever it is counted. */
  let place = 0
  for (const [i, part] of parts.entries()) {
    const filename = part.filename === '' ? `list ${i + 1}` : part.filename
    const fileKey = `${source.mail.orgId}/mails/${source.mail.id}/part-${i}`
    for await (const { name, body } of listsIn(deps, fileKey, filename, part.bytes)) {
      place++
      if (typeof body === 'string') done.push({ filename: name, importId: null, message: body })
      else if (place > MAX_LISTS)
        done.push({
          filename: name,
          importId: null,
          message: `A mail may bring ${MAX_LISTS} lists. Send it in another.`,
        })
      else done.push(await storeList(deps, source, place, name, body))
    }
  }
  return done
}

type Body = AsyncIterable<Uint8Array>

/** The lists in one attachment: itself, or those in the archive it is. A text is why there is none. */
async function* listsIn(
  deps: Deps,
  fileKey: string,
  filename: string,
  bytes: Uint8Array,
): AsyncGenerator<{ name: string; body: Body | string }> {
  // Archives are read from the store; texts need not go there twice.
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) return yield { name: filename, body: once(bytes) }
  const { importMaxBytes: maxBytes, importMaxRows: maxRows } = deps.limits
  const stored = await orMessage(() =>
    storePieces(deps.files, { fileKey, body: once(bytes), declaredBytes: bytes.length }, { maxBytes, maxRows }),
  )
  if (typeof stored === 'string') return yield { name: filename, body: stored }
  const file: StoredFile = { fileKey, pieces: stored.pieces }
  try {
    const recognised = await recogniseList(deps.files, file)
    if (!recognised.ok) yield { name: filename, body: recognised.failure }
    else if (recognised.kind !== 'archive') yield { name: filename, body: once(bytes) }
    else
      for (const member of recognised.lists)
        yield { name: `${filename}/${member.path}`, body: readMember(deps.files, file, member, maxBytes) }
  } finally {
    await discardPieces(deps.files, file)
  }
}

async function storeList(
  deps: Deps,
  source: Source,
  place: number,
  filename: string,
  body: Body,
): Promise<MailAttachment> {
  const { mail, mailbox, target, sender } = source
  const importId = importIdOf(mail.id, place)
  const started = { filename, importId, message: '' }
  if (await deps.imports.find(mail.orgId, importId)) return started
  const fileKey = `${mail.orgId}/imports/${importId}/file`
  const limits = { maxBytes: deps.limits.importMaxBytes, maxRows: deps.limits.importMaxRows }
  const stored = await orMessage(() => storePieces(deps.files, { fileKey, body, declaredBytes: null }, limits))
  if (typeof stored === 'string') return { filename, importId: null, message: stored }
  const failure = await look(deps, { fileKey, stored, mailbox, target })
  if (failure !== null) {
    await discardPieces(deps.files, { fileKey, pieces: stored.pieces })
    return { filename, importId: null, message: failure }
  }
  const actor: Actor = { orgId: mail.orgId, name: `mail:${mail.id}`, role: 'member' }
  try {
    await startImport(deps, actor, {
      stored: { ...stored, importId, campaignId: mail.campaignId, fileKey, kind: 'csv' },
      filename,
      mapping: mailbox.mapping,
      source: 'email',
      startedBy: sender,
      mailId: mail.id,
    })
  } catch (error) {
    // The same mail was being looked into at the same time, and that one was first.
    if (!(await deps.imports.find(mail.orgId, importId))) throw error
  }
  return started
}

/** Why the list cannot be imported here, as far as its head tells; null when it can. */
async function look(
  deps: Deps,
  {
    fileKey,
    stored,
    mailbox,
    target,
  }: { fileKey: string; stored: StoredPieces; mailbox: Mailbox; target: ImportTarget },
): Promise<string | null> {
  const cursor = firstCursor({ pieces: stored.pieces, request: mailbox.mapping }, deps.clock.now())
  const options = { maxRows: deps.limits.importMaxRows, onlyRows: LOOK_ROWS }
  // What is made of a workbook for this look is not kept; the import makes its own.
  const files = overlayFiles(deps.files)
  const opened = await openList(files, { fileKey, cursor }, target.defaultRegion, options)
  const difference = mailbox.headers === null ? null : compareHeadings(mailbox.headers, headingsOf(opened))
  if (opened.ok) return difference
  return opened.headings && difference !== null ? difference : opened.failure
}

function headingsOf(opened: OpenedList): string[] {
  if (!opened.ok) return opened.headings?.cells ?? []
  return opened.cursor.mapping.map((column) => column.header)
}

/** Follows from the mail and the place in it, and sorts by when the mail came in, as other imports do by when they began. */
export function importIdOf(mailId: string, place: number): string {
  const tail = mailId.slice(mailId.indexOf('_') + 1)
  return `imp_${tail.slice(0, -2)}${ALPHABET[place >> 5]}${ALPHABET[place & 31]}`
}

/** What was stored, or the sentence of a refusal. */
async function orMessage(store: () => Promise<StoredPieces>): Promise<StoredPieces | string> {
  try {
    return await store()
  } catch (error) {
    if (error instanceof AppError || error instanceof ListError) return error.message
    throw error
  }
}

async function* once(bytes: Uint8Array): Body {
  yield bytes
}
