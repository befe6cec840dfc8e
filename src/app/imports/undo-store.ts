import type { LeadStatus } from '../../domain/lead.ts'
import type { AuditEntry } from '../audit/store.ts'

/** How far taking an import back is, and what it came to. */
export interface ImportUndo {
  status: 'running' | 'completed'
  /** Leads go first, then the contacts nobody needs any more. */
  phase: 'leads' | 'contacts'
  /** The seq or the contact's id up to which it is done; null: nothing of the phase is. */
  after: number | string | null
  /** Number of the next slice: each is committed once, whatever the queue delivers. */
  step: number
  requestedBy: string
  /** Epoch ms, like all instants here. */
  requestedAt: number
  movedAt: number
  finishedAt: number | null
  leadsRemoved: number
  contactsRemoved: number
  /** People of the import who stay; each stands in one of the files below. */
  kept: number
  keptKeys: string[]
}

/** What undoing must know of an import. */
export interface UndoneImport {
  id: string
  orgId: string
  /** null: it went into the address book. */
  campaignId: string | null
  undo: ImportUndo
  /** Between these lie the seqs and the contacts it gave; null: it gave none. */
  seqs: { first: number; last: number } | null
  contacts: { first: string; last: string } | null
}

/** Why somebody stays. `lead_stays`: as a lead of this import, which is listed already. */
export type KeptBecause =
  | 'called'
  | 'named_again'
  | 'lead_stays'
  | 'lead_elsewhere'
  | 'wrote_in'
  | 'opted_out'
  | 'merged'
  | 'changed'

export interface LeadToUndo {
  id: string
  seq: number
  contactId: string
  status: LeadStatus
  name: string
  /** E.164. */
  phones: string[]
  /** null: it goes. */
  because: KeptBecause | null
}

export interface ContactToUndo {
  id: string
  name: string
  phones: string[]
  /** The import created it. */
  isItsOwn: boolean
  /** null: it may go. */
  because: KeptBecause | null
}

export interface UndoStore {
  /** Marks the import as undone, whatever it was doing; false when that was done already. */
  request(orgId: string, importId: string, undo: ImportUndo, audit: AuditEntry): Promise<boolean>
  find(orgId: string, importId: string): Promise<UndoneImport | null>
  /** Leads of the import with a seq in (after, upTo], in order. */
  listLeads(entry: UndoneImport, after: number, upTo: number): Promise<LeadToUndo[]>
  /** The next contacts of the organization in (after, last], at most so many, whether the import's or not. */
  listContacts(entry: UndoneImport, after: string, last: string, limit: number): Promise<ContactToUndo[]>
  /**
   * Removes those who go, hands those who were named again to the list that did it, and moves on, all or nothing; false when somebody was called,
   * changed or is gone meanwhile, or this slice is done.
   */
  removeLeads(entry: UndoneImport, leads: { gone: string[]; handed: string[] }, next: ImportUndo): Promise<boolean>
  removeContacts(entry: UndoneImport, contactIds: string[], next: ImportUndo): Promise<boolean>
  /** Of all organizations, those that have not moved since (epoch ms). */
  listStalled(before: number, limit: number): Promise<{ id: string; orgId: string }[]>
}
