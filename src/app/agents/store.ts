import type { AuditEntry } from '../audit/store.ts'
import type { Page, PageRequest } from '../page.ts'

export interface Agent {
  id: string
  orgId: string
  name: string
  company: string
  greeting: string
  prompt: string
  /** `<engine>.<voice>[:<model>]`. */
  voice: string
  /** BCP 47. */
  language: string
  maxCallSeconds: number
  avatar: string | null
  /** The greeting opens by saying who calls and that the voice is artificial (`domain/disclosure.ts`). */
  disclosure: boolean
  /** The team's own wording of it; null: the standard one of the language. */
  disclosureText: string | null
  /** The kill switch: epoch ms since when nobody is called with it, or null. */
  stoppedAt: number | null
  stopReason: string | null
  createdAt: number
  updatedAt: number
}

export type AgentFields = Omit<Agent, 'id' | 'orgId' | 'stoppedAt' | 'stopReason' | 'createdAt' | 'updatedAt'>

export interface AgentStore {
  find(orgId: string, id: string): Promise<Agent | null>
  findMany(orgId: string, ids: string[]): Promise<Agent[]>
  /** By id, oldest first. */
  list(orgId: string, page: PageRequest): Promise<Page<Agent>>
  create(agent: Agent, audits: AuditEntry[]): Promise<void>
  update(orgId: string, id: string, changes: Partial<AgentFields>, at: number, audits: AuditEntry[]): Promise<boolean>
  /** Throws the kill switch; false, and nothing is written, when it was thrown already. */
  stop(orgId: string, id: string, reason: string, at: number, audit: AuditEntry): Promise<boolean>
  /** False, and nothing is written, when it was not stopped. */
  resume(orgId: string, id: string, at: number, audit: AuditEntry): Promise<boolean>
  /** Deletes unless a campaign that is not finished uses it; false when nothing was deleted. */
  deleteUnused(orgId: string, id: string, audit: AuditEntry): Promise<boolean>
}
