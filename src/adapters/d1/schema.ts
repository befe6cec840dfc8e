import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/**
 * The tables as drizzle sees them. The SQL in `migrations/` is the truth (drizzle cannot say WITHOUT ROWID or partial index);
 * `test/worker/schema.test.ts` keeps the two alike. Instants are epoch ms; JSON columns are text and parsed by the stores.
 */

export const organizations = sqliteTable('organizations', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  defaultRegion: text('default_region').notNull().default('US'),
  fallbackZones: text('fallback_zones')
    .notNull()
    .default('["America/New_York","America/Los_Angeles","America/Anchorage","Pacific/Honolulu"]'),
  stoppedAt: integer('stopped_at'),
  createdAt: integer('created_at').notNull(),
  stopReason: text('stop_reason'),
  defaultScheduleId: text('default_schedule_id'),
  complianceVersion: integer('compliance_version').notNull().default(1),
  proofSealedTo: text('proof_sealed_to').notNull().default(''),
  proofDueAt: integer('proof_due_at'),
})

export const agents = sqliteTable('agents', {
  id: text('id').primaryKey(),
  orgId: text('org_id').notNull(),
  name: text('name').notNull(),
  company: text('company').notNull().default(''),
  greeting: text('greeting').notNull(),
  prompt: text('prompt').notNull(),
  voice: text('voice').notNull(),
  language: text('language').notNull().default('en-US'),
  maxCallSeconds: integer('max_call_seconds').notNull().default(600),
  avatar: text('avatar'),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
  disclosure: integer('disclosure').notNull().default(1),
  disclosureText: text('disclosure_text'),
  stoppedAt: integer('stopped_at'),
  stopReason: text('stop_reason'),
})

export const numbers = sqliteTable('numbers', {
  id: text('id').primaryKey(),
  orgId: text('org_id').notNull(),
  e164: text('e164').notNull(),
  name: text('name').notNull().default(''),
  zone: text('zone').notNull().default('America/New_York'),
  enabled: integer('enabled').notNull().default(1),
  spamScore: integer('spam_score').notNull().default(0),
  weight: integer('weight').notNull().default(1),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
  stopReason: text('stop_reason'),
  stoppedAt: integer('stopped_at'),
})

export const numberDays = sqliteTable(
  'number_days',
  {
    numberId: text('number_id').notNull(),
    day: text('day').notNull(),
    calls: integer('calls').notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.numberId, t.day] })],
)

export const contacts = sqliteTable('contacts', {
  id: text('id').primaryKey(),
  orgId: text('org_id').notNull(),
  name: text('name').notNull().default(''),
  email: text('email'),
  phones: text('phones').notNull().default('[]'),
  zone: text('zone'),
  tags: text('tags').notNull().default('[]'),
  lastImportId: text('last_import_id'),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
  address: text('address'),
  consent: text('consent'),
  version: integer('version').notNull().default(1),
})

export const contactPhones = sqliteTable(
  'contact_phones',
  {
    orgId: text('org_id').notNull(),
    e164: text('e164').notNull(),
    contactId: text('contact_id').notNull(),
    dead: text('dead'),
    deadAt: integer('dead_at'),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.e164] })],
)

export const suppressions = sqliteTable(
  'suppressions',
  {
    orgId: text('org_id').notNull(),
    kind: text('kind').notNull(),
    value: text('value').notNull(),
    id: text('id').notNull(),
    reason: text('reason').notNull().default(''),
    source: text('source').notNull(),
    contactId: text('contact_id'),
    attemptId: text('attempt_id'),
    createdAt: integer('created_at').notNull(),
    channel: text('channel').notNull().default('all'),
    evidence: text('evidence').notNull().default(''),
    importId: text('import_id'),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.kind, t.value] })],
)

export const campaigns = sqliteTable('campaigns', {
  id: text('id').primaryKey(),
  orgId: text('org_id').notNull(),
  name: text('name').notNull(),
  description: text('description').notNull().default(''),
  notes: text('notes').notNull().default(''),
  type: text('type').notNull().default('one_time'),
  direction: text('direction').notNull().default('outbound'),
  status: text('status').notNull().default('draft'),
  archivedAt: integer('archived_at'),
  agentId: text('agent_id'),
  numberIds: text('number_ids').notNull().default('[]'),
  scheduleId: text('schedule_id'),
  startAt: integer('start_at'),
  endAt: integer('end_at'),
  settings: text('settings').notNull(),
  settingsVersion: integer('settings_version').notNull().default(1),
  leadSeq: integer('lead_seq').notNull().default(0),
  nextWakeAt: integer('next_wake_at'),
  job: text('job'),
  statusReason: text('status_reason'),
  startedAt: integer('started_at'),
  finishedAt: integer('finished_at'),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
})

