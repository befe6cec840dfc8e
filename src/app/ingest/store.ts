import type { MappingRequest } from '../../domain/lead-file/mapping.ts'
import type { AuditEntry } from '../audit/store.ts'

/** May add people to one campaign and do nothing else. The key itself is not kept, only its digest. */
export interface IngestKey {
  id: string
  orgId: string
  campaignId: string
  name: string
  /** The key's first characters, to tell it apart. */
  prefix: string
  /** What fields are, when the guess is to be overruled. */
  mapping: MappingRequest | null
  createdAt: number
  lastUsedAt: number | null
  revokedAt: number | null
}

export interface IngestKeyStore {
  /** Newest first, also those that were revoked. */
  list(orgId: string, campaignId: string): Promise<IngestKey[]>
  find(orgId: string, id: string): Promise<IngestKey | null>
  /** Unless the campaign has `most` that are not revoked; false then. */
  create(key: IngestKey, keyHash: string, most: number, audit: AuditEntry): Promise<boolean>
  /** false: it was revoked before. */
  revoke(key: IngestKey, audit: AuditEntry): Promise<boolean>
  /** Whoever's it is; null when there is none, it was revoked or its campaign is gone. */
  findByHash(keyHash: string): Promise<IngestKey | null>
  /** Notes that it is used, unless that was noted since `before` (epoch ms). */
  touch(key: IngestKey, at: number, before: number): Promise<void>
}
