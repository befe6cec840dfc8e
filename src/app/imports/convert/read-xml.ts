import { SaxesParser } from 'saxes'
import { ListError } from './list-error.ts'

export type Attributes = Readonly<Record<string, string | undefined>>

export interface XmlHandlers {
  /** Names come without their prefix: workbooks of the strict and the transitional kind, and of odd writers, are read alike. */
  open?(name: string, attributes: Attributes): void
  close?(name: string): void
  text?(text: string): void
  /** Called after each piece of the input; resolves when more may come. `false`: nothing more is wanted. */
  pause?(): Promise<boolean>
}

const DAMAGED =
  'The workbook is damaged: what is inside is not what a workbook holds. Open it, save it again and upload it anew.'
/** A tag, a text or a comment longer than this is no part of a list; the parser holds each whole in memory. */
const MAX_TOKEN_LENGTH = 2 * 1024 * 1024
/** Elements within each other; the parser holds all that are open. A workbook has a dozen. */
const MAX_DEPTH = 100
/** Characters some writers let through though XML forbids them: not worth a list. */
const FORGIVEN = /disallowed character|malformed character entity|undefined entity/

/**
 * Reads a part of a workbook as it is unpacked. A document type is refused: it is where entities are declared that expand into others
 * ("billion laughs"), and no workbook has one.
 * @throws ListError
 */
export async function readXml(chunks: AsyncIterable<Uint8Array>, handlers: XmlHandlers): Promise<void> {
  const parser = new SaxesParser({ xmlns: false, position: false })
  let events = 0
  let depth = 0
  const local = (name: string) => (name.includes(':') ? name.slice(name.indexOf(':') + 1) : name)
  parser.on('error', (error) => {
    if (!FORGIVEN.test(error.message)) throw new ListError(DAMAGED)
  })
  parser.on('doctype', () => {
    throw new ListError(
      'The workbook declares a document type, which no workbook has. Open it, save it again and upload it anew.',
    )
  })
  parser.on('opentag', (tag) => {
    events++
    if (++depth > MAX_DEPTH) throw new ListError(DAMAGED)
    handlers.open?.(local(tag.name), tag.attributes)
  })
  parser.on('closetag', (tag) => {
    events++
    depth--
    handlers.close?.(local(tag.name))
  })
  parser.on('text', (text) => {
    events++
    handlers.text?.(text)
  })
  parser.on('cdata', (text) => {
    events++
    handlers.text?.(text)
  })
  let decoder: TextDecoder | null = null
  let silent = 0
  for await (const chunk of chunks) {
    decoder ??= new TextDecoder(encodingOf(chunk))
    const text = decoder.decode(chunk, { stream: true })
    const before = events
    parser.write(text)
    silent = events === before ? silent + text.length : 0
    if (silent > MAX_TOKEN_LENGTH)
      throw new ListError('A cell of the workbook holds more text than a list may have. Shorten it and upload it anew.')
    if (handlers.pause && (await handlers.pause()) === false) return
  }
  parser.close()
  await handlers.pause?.()
}

/** XML is UTF-8 unless it begins with the mark of UTF-16. */
function encodingOf(head: Uint8Array): string {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : 'utf-8'
}
