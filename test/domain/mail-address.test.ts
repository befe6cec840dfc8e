import { domainToASCII } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toAsciiDomain } from '../../src/domain/domain-name.ts'
import { normaliseAddress, readFrom } from '../../src/domain/mail-address.ts'
import { mailboxAddress, mailToken, readToken } from '../../src/domain/mail-token.ts'

const ok = (address: string) => ({ ok: true, address })
const no = (because: string) => ({ ok: false, because })

describe('the address in From', () => {
  it.each<[string[], object]>([
    [['jo@example.com'], ok('jo@example.com')],
    [['<jo@example.com>'], ok('jo@example.com')],
    [['Jo Doe <Jo@Example.COM>'], ok('jo@example.com')],
    [['"Doe, Jo" <jo@example.com>'], ok('jo@example.com')],
    [['"eve@evil.example" <jo@example.com>'], ok('jo@example.com')],
    [['"a \\" < b" <jo@example.com>'], ok('jo@example.com')],
    [['jo@example.com (Jo (at work), here)'], ok('jo@example.com')],
    [['=?utf-8?Q?J=C3=B6rg?= <jo@example.com>'], ok('jo@example.com')],
    [['Jo\t<jo@example.com> '], ok('jo@example.com')],
    [['jo+lists@example.com'], ok('jo+lists@example.com')],
    [['jörg@bücher.example'], ok('jörg@xn--bcher-kva.example')],
    [['jo@example.com.'], ok('jo@example.com')],
    [[], no('none')],
    [[''], no('none')],
    [['a@example.com', 'a@example.com'], no('several')],
    [['', 'a@example.com'], no('several')],
    [['a@example.com, b@example.com'], no('several')],
    [['a@example.com; b@example.com'], no('several')],
    [['Doe, Jo <jo@example.com>'], no('several')],
    [['Team: jo@example.com;'], no('several')],
    [['undisclosed:;'], no('several')],
    [['<a@example.com> <b@example.com>'], no('several')],
    [['jo@example.com <eve@evil.example>'], no('unclear')],
    [['Jo <jo@example.com> eve@evil.example'], no('unclear')],
    [['Jo <jo@example.com'], no('unclear')],
    [['"Jo <jo@example.com>'], no('unclear')],
    [['Jo (at work <jo@example.com>'], no('unclear')],
    [['jo@example.com eve@evil.example'], no('unclear')],
    [['jo@@example.com'], no('unclear')],
    [['jo@evil.example@example.com'], no('unclear')],
    [['"jo@example.com"@evil.example'], no('unclear')],
    [['jo..doe@example.com'], no('unclear')],
    [['jo@example'], no('unclear')],
    [['jo@[192.0.2.1]'], no('unclear')],
    [['jo@192.0.2.1'], no('unclear')],
    [['jo@-example.com'], no('unclear')],
    [['jo\u200b@example.com'], no('unclear')],
    [['jo@exam\u00adple.com\u202e'], no('unclear')],
    [['jo\0@example.com'], no('unclear')],
    [['j\ufffd@example.com'], no('unclear')],
    [['=?utf-8?Q?jo=40example.com?='], no('unclear')],
    [['jo'], no('unclear')],
    [[`${'a'.repeat(3000)}@example.com`], no('unclear')],
  ])('%j', (fields, verdict) => {
    expect(readFrom(fields)).toEqual(verdict)
  })

  it('is found behind any quoted name, and is never taken from it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (name) => {
        const clean = name.replace(/[\p{Cc}\ufffd]/gu, '')
        const quoted = clean.replace(/["\\]/g, '\\$&')
        expect(readFrom([`"${quoted} jo@example.com" <eve@evil.example>`])).toEqual(ok('eve@evil.example'))
      }),
    )
  })

  it('of whatever text is one plain address that is in it, or none', () => {
    const pieces = fc.constantFrom('jo', '@', 'example.com', '<', '>', '"', '(', ')', ',', ';', ':', ' ', '\\', 'é')
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 14 }), (parts) => {
        const text = parts.join('')
        const verdict = readFrom([text])
        if (!verdict.ok) return
        expect(normaliseAddress(verdict.address)).toBe(verdict.address)
        expect(text.toLowerCase().normalize('NFC')).toContain(verdict.address.split('@')[0])
        expect(verdict.address.match(/@/g)).toHaveLength(1)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('a domain', () => {
  it.each([
    ['bücher.example', 'xn--bcher-kva.example'],
    ['BÜCHER.example', 'xn--bcher-kva.example'],
    ['例え.テスト', 'xn--r8jz45g.xn--zckzah'],
    ['пример.испытание', 'xn--e1afmkfd.xn--80akhbyknj4f'],
    ['ελληνικά.gr', 'xn--hxargifdar.gr'],
  ])('%s is %s in ASCII', (name, ascii) => {
    expect(toAsciiDomain(name)).toBe(ascii)
  })

  it('is spelled as Node spells it, for letters of many scripts', () => {
    const letters = fc.constantFrom(...'abz059äöüéñçøåłőжщшкαβγδלםعربیदी日本語中文ไทย한국')
    const label = fc.array(letters, { minLength: 1, maxLength: 12 }).map((it) => it.join(''))
    fc.assert(
      fc.property(label, (name) => {
        const theirs = domainToASCII(`${name}.example`)
        // Node also knows which marks may not stand first, and right-to-left rules: it refuses more.
        if (theirs !== '') expect(toAsciiDomain(`${name}.example`)).toBe(theirs)
      }),
    )
  })
})

describe('the address of a mailbox', () => {
  const token = mailToken(Uint8Array.from({ length: 32 }, (_, i) => i * 37))

  it('leads back to its token, however it is written', () => {
    const address = mailboxAddress(token, 'mail.example.com')
    for (const written of [address, address.toUpperCase(), ` <${address}>`])
      expect(readToken(written, 'mail.example.com')).toBe(token)
  })

  it('is none of ours with another domain, another word or another length', () => {
    for (const address of [
      `import+${token}@mail.example.org`,
      `import+${token}@mail.example.com.evil.example`,
      `export+${token}@mail.example.com`,
      `import+${token}a@mail.example.com`,
      `import+${token.slice(1)}@mail.example.com`,
      `import+${token}`,
      '',
    ])
      expect(readToken(address, 'mail.example.com')).toBeNull()
  })
})
