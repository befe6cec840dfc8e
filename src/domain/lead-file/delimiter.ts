export const DELIMITERS = [',', ';', '\t', '|'] as const
export type Delimiter = (typeof DELIMITERS)[number]

/**
 * The separator of a list, from its heading line alone: the one that stands there most often outside quotation marks, the comma when
 * none does. `sep=;` on a line of its own is Excel's own hint; it is obeyed, and `skip` is the length of that line.
 */
export function detectDelimiter(text: string): { delimiter: Delimiter; skip: number } {
  const hint = /^sep=([,;\t|])[ \t]*(?:\r\n|\n|\r)/i.exec(text)
  if (hint) return { delimiter: hint[1] as Delimiter, skip: hint[0].length }
  const counts = new Map<string, number>(DELIMITERS.map((it) => [it, 0]))
  let quoted = false
  let started = false
  for (const char of text) {
    if (char === '"') quoted = !quoted
    else if (quoted) continue
    else if (char === '\n' || char === '\r') {
      if (started) break
    } else {
      const count = counts.get(char)
      if (count !== undefined) counts.set(char, count + 1)
    }
    if (!/\s/.test(char)) started = true
  }
  let best: Delimiter = ','
  for (const delimiter of DELIMITERS) if (counts.get(delimiter)! > counts.get(best)!) best = delimiter
  return { delimiter: best, skip: 0 }
}
