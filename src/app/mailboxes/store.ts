import type { MappingRequest } from '../../domain/lead-file/mapping.ts'
import type { AuditEntry } from '../audit/store.ts'

/** A campaign's own address, and what may come in there. */
export interface Mailbox {
  orgId: string
  campaignId: string
  /** The part of the address nobody can guess. */
  token: string
  enabled: boolean
  /** Who may send lists, in the spelling of `normaliseAddress`. */
  senders: string[]
  /** null: guessed from the headings of each list. */
  mapping: MappingRequest | null
  /** Headings of the sample; a list with others is refused. null: any list. */
  headers: string[] | null
  createdAt: number
  updatedAt: number
}

export type MailboxFields = Pick<Mailbox, 'enabled' | 'senders' | 'mapping' | 'headers'>

export interface MailboxStore {
  find(orgId: string, campaignId: string): Promise<Mailbox | null>
  /** Whose the address is, in whichever organization, as long as there is the campaign. */
  findByToken(token: string): Promise<Mailbox | null>
  /** Makes it, or changes the fields and leaves the token as it is. Returns what stands. */
  save(mailbox: Mailbox, audit: AuditEntry): Promise<Mailbox>
  /** From now on only the new token leads here. False when it is gone. */
  rotate(orgId: string, campaignId: string, token: string, at: number, audit: AuditEntry): Promise<boolean>
}
