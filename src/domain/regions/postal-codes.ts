/** Postal codes of the United States and Canada → state or province. */
import { unpack } from './area-codes.ts'

/**
 * `state|first three digits of its ZIP codes`. Source: the Postal Service's list of three-digit prefixes (facts). A ZIP code belongs to the state of
 * its post office; a few run over the border.
 */
const ZIP_PREFIXES: readonly string[] = [
  'AK|995-999',
  'AL|350-352 354-369',
  'AR|716-729',
  'AZ|850-853 855-857 859-860 863-865',
  'CA|900-908 910-928 930-961',
  'CO|800-816',
  'CT|060-069',
  'DC|200 202-205 569',
  'DE|197-199',
  'FL|320-339 341-342 344 346-347 349',
  'GA|300-319 398-399',
  'GU|969',
  'HI|967-968',
  'IA|500-516 520-528',
  'ID|832-838',
  'IL|600-620 622-629',
  'IN|460-479',
  'KS|660-662 664-679',
  'KY|400-418 420-427',
  'LA|700-701 703-708 710-714',
  'MA|010-027 055',
  'MD|206-212 214-219',
  'ME|039-049',
  'MI|480-499',
  'MN|550-551 553-567',
  'MO|630-631 633-641 644-658',
  'MS|386-397',
  'MT|590-599',
  'NC|270-289',
  'ND|580-588',
  'NE|680-681 683-693',
  'NH|030-038',
  'NJ|070-089',
  'NM|870-871 873-884',
  'NV|889-891 893-895 897-898',
  'NY|005 100-149',
  'OH|430-459',
  'OK|730-731 734-741 743-749',
  'OR|970-979',
  'PA|150-196',
  'PR|006-007 009',
  'RI|028-029',
  'SC|290-299',
  'SD|570-577',
  'TN|370-385',
  'TX|733 750-770 772-799 885',
  'UT|840-847',
  'VA|201 220-246',
  'VI|008',
  'VT|050-054 056-059',
  'WA|980-986 988-994',
  'WI|530-532 534-535 537-549',
  'WV|247-268',
  'WY|820-831',
]

/** `states|ZIP codes` served from another state than their prefix says, or in two. */
const ZIP_EXCEPTIONS = unpack([
  'US-NY|06390', // Fishers Island
  'US-MD|20588',
  'US-VA|20598',
  'US-TX|73960',
  'US-WY|83414', // Alta
  'US-AS|96799',
  'US-MP|96950 96951 96952',
  // Palau, Micronesia and the Marshall Islands, which the Postal Service serves.
  'PW|96939 96940',
  'FM|96941 96942 96943 96944',
  'MH|96960 96970',
  // Over a border, by the tabulation areas of the Census Bureau (2010, 2020). Not all there are: smaller ones lie beside these.
  'US-AR US-LA|71749',
  'US-AR US-MO|65729 65733 65761 72644',
  'US-AR US-OK|71937 71953',
  'US-AR US-TN|72338',
  'US-AR US-TX|75556',
  'US-AZ US-NM|86504 86515 87328',
  'US-AZ US-NM US-UT|86514',
  'US-AZ US-UT|84531 84536 86044',
  'US-CA US-NV|89010 89019 89060 89061 89439',
  'US-CA US-OR|97635',
  'US-CO US-NE|69168 80737',
  'US-CO US-NE US-WY|82082',
  'US-CO US-NM|81120 81137',
  'US-CO US-UT|81324',
  'US-CO US-WY|82063',
  'US-ID US-MT|59847',
  'US-ID US-NV|89832',
  'US-ID US-OR|97910 97913',
  'US-ID US-UT|83342',
  'US-ID US-WA|83856 99033 99128',
  'US-ID US-WY|83120 83127',
  'US-IL US-MO|63673',
  'US-KS US-NE|66541 66955 68325 68327 68420 68943 68978 69026',
  'US-KY US-TN|38549 42223',
  'US-MA US-RI|02861',
  'US-ME US-NH|03579',
  'US-MI US-WI|54540',
  'US-MT US-ND|59221 59270 59275',
  'US-MT US-SD US-WY|57717',
  'US-MT US-WY|82801',
  'US-ND US-SD|58653',
  'US-NE US-SD|68719 68755 69201 69212 69216 69337',
  'US-NM US-TX|79835 79837 79922 88063 88430',
  'US-NV US-OR|89421',
  'US-NV US-UT|84034',
  'US-OK US-TX|73949',
  'US-SD US-WY|82701',
  'US-UT US-WY|82930',
])

/** Army and fleet post offices: AE (090-099), AA (340), AP (962-966). */
const MILITARY_PREFIX = /^(09|340|96[2-6])/

/** By first letter. X is Nunavut and the Northwest Territories. */
const CANADIAN_LETTERS = unpack([
  'CA-NL|A',
  'CA-NS|B',
  'CA-PE|C',
  'CA-NB|E',
  'CA-QC|G H J',
  'CA-ON|K L M N P',
  'CA-MB|R',
  'CA-SK|S',
  'CA-AB|T',
  'CA-BC|V',
  'CA-NT CA-NU|X',
  'CA-YT|Y',
])

const ZIP = /^\s*(\d{5})(?:[- ]?\d{4})?\s*$/
const CANADIAN = /^\s*([ABCEGHJ-NPRSTVXY])\d[A-Z][ -]?\d[A-Z]\d\s*$/i

const statesByPrefix = new Map<string, readonly string[]>()
for (const line of ZIP_PREFIXES) {
  const [state, ranges] = line.split('|') as [string, string]
  for (const range of ranges.split(' ')) {
    const [first, last = first] = range.split('-') as [string, string?]
    for (let n = Number(first); n <= Number(last); n++) statesByPrefix.set(String(n).padStart(3, '0'), [`US-${state}`])
  }
}

/** Regions a postal code may be in: of the United States or Canada, by its shape; null when it says nothing. */
export function findPostalRegions(postalCode: string): readonly string[] | null {
  const zip = ZIP.exec(postalCode)?.[1]
  if (zip) return ZIP_EXCEPTIONS.get(zip) ?? statesByPrefix.get(zip.slice(0, 3)) ?? null
  const letter = CANADIAN.exec(postalCode)?.[1]
  return letter ? (CANADIAN_LETTERS.get(letter.toUpperCase()) ?? null) : null
}

/** Whether a postal code is that of an army or fleet post office. */
export function isMilitaryPost(postalCode: string): boolean {
  const zip = ZIP.exec(postalCode)?.[1]
  return zip !== undefined && MILITARY_PREFIX.test(zip)
}
