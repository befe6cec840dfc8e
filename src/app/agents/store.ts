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
  createdAt: number
  updatedAt: number
}

export type AgentFields = Omit<Agent, 'id' | 'orgId' | 'createdAt' | 'updatedAt'>

export interface AgentStore {
  find(orgId: string, id: string): Promise<Agent | null>
  findMany(orgId: string, ids: string[]): Promise<Agent[]>
  /** By id, oldest first. */
  list(orgId: string, page: PageRequest): Promise<Page<Agent>>
  create(agent: Agent, audit: AuditEntry): Promise<void>
  update(orgId: string, id: string, changes: Partial<AgentFields>, at: number, audit: AuditEntry): Promise<boolean>
  /** Deletes unless a campaign that is not finished uses it; false when nothing was deleted. */
  deleteUnused(orgId: string, id: string, audit: AuditEntry): Promise<boolean>
}
