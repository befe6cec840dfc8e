import { applyD1Migrations, reset } from 'cloudflare:test'
import { env as workerEnv } from 'cloudflare:workers'
import { createAgentStore } from '../../src/adapters/d1/agent-store.ts'
import { createAuditStore } from '../../src/adapters/d1/audit-store.ts'
import { createBreakerStore } from '../../src/adapters/d1/breaker-store.ts'
import { createCampaignStore } from '../../src/adapters/d1/campaign-store.ts'
import { createContactStore } from '../../src/adapters/d1/contact-store.ts'
import { createImportMappingStore } from '../../src/adapters/d1/import-mapping-store.ts'
import { createImportStore } from '../../src/adapters/d1/import-store.ts'
import { createStuckItemStore } from '../../src/adapters/d1/stuck-item-store.ts'
import { createUndoStore } from '../../src/adapters/d1/undo-store.ts'
import { createUploadStore } from '../../src/adapters/d1/upload-store.ts'
import { randomIds } from '../../src/adapters/ids.ts'
import { r2Files } from '../../src/adapters/r2-files.ts'
import type { Actor } from '../../src/app/deps.ts'
import { processImportChunk } from '../../src/app/imports/process-chunk.ts'
import { processUndo } from '../../src/app/imports/process-undo.ts'
import type { Import } from '../../src/app/imports/store.ts'
import { defaultSettings } from '../../src/domain/campaign-settings.ts'
import { LEAD_STATUSES } from '../../src/domain/lead.ts'
import { importHistoryRoutes } from '../../src/entry/http/import-history.ts'
import { importRoutes } from '../../src/entry/http/imports.ts'
import { answerError } from '../../src/entry/http/problem.ts'
import { type ApiDeps, createRouter, type HttpEnv } from '../../src/entry/http/router.ts'
import type { Bindings } from '../../src/env.ts'
import type { Clock } from '../../src/ports.ts'
import { MIGRATIONS } from './migrations.ts'

export const env = workerEnv as unknown as Bindings
export const ORG = 'org_imports'
export const CAMPAIGN = 'cmp_imports'
export const START = Date.parse('2026-11-23T15:00:00Z')

export interface ChunkMessage {
  importId: string
  orgId: string
  chunk: number
}

export interface StoredLead {
  id: string
  seq: number
  status: string
  status_reason: string | null
  phone_position: number
  contact_id: string
  variables: Record<string, string>
  name: string
  email: string | null
  phones: { position: number; e164: string | null; raw: string; problem: string | null }[]
}

/** The import pipeline on real D1 and R2, with a queue that is worked off by hand. */
export class ImportWorld {
  readonly messages: (ChunkMessage & { delaySeconds?: number })[] = []
  /** Imports that are to be taken back. */
  readonly undoing: { importId: string; orgId: string }[] = []
  /** Campaigns whose object was told that leads are gone. */
  readonly removedFrom: string[] = []
  /** What the campaign's object could have read each time it was told that there is more. */
  readonly told: { campaignId: string; seq: number }[] = []
  actor: Actor = { orgId: ORG, name: 'key:test', role: 'admin' }
  now = START
  readonly deps: ApiDeps

  constructor(db: D1Database = env.DB) {
    const clock: Clock = { now: () => this.now, toReal: (at) => at, stretch: (realMs) => realMs }
    this.deps = {
      clock,
      ids: randomIds(clock),
      files: r2Files(env.FILES),
      queues: {
        importChunk: async (message: ChunkMessage, delaySeconds?: number) => {
          this.messages.push({ ...message, ...(delaySeconds ? { delaySeconds } : {}) })
        },
        undoImport: async (importId: string, orgId: string) => void this.undoing.push({ importId, orgId }),
        wake: async () => {},
      },
      dialers: {
        more: async (campaignId: string) => {
          const seq = await env.DB.prepare('SELECT lead_seq FROM campaigns WHERE id = ?1')
            .bind(campaignId)
            .first<number>('lead_seq')
          this.told.push({ campaignId, seq: seq ?? 0 })
        },
        leadsRemoved: async (campaignId: string) => void this.removedFrom.push(campaignId),
      },
      log: { info: () => {}, warn: () => {}, error: () => {} },
      limits: {
        importMaxBytes: 50 * 1024 * 1024,
        importMaxRows: 500_000,
        importStalledMs: 300_000,
        suppressionImportMaxRows: 1_000_000,
      },
      agents: createAgentStore(db),
      campaigns: createCampaignStore(db),
      breakers: createBreakerStore(db),
      contacts: createContactStore(db),
      imports: createImportStore(db),
      undos: createUndoStore(db),
      uploads: createUploadStore(db),
      importMappings: createImportMappingStore(db),
      stuckItems: createStuckItemStore(db),
      audit: createAuditStore(db),
    } as unknown as ApiDeps
  }

  /** An empty database with one organization and one campaign. */
  async prepare(): Promise<void> {
    await reset()
    const queries = MIGRATIONS.replace(/^\s*--.*$/gm, '')
      .split(/;\s*(?:\n|$)/)
      .map((query) => query.trim())
      .filter((query) => query !== '')
    await applyD1Migrations(env.DB, [{ name: 'all.sql', queries }])
    await env.DB.prepare('INSERT INTO organizations (id, name, created_at) VALUES (?1, ?1, ?2)').bind(ORG, START).run()
    await this.addCampaign(CAMPAIGN)
  }

