/** Over 250 lines because every adapter and everything that is handed one is named here, and nowhere else. */

import { acceleratedClock, realClock } from './adapters/clock.ts'
import { createAgentStore } from './adapters/d1/agent-store.ts'
import { createArrivalStore } from './adapters/d1/arrival-store.ts'
import { createAttemptStore } from './adapters/d1/attempt-store.ts'
import { createAuditStore } from './adapters/d1/audit-store.ts'
import { createBreakerStore } from './adapters/d1/breaker-store.ts'
import { createCampaignStore } from './adapters/d1/campaign-store.ts'
import { createComplianceFactsStore } from './adapters/d1/compliance-facts-store.ts'
import { createContactStore } from './adapters/d1/contact-store.ts'
import { createDialingStore } from './adapters/d1/dialing-store.ts'
import { createErasureStore } from './adapters/d1/erasure-store.ts'
import { createIdempotencyStore } from './adapters/d1/idempotency-store.ts'
import { createImportMappingStore } from './adapters/d1/import-mapping-store.ts'
import { createImportStore } from './adapters/d1/import-store.ts'
import { createInboundStore } from './adapters/d1/inbound-store.ts'
import { createIngestKeyStore } from './adapters/d1/ingest-key-store.ts'
import { createLeadStore } from './adapters/d1/lead-store.ts'
import { createLedgerStore } from './adapters/d1/ledger-store.ts'
import { createMailStore } from './adapters/d1/mail-store.ts'
import { createMailboxStore } from './adapters/d1/mailbox-store.ts'
import { createNumberStore } from './adapters/d1/number-store.ts'
import { createOperationsStore } from './adapters/d1/operations-store.ts'
import { createOrganizationStore } from './adapters/d1/organization-store.ts'
import { createProofStore } from './adapters/d1/proof-store.ts'
import { createRegionStopStore } from './adapters/d1/region-stop-store.ts'
import { createScheduleStore } from './adapters/d1/schedule-store.ts'
import { createStuckItemStore } from './adapters/d1/stuck-item-store.ts'
import { createSuppressionImportStore } from './adapters/d1/suppression-import-store.ts'
import { createSuppressionStore } from './adapters/d1/suppression-store.ts'
import { createUndoStore } from './adapters/d1/undo-store.ts'
import { createUploadStore } from './adapters/d1/upload-store.ts'
import { createWebhookStore } from './adapters/d1/webhook-store.ts'
import { randomIds } from './adapters/ids.ts'
import { consoleLog } from './adapters/log.ts'
import { createMailSettings } from './adapters/mail/settings.ts'
import { cloudflareQueues } from './adapters/queues.ts'
import { r2Files } from './adapters/r2-files.ts'
import { randomKey } from './adapters/random-key.ts'
import { sha256 } from './adapters/sha256.ts'
import { createCallbackReader } from './adapters/signalwire/callback-reader.ts'
import { createSignalWireCarrier } from './adapters/signalwire/client.ts'
import { createInboundCarrier } from './adapters/signalwire/inbound.ts'
import { createRecordings } from './adapters/signalwire/recordings.ts'
import { createWebhookSender } from './adapters/webhooks/send.ts'
import type { InboundCarrier } from './app/inbound/carrier.ts'
import type { InboundStore } from './app/inbound/store.ts'
import type { MailSettings } from './app/mails/deps.ts'
import { createDialers } from './dialer/client.ts'
import type { DialerDeps, Line, Placer } from './dialer/deps.ts'
import type { LineDeps } from './dialer/line-object.ts'
import type { DialingStore } from './dialer/store.ts'
import type { HookDeps } from './entry/http/hooks.ts'
import type { MailHookDeps } from './entry/http/mail-hook.ts'
import type { ApiDeps } from './entry/http/router.ts'
import { type Bindings, type Config, readConfig } from './env.ts'
import type { CallbackReader, Carrier, Clock } from './ports.ts'
import { createSandboxApp } from './sandbox/app.ts'
import { IN_PROCESS, SANDBOX_SIGNING_KEY } from './sandbox/env.ts'

/**
 * The composition root: the one place that knows which adapter stands behind which port. Configuration is read once per set of
 * bindings, and a bad one fails every request with its reason instead of half working.
 */

const configs = new WeakMap<object, Config>()
/** The real instant this isolate first needed sandbox time, when nobody said when it began. */
let firstUse: number | null = null

export function configOf(env: Bindings): Config {
  const known = configs.get(env)
  if (known) return known
  const config = readConfig(env as unknown as Record<string, unknown>)
  configs.set(env, config)
  return config
}

