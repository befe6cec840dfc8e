/** Fictional people with fictional phones (555-01xx) all over the country, the same ones every time. */

const FIRST =
  'Alex Jamie Sam Maria José Fatima Wei Aiko Zoë Liam Noah Emma Olivia Ava Mia Łukasz Søren Renée Ivan Priya Omar Tariq Grace Hannah Diego Lucía Kofi Amara Nguyễn Björn'.split(
    ' ',
  )
const LAST =
  'Chen Lee Ortiz Smith Johnson García Okafor Müller Kowalski Singh Dubois Yamada Jones Brown Davis Martinez Lopez Wilson Anderson Thomas Nakamura Patel Rossi Novak Haddad Silva Cohen Murphy Walsh Berg'.split(
    ' ',
  )
const STREETS = 'Market St|Elm Ave|Oak Lane|Maple Dr|2nd St|Lakeview Rd|Sunset Blvd|Mill Rd|Church St|Harbor Way'.split(
  '|',
)
/** Area codes from Maine to Hawaii; the east has more people. None of those in the example list. */
const AREA_CODES = [
  '212',
  '207',
  '617',
  '401',
  '203',
  '518',
  '201',
  '215',
  '302',
  '410',
  '703',
  '804',
  '919',
  '843',
  '404',
  '305',
  '813',
  '216',
  '614',
  '313',
  '317',
  '847',
  '414',
  '612',
  '515',
  '314',
  '501',
  '504',
  '615',
  '205',
  '601',
  '405',
  '512',
  '713',
  '816',
  '303',
  '801',
  '505',
  '602',
  '208',
  '702',
  '213',
  '925',
  '619',
  '503',
  '206',
  '907',
  '808',
]

/** A CSV of `count` people: name, phone1, phone2, email, amount, address, case number. */
export function demoPeople(count: number): string {
  const random = generator(20_261_123)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const phone = (): string => `+1${pick(AREA_CODES)}55501${String(Math.floor(random() * 100)).padStart(2, '0')}`
  const used = new Set<string>()
  const fresh = (): string => {
    let candidate = phone()
    while (used.has(candidate)) candidate = phone()
    used.add(candidate)
    return candidate
  }
  const lines = ['name,phone1,phone2,email,amount,address,case number']
  for (let i = 0; i < count; i++) {
    const name = `${pick(FIRST)} ${pick(LAST)}`
    const second = random() < 0.3 ? fresh() : ''
    const email = random() < 0.6 ? `person${i + 1}@example.com` : ''
    const amount = 4_000 + Math.floor(random() * 22_000)
    const address = `"${100 + Math.floor(random() * 9_800)} ${pick(STREETS)}, Apt ${1 + Math.floor(random() * 40)}"`
    lines.push([name, fresh(), second, email, amount, address, `SQ-${10_000 + i}`].join(','))
  }
  return `${lines.join('\n')}\n`
}

/** mulberry32: small, and the same on every machine. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
