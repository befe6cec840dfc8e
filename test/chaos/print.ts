import type { ChaosResult } from './run.ts'

/** Differences of one kind that are shown in full. */
const SHOWN = 12

/** Prints the figures and every difference; returns how many there are. */
export function printChaos({ differences, figures }: ChaosResult, say: (line: string) => void = console.log): number {
  const width = Math.max(...Object.keys(figures).map((name) => name.length))
  say('')
  for (const [name, value] of Object.entries(figures)) say(`${name.padEnd(width)}  ${value}`)
  say('')
  let total = 0
  for (const [name, list] of Object.entries(differences)) {
    total += list.length
    say(`NOT TRUE: ${name} (${list.length})`)
    for (const line of list.slice(0, SHOWN)) say(`  ${line}`)
  }
  say(`${total} differences`)
  return total
}
