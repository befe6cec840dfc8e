/**
 * SWML evaluates `${…}` and `%{…}` as JavaScript inside the call, and SWAIG also expands `@{…}` (reference §4.2). Names, prompts and
 * imported columns are written by strangers, so no such opener may ever reach a document. Our own template needs none of them:
 * the whole finished document goes through here, which makes "none anywhere" a property rather than a matter of care.
 */

/**
 * An opening sign and its brace, also with invisible characters between them and in the compatibility forms that a normalising
 * layer would fold to the plain ones. A space between sign and brace disarms it, and cannot arm another pair.
 */
const OPENER = /([$＄﹩%％﹪@＠﹫])[\p{Cf}\p{Default_Ignorable_Code_Point}]*(?=[{｛﹛])/gu

/** The text without evaluated expressions, control characters (but line feed and tab) and half characters. Idempotent. */
export function neutralise(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/(?![\n\t])\p{Cc}|\p{Cs}/gu, '')
    .replace(OPENER, (_, sign: string) => `${sign} `)
}

/** The text on one line, as `say:` needs it: its pattern ends at the first line break. */
export function neutraliseLine(text: string): string {
  return neutralise(text.replace(/[\s\p{Zl}\p{Zp}]+/gu, ' ').trim())
}

/** Any JSON value with every string in it neutralised, keys included. */
export function neutraliseAll<T>(value: T): T {
  return walk(value) as T
}

function walk(value: unknown): unknown {
  if (typeof value === 'string') return neutralise(value)
  if (Array.isArray(value)) return value.map(walk)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [neutralise(key), walk(inner)]))
}
