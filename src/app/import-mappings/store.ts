import type { MappingRequest } from '../../domain/lead-file/mapping.ts'
import type { AuditEntry } from '../audit/store.ts'

/** Which column of a list is what, kept under a name to be used again. */
export interface ImportMapping {
  id: string
  orgId: string
  name: string
  mapping: MappingRequest
  /** Headings of the list it was made for: one with the same is offered it. */
  headers: string[]
  createdAt: number
  updatedAt: number
}

export type MappingFields = Pick<ImportMapping, 'name' | 'mapping' | 'headers'>

export interface ImportMappingStore {
  find(orgId: string, id: string): Promise<ImportMapping | null>
  /** Oldest first. */
  list(orgId: string): Promise<ImportMapping[]>
  /** `taken`: there is one of this name; `full`: there are `most` already. */
  create(mapping: ImportMapping, most: number, audit: AuditEntry): Promise<'created' | 'taken' | 'full'>
  update(
    orgId: string,
    id: string,
    changes: Partial<MappingFields>,
    at: number,
    audit: AuditEntry,
  ): Promise<'updated' | 'missing' | 'taken'>
  delete(orgId: string, id: string, audit: AuditEntry): Promise<boolean>
}
