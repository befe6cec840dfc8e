import type { Hash } from '../domain/proof-chain.ts'
import type { CallbackReader, Carrier, Clock, Dialers, Files, Ids, Log, Queues } from '../ports.ts'
import type { AgentStore } from './agents/store.ts'
import type { ArrivalStore } from './arrivals/store.ts'
import type { Recordings } from './attempts/recordings.ts'
import type { AttemptStore } from './attempts/store.ts'
import type { AuditStore } from './audit/store.ts'
import type { BreakerStore } from './breakers/store.ts'
import type { CampaignStore } from './campaigns/store.ts'
import type { ComplianceFactsStore } from './compliance/facts-store.ts'
import type { RegionStopStore } from './compliance/region-stop-store.ts'
import type { ContactStore } from './contacts/store.ts'
import type { ErasureStore } from './erasures/store.ts'
import type { ImportMappingStore } from './import-mappings/store.ts'
import type { ImportStore } from './imports/store.ts'
import type { UndoStore } from './imports/undo-store.ts'
import type { InboundCarrier } from './inbound/carrier.ts'
import type { InboundStore } from './inbound/store.ts'
import type { IngestKeyStore } from './ingest/store.ts'
import type { LeadStore } from './leads/store.ts'
import type { LedgerStore } from './ledger/store.ts'
import type { MailboxStore } from './mailboxes/store.ts'
import type { MailSettings } from './mails/deps.ts'
import type { MailStore } from './mails/store.ts'
import type { NumberStore } from './numbers/store.ts'
import type { OperationsStore } from './operations/store.ts'
import type { OrganizationStore } from './organizations/store.ts'
import type { ProofStore } from './proof/store.ts'
import type { ScheduleStore } from './schedules/store.ts'
import type { StuckItemStore } from './stuck-items/store.ts'
import type { SuppressionImportStore } from './suppression-imports/store.ts'
import type { SuppressionStore } from './suppressions/store.ts'
import type { UploadStore } from './uploads/store.ts'
import type { WebhookSender } from './webhooks/sender.ts'
import type { WebhookStore } from './webhooks/store.ts'

/** Who is asking. Every use case takes one, and every query is scoped by its organization. */
export interface Actor {
  orgId: string
  /** For the audit log: `key:…`, `user:…`, `system`, `call:att_…`. */
  name: string
  role: 'owner' | 'admin' | 'member' | 'viewer'
}

/** Everything a use case may touch. Built once a request by the composition root; replaced piece by piece in tests. */
export interface Deps {
  clock: Clock
  ids: Ids
  files: Files
  queues: Queues
  dialers: Dialers
  carrier: Carrier
  callbacks: CallbackReader
  log: Log
  limits: { importMaxBytes: number; importMaxRows: number; importStalledMs: number; suppressionImportMaxRows: number }
  organizations: OrganizationStore
  agents: AgentStore
  numbers: NumberStore
  schedules: ScheduleStore
  campaigns: CampaignStore
  breakers: BreakerStore
  contacts: ContactStore
  erasures: ErasureStore
  leads: LeadStore
  mail: MailSettings
  mailboxes: MailboxStore
  mails: MailStore
  ledger: LedgerStore
  attempts: AttemptStore
  recordings: Recordings
  suppressions: SuppressionStore
  suppressionImports: SuppressionImportStore
  imports: ImportStore
  uploads: UploadStore
  importMappings: ImportMappingStore
  arrivals: ArrivalStore
  ingestKeys: IngestKeyStore
  undos: UndoStore
  inbound: InboundStore
  inboundCarrier: InboundCarrier
  stuckItems: StuckItemStore
  operations: OperationsStore
  complianceFacts: ComplianceFactsStore
  regionStops: RegionStopStore
  audit: AuditStore
  webhooks: WebhookStore
  webhookSender: WebhookSender
  proofs: ProofStore
  hash: Hash
  /** `prefix_` and what nobody can guess: 160 bits. */
  newKey: (prefix: string) => string
}