function clockOf(config: Config): Clock {
  if (!config.sandbox) return realClock
  const { startAt, anchorAt, speed } = config.sandbox
  firstUse ??= Date.now()
  return acceleratedClock(startAt, anchorAt ?? firstUse, speed)
}

/** How long the carrier may take to answer one request (real ms). */
const CARRIER_TIMEOUT_MS = 10_000

const sandbox = createSandboxApp()

/** The way to the carrier: the network, or straight into the sandbox of this Worker. */
function carrierFetch(env: Bindings, config: Config): (url: string, init: RequestInit) => Promise<Response> {
  if (config.carrier.baseUrl !== null) return (url, init) => fetch(url, init)
  // Recordings name the sandbox by its place in the Worker, which this way in leaves out.
  return async (url, init) =>
    sandbox.fetch(new Request(url.replace(`${IN_PROCESS}/sandbox/`, `${IN_PROCESS}/`), init), env as never)
}

/** SignalWire, another process that speaks like it, or the sandbox in this Worker. */
function carrierOf(env: Bindings, config: Config): Carrier {
  const { baseUrl, projectId, apiToken } = config.carrier
  return createSignalWireCarrier({
    baseUrl: baseUrl ?? IN_PROCESS,
    projectId,
    apiToken,
    publicUrl: config.publicUrl,
    callbackKey: config.callbackKey,
    timeoutMs: CARRIER_TIMEOUT_MS,
    clock: clockOf(config),
    fetch: carrierFetch(env, config),
  })
}

/** In the sandbox Postmark is where the carrier is. */
function mailOf(env: Bindings, config: Config): MailSettings {
  const base = config.sandbox === null ? 'https://api.postmarkapp.com' : (config.carrier.baseUrl ?? IN_PROCESS)
  const send = carrierFetch(env, config)
  return createMailSettings(config.mail, {
    publicUrl: config.publicUrl,
    send: (path, init) => send(`${base}${path}`, init),
  })
}

/** What the API and the queue consumers get. */
export function buildDeps(env: Bindings): ApiDeps {
  const config = configOf(env)
  const clock = clockOf(config)
  return {
    clock,
    ids: randomIds(clock),
    files: r2Files(env.FILES),
    queues: cloudflareQueues(env.IMPORTS, env.EVENTS),
    dialers: createDialers(env.CAMPAIGN),
    carrier: carrierOf(env, config),
    callbacks: callbacksOf(config),
    log: consoleLog,
    limits: {
      importMaxBytes: config.importMaxBytes,
      importMaxRows: config.importMaxRows,
      importStalledMs: config.importStalledMs,
      suppressionImportMaxRows: config.suppressionImportMaxRows,
    },
    organizations: createOrganizationStore(env.DB),
    agents: createAgentStore(env.DB),
    numbers: createNumberStore(env.DB),
    schedules: createScheduleStore(env.DB),
    campaigns: createCampaignStore(env.DB),
    breakers: createBreakerStore(env.DB),
    contacts: createContactStore(env.DB),
    erasures: createErasureStore(env.DB),
    leads: createLeadStore(env.DB),
    mail: mailOf(env, config),
    mailboxes: createMailboxStore(env.DB),
    mails: createMailStore(env.DB),
    ledger: createLedgerStore(env.DB),
    attempts: createAttemptStore(env.DB),
    suppressions: createSuppressionStore(env.DB),
    suppressionImports: createSuppressionImportStore(env.DB),
    imports: createImportStore(env.DB),
    uploads: createUploadStore(env.DB),
    importMappings: createImportMappingStore(env.DB),
    arrivals: createArrivalStore(env.DB),
    ingestKeys: createIngestKeyStore(env.DB),
    undos: createUndoStore(env.DB),
    inbound: inboundStoreOf(env),
    inboundCarrier: inboundCarrierOf(env, config),
    stuckItems: createStuckItemStore(env.DB),
    operations: createOperationsStore(env.DB),
    complianceFacts: createComplianceFactsStore(env.DB),
    regionStops: createRegionStopStore(env.DB),
    audit: createAuditStore(env.DB),
    webhooks: createWebhookStore(env.DB),
    webhookSender: createWebhookSender({ allowsLocal: config.sandbox !== null && config.onThisMachine }),
    proofs: createProofStore(env.DB),
    hash: sha256,
    newKey: randomKey,
    idempotency: createIdempotencyStore(env.DB),
    recordings: createRecordings({
      carrierBaseUrl: config.carrier.baseUrl ?? IN_PROCESS,
      projectId: config.carrier.projectId,
      apiToken: config.carrier.apiToken,
      fetch: carrierFetch(env, config),
    }),
    sandbox: config.sandbox !== null,
  }
}

