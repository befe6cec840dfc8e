/** What the number in a cell means, told from its number format. */
export type NumberKind = 'number' | 'date' | 'time' | 'date_time' | 'elapsed'

/**
 * Formats that have no code in the file (ECMA-376 part 1, 18.8.30); 27 to 36 and 50 to 58 are dates in the East Asian editions.
 */
function builtinKind(id: number): NumberKind {
  if (id === 22) return 'date_time'
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 58)) return 'date'
  if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id === 45 || id === 47) return 'time'
  return id === 46 ? 'elapsed' : 'number'
}

/** What Excel lets one type; a longer one of a hostile file would take hours. */
const MAX_CODE = 255

/**
 * @param code the format's own code where the file gives one, such as `dd/mm/yyyy hh:mm`; `m` is a month unless it stands with hours or seconds
 */
export function numberKind(id: number, code: string | undefined): NumberKind {
  if (code === undefined) return builtinKind(id)
  const [positive = ''] = code.slice(0, MAX_CODE).split(';')
  // Texts, escaped characters and what is in brackets (colours, languages, conditions) are no part of the date; [h] and its like are.
  const plain = positive.replace(/"[^"]*"?|[\\_*]./g, '').toLowerCase()
  const elapsed = /\[(?:h+|m+|s+)\]/.test(plain)
  const letters = plain.replace(/\[[^\]]*\]/g, '').replace(/general|standard|am\/pm|a\/p/g, '')
  if (elapsed) return 'elapsed'
  const hasTime = /[hs]/.test(letters)
  const hasDate = /[yd]/.test(letters) || (/m/.test(letters) && !hasTime)
  if (hasDate) return hasTime ? 'date_time' : 'date'
  return hasTime ? 'time' : 'number'
}
