import type { AuditEntry } from '../audit/store.ts'

/** An emergency stop: nobody in the region is called while it stands. */
export interface StoredRegionStop {
  orgId: string
  region: string
  reason: string
  /** Who ordered it: the actor's name. */
  actor: string
  /** Epoch ms. */
  stoppedAt: number
  /** Epoch ms; null: until it is lifted. */
  until: number | null
}

export interface RegionStopStore {
  /** Those that stand at an instant, by region. */
  list(orgId: string, at: number): Promise<StoredRegionStop[]>
  find(orgId: string, region: string, at: number): Promise<StoredRegionStop | null>
  /**
   * Orders a stop, or changes reason and end of one that stands, which keeps since when and by whom. Only what differs is written, together
   * with the audit entry and the organization's compliance version, so that the next permit already looks at it.
   */
  put(stop: StoredRegionStop, audit: AuditEntry): Promise<void>
  /** Lifts a stop that stands, as `put` writes; false when there was none. */
  remove(orgId: string, region: string, at: number, audit: AuditEntry): Promise<boolean>
}
