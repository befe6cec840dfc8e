import type { Chance } from './chance.ts'

/** Someone to be called. Phones are E.164, each of them nobody else's. */
export interface Person {
  name: string
  phones: string[]
}

/** All on Pacific time, so that nobody's window closes while the others are called. */
const AREA_CODES = (
  '206 209 213 253 310 323 360 408 415 424 425 442 503 509 510 530 559 562 619 626 628 650 657 661 669 702 707 714 725 747 760 ' +
  '805 818 831 858 909 916 925 949 951 971'
).split(' ')

/**
 * People with one to three phones. The first phones run through the fictional numbers, whose last two digits say what they do; the others
 * are any numbers, which do what their hash says.
 */
export function makePeople(count: number, chance: Chance): Person[] {
  const taken = new Set<string>()
  const fictional = AREA_CODES.flatMap((area) =>
    Array.from({ length: 100 }, (_, n) => `+1${area}55501${String(n).padStart(2, '0')}`),
  )
  const anyPhone = (): string => {
    for (;;) {
      const exchange = chance.between(220, 999)
      const phone = `+1${chance.pick(AREA_CODES)}${exchange}${String(chance.between(0, 9_999)).padStart(4, '0')}`
      if (exchange % 100 === 11 || exchange === 555 || taken.has(phone)) continue
      taken.add(phone)
      return phone
    }
  }
  // Shuffled, so that every part of the list has people of every kind.
  for (let i = fictional.length - 1; i > 0; i--) {
    const j = chance.between(0, i)
    ;[fictional[i], fictional[j]] = [fictional[j]!, fictional[i]!]
  }
  return Array.from({ length: count }, (_, i) => {
    const more = chance.pick([0, 0, 1, 1, 2])
    return { name: `Person ${i}`, phones: [fictional[i] ?? anyPhone(), ...Array.from({ length: more }, anyPhone)] }
  })
}

export function sample<T>(items: readonly T[], count: number, chance: Chance): T[] {
  const rest = [...items]
  const taken: T[] = []
  while (taken.length < count && rest.length > 0) {
    const at = chance.between(0, rest.length - 1)
    taken.push(rest[at]!)
    rest[at] = rest.at(-1)!
    rest.pop()
  }
  return taken
}

export const csvOf = (people: readonly Person[]): string =>
  ['name,phone1,phone2,phone3', ...people.map(({ name, phones }) => [name, ...phones].join(','))].join('\n')
