/** Counting fewer rows than these costs less than writing their counts down. */
const WORTH_KEEPING = 2_000
/** An object with nothing to do is put to sleep after this long (ms). */
export const SLEEP_MS = 10_000

/**
 * How many rows of the queue stand in each place. Counting a million is a million billed rows read, so the counts are kept in a row of
 * their own while the object rests: the first change after that, in the same transaction, says that they are out of date. Two written
 * rows for a time of work, none for a lead; only an object that was cut off in the middle of its work counts again.
 */
export class QueueCounts {
  private readonly sql: SqlStorage
  private readonly byPlace = new Map<number, number>()
  private sum = 0
  /** The stored counts are those of the rows. */
  private isKept = false
  /** When the last time of work was over (epoch ms). */
  private restedAt: number | null = null

  constructor(sql: SqlStorage) {
    this.sql = sql
    sql.exec('CREATE TABLE IF NOT EXISTS queue_counts (id INTEGER PRIMARY KEY CHECK (id = 1), counts TEXT)')
    const kept = sql.exec<{ counts: string | null }>('SELECT counts FROM queue_counts').toArray()[0]?.counts ?? null
    const counts = kept === null ? this.counted() : (JSON.parse(kept) as [place: number, n: number][])
    for (const [place, n] of counts) this.add(place, n)
    this.isKept = kept !== null
  }

  private counted(): [place: number, n: number][] {
    return this.sql
      .exec<{ place: number; n: number }>('SELECT place, count(*) AS n FROM queue GROUP BY place')
      .toArray()
      .map(({ place, n }) => [place, n])
  }

  of(place: number): number {
    return this.byPlace.get(place) ?? 0
  }

  /** Where there are rows, or have been in this life. */
  places(): number[] {
    return [...this.byPlace.keys()]
  }

  total(): number {
    return this.sum
  }

  /** Called in the same breath as the change it counts, so that both are committed together or not at all. */
  add(place: number, n: number): void {
    if (this.isKept) {
      this.sql.exec('UPDATE queue_counts SET counts = NULL')
      this.isKept = false
    }
    this.byPlace.set(place, this.of(place) + n)
    this.sum += n
  }

  /**
   * The object has nothing to do at `now` (epoch ms): keeps the counts for its next life. While calls are in progress whose events come
   * more often than it could fall asleep, that would be two rows a call for nothing.
   */
  rest(now: number, inCalls: boolean): void {
    const isRestless = this.restedAt !== null && now - this.restedAt < SLEEP_MS
    this.restedAt = now
    if (this.isKept || this.sum < WORTH_KEEPING || (inCalls && isRestless)) return
    const counts = JSON.stringify([...this.byPlace].filter(([, n]) => n !== 0))
    this.sql.exec('INSERT OR REPLACE INTO queue_counts (id, counts) VALUES (1, ?)', counts)
    this.isKept = true
  }
}
