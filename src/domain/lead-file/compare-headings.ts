/** Headings are the same without case, outer space and the mark some files begin with. */
const key = (heading: string): string => heading.replaceAll('\ufeff', '').trim().toLowerCase()

const MAX_NAMED = 10

/**
 * What a list has otherwise than the sample it should be like, as a sentence, or null. The order of columns is free, and so are columns
 * without a heading.
 */
export function compareHeadings(expected: readonly string[], found: readonly string[]): string | null {
  const missing = without(expected, found)
  const unknown = without(found, expected)
  const twice = [...new Set(found.filter((it, i) => key(it) !== '' && found.findIndex((o) => key(o) === key(it)) < i))]
  const surplus = twice.filter((it) => count(found, it) > count(expected, it))
  if (missing.length + unknown.length + surplus.length === 0) return null
  const parts = [
    missing.length > 0 && `it has no ${listed(missing)}`,
    unknown.length > 0 && `the sample has no ${listed(unknown)}`,
    surplus.length > 0 && `${listed(surplus)} is there more than once`,
  ].filter((part) => part !== false)
  return `The columns are not those of the sample: ${parts.join('; ')}.`
}

function without(these: readonly string[], those: readonly string[]): string[] {
  const known = new Set(those.map(key))
  return these.filter((it) => key(it) !== '' && !known.has(key(it)))
}

function count(headings: readonly string[], heading: string): number {
  return headings.filter((it) => key(it) === key(heading)).length
}

function listed(headings: readonly string[]): string {
  const shown = headings.slice(0, MAX_NAMED).map((it) => `"${it.trim().slice(0, 60)}"`)
  return headings.length > MAX_NAMED ? `${shown.join(', ')} and ${headings.length - MAX_NAMED} more` : shown.join(', ')
}