export const campaignStats = sqliteTable('campaign_stats', {
  campaignId: text('campaign_id').primaryKey(),
  sPending: integer('s_pending').notNull().default(0),
  sPlanning: integer('s_planning').notNull().default(0),
  sAwaitingApproval: integer('s_awaiting_approval').notNull().default(0),
  sDialing: integer('s_dialing').notNull().default(0),
  sCalled: integer('s_called').notNull().default(0),
  sRetry: integer('s_retry').notNull().default(0),
  sRescheduled: integer('s_rescheduled').notNull().default(0),
  sCompleted: integer('s_completed').notNull().default(0),
  sNoConversation: integer('s_no_conversation').notNull().default(0),
  sFailed: integer('s_failed').notNull().default(0),
  sDoNotCall: integer('s_do_not_call').notNull().default(0),
  sSkipped: integer('s_skipped').notNull().default(0),
  sDisqualified: integer('s_disqualified').notNull().default(0),
  sDisabled: integer('s_disabled').notNull().default(0),
  sCanceled: integer('s_canceled').notNull().default(0),
  dInterested: integer('d_interested').notNull().default(0),
  dNotInterested: integer('d_not_interested').notNull().default(0),
  dCallback: integer('d_callback').notNull().default(0),
  dCompleted: integer('d_completed').notNull().default(0),
  dVoicemail: integer('d_voicemail').notNull().default(0),
  dNoAnswer: integer('d_no_answer').notNull().default(0),
  dWrongNumber: integer('d_wrong_number').notNull().default(0),
  dFailed: integer('d_failed').notNull().default(0),
  dOptOut: integer('d_opt_out').notNull().default(0),
  aHuman: integer('a_human').notNull().default(0),
  aMachine: integer('a_machine').notNull().default(0),
  aNoAnswer: integer('a_no_answer').notNull().default(0),
  aRejected: integer('a_rejected').notNull().default(0),
  aBusy: integer('a_busy').notNull().default(0),
  aFailed: integer('a_failed').notNull().default(0),
  lInterested: integer('l_interested').notNull().default(0),
  lNotInterested: integer('l_not_interested').notNull().default(0),
  lCallback: integer('l_callback').notNull().default(0),
  lCompleted: integer('l_completed').notNull().default(0),
  lVoicemail: integer('l_voicemail').notNull().default(0),
  lNoAnswer: integer('l_no_answer').notNull().default(0),
  lWrongNumber: integer('l_wrong_number').notNull().default(0),
  lFailed: integer('l_failed').notNull().default(0),
  lOptOut: integer('l_opt_out').notNull().default(0),
  attempts: integer('attempts').notNull().default(0),
  conversations: integer('conversations').notNull().default(0),
  talkSeconds: integer('talk_seconds').notNull().default(0),
  reached: integer('reached').notNull().default(0),
  goalsAchieved: integer('goals_achieved').notNull().default(0),
})

export const leads = sqliteTable('leads', {
  id: text('id').primaryKey(),
  orgId: text('org_id').notNull(),
  campaignId: text('campaign_id').notNull(),
  contactId: text('contact_id').notNull(),
  seq: integer('seq').notNull(),
  priority: text('priority').notNull().default('normal'),
  status: text('status').notNull().default('pending'),
  statusReason: text('status_reason'),
  disposition: text('disposition'),
  answerStatus: text('answer_status'),
  pass: integer('pass').notNull().default(1),
  phonePosition: integer('phone_position').notNull().default(1),
  phoneAttempts: text('phone_attempts').notNull().default('[]'),
  attempts: integer('attempts').notNull().default(0),
  everAnswered: integer('ever_answered').notNull().default(0),
  nextDueAt: integer('next_due_at'),
  lastCalledAt: integer('last_called_at'),
  primaryGoal: text('primary_goal').notNull().default('unknown'),
  goalScore: integer('goal_score'),
  conversations: integer('conversations').notNull().default(0),
  talkSeconds: integer('talk_seconds').notNull().default(0),
  variables: text('variables').notNull().default('{}'),
  importId: text('import_id'),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
})

