import { describe, expect, it } from 'vitest'
import { compareHeadings } from '../../src/domain/lead-file/compare-headings.ts'
import { mayBeAnswered, ownResults, readMessageId } from '../../src/domain/mail-headers.ts'
import { composeReply, type ReplyInput, replySubject } from '../../src/domain/mail-reply.ts'

const header = (line: string) => {
  const [name = '', ...rest] = line.split(':')
  return { name: name.toLowerCase(), value: rest.join(':').trim() }
}
const counts = { processed: 3, created: 2, updated: 0, duplicate: 1, skipped: 1, disqualified: 0, rejected: 0 }
const input: ReplyInput = {
  subject: 'People',
  campaign: 'Spring',
  lists: [{ filename: 'a.csv', failure: null, counts, problems: [] }],
  refusal: null,
  dashboardUrl: 'https://sundial.example/campaigns/cmp_1/contacts',
}

describe('an answer', () => {
  it('says what became of each list', () => {
    const bad = { filename: 'b.pdf', failure: 'This is a PDF.', counts: null, problems: [] }
    const { text } = composeReply({ ...input, lists: [...input.lists, bad] })
    expect(text).toBe(
      `The 2 lists you sent for "Spring":

a.csv: 3 rows: 2 added, 1 there already. Of those added, 1 cannot be called.

b.pdf: not imported.
  This is a PDF.

Imports of this campaign: https://sundial.example/campaigns/cmp_1/contacts
This is an automatic answer.
`,
    )
  })

  it('names the first problems and where all of them are', () => {
    const problems = Array.from({ length: 8 }, (_, i) => ({ line: i + 2, column: 'phone1', message: 'no phone' }))
    const { text } = composeReply({ ...input, lists: [{ ...input.lists[0]!, problems }] })
    expect(text.match(/Line \d+, phone1: no phone/g)).toHaveLength(5)
    expect(text).toContain('errors.csv beside the import')
  })

  it('lets nothing of a list or a name become markup', () => {
    const evil = '<script>"&\'</script>'
    const problems = [{ line: 2, column: evil, message: evil }]
    const { html } = composeReply({
      ...input,
      campaign: evil,
      lists: [{ filename: evil, failure: evil, counts, problems }],
    })
    expect(html.replace(/<\/?p>|<br>/g, '')).not.toMatch(/[<>"']/)
    expect(html).toContain('&lt;script&gt;&quot;&amp;&#39;')
  })

  it('has a subject of one line, with one Re', () => {
    expect(replySubject('People')).toBe('Re: People')
    expect(replySubject('RE: People')).toBe('RE: People')
    expect(replySubject('a\r\nBcc: eve@evil.example')).toBe('Re: a Bcc: eve@evil.example')
    expect(replySubject(' ')).toBe('Re: your list')
    expect([...replySubject('😀'.repeat(500))]).toHaveLength(200)
  })
})

describe('who is answered', () => {
  const from = (lines: string[], envelope = 'jo@example.com') => mayBeAnswered(lines.map(header), envelope)

  it.each([
    [[]],
    [['Auto-Submitted: no']],
    [['Auto-Submitted: No (really)']],
    [['Precedence: normal']],
    [['X-Auto-Response-Suppress: DR']],
  ])('a person: %j', (lines) => {
    expect(from(lines)).toBe(true)
  })

  it.each([
    ['Auto-Submitted: auto-replied'],
    ['Auto-Submitted: auto-generated (report)'],
    ['Auto-Submitted: auto-notified'],
    ['Auto-Submitted:'],
    ['Precedence: bulk'],
    ['Precedence: LIST'],
    ['Return-Path: <>'],
    ['List-Id: Sales <sales.example.com>'],
    ['X-Auto-Response-Suppress: DR, OOF'],
  ])('nobody: %s', (line) => {
    expect(from([line])).toBe(false)
  })

  it.each([
    '',
    '<>',
    'MAILER-DAEMON@example.com',
    'postmaster@example.com',
    'sales-owner@example.com',
    'sales-bounces+x@example.com',
  ])('nobody behind the envelope %j', (envelope) => {
    expect(from([], envelope)).toBe(false)
  })

  it('is known by a Message-ID that is one', () => {
    expect(readMessageId([header('Message-ID:  <a@b> ')])).toBe('<a@b>')
    for (const value of ['', 'a@b', '<a b>', `<${'a'.repeat(3000)}>`])
      expect(readMessageId([{ name: 'message-id', value }])).toBeNull()
  })
})

describe('headings beside those of a sample', () => {
  it.each<[string[], string | null]>([
    [['Name', 'PHONE1 ', '\ufeffemail'], null],
    [['email', 'phone1', 'name', ''], null],
    [['name', 'phone1'], 'it has no "email"'],
    [['name', 'phone1', 'email', 'town'], 'the sample has no "town"'],
    [['name', 'phone1', 'email', 'email'], '"email" is there more than once'],
    [['a', 'b'], 'it has no "name", "phone1", "email"; the sample has no "a", "b"'],
  ])('%j', (found, difference) => {
    const verdict = compareHeadings(['name', 'phone1', 'email'], found)
    if (difference === null) expect(verdict).toBeNull()
    else expect(verdict).toContain(difference)
  })
})

describe('results of our own receiving side', () => {
  const headers = ['Received: ours', 'Authentication-Results: a', 'Received: theirs', 'Authentication-Results: b'].map(
    header,
  )

  it('stand above what another server wrote', () => {
    expect(ownResults(headers, 1)).toEqual(['a'])
    expect(ownResults(headers, 2)).toEqual(['a', 'b'])
    expect(ownResults(headers.slice(1), 1)).toEqual(['a', 'b'])
    expect(ownResults([], 1)).toEqual([])
  })
})
