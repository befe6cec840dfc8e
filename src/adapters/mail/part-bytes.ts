/**
 * What a part of a mail is made of, once it is decoded. postal-mime keeps an object for each line and joins them through a Blob, which takes
 * several times the mail; here bytes go into blocks, so that a mail of 25 MB fits beside its contents into what a Worker has.
 */
const BLOCK_BYTES = 256 * 1024
const FIRST_BYTES = 1024

export class PartBytes {
  private readonly blocks: Uint8Array[] = []
  private block = new Uint8Array(FIRST_BYTES)
  private filled = 0
  private length = 0

  push(byte: number): void {
    if (this.filled === this.block.length) this.next()
    this.block[this.filled++] = byte
  }

  append(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length; ) {
      if (this.filled === this.block.length) this.next()
      const part = bytes.subarray(from, from + this.block.length - this.filled)
      this.block.set(part, this.filled)
      this.filled += part.length
      from += part.length
    }
  }

  /** All of it in one piece; nothing stays here. */
  take(): ArrayBuffer {
    const whole = new Uint8Array(this.length + this.filled)
    let at = 0
    for (let block = this.blocks.shift(); block; block = this.blocks.shift()) {
      whole.set(block, at)
      at += block.length
    }
    whole.set(this.block.subarray(0, this.filled), at)
    return whole.buffer
  }

  private next(): void {
    this.blocks.push(this.block)
    this.length += this.block.length
    this.block = new Uint8Array(BLOCK_BYTES)
    this.filled = 0
  }
}

/** Takes the lines of a part without their ends, and gives its content, as postal-mime's own decoders do. */
export interface PartDecoder {
  update(line: Uint8Array): void
  finalize(): Promise<ArrayBuffer>
}

const LF = 0x0a

/** 7bit, 8bit, binary, and what nobody knows. */
export class PlainDecoder implements PartDecoder {
  private readonly bytes = new PartBytes()

  update(line: Uint8Array): void {
    this.bytes.append(line)
    this.bytes.push(LF)
  }

  async finalize(): Promise<ArrayBuffer> {
    return this.bytes.take()
  }
}

const SKIPPED = 0xff
const SEXTETS = new Uint8Array(256).fill(SKIPPED)
for (const [value, char] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries())
  SEXTETS[char.charCodeAt(0)] = value
const PAD = 0x3d

/** RFC 2045 §6.8: other characters are passed over. Padding ends a unit, also in the middle: some mailers pad each line. */
export class Base64Decoder implements PartDecoder {
  private readonly bytes = new PartBytes()
  private bits = 0
  private count = 0

  update(line: Uint8Array): void {
    for (let i = 0; i < line.length; i++) {
      const byte = line[i]!
      const sextet = SEXTETS[byte]!
      if (sextet === SKIPPED) {
        if (byte === PAD) this.end()
        continue
      }
      this.bits = (this.bits << 6) | sextet
      if (++this.count < 4) continue
      this.bytes.push(this.bits >> 16)
      this.bytes.push((this.bits >> 8) & 0xff)
      this.bytes.push(this.bits & 0xff)
      this.bits = 0
      this.count = 0
    }
  }

  async finalize(): Promise<ArrayBuffer> {
    this.end()
    return this.bytes.take()
  }

  /** Two letters are one byte, three are two; one alone is none. */
  private end(): void {
    if (this.count >= 2) this.bytes.push((this.bits >> (this.count === 2 ? 4 : 10)) & 0xff)
    if (this.count === 3) this.bytes.push((this.bits >> 2) & 0xff)
    this.bits = 0
    this.count = 0
  }
}