  async addCampaign(
    id: string,
    changes: { status?: string; channels?: string[]; eligibility?: unknown; orgId?: string } = {},
  ): Promise<void> {
    const { channels = ['phone'], eligibility = null } = changes
    const settings = { ...defaultSettings(), channels, eligibility }
    await env.DB.batch([
      env.DB.prepare(
        'INSERT INTO campaigns (id, org_id, name, status, settings, created_at, updated_at) VALUES (?1, ?2, ?1, ?3, ?4, ?5, ?5)',
      ).bind(id, changes.orgId ?? ORG, changes.status ?? 'draft', JSON.stringify(settings), START),
      env.DB.prepare('INSERT INTO campaign_stats (campaign_id) VALUES (?1)').bind(id),
    ])
  }

  async suppress(phone: string): Promise<void> {
    await env.DB.prepare(
      "INSERT INTO suppressions (org_id, kind, value, id, source, created_at) VALUES (?1, 'phone', ?2, 'sup_' || ?2, 'test', 0)",
    )
      .bind(ORG, phone)
      .run()
  }

  request(path: string, init?: RequestInit): Promise<Response> {
    const app = createRouter()
    app.onError((error, c) => answerError(c, error, this.deps.log))
    app.use(async (c, next) => {
      c.set('deps', this.deps)
      c.set('actor', this.actor)
      await next()
    })
    app.route('/', importRoutes())
    app.route('/', importHistoryRoutes())
    return Promise.resolve(app.request(path, init, env as HttpEnv['Bindings']))
  }

  async upload(body: BodyInit, options: { campaign?: string; query?: string; type?: string } = {}): Promise<string> {
    const response = await this.request(`/campaigns/${options.campaign ?? CAMPAIGN}/imports${options.query ?? ''}`, {
      method: 'POST',
      body,
      headers: { 'Content-Type': options.type ?? 'text/csv' },
    })
    const text = await response.text()
    if (response.status !== 202) throw new Error(`${response.status} ${text}`)
    return (JSON.parse(text) as { id: string }).id
  }

  /** Works the queue off, in order. */
  async drain(chunkRows?: number): Promise<void> {
    for (let message = this.messages.shift(); message; message = this.messages.shift())
      await processImportChunk(this.deps, message, chunkRows ? { chunkRows } : {})
    for (let message = this.undoing.shift(); message; message = this.undoing.shift())
      await processUndo(this.deps, message)
  }

  async import(
    body: BodyInit,
    options: { campaign?: string; query?: string; chunkRows?: number } = {},
  ): Promise<Import> {
    const id = await this.upload(body, options)
    await this.drain(options.chunkRows)
    return this.find(id)
  }

  async find(id: string): Promise<Import> {
    const entry = await this.deps.imports.find(ORG, id)
    if (!entry) throw new Error(`no import ${id}`)
    return entry
  }

  async leads(campaign: string = CAMPAIGN): Promise<StoredLead[]> {
    const { results } = await env.DB.prepare(
      `SELECT l.id, l.seq, l.status, l.status_reason, l.phone_position, l.contact_id, l.variables, c.name, c.email, c.phones
       FROM leads l JOIN contacts c ON c.id = l.contact_id WHERE l.campaign_id = ?1 ORDER BY l.seq`,
    )
      .bind(campaign)
      .all<Record<string, unknown>>()
    return results.map((row) => ({
      ...(row as unknown as StoredLead),
      variables: JSON.parse(row.variables as string),
      phones: JSON.parse(row.phones as string),
    }))
  }

  /** Everything an import may change, without ids: two ways to the same result are equal here. */
  async picture(campaign: string = CAMPAIGN): Promise<unknown> {
    const stats = await env.DB.prepare(
      'SELECT s_pending, s_skipped, s_do_not_call FROM campaign_stats WHERE campaign_id = ?1',
    )
      .bind(campaign)
      .first()
    const seq = await env.DB.prepare('SELECT lead_seq FROM campaigns WHERE id = ?1').bind(campaign).first('lead_seq')
    const phones = await env.DB.prepare('SELECT count(*) AS n FROM contact_phones').first('n')
    const contacts = await env.DB.prepare('SELECT count(*) AS n FROM contacts').first('n')
    const leads = (await this.leads(campaign)).map(({ id: _, contact_id: __, ...lead }) => lead)
    return { stats, seq, phones, contacts, leads }
  }

  /** The statuses of all leads counted, beside what the counters say. They must be equal. */
  async countersAndTruth(campaign: string = CAMPAIGN): Promise<[Record<string, number>, Record<string, number>]> {
    const counters = await env.DB.prepare(
      `SELECT ${LEAD_STATUSES.map((status) => `s_${status} AS ${status}`).join(', ')} FROM campaign_stats WHERE campaign_id = ?1`,
    )
      .bind(campaign)
      .first<Record<string, number>>()
    const truth: Record<string, number> = Object.fromEntries(LEAD_STATUSES.map((status) => [status, 0]))
    for (const lead of await this.leads(campaign)) truth[lead.status] = (truth[lead.status] ?? 0) + 1
    return [counters!, truth]
  }
}

/** A phone of our own making that no list in the tests has twice. */
export const phone = (n: number): string => `+1415555${String(n).padStart(4, '0')}`
