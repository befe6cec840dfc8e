/**
 * What happened how often since it was last written down, for the operator's page. In memory: counting must cost a call nothing, and what
 * a crash takes with it is at most what was counted since the last writing (see tell-tally.ts).
 */
export class Tally {
  private counts = new Map<string, number>()

  /** `name`: lower snake case, `:` before a detail (`refused:phone_capped`). Never anything that came from outside. */
  add(name: string, n = 1): void {
    if (n !== 0) this.counts.set(name, (this.counts.get(name) ?? 0) + n)
  }

  /** How much was counted, all names together. */
  get total(): number {
    let total = 0
    for (const n of this.counts.values()) total += n
    return total
  }

  /** Everything counted so far; from here on it is counted anew. */
  take(): Map<string, number> {
    const taken = this.counts
    this.counts = new Map()
    return taken
  }

  /** What was taken could not be written down: it counts again. */
  putBack(taken: ReadonlyMap<string, number>): void {
    for (const [name, n] of taken) this.add(name, n)
  }
}
