import fc from 'fast-check'
import MailComposer from 'nodemailer/lib/mail-composer/index.js'
import { describe, expect, it } from 'vitest'
import { mimeReader } from '../../src/adapters/mail/mime-reader.ts'
import { Base64Decoder, PartBytes } from '../../src/adapters/mail/part-bytes.ts'

/** What an independent mailer packs is what we unpack, byte for byte. */

async function partsOf(raw: Buffer) {
  const read = await mimeReader.readParts(Uint8Array.from(raw))
  if (!read.ok) throw new Error(read.message)
  return read.parts
}

describe('parts of a mail', () => {
  it.each(['base64', 'quoted-printable'] as const)('come out of %s as they went in', async (encoding) => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async (content) => {
        const attachment = { filename: 'list.csv', content: Buffer.from(content), contentTransferEncoding: encoding }
        const raw = await new MailComposer({ from: 'a@b.example', text: 'x', attachments: [attachment] })
          .compile()
          .build()
        const [, part] = await partsOf(raw)
        const [hex, given] = [part!.bytes, content].map((it) => Buffer.from(it).toString('hex'))
        // What is not base 64 has lines, and the last one ends too.
        expect(encoding === 'base64' ? [given] : [given, `${given}0a`]).toContain(hex)
      }),
      { numRuns: 60 },
    )
  })

  it('keep their names, whichever way those are encoded', async () => {
    const unit = fc.constantFrom(...'abcäöüéñ日本語 ()\'";-_.%*')
    await fc.assert(
      fc.asyncProperty(fc.string({ unit, minLength: 1, maxLength: 60 }), async (text) => {
        const filename = `${text.trim()}.csv`
        const raw = await new MailComposer({
          from: 'a@b.example',
          text: 'x',
          attachments: [{ filename, content: 'x' }],
        })
          .compile()
          .build()
        const [, part] = await partsOf(raw)
        expect(part!.filename.replace(/\s+/g, ' ')).toBe(filename.replace(/\s+/g, ' '))
      }),
      { numRuns: 60 },
    )
  })

  it('tell the text of the mail from files', async () => {
    const raw = await new MailComposer({
      from: 'a@b.example',
      text: 'Hello',
      html: '<p>Hello</p>',
      attachments: [{ filename: 'a.txt', content: 'x', contentType: 'text/plain', contentDisposition: 'inline' }],
    })
      .compile()
      .build()
    expect((await partsOf(raw)).map((it) => [it.type, it.isBody])).toEqual([
      ['text/plain', true],
      ['text/html', true],
      ['text/plain', false],
    ])
  })
})

describe('base 64', () => {
  const decode = async (lines: string[]) => {
    const decoder = new Base64Decoder()
    for (const line of lines) decoder.update(new TextEncoder().encode(line))
    return Buffer.from(await decoder.finalize()).toString('latin1')
  }

  it('is decoded however it is cut into lines, and with what does not belong there', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), fc.integer({ min: 1, max: 80 }), async (bytes, width) => {
        const text = Buffer.from(bytes).toString('base64')
        const lines = text.match(new RegExp(`.{1,${width}}`, 'g')) ?? []
        expect(await decode(lines.map((line) => ` ${line}\r`))).toBe(Buffer.from(bytes).toString('latin1'))
      }),
    )
  })

  it('goes on behind padding in the middle, and makes nothing of a letter alone', async () => {
    expect(await decode(['QQ==QQ==', 'QUI=', 'Q'])).toBe('AAAB')
  })
})

it('a part of many blocks is whole', () => {
  const bytes = new PartBytes()
  const content = Uint8Array.from({ length: 700_000 }, (_, i) => i % 251)
  for (let at = 0; at < content.length; at += 999) bytes.append(content.subarray(at, at + 999))
  bytes.push(7)
  expect(Buffer.from(bytes.take()).equals(Buffer.from([...content, 7]))).toBe(true)
})
