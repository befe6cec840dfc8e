import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** The tables of `migrations/0004_add_ways_in.sql` as drizzle sees them; the others are in schema.ts. */

export const uploads = sqliteTable(
  'uploads',
  {
    orgId: text('org_id').notNull(),
    id: text('id').notNull(),
    campaignId: text('campaign_id').notNull(),
    filename: text('filename').notNull().default(''),
    fileKey: text('file_key').notNull(),
    stored: text('stored').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.id] })],
)

export const importMappings = sqliteTable(
  'import_mappings',
  {
    orgId: text('org_id').notNull(),
    id: text('id').notNull(),
    name: text('name').notNull(),
    mapping: text('mapping').notNull(),
    headers: text('headers').notNull().default('[]'),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.id] })],
)

export const mailboxes = sqliteTable(
  'mailboxes',
  {
    orgId: text('org_id').notNull(),
    campaignId: text('campaign_id').notNull(),
    token: text('token').notNull(),
    enabled: integer('enabled').notNull().default(1),
    senders: text('senders').notNull().default('[]'),
    mapping: text('mapping'),
    headers: text('headers'),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.campaignId] })],
)

export const mails = sqliteTable(
  'mails',
  {
    orgId: text('org_id').notNull(),
    campaignId: text('campaign_id').notNull(),
    id: text('id').notNull(),
    messageKey: text('message_key').notNull(),
    messageId: text('message_id').notNull().default(''),
    sender: text('sender').notNull().default(''),
    subject: text('subject').notNull().default(''),
    bytes: integer('bytes').notNull().default(0),
    status: text('status').notNull(),
    reason: text('reason').notNull().default(''),
    message: text('message').notNull().default(''),
    attachments: text('attachments').notNull().default('[]'),
    fileKey: text('file_key'),
    reply: text('reply').notNull().default('none'),
    replyTries: integer('reply_tries').notNull().default(0),
    replyNextAt: integer('reply_next_at'),
    replyError: text('reply_error'),
    receivedAt: integer('received_at').notNull(),
    envelopeFrom: text('envelope_from').notNull().default(''),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.campaignId, t.id] })],
)

export const ingestKeys = sqliteTable(
  'ingest_keys',
  {
    orgId: text('org_id').notNull(),
    campaignId: text('campaign_id').notNull(),
    id: text('id').notNull(),
    name: text('name').notNull().default(''),
    keyHash: text('key_hash').notNull(),
    prefix: text('prefix').notNull(),
    mapping: text('mapping'),
    createdAt: integer('created_at').notNull(),
    lastUsedAt: integer('last_used_at'),
    revokedAt: integer('revoked_at'),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.campaignId, t.id] })],
)

export const arrivals = sqliteTable(
  'arrivals',
  {
    orgId: text('org_id').notNull(),
    campaignId: text('campaign_id').notNull(),
    day: text('day').notNull(),
    source: text('source').notNull(),
    requests: integer('requests').notNull().default(0),
    created: integer('created').notNull().default(0),
    updated: integer('updated').notNull().default(0),
    duplicate: integer('duplicate').notNull().default(0),
    skipped: integer('skipped').notNull().default(0),
    disqualified: integer('disqualified').notNull().default(0),
    rejected: integer('rejected').notNull().default(0),
    removed: integer('removed').notNull().default(0),
    lastAt: integer('last_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.campaignId, t.day, t.source] })],
)

export const erasures = sqliteTable(
  'erasures',
  {
    orgId: text('org_id').notNull(),
    id: text('id').notNull(),
    contactId: text('contact_id').notNull(),
    requestedBy: text('requested_by').notNull(),
    reason: text('reason').notNull().default(''),
    status: text('status').notNull(),
    progress: text('progress').notNull().default('{}'),
    requestedAt: integer('requested_at').notNull(),
    finishedAt: integer('finished_at'),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.id] })],
)

export const inboundConversations = sqliteTable(
  'inbound_conversations',
  {
    orgId: text('org_id').notNull(),
    id: text('id').notNull(),
    channel: text('channel').notNull(),
    carrierId: text('carrier_id').notNull(),
    numberId: text('number_id').notNull(),
    toE164: text('to_e164').notNull(),
    phone: text('phone').notNull().default(''),
    contactId: text('contact_id'),
    campaignId: text('campaign_id'),
    leadId: text('lead_id'),
    state: text('state').notNull(),
    matched: text('matched').notNull().default('none'),
    reason: text('reason').notNull().default(''),
    body: text('body').notNull().default(''),
    receivedAt: integer('received_at').notNull(),
    answeredAt: integer('answered_at'),
    endedAt: integer('ended_at'),
    talkSeconds: integer('talk_seconds').notNull().default(0),
    disposition: text('disposition'),
    summary: text('summary'),
    recordingUrl: text('recording_url'),
    transcriptKey: text('transcript_key'),
    counted: integer('counted').notNull().default(0),
    callbackAt: integer('callback_at'),
    endsBy: integer('ends_by'),
    heard: text('heard').notNull().default(''),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.id] })],
)
