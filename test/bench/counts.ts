/** What was counted since the last look, by name. One isolate runs everything locally, so one table is enough. */
const table = new Map<string, number>()

export function count(name: string, n = 1): void {
  if (n !== 0) table.set(name, (table.get(name) ?? 0) + n)
}

export function takeCounts(): Record<string, number> {
  const taken = Object.fromEntries(table)
  table.clear()
  return taken
}
