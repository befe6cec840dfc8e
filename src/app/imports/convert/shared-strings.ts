import { unescapeText } from '../../../domain/workbook/cell-text.ts'
import { ListError } from './list-error.ts'
import { readXml } from './read-xml.ts'

/**
 * The texts of a workbook, which its cells name by number. Half a million of them as strings would be too much for an isolate: they are
 * kept as UTF-8 in a few large buffers.
 */
export class SharedStrings {
  private readonly blocks: Uint8Array[] = []
  /** Where each text ends; it begins where the one before ends, or with its block. */
  private readonly ends: Uint32Array[] = []
  private readonly encoder = new TextEncoder()
  private readonly decoder = new TextDecoder()
  private filled = BLOCK_BYTES
  count = 0

  add(text: string): void {
    // At most three bytes a unit.
    const cut = text.length * 3 > BLOCK_BYTES ? text.slice(0, Math.floor(BLOCK_BYTES / 3)) : text
    if (this.filled + cut.length * 3 > BLOCK_BYTES) this.addBlock()
    const block = this.blocks.length - 1
    this.filled += this.encoder.encodeInto(cut, this.blocks[block]!.subarray(this.filled)).written
    if (this.count === MAX_STRINGS) throw tooMany()
    if (this.count % ENDS_EACH === 0) this.ends.push(new Uint32Array(ENDS_EACH))
    this.ends[this.ends.length - 1]![this.count++ % ENDS_EACH] = block * BLOCK_BYTES + this.filled
  }

  get(index: number): string {
    if (!(index >= 0 && index < this.count)) return ''
    const end = this.endOf(index)
    const block = Math.floor((end - 1) / BLOCK_BYTES)
    const before = index === 0 ? 0 : this.endOf(index - 1)
    const start = Math.max(before, block * BLOCK_BYTES)
    if (end <= start) return ''
    return this.decoder.decode(this.blocks[block]!.subarray(start - block * BLOCK_BYTES, end - block * BLOCK_BYTES))
  }

  private endOf(index: number): number {
    return this.ends[Math.floor(index / ENDS_EACH)]![index % ENDS_EACH]!
  }

  private addBlock(): void {
    if (this.blocks.length === MAX_BLOCKS) throw tooMany()
    this.blocks.push(new Uint8Array(BLOCK_BYTES))
    this.filled = 0
  }
}

const BLOCK_BYTES = 4 * 1024 * 1024
const MAX_BLOCKS = 10
const ENDS_EACH = 64 * 1024
const MAX_STRINGS = 4 * 1024 * 1024

function tooMany(): ListError {
  return new ListError(
    `The workbook holds more than ${(MAX_BLOCKS * BLOCK_BYTES) / 1024 / 1024} MB of different texts, or four million of them. Save the sheet as CSV and upload that: it has no such limit.`,
  )
}

/** Runs of different fonts are one text; the phonetic guides of Japanese are no part of it. @throws ListError */
export async function readSharedStrings(chunks: AsyncIterable<Uint8Array>): Promise<SharedStrings> {
  const strings = new SharedStrings()
  let text = ''
  let reading = false
  let phonetic = 0
  await readXml(chunks, {
    open(name) {
      if (name === 'si') text = ''
      else if (name === 'rPh') phonetic++
      else if (name === 't') reading = phonetic === 0
    },
    text(part) {
      if (reading) text += part
    },
    close(name) {
      if (name === 'si') strings.add(unescapeText(text))
      else if (name === 'rPh') phonetic--
      else if (name === 't') reading = false
    },
  })
  return strings
}
