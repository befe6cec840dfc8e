import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { authenticate, isAligned, readResults } from '../../src/domain/mail-authentication.ts'

const OURS = 'mx.cloudflare.net'
const judge = (fields: string[], fromDomain = 'example.com', envelopeFrom = 'jo@example.com') =>
  authenticate({ fields, authservId: OURS, fromDomain, envelopeFrom })
const ok = (by: string) => ({ ok: true, by })
const no = (because: string) => ({ ok: false, because })

describe('reading a header of results (RFC 8601)', () => {
  it('takes the examples of the RFC (Appendix B)', () => {
    expect(readResults('example.org 1; none')).toEqual({ authservId: 'example.org', results: [] })
    expect(readResults('example.com; spf=pass smtp.mailfrom=example.net')).toEqual({
      authservId: 'example.com',
      results: [{ method: 'spf', result: 'pass', properties: { 'smtp.mailfrom': 'example.net' } }],
    })
    const several = `example.com;
        auth=pass (cram-md5) smtp.auth=sender@example.net;
        spf=pass smtp.mailfrom=example.net; dkim=pass (good signature) header.d=example.com header.b="DhRAjZ/C"`
    expect(readResults(several)?.results.map((it) => [it.method, it.result])).toEqual([
      ['auth', 'pass'],
      ['spf', 'pass'],
      ['dkim', 'pass'],
    ])
    const spaced =
      "foo.example.net (foobar) 1 (baz); dkim (Because I like it) / 1 (One yay) = (wait for it) fail policy (A dot can go here) . (like that) expired (this surprised me) = (as I wasn't expecting it) 1362471462"
    // Space within names is of the RFC, but of no mail server: nothing is made of it.
    expect(readResults(spaced)).toMatchObject({ authservId: 'foo.example.net', results: [] })
  })

  it.each([
    'mx.cloudflare.net; dkim=pass (unclosed header.d=example.com',
    'mx.cloudflare.net; dkim=pass header.d="example.com',
    '',
    ';',
    '=; dkim=pass',
    'two words here; dkim=pass',
    `mx.cloudflare.net; ${'dkim=pass header.d=example.com; '.repeat(100)}`,
    `mx.cloudflare.net; dkim=pass header.d=example.com ${'x'.repeat(9000)}`,
  ])('makes nothing of %j', (field) => {
    expect(judge([field])).toEqual(no('no_results'))
  })

  it('leaves out a result whose property is there twice', () => {
    expect(judge([`${OURS}; dkim=pass header.d=evil.example header.d=example.com`])).toEqual(no('not_aligned'))
  })
})