export const attempts = sqliteTable(
  'attempts',
  {
    orgId: text('org_id').notNull(),
    id: text('id').notNull(),
    campaignId: text('campaign_id').notNull(),
    leadId: text('lead_id').notNull(),
    contactId: text('contact_id').notNull(),
    numberId: text('number_id').notNull(),
    fromE164: text('from_e164').notNull(),
    phone: text('phone').notNull(),
    pass: integer('pass').notNull(),
    position: integer('position').notNull(),
    state: text('state').notNull().default('permitted'),
    counted: integer('counted').notNull().default(1),
    day: text('day').notNull(),
    permittedAt: integer('permitted_at').notNull(),
    placedAt: integer('placed_at'),
    answeredAt: integer('answered_at'),
    endedAt: integer('ended_at'),
    settledAt: integer('settled_at'),
    carrierCallId: text('carrier_call_id'),
    answerStatus: text('answer_status'),
    disposition: text('disposition'),
    endReason: text('end_reason'),
    talkSeconds: integer('talk_seconds').notNull().default(0),
    summary: text('summary'),
    primaryGoal: text('primary_goal').notNull().default('unknown'),
    goalScore: integer('goal_score'),
    recordingUrl: text('recording_url'),
    transcriptKey: text('transcript_key'),
    proof: text('proof').notNull().default('{}'),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.id] })],
)

export const imports = sqliteTable('imports', {
  id: text('id').primaryKey(),
  orgId: text('org_id').notNull(),
  campaignId: text('campaign_id').notNull(),
  filename: text('filename').notNull().default(''),
  fileKey: text('file_key').notNull(),
  bytes: integer('bytes').notNull().default(0),
  status: text('status').notNull().default('queued'),
  cursor: text('cursor').notNull().default('{}'),
  chunk: integer('chunk').notNull().default(0),
  rows: integer('rows').notNull().default(0),
  processed: integer('processed').notNull().default(0),
  created: integer('created').notNull().default(0),
  updated: integer('updated').notNull().default(0),
  duplicate: integer('duplicate').notNull().default(0),
  rejected: integer('rejected').notNull().default(0),
  skipped: integer('skipped').notNull().default(0),
  errors: text('errors').notNull().default('[]'),
  failure: text('failure'),
  createdAt: integer('created_at').notNull(),
  finishedAt: integer('finished_at'),
})

export const idempotencyKeys = sqliteTable(
  'idempotency_keys',
  {
    orgId: text('org_id').notNull(),
    key: text('key').notNull(),
    requestHash: text('request_hash').notNull(),
    status: integer('status'),
    body: text('body'),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.key] })],
)

export const auditLog = sqliteTable(
  'audit_log',
  {
    orgId: text('org_id').notNull(),
    id: text('id').notNull(),
    actor: text('actor').notNull(),
    action: text('action').notNull(),
    subject: text('subject').notNull(),
    details: text('details').notNull().default('{}'),
    at: integer('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.id] })],
)

export const deadLetters = sqliteTable('dead_letters', {
  id: text('id').primaryKey(),
  orgId: text('org_id'),
  queue: text('queue').notNull(),
  body: text('body').notNull(),
  at: integer('at').notNull(),
})

export const schedules = sqliteTable('schedules', {
  id: text('id').primaryKey(),
  orgId: text('org_id').notNull(),
  name: text('name').notNull(),
  zone: text('zone').notNull(),
  days: text('days').notNull(),
  exceptions: text('exceptions').notNull().default('[]'),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
})

export const regionStops = sqliteTable(
  'region_stops',
  {
    orgId: text('org_id').notNull(),
    region: text('region').notNull(),
    reason: text('reason').notNull(),
    actor: text('actor').notNull(),
    stoppedAt: integer('stopped_at').notNull(),
    until: integer('until'),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.region] })],
)

export const proofBlocks = sqliteTable(
  'proof_blocks',
  {
    orgId: text('org_id').notNull(),
    seq: integer('seq').notNull(),
    firstPosition: integer('first_position').notNull(),
    records: text('records').notNull(),
    previousHash: text('previous_hash').notNull(),
    hash: text('hash').notNull(),
    sealedAt: integer('sealed_at').notNull(),
    lastId: text('last_id').notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.seq] })],
)

export const suppressionImports = sqliteTable('suppression_imports', {
  id: text('id').primaryKey(),
  orgId: text('org_id').notNull(),
  filename: text('filename').notNull().default(''),
  fileKey: text('file_key').notNull(),
  bytes: integer('bytes').notNull().default(0),
  status: text('status').notNull().default('queued'),
  cursor: text('cursor').notNull().default('{}'),
  chunk: integer('chunk').notNull().default(0),
  rows: integer('rows').notNull().default(0),
  processed: integer('processed').notNull().default(0),
  created: integer('created').notNull().default(0),
  duplicate: integer('duplicate').notNull().default(0),
  rejected: integer('rejected').notNull().default(0),
  errors: text('errors').notNull().default('[]'),
  failure: text('failure'),
  createdAt: integer('created_at').notNull(),
  finishedAt: integer('finished_at'),
})
