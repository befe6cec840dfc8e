import { isObject, type Json, type JsonObject, type SwmlDocument } from './wire.ts'

/** Where a running SWML document stands. Plain data, so that a call survives a restart of the sandbox. */

/** One list of instructions being worked through, found again by its place in its document. */
export interface Frame {
  document: number
  path: (string | number)[]
  next: number
  /** Sections can be returned from; branches of a `switch` or `cond` cannot. */
  section: boolean
}

export interface Instruction {
  verb: string
  value: Json
}

/** The list of instructions a frame walks; null when the document does not have one there. */
export function instructionsOf(documents: SwmlDocument[], frame: Pick<Frame, 'document' | 'path'>): Json[] | null {
  let value: Json | undefined = documents[frame.document]
  for (const part of frame.path) {
    if (Array.isArray(value)) value = value[Number(part)]
    else if (isObject(value)) value = value[part]
    else return null
  }
  return Array.isArray(value) ? value : null
}

/** `{ "verb": value }`, or a bare verb, as an instruction; null when it is neither. */
export function readInstruction(item: Json | undefined): Instruction | null {
  if (typeof item === 'string') return { verb: item, value: {} }
  if (!isObject(item)) return null
  const [entry] = Object.entries(item)
  return entry ? { verb: entry[0], value: entry[1] } : null
}

/** The frame that starts at a section of a document. */
export function sectionFrame(document: number, name: string): Frame {
  return { document, path: ['sections', name], next: 0, section: true }
}

/** Whether a document has instructions in this section. */
export function hasSection(documents: SwmlDocument[], document: number, name: string): boolean {
  const list = instructionsOf(documents, { document, path: ['sections', name] })
  return list !== null && list.length > 0
}

/** Moves to a label of the current section; false when it has none of that name. */
export function jump(stack: Frame[], documents: SwmlDocument[], label: string): boolean {
  for (let depth = stack.length - 1; depth >= 0; depth--) {
    const frame = stack[depth]
    if (!frame) continue
    const place = (instructionsOf(documents, frame) ?? []).findIndex((item) => isObject(item) && item.label === label)
    if (place >= 0) {
      stack.length = depth + 1
      frame.next = place + 1
      return true
    }
    if (frame.section) return false
  }
  return false
}

export function asObject(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {}
}

export function asText(value: Json | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