describe('whether a mail is from whom it says', () => {
  it.each<[string, string[], object]>([
    ['DMARC passed', [`${OURS}; dmarc=pass header.from=example.com`], ok('dmarc')],
    ['DMARC passed, domain not named', [`${OURS}; dmarc=pass`], ok('dmarc')],
    ['in capitals', [`MX.Cloudflare.NET; DMARC=PASS Header.From=EXAMPLE.com`], ok('dmarc')],
    ['DMARC failed', [`${OURS}; dmarc=fail header.from=example.com; dkim=pass header.d=example.com`], no('dmarc')],
    [
      'DMARC said twice',
      [`${OURS}; dmarc=pass header.from=example.com; dmarc=fail header.from=example.com`],
      no('dmarc'),
    ],
    ['DMARC of another domain', [`${OURS}; dmarc=pass header.from=evil.example`], no('dmarc')],
    ['DMARC unsure', [`${OURS}; dmarc=permerror`], no('dmarc')],
    ['a guess is no result', [`${OURS}; dmarc=bestguesspass`], no('dmarc')],
    ['no policy and nothing else', [`${OURS}; dmarc=none`], no('not_aligned')],
    ['signed', [`${OURS}; dkim=pass header.d=example.com`], ok('dkim')],
    ['signed, by the older property', [`${OURS}; dkim=pass header.i=@example.com`], ok('dkim')],
    ['one of two signatures', [`${OURS}; dkim=fail header.d=example.com; dkim=pass header.d=example.com`], ok('dkim')],
    ['signed by another', [`${OURS}; dkim=pass header.d=evil.example header.i=@example.com`], no('not_aligned')],
    ['signed by nobody named', [`${OURS}; dkim=pass`], no('not_aligned')],
    ['signature of a name that only ends so', [`${OURS}; dkim=pass header.d=evilexample.com`], no('not_aligned')],
    ['sent by a server of the domain', [`${OURS}; spf=pass smtp.mailfrom=example.com`], ok('spf')],
    ['a server of another domain', [`${OURS}; spf=pass smtp.mailfrom=evil.example`], no('not_aligned')],
    ['the greeting only', [`${OURS}; spf=pass smtp.helo=example.com`], no('not_aligned')],
    ['softfail', [`${OURS}; spf=softfail smtp.mailfrom=example.com`], no('not_aligned')],
    ['nothing', [], no('no_results')],
    ['another host', ['mx.google.com; dmarc=pass'], no('no_results')],
    ['the first of ours counts', [`${OURS}; dmarc=fail`, `${OURS}; dmarc=pass`], no('dmarc')],
    ['ours below others', ['mx.google.com; dmarc=fail', `${OURS}; dmarc=pass`], ok('dmarc')],
    [
      'an equals sign in an address',
      [`${OURS}; spf=pass smtp.mailfrom=b=c@example.com; dkim=pass header.d=example.com`],
      ok('dkim'),
    ],
  ])('%s', (_, fields, verdict) => {
    expect(judge(fields)).toEqual(verdict)
  })

  it('takes no result for SPF of another envelope than the one the mail came in', () => {
    const fields = [`${OURS}; spf=pass smtp.mailfrom=example.com`]
    expect(judge(fields, 'example.com', 'x@mailer.example')).toEqual(no('not_aligned'))
    expect(judge(fields, 'example.com', '')).toEqual(no('not_aligned'))
  })

  it('takes the domain itself and those above it, never one beside or below it, or a top-level domain', () => {
    expect(isAligned('example.com', 'example.com')).toBe(true)
    expect(isAligned('example.com', 'a.b.example.com')).toBe(true)
    expect(isAligned('b.example.com', 'example.com')).toBe(false)
    expect(isAligned('b.example.com', 'a.example.com')).toBe(false)
    expect(isAligned('com', 'example.com')).toBe(false)
    expect(isAligned('', 'example.com')).toBe(false)
  })

  it('believes nothing that does not carry our name, whatever it says', () => {
    const word = fc.constantFrom(
      OURS,
      'evil.example',
      'dmarc',
      'dkim',
      'spf',
      '=',
      'pass',
      ';',
      ' ',
      '(',
      ')',
      '"',
      '\\',
      'header.d',
      'header.from',
      'example.com',
      '1',
      '\t',
    )
    const field = fc.array(word, { maxLength: 30 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(fc.array(field, { maxLength: 4 }), (fields) => {
        const theirs = fields.map((it) => `evil.example ${it}`)
        expect(judge(theirs)).toEqual(no('no_results'))
        // And what is put below our own verdict changes nothing of it.
        expect(judge([`${OURS}; dmarc=fail header.from=example.com`, ...fields])).toEqual(no('dmarc'))
        expect(() => judge(fields)).not.toThrow()
      }),
      { numRuns: 2000 },
    )
  })

  it('cannot be talked round in comments and quoted words', () => {
    const inside = fc.string({ maxLength: 40 }).map((it) => it.replace(/[()"\\]/g, ''))
    fc.assert(
      fc.property(inside, (text) => {
        const said = `; dmarc=pass header.from=example.com ${text}`
        expect(judge([`${OURS}; dmarc=fail (${said}) header.from=example.com`])).toEqual(no('dmarc'))
        expect(judge([`${OURS}; dmarc=fail reason="${said}"`])).toEqual(no('dmarc'))
      }),
    )
  })
})
