/** Calls of each number on its latest calendar day, as the ledger last said. Days that are over are forgotten. */
export class NumberDays {
  private readonly byNumber = new Map<string, { day: string; calls: number }>()

  /** @param key `numberId|day` (YYYY-MM-DD in the number's own zone) */
  get(key: string): number | undefined {
    const [number, day] = split(key)
    const known = this.byNumber.get(number)
    return known?.day === day ? known.calls : undefined
  }

  set(key: string, calls: number): void {
    const [number, day] = split(key)
    const known = this.byNumber.get(number)
    if (known === undefined || known.day <= day) this.byNumber.set(number, { day, calls })
  }
}

function split(key: string): [number: string, day: string] {
  const at = key.lastIndexOf('|')
  return [key.slice(0, at), key.slice(at + 1)]
}
