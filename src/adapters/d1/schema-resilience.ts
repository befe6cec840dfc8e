import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** The tables of `migrations/0003_add_resilience.sql` as drizzle sees them; the others are in schema.ts. */

export const campaignHours = sqliteTable(
  'campaign_hours',
  {
    campaignId: text('campaign_id').notNull(),
    hour: integer('hour').notNull(),
    attempts: integer('attempts').notNull().default(0),
    conversations: integer('conversations').notNull().default(0),
    talkSeconds: integer('talk_seconds').notNull().default(0),
    human: integer('a_human').notNull().default(0),
    machine: integer('a_machine').notNull().default(0),
    noAnswer: integer('a_no_answer').notNull().default(0),
    rejected: integer('a_rejected').notNull().default(0),
    busy: integer('a_busy').notNull().default(0),
    failed: integer('a_failed').notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.campaignId, t.hour] })],
)

export const breakerTrips = sqliteTable(
  'breaker_trips',
  {
    campaignId: text('campaign_id').notNull(),
    id: text('id').notNull(),
    orgId: text('org_id').notNull(),
    kind: text('kind').notNull(),
    evidence: text('evidence').notNull().default('{}'),
    trippedAt: integer('tripped_at').notNull(),
    resumedAt: integer('resumed_at'),
    resumedBy: text('resumed_by'),
  },
  (t) => [primaryKey({ columns: [t.campaignId, t.id] })],
)

export const stuckItems = sqliteTable(
  'stuck_items',
  {
    orgId: text('org_id').notNull(),
    id: text('id').notNull(),
    kind: text('kind').notNull(),
    subject: text('subject').notNull(),
    campaignId: text('campaign_id'),
    error: text('error').notNull(),
    payload: text('payload').notNull().default('{}'),
    tries: integer('tries').notNull().default(1),
    firstAt: integer('first_at').notNull(),
    lastAt: integer('last_at').notNull(),
    resolvedAt: integer('resolved_at'),
    resolution: text('resolution'),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.id] })],
)

export const counters = sqliteTable(
  'counters',
  {
    orgId: text('org_id').notNull(),
    day: text('day').notNull(),
    name: text('name').notNull(),
    n: integer('n').notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.day, t.name] })],
)

export const jobRuns = sqliteTable('job_runs', {
  name: text('name').primaryKey(),
  startedAt: integer('started_at').notNull(),
  finishedAt: integer('finished_at'),
  error: text('error'),
  details: text('details').notNull().default('{}'),
})

export const webhookEndpoints = sqliteTable(
  'webhook_endpoints',
  {
    orgId: text('org_id').notNull(),
    id: text('id').notNull(),
    url: text('url').notNull(),
    description: text('description').notNull().default(''),
    secret: text('secret').notNull(),
    events: text('events').notNull().default('[]'),
    enabled: integer('enabled').notNull().default(1),
    failingSince: integer('failing_since'),
    disabledReason: text('disabled_reason'),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
    previousSecret: text('previous_secret'),
    previousUntil: integer('previous_until'),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.id] })],
)

export const webhookEvents = sqliteTable(
  'webhook_events',
  {
    orgId: text('org_id').notNull(),
    id: text('id').notNull(),
    type: text('type').notNull(),
    data: text('data').notNull(),
    at: integer('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.id] })],
)

export const webhookDeliveries = sqliteTable(
  'webhook_deliveries',
  {
    orgId: text('org_id').notNull(),
    endpointId: text('endpoint_id').notNull(),
    id: text('id').notNull(),
    eventId: text('event_id').notNull(),
    state: text('state').notNull().default('pending'),
    tries: integer('tries').notNull().default(0),
    nextAt: integer('next_at').notNull(),
    lastStatus: integer('last_status'),
    lastError: text('last_error'),
    createdAt: integer('created_at').notNull(),
    deliveredAt: integer('delivered_at'),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.endpointId, t.id] })],
)
