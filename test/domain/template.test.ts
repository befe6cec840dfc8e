import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fillTemplate, templateVariables, variableName } from '../../src/domain/template.ts'

describe('names of variables', () => {
  test.each([
    ['case number', 'CASE_NUMBER'],
    ['Tax-ID', 'TAX_ID'],
    ['  --amount (USD)--  ', 'AMOUNT_USD'],
    ['Straße', 'STRASSE'],
    ['電話 番号', '電話_番号'],
    ['!!', ''],
  ])('%s is %s', (header, name) => expect(variableName(header)).toBe(name))

  test('a name is its own name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (s) => {
        expect(variableName(variableName(s))).toBe(variableName(s))
      }),
    )
  })
})

describe('a filled text reads on where nothing was known', () => {
  test.each([
    ['Hi {{NAME}}, this is Ada', 'Hi there, this is Ada'],
    ['Hi {{FIRST}}, this is Ada', 'Hi, this is Ada'],
    ['Hello {{A}} {{B}}!', 'Hello!'],
    ['About {{A}} and more', 'About and more'],
    ['Case {{A}}, {{B}}, ok', 'Case, ok'],
    ['Your case, {{A}}.', 'Your case.'],
    ['Hi {{A}}, {{B}}, {{C}}. Bye', 'Hi. Bye'],
    ['Hi ({{A}}) you', 'Hi you'],
    ['Hi ({{A}} x) you', 'Hi (x) you'],
    ['{{A}}, hello', 'hello'],
    ['one\n{{A}} two', 'one\ntwo'],
    ['the {{A}}\nnext', 'the\nnext'],
    ['Call {{A}}... now', 'Call... now'],
    ['{{A}} {{A}} {{A}}.', ''],
    ['{{A}}', ''],
  ])('%j → %j', (text, filled) => expect(fillTemplate(text, {})).toBe(filled))

  test('a blank value is no value', () => {
    expect(fillTemplate('Hi {{NAME}}, re {{CASE}}.', { NAME: '  ', CASE: null })).toBe('Hi there, re.')
  })
})

test('fills what it knows, under any spelling of the name', () => {
  const values = { NAME: 'Zoë', CASE_NUMBER: 'C-1' }
  expect(fillTemplate('{{NAME}}: {{ case number }}, {{Case-Number}}', values)).toBe('Zoë: C-1, C-1')
})

test('leaves braces that are no placeholder as they are', () => {
  const text = 'a {{ b {NAME} {{}} {{ }} }} {{!}} { {'
  expect(fillTemplate(text, { NAME: 'x' })).toBe(text)
})

test('lists the variables of a text once each', () => {
  expect(templateVariables('{{NAME}} {{ tax-id }} {{TAX_ID}} {{}}')).toEqual(['NAME', 'TAX_ID'])
})

test('does not look at what objects inherit', () => {
  expect(fillTemplate('x{{CONSTRUCTOR}}{{__PROTO__}}', {})).toBe('x')
})

const name = fc.stringMatching(/^[A-Z]{1,6}$/)

test('a value is never expanded again', () => {
  fc.assert(
    fc.property(name, name, fc.string(), (a, b, rest) => {
      fc.pre(a !== b && !/[{}]/.test(rest))
      const value = `{{${b}}}${rest}`.trim()
      expect(fillTemplate(`<{{${a}}}>`, { [a]: value, [b]: 'LEAK' })).toBe(`<${value}>`)
    }),
  )
})

test('with every variable known, only the placeholders change', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }).filter((s) => !/[{}]/.test(s)),
    name.map((n) => `{{${n}}}`),
  )
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const values = Object.fromEntries(templateVariables(pieces.join('')).map((it) => [it, `v${it}`]))
      const expected = pieces.map((it) => it.replace(/^\{\{([A-Z]+)\}\}$/, 'v$1')).join('')
      expect(fillTemplate(pieces.join(''), values)).toBe(expected)
    }),
  )
})

test('a hole never leaves a doubled space, a space before a comma or two commas', () => {
  const word = fc.stringMatching(/^[a-z]{1,6}$/)
  const part = fc.oneof(word, fc.constant('{{HOLE}}'))
  const glue = fc.constantFrom(' ', ', ')
  fc.assert(
    fc.property(fc.array(fc.tuple(part, glue), { minLength: 1 }), word, (parts, end) => {
      const filled = fillTemplate(`${parts.map((it) => it.join('')).join('')}${end}.`, {})
      expect(filled).not.toMatch(/ {2}| ,|,,|, ,|^[ ,]/)
    }),
    { numRuns: 2000 },
  )
})
