/** Attempts something is outstanding for (the placer's answer, a result to be stored), and who waits for it. */
export class Awaited {
  private readonly waiters = new Map<string, (() => void)[]>()

  add(attemptId: string): void {
    if (!this.waiters.has(attemptId)) this.waiters.set(attemptId, [])
  }

  ids(): string[] {
    return [...this.waiters.keys()]
  }

  has(attemptId: string): boolean {
    return this.waiters.has(attemptId)
  }

  delete(attemptId: string): void {
    const waiting = this.waiters.get(attemptId)
    this.waiters.delete(attemptId)
    for (const resolve of waiting ?? []) resolve()
  }

  /** Resolves when it is no longer outstanding: answered, refused or given up. */
  over(attemptId: string): Promise<void> {
    const waiting = this.waiters.get(attemptId)
    return waiting ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve()
  }
}
