import { describe, expect, test } from 'vitest'
import { decodeWindows1252, detectKind } from '../../src/domain/lead-file/decode.ts'
import { detectDelimiter } from '../../src/domain/lead-file/delimiter.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)
const utf16 = (text: string, bigEndian: boolean) => {
  const bytes = new Uint8Array(text.length * 2)
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), !bigEndian)
  return bytes
}

describe('tells what a file is written in', () => {
  test.each([
    ['UTF-8', utf8('name,phone\n'), 'utf-8', 0],
    ['UTF-8 with a mark', utf8('\ufeffname'), 'utf-8', 3],
    ['UTF-16LE with a mark', utf16('\ufeffname,phone', false), 'utf-16le', 2],
    ['UTF-16BE with a mark', utf16('\ufeffname,phone', true), 'utf-16be', 2],
    ['UTF-16LE without', utf16('name,phone1\nZoë,415', false), 'utf-16le', 0],
    ['UTF-16BE without', utf16('name,phone1\nZoë,415', true), 'utf-16be', 0],
    ['Windows-1252, told apart later, row by row', new Uint8Array([0x6e, 0xe9, 0x2c, 0x80]), 'utf-8', 0],
    ['a stray NUL', utf8('name,phone\nAnn\0,415\n'), 'utf-8', 0],
  ])('%s', (_, bytes, encoding, bomBytes) => {
    expect(detectKind(bytes)).toEqual({ ok: true, encoding, bomBytes })
  })

  test.each([
    ['xlsx', [0x50, 0x4b, 3, 4, 20], /Excel.*save it as CSV/],
    ['xls', [0xd0, 0xcf, 0x11, 0xe0], /Excel.*save it as CSV/],
    ['pdf', [...utf8('%PDF-1.7')], /PDF/],
    ['gzip', [0x1f, 0x8b, 8], /compressed/],
    ['noise', Array.from({ length: 500 }, (_, i) => (i * 7) % 256), /not a text file/],
    ['png', [0x89, 0x50, 0x4e, 0x47], /picture/],
  ])('%s is refused with advice', (_, bytes, message) => {
    const kind = detectKind(new Uint8Array(bytes))
    expect(kind).toMatchObject({ ok: false, code: 'binary_file' })
    expect(!kind.ok && kind.message).toMatch(message)
  })

  test('nothing is an empty file', () => {
    expect(detectKind(new Uint8Array())).toMatchObject({ ok: false, code: 'empty_file' })
    expect(detectKind(utf8('\ufeff'))).toMatchObject({ ok: false, code: 'empty_file' })
  })
})

test('Windows-1252 is read as the encoding standard says', () => {
  const all = Uint8Array.from({ length: 256 }, (_, i) => i)
  expect(decodeWindows1252(all)).toBe(new TextDecoder('windows-1252').decode(all))
})

describe('tells the separator from the headings', () => {
  test.each([
    ['name,phone,email\n', ',', 0],
    ['name;phone;email\r\n', ';', 0],
    ['name\tphone\temail', '\t', 0],
    ['name|phone|email\n', '|', 0],
    ['"last, first, middle, more";phone\n', ';', 0],
    ['phone\n1;2;3\n', ',', 0],
    ['\n\nname;phone\n', ';', 0],
    ['sep=;\r\nname;phone,x,y\r\n', ';', 7],
    ['sep=,\nname\n', ',', 6],
    ['', ',', 0],
  ])('%j', (text, delimiter, skip) => expect(detectDelimiter(text)).toEqual({ delimiter, skip }))
})
