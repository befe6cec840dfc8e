import { reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { createAgentStore } from '../../src/adapters/d1/agent-store.ts'
import { createArrivalStore } from '../../src/adapters/d1/arrival-store.ts'
import { createAttemptStore } from '../../src/adapters/d1/attempt-store.ts'
import { createAuditStore } from '../../src/adapters/d1/audit-store.ts'
import { createBreakerStore } from '../../src/adapters/d1/breaker-store.ts'
import { createCampaignStore } from '../../src/adapters/d1/campaign-store.ts'
import { createComplianceFactsStore } from '../../src/adapters/d1/compliance-facts-store.ts'
import { createContactStore } from '../../src/adapters/d1/contact-store.ts'
import { createErasureStore } from '../../src/adapters/d1/erasure-store.ts'
import { createIdempotencyStore } from '../../src/adapters/d1/idempotency-store.ts'
import { createImportMappingStore } from '../../src/adapters/d1/import-mapping-store.ts'
import { createImportStore } from '../../src/adapters/d1/import-store.ts'
import { createInboundStore } from '../../src/adapters/d1/inbound-store.ts'
import { createIngestKeyStore } from '../../src/adapters/d1/ingest-key-store.ts'
import { createLeadStore } from '../../src/adapters/d1/lead-store.ts'
import { createLedgerStore } from '../../src/adapters/d1/ledger-store.ts'
import { createMailStore } from '../../src/adapters/d1/mail-store.ts'
import { createMailboxStore } from '../../src/adapters/d1/mailbox-store.ts'
import { createNumberStore } from '../../src/adapters/d1/number-store.ts'
import { createOperationsStore } from '../../src/adapters/d1/operations-store.ts'
import { createOrganizationStore } from '../../src/adapters/d1/organization-store.ts'
import { createProofStore } from '../../src/adapters/d1/proof-store.ts'
import { createRegionStopStore } from '../../src/adapters/d1/region-stop-store.ts'
import { createScheduleStore } from '../../src/adapters/d1/schedule-store.ts'
import { createStuckItemStore } from '../../src/adapters/d1/stuck-item-store.ts'
import { createSuppressionImportStore } from '../../src/adapters/d1/suppression-import-store.ts'
import { createSuppressionStore } from '../../src/adapters/d1/suppression-store.ts'
import { createUndoStore } from '../../src/adapters/d1/undo-store.ts'
import { createUploadStore } from '../../src/adapters/d1/upload-store.ts'
import { createWebhookStore } from '../../src/adapters/d1/webhook-store.ts'
import { randomIds } from '../../src/adapters/ids.ts'
import { mimeReader } from '../../src/adapters/mail/mime-reader.ts'
import { newMailToken } from '../../src/adapters/mail/new-token.ts'
import { r2Files } from '../../src/adapters/r2-files.ts'
import { randomKey } from '../../src/adapters/random-key.ts'
import { sha256 } from '../../src/adapters/sha256.ts'
import { createInboundCarrier } from '../../src/adapters/signalwire/inbound.ts'
import { createWebhookSender } from '../../src/adapters/webhooks/send.ts'
import type { Actor } from '../../src/app/deps.ts'
import { createApi } from '../../src/entry/http/api.ts'
import { importRoutes } from '../../src/entry/http/imports.ts'
import type { ApiDeps } from '../../src/entry/http/router.ts'
import type { Bindings } from '../../src/env.ts'
import type { CallBack, Dialers, LiveCampaign } from '../../src/ports.ts'
import { MIGRATIONS } from './migrations.ts'

/** The API over the real database and file store of the test, with the campaign objects, the carrier and the clock in the test's hand. */

export const bindings = env as unknown as Bindings
/** With which the carrier signs calls and texts to us. */
export const SIGNING_KEY = 'PSK_of_the_test'
export const MONDAY_TEN = Date.parse('2026-11-23T15:00:00Z')

export const LOCAL: Actor = { orgId: 'org_local', name: 'key:local', role: 'owner' }
export const OTHER: Actor = { orgId: 'org_other', name: 'key:other', role: 'owner' }

/** What a campaign says that has nothing to do. */
export const QUIET: LiveCampaign = {
  inFlight: [],
  waiting: 0,
  pass: 1,
  because: 'nothing to do',
  nextAt: null,
  open: true,
  lanes: [],
  busy: false,
}

export class FakeDialers implements Dialers {
  readonly calls: [verb: string, ...args: unknown[]][] = []
  state: LiveCampaign = QUIET
  answer: { ok: boolean; message: string } = { ok: true, message: '' }
  /** Verbs that fail, as an object does that cannot be reached. */
  broken = new Set<string>()
  onLeadChanged: (leadId: string, action: string) => Promise<void> = async () => {}

  private note(verb: string, ...args: unknown[]): void {
    this.calls.push([verb, ...args])
    if (this.broken.has(verb)) throw new Error('the object is away')
  }
  async refresh(id: string) {
    this.note('refresh', id)
  }
  async more(id: string) {
    this.note('more', id)
  }
  async leadsRemoved(id: string) {
    this.note('leadsRemoved', id)
  }
  async leadChanged(id: string, leadId: string, action: string) {
    this.note('leadChanged', id, leadId, action)
    if (this.answer.ok) await this.onLeadChanged(leadId, action)
    return this.answer
  }
  /** What a campaign's object makes of a call back. */
  onCalledBack: { done: boolean; counted: boolean } = { done: true, counted: true }
  async calledBack(id: string, leadId: string, call: CallBack) {
    this.note('calledBack', id, leadId, call)
    return this.onCalledBack
  }
  async event(): Promise<{ known: boolean }> {
    return { known: false }
  }
  async withdraw(id: string, attemptIds: string[]) {
    this.note('withdraw', id, attemptIds)
  }
  async reconcile(id: string) {
    this.note('reconcile', id)
  }
  async live(id: string) {
    this.note('live', id)
    return this.state
  }
  async destroy(id: string) {
    this.note('destroy', id)
  }
  found = true
  async tryAgain(id: string, kind: 'lead' | 'result', subject: string) {
    this.note('tryAgain', id, kind, subject)
    return { found: this.found, message: this.answer.message }
  }
}

export interface Answer<T = Record<string, unknown>> {
  status: number
  headers: Headers
  body: T
}

// biome-ignore lint/suspicious/noExplicitAny: what a route answers is asserted field by field
export type Json = any

export interface ApiWorld {
  deps: ApiDeps
  dialers: FakeDialers
  logged: { message: string; fields: Record<string, unknown> }[]
  /** The lines of the requests themselves. */
  served: Record<string, unknown>[]
  /** What was put back on a queue. */
  resent: { queue: string; body: unknown }[]
  /** Campaigns the queue was asked to wake. */
  woken: string[]
  /** Organizations whose webhooks the queue was asked to send. */
  delivering: string[]
  /** Product time moves only by this. */
  setTime(at: number): void
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<Json>>
  get(path: string): Promise<Json>
  post(path: string, body?: unknown): Promise<Json>
}

/** A migrated, empty database with two organizations; requests carry the local key unless told otherwise. */
export async function createApiWorld(change: Partial<ApiDeps> = {}): Promise<ApiWorld> {
  await reset()
  await bindings.DB.batch(
    MIGRATIONS.split(/;\s*$/m)
      .filter((statement) => statement.replace(/^\s*--.*$/gm, '').trim() !== '')
      .map((statement) => bindings.DB.prepare(statement)),
  )
  let now = MONDAY_TEN
  const clock = { now: () => now, toReal: (at: number) => at, stretch: (ms: number) => ms }
  const dialers = new FakeDialers()
  const logged: ApiWorld['logged'] = []
  const woken: string[] = []
  const delivering: string[] = []
  const served: ApiWorld['served'] = []
  const resent: ApiWorld['resent'] = []
  const note = (message: string, fields: Record<string, unknown> = {}) =>
    void (message === 'request.served' ? served.push(fields) : logged.push({ message, fields }))
  const nobody = () => {
    throw new Error('not part of this test')
  }
  const deps: ApiDeps = {
    clock,
    ids: randomIds({ ...clock, now: () => now++ }),
    files: r2Files(bindings.FILES),
    queues: {
      importChunk: async () => {},
      undoImport: async () => {},
      wake: async (ids) => void woken.push(...ids),
      mail: async () => {},
      seal: async () => {},
      deliver: async (orgId) => void delivering.push(orgId),
      erase: async () => {},
      resend: async (queue, body) => void resent.push({ queue, body }),
    },
    dialers,
    carrier: { dial: nobody, end: nobody, listCalls: nobody, findCall: nobody },
    callbacks: { read: nobody },
    log: { info: note, warn: note, error: note },
    limits: {
      importMaxBytes: 1_000_000,
      importMaxRows: 10_000,
      importStalledMs: 300_000,
      suppressionImportMaxRows: 20_000,
    },
    organizations: createOrganizationStore(bindings.DB),
    agents: createAgentStore(bindings.DB),
    numbers: createNumberStore(bindings.DB),
    schedules: createScheduleStore(bindings.DB),
    campaigns: createCampaignStore(bindings.DB),
    breakers: createBreakerStore(bindings.DB),
    contacts: createContactStore(bindings.DB),
    erasures: createErasureStore(bindings.DB),
    leads: createLeadStore(bindings.DB),
    mail: {
      domain: 'mail.sundial.test',
      authservId: 'mx.cloudflare.net',
      hops: 1,
      maxBytes: 25 * 1024 * 1024,
      reader: mimeReader,
      mailer: null,
      from: '',
      newToken: newMailToken,
      importsUrl: (id) => `https://sundial.test/campaigns/${id}/contacts`,
    },
    mailboxes: createMailboxStore(bindings.DB),
    mails: createMailStore(bindings.DB),
    ledger: createLedgerStore(bindings.DB),
    attempts: createAttemptStore(bindings.DB),
    suppressions: createSuppressionStore(bindings.DB),
    suppressionImports: createSuppressionImportStore(bindings.DB),
    imports: createImportStore(bindings.DB),
    undos: createUndoStore(bindings.DB),
    uploads: createUploadStore(bindings.DB),
    importMappings: createImportMappingStore(bindings.DB),
    arrivals: createArrivalStore(bindings.DB),
    ingestKeys: createIngestKeyStore(bindings.DB),
    inbound: createInboundStore(bindings.DB, async (orgId) => void delivering.push(orgId)),
    inboundCarrier: createInboundCarrier({
      baseUrl: 'https://carrier.test',
      projectId: 'project',
      apiToken: 'token',
      publicUrl: 'https://sundial.test',
      callbackKey: 'a-callback-key-of-the-test',
      signingKey: SIGNING_KEY,
      timeoutMs: 1_000,
      clock,
      // It has every number, under one id.
      fetch: async (url) => {
        const number = new URL(url).searchParams.get('filter_number')
        return Response.json({ data: [{ id: 'carrier-number', number }] })
      },
    }),
    stuckItems: createStuckItemStore(bindings.DB),
    operations: createOperationsStore(bindings.DB),
    complianceFacts: createComplianceFactsStore(bindings.DB),
    regionStops: createRegionStopStore(bindings.DB),
    audit: createAuditStore(bindings.DB),
    webhooks: createWebhookStore(bindings.DB),
    webhookSender: createWebhookSender({ allowsLocal: false, fetch: async () => new Response(null, { status: 204 }) }),
    proofs: createProofStore(bindings.DB),
    hash: sha256,
    newKey: randomKey,
    idempotency: createIdempotencyStore(bindings.DB),
    recordings: { open: async () => null, remove: async () => true },
    sandbox: true,
    ...change,
  }
  for (const { orgId } of [LOCAL, OTHER])
    await deps.organizations.create({
      id: orgId,
      name: orgId,
      defaultRegion: 'US',
      fallbackZones: ['America/New_York'],
      stoppedAt: null,
      stopReason: null,
      createdAt: now,
    })
  const api = createApi(() => deps, [importRoutes()])

  async function request(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const answer = await api.request(
      path,
      {
        method,
        headers: {
          Authorization: 'Bearer sundial_local_key',
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && {
          body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
        }),
      },
      bindings,
    )
    const text = await answer.text()
    const isJson = /\bjson\b/.test(answer.headers.get('Content-Type') ?? '')
    return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : text }
  }
  /** For the steps before what is tested: anything but success fails with what was answered. */
  async function succeed(method: string, path: string, body?: unknown): Promise<Json> {
    const answer = await request(method, path, body)
    if (answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify([answer.body, logged])}`)
    return answer.body
  }
  return {
    deps,
    dialers,
    logged,
    served,
    resent,
    woken,
    delivering,
    setTime: (at) => {
      now = at
    },
    request,
    get: (path) => succeed('GET', path),
    post: (path, body) => succeed('POST', path, body),
  }
}
