import { describe, expect, it } from 'vitest'
import { logLine } from '../../src/adapters/log.ts'
import { patternsOf } from '../../src/app/erasures/find-in-files.ts'
import { csvLine } from '../../src/app/imports/csv-text.ts'
import { itemReader } from '../../src/app/leads/read-item.ts'
import { sortParts } from '../../src/app/mails/sort-parts.ts'
import { dayOf, plain, readNumber } from '../../src/domain/eligibility-facts.ts'
import { cleanBody, readCaller } from '../../src/domain/inbound.ts'
import { compareHeadings } from '../../src/domain/lead-file/compare-headings.ts'
import { detectDelimiter } from '../../src/domain/lead-file/delimiter.ts'
import { formPath, readRecord } from '../../src/domain/lead-file/json-fields.ts'
import { normaliseAddress, readFrom } from '../../src/domain/mail-address.ts'
import { authenticate } from '../../src/domain/mail-authentication.ts'
import { mayBeAnswered, readMessageId } from '../../src/domain/mail-headers.ts'
import { composeReply, replySubject } from '../../src/domain/mail-reply.ts'
import { readToken } from '../../src/domain/mail-token.ts'
import { readIntent } from '../../src/domain/opt-out-words.ts'
import { findColumns } from '../../src/domain/suppression-list/columns.ts'
import { readListRow } from '../../src/domain/suppression-list/rows.ts'
import { fillTemplate, templateVariables } from '../../src/domain/template.ts'
import { unescapeText } from '../../src/domain/workbook/cell-text.ts'
import { numberKind } from '../../src/domain/workbook/number-format.ts'
import { boundaryOf } from '../../src/entry/http/multipart.ts'

/**
 * Whatever reads text of strangers takes time in proportion to its length. One that looks again from every place takes hours for the
 * megabytes a cell, a field or a header may have: 200,000 characters are enough to tell the two apart.
 */

const LENGTH = 200_000
/** Ms. In proportion it is a few; a square of the length is half a minute. */
const MOST = 3_000

const PIECES = [
  'a',
  '1',
  ' ',
  '-',
  '.',
  '@',
  ',',
  '<',
  '(',
  '"',
  '\\',
  '=',
  ';',
  '\n',
  '[',
  '&',
  '+',
  '/',
  '\u00a0',
  'é',
  '\ufdfa',
]
const PAIRS = [
  'a,',
  'a.',
  'a@',
  'a ',
  '1 ',
  '1-',
  '1/',
  '(1',
  '" ',
  '\\"',
  'a=',
  '; ',
  '.@',
  '<a',
  'a>',
  '[]',
  ' or ',
  ' x',
  '\r\n',
  '&#',
  '-owner',
  '+1 ',
  "'=",
]
const WORDS = [
  'stop ',
  'do not ',
  'call ',
  'remove me ',
  'no more ',
  'please ',
  'dkim=pass ',
  'text/csv; ',
  'BEGIN:',
  'ext. ',
]
const texts = [...PIECES, ...PAIRS, ...WORDS].map((piece) =>
  piece.repeat(Math.ceil(LENGTH / piece.length)).slice(0, LENGTH),
)

const people = itemReader({ defaultRegion: 'US', callsOnly: true, now: Date.parse('2026-11-23T15:00:00Z') } as never)
const FIELDS =
  'name first_name email phone phone2 tags timezone street state postal_code country consent consent_date consent_expires priority external_id note'.split(
    ' ',
  )
const bytes = (text: string) => Uint8Array.from(new TextEncoder().encode(text))

const READERS: Record<string, (text: string) => unknown> = {
  ...Object.fromEntries(
    FIELDS.map((field) => [
      `the field ${field}`,
      (text: string) => people.readValue({ phone: '+13125550101', [field]: text }),
    ]),
  ),
  'a heading': (text) => people.readValue({ phone: '+13125550101', [text]: 'x' }),
  'a line of people': (text) => people.readLine(text),
  'a name of a form field': formPath,
  'a field of fields': (text) => readRecord({ fields: [{ name: text, value: text }] }),
  'headings that are compared': (text) => compareHeadings(['name', text], [text, 'phone']),
  'the separator of a list': detectDelimiter,
  'the head of a list of stops': (text) => findColumns([[text], [text, text]], 'US'),
  'a row of a list of stops': (text) =>
    (['phone', 'email', 'channel', 'area_code', 'any', 'reason'] as const).map((role) =>
      readListRow(
        [text, text],
        [
          { header: 'a', role },
          { header: 'b', role: 'phone' },
        ] as never,
        { channel: 'all', defaultRegion: 'US' },
      ),
    ),
  'a value that is compared': (text) => [
    readNumber(text),
    dayOf(text),
    plain('variable:A', text),
    plain('phone', text),
  ],
  'a template and what is filled in': (text) => [
    fillTemplate(`a {{A}}, {{B}} ${text}`, { A: text }),
    fillTemplate(`${text}{{B}}${text}`, {}),
    templateVariables(text),
  ],
  'a file that is looked through for somebody who was erased': (text) =>
    patternsOf({ phones: ['+11111111111', '+491111111111'], emails: ['a.a@a.aa'] }).map((it) => it.test(text)),
  'a line of the log': (text) => logLine('error', text, { error: text, reason: new Error(text) }),
  'a cell of a workbook': unescapeText,
  'a number format': (text) => numberKind(200, text),
  'a boundary': (text) => boundaryOf(`multipart/form-data; boundary=${text}`),
  'a cell that is written': (text) => csvLine([text, `=${text}`]),
  From: (text) => readFrom([text]),
  'an address': normaliseAddress,
  'results of authentication': (text) =>
    authenticate({
      fields: [text, `mx.test; ${text}`],
      authservId: 'mx.test',
      fromDomain: 'example.com',
      envelopeFrom: text,
    }),
  'headers of a mail': (text) =>
    mayBeAnswered(
      [
        { name: 'auto-submitted', value: text },
        { name: 'precedence', value: text },
      ],
      text,
    ),
  'a Message-ID': (text) => readMessageId([{ name: 'message-id', value: text }]),
  'the address of a mailbox': (text) => readToken(text, 'mail.test'),
  'an answer': (text) =>
    composeReply({
      subject: text,
      campaign: text,
      lists: [{ filename: text, failure: text, counts: null, problems: [{ line: 1, column: text, message: text }] }],
      refusal: text,
      dashboardUrl: 'https://sundial.test',
    }),
  'a subject': replySubject,
  'a part of a mail': (text) =>
    sortParts([
      { filename: text, type: text, isBody: true, bytes: bytes(text) },
      { filename: '', type: 'text/plain', isBody: false, bytes: bytes(text) },
    ]),
  'a text to us': (text) => readIntent(cleanBody(text)),
  'words of a text': readIntent,
  'who calls': readCaller,
}

describe('takes no longer than its length', { timeout: 120_000 }, () => {
  it.each(Object.entries(READERS))('%s', (_, read) => {
    for (const text of texts) {
      const before = performance.now()
      read(text)
      expect([text.slice(0, 12), performance.now() - before < MOST]).toEqual([text.slice(0, 12), true])
    }
  })
})
