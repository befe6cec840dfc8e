/**
 * Texts with variables: `{{CASE_NUMBER}}` (1-product §5). Values are data: what they contain is never expanded again.
 */

/** The name a column or a placeholder has as a variable: `case number` → `CASE_NUMBER`. Empty when nothing is left. */
export function variableName(text: string): string {
  return text
    .toUpperCase()
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
}

const PLACEHOLDER = /\{\{([^{}]{1,100})\}\}/g
/** What is said when nothing is known. */
const FALLBACKS: Readonly<Record<string, string>> = { NAME: 'there' }

/**
 * The text with its variables filled in. Names are matched as columns are (`{{ case number }}` is `{{CASE_NUMBER}}`). An unknown or
 * blank variable becomes nothing, and the text around the hole is mended so that the sentence reads on; text without a hole
 * is left exactly as it is. Braces that are not a placeholder stay as they are.
 */
export function fillTemplate(text: string, values: Readonly<Record<string, string | null | undefined>>): string {
  let out = ''
  let hole = false
  let last = 0
  const append = (piece: string) => {
    out = hole ? mend(out, piece) : out + piece
    hole = false
  }
  for (const match of text.matchAll(PLACEHOLDER)) {
    const name = variableName(match[1]!)
    if (name === '') continue
    const literal = text.slice(last, match.index)
    if (literal !== '') append(literal)
    last = match.index + match[0].length
    const value = (Object.hasOwn(values, name) ? values[name]?.trim() : '') || FALLBACKS[name] || ''
    if (value === '') hole = true
    else append(value)
  }
  append(text.slice(last))
  return out
}

/** The variables a text uses, in order of first use. */
export function templateVariables(text: string): string[] {
  const names = [...text.matchAll(PLACEHOLDER)].map((match) => variableName(match[1]!))
  return [...new Set(names.filter((name) => name !== ''))]
}

const OPENING = '([{"“«'
const CLOSING = ')]}"”»'

/** Joins what stands on both sides of a hole: no doubled space, no space before punctuation, no doubled punctuation. */
function mend(left: string, right: string): string {
  let before = left
  let after = right
  // Brackets or quotation marks round nothing go too.
  const pair = OPENING.indexOf(before.at(-1) ?? ' ')
  if (pair >= 0 && after.startsWith(CLOSING[pair]!)) {
    before = before.slice(0, -1)
    after = after.slice(1)
  }
  const atLineStart = /(?:^|\n)[^\S\n]*$/.test(before)
  if (atLineStart) {
    // Nothing before it in this line: what would lead the line is dropped with the hole.
    after = after.replace(/^(?:[^\S\n]+|[,;:.!?](?=\s|$))+/, '')
    return before.replace(/[^\S\n]+$/, '') + after
  }
  if (/^[^\S\n]*(?:$|\n|[,;:.!?)\]}”»])/.test(after)) {
    before = before.replace(/[^\S\n]+$/, '')
    after = after.replace(/^[^\S\n]+(?=[,;:.!?)\]}”»])/, '')
  } else if (/[^\S\n]$/.test(before)) {
    after = after.replace(/^[^\S\n]+/, '')
  }
  // "…, ,": of two marks that meet the stronger stays. Only where one mark follows, not at an ellipsis.
  if (/[,;:.!?]$/.test(before) && /^[,;:.!?](?![,;:.!?])/.test(after)) {
    if (/[,;:]$/.test(before) && /^[.!?]/.test(after)) before = before.slice(0, -1)
    else after = after.slice(1)
  } else if (/[([{“«]$/.test(before)) {
    after = after.replace(/^[,;:\s]+/, '')
  }
  return before + after
}