export function buildHookDeps(env: Bindings): HookDeps {
  const config = configOf(env)
  const clock = clockOf(config)
  return {
    clock,
    dialers: createDialers(env.CAMPAIGN),
    attempts: createAttemptStore(env.DB),
    files: r2Files(env.FILES),
    log: consoleLog,
    callbacks: callbacksOf(config),
    ids: randomIds(clock),
    hash: sha256,
    stuckItems: createStuckItemStore(env.DB),
    inbound: inboundStoreOf(env),
    leads: createLeadStore(env.DB),
    suppressions: createSuppressionStore(env.DB),
    queues: cloudflareQueues(env.IMPORTS, env.EVENTS),
  }
}

function inboundStoreOf(env: Bindings): InboundStore {
  return createInboundStore(env.DB, (orgId) => cloudflareQueues(env.IMPORTS, env.EVENTS).deliver(orgId))
}

/** The sandbox signs what it asks with a key that everybody knows, so that the way in is the same. */
function inboundCarrierOf(env: Bindings, config: Config): InboundCarrier {
  const { baseUrl, projectId, apiToken, signingKey } = config.carrier
  return createInboundCarrier({
    baseUrl: baseUrl ?? IN_PROCESS,
    projectId,
    apiToken,
    publicUrl: config.publicUrl,
    callbackKey: config.callbackKey,
    signingKey: signingKey ?? (config.sandbox ? SANDBOX_SIGNING_KEY : null),
    timeoutMs: CARRIER_TIMEOUT_MS,
    clock: clockOf(config),
    fetch: carrierFetch(env, config),
  })
}

/** What the door for raw mails gets. */
export function buildMailHookDeps(env: Bindings): MailHookDeps {
  const { sandbox, onThisMachine, mail } = configOf(env)
  return { ...buildDeps(env), hookKey: mail.hookKey, isOpen: sandbox !== null && onThisMachine }
}

function callbacksOf(config: Config): CallbackReader {
  return createCallbackReader({
    callbackKey: config.callbackKey,
    signingKey: config.carrier.signingKey,
    publicUrl: config.publicUrl,
    carrierBaseUrl: config.carrier.baseUrl ?? IN_PROCESS,
  })
}

/** What the campaign's object gets. */
export function buildDialerDeps(env: Bindings, state: DurableObjectState): DialerDeps {
  const config = configOf(env)
  const clock = clockOf(config)
  return {
    clock,
    ids: randomIds(clock),
    store: dialingStoreOf(env),
    carrier: carrierOf(env, config),
    line: lineOf(env),
    place: placerOf(state),
    log: consoleLog,
  }
}

/** What the stateless placing invocations get. */
export function buildPlacerDeps(env: Bindings): { store: DialingStore; carrier: Carrier; clock: Clock } {
  const config = configOf(env)
  return { store: dialingStoreOf(env), carrier: carrierOf(env, config), clock: clockOf(config) }
}

/** What it writes may concern customers: they are told soon. */
function dialingStoreOf(env: Bindings): DialingStore {
  return createDialingStore(env.DB, (orgId) => cloudflareQueues(env.IMPORTS, env.EVENTS).deliver(orgId))
}

export function buildLineDeps(env: Bindings): LineDeps {
  const config = configOf(env)
  const { callsPerSecond, maxConcurrent } = config.carrier
  return { clock: clockOf(config), callsPerSecond, maxConcurrent }
}

interface LineStub {
  reserve(request: {
    campaignId: string
    want: number
    inFlight: number
  }): Promise<{ granted: number; nextAt: number | null }>
  backOff(retryAfterSeconds: number | null): Promise<void>
}

/** One line per carrier connection; there is one connection for now. */
function lineOf(env: Bindings): Line {
  const stub = () => env.LINE.get(env.LINE.idFromName('default')) as unknown as LineStub
  return {
    reserve: ({ campaignId, want, inFlight }) => stub().reserve({ campaignId, want, inFlight }),
    backOff: (retryAfterSeconds) => stub().backOff(retryAfterSeconds),
  }
}

/** Each call of the entrypoint is an invocation of its own, with its own six connections. */
function placerOf(state: DurableObjectState): Placer {
  const exports = (state as unknown as { exports: { PlacingEntrypoint: { place: Placer } } }).exports
  return (campaign, items) => exports.PlacingEntrypoint.place(campaign, items)
}
