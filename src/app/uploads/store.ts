import type { StoredPieces } from '../imports/store-pieces.ts'

/** A list that was uploaded to be looked at, and that no import uses yet. */
export interface Upload {
  id: string
  orgId: string
  /** null: for the address book. */
  campaignId: string | null
  filename: string
  fileKey: string
  stored: StoredPieces
  createdAt: number
}

export interface UploadStore {
  create(upload: Upload): Promise<void>
  find(orgId: string, id: string): Promise<Upload | null>
  delete(orgId: string, id: string): Promise<void>
  /** Of all organizations, oldest first. */
  listOlder(before: number, limit: number): Promise<Upload[]>
}
