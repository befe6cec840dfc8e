/**
 * D1 takes 2 MB a bound value. Lists are cut by characters, of which one is at most three bytes, well below that.
 */
const SLICE_CHARACTERS = 600_000

/** The rows as JSON lists that each fit a bound value; none for no rows. */
export function* jsonSlices(rows: readonly unknown[]): Generator<string> {
  let parts: string[] = []
  let length = 0
  for (const row of rows) {
    const text = JSON.stringify(row)
    if (length + text.length > SLICE_CHARACTERS && parts.length > 0) {
      yield `[${parts.join(',')}]`
      parts = []
      length = 0
    }
    parts.push(text)
    length += text.length + 1
  }
  if (parts.length > 0) yield `[${parts.join(',')}]`
}
