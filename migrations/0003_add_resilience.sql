-- What keeps the dialer honest under fault and load, and shows it. New columns stand at the end of their tables.

-- every attempt up to this id is settled: the ledger sweep has read them, and looks only at what comes after
ALTER TABLE organizations ADD COLUMN reconciled_to TEXT NOT NULL DEFAULT '';
CREATE INDEX organizations_unswept ON organizations (id) WHERE proof_sealed_to > reconciled_to;

-- calls before this instant count for no breaker any more: a person has looked at them and resumed
ALTER TABLE campaigns ADD COLUMN breakers_from INTEGER NOT NULL DEFAULT 0;

-- Settled attempts that counted, by the UTC hour of their permit; kept in the transaction that settles them. History: a restart keeps it.
CREATE TABLE campaign_hours (
  campaign_id TEXT NOT NULL,
  -- epoch ms of the beginning of the hour
  hour INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  conversations INTEGER NOT NULL DEFAULT 0,
  talk_seconds INTEGER NOT NULL DEFAULT 0,
  a_human INTEGER NOT NULL DEFAULT 0,
  a_machine INTEGER NOT NULL DEFAULT 0,
  a_no_answer INTEGER NOT NULL DEFAULT 0,
  a_rejected INTEGER NOT NULL DEFAULT 0,
  a_busy INTEGER NOT NULL DEFAULT 0,
  a_failed INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (campaign_id, hour)
) WITHOUT ROWID;

INSERT INTO campaign_hours
SELECT campaign_id, permitted_at / 3600000 * 3600000 AS hour, count(*),
  sum(answer_status = 'human' AND disposition IN ('INTERESTED', 'NOT_INTERESTED', 'CALLBACK', 'COMPLETED', 'WRONG_NUMBER', 'OPT_OUT')),
  sum(talk_seconds), sum(answer_status = 'human'), sum(answer_status = 'machine'), sum(answer_status = 'no_answer'),
  sum(answer_status = 'rejected'), sum(answer_status = 'busy'), sum(answer_status = 'failed')
FROM attempts WHERE state = 'settled' AND counted = 1 AND answer_status IS NOT NULL
  AND disposition IS NOT NULL AND campaign_id IN (SELECT id FROM campaigns) GROUP BY campaign_id, hour;

-- Settings saved before there were breakers: they are on, as in every new campaign.
UPDATE campaigns SET settings = json_set(settings, '$.breakers', json('{"technical_failure_percent":30,"opt_out_percent":25}'))
WHERE settings -> '$.breakers' IS NULL;

-- A breaker paused a campaign by itself: why, and who let it go on.
CREATE TABLE breaker_trips (
  campaign_id TEXT NOT NULL,
  id TEXT NOT NULL,
  org_id TEXT NOT NULL,
  -- technical_failures, opt_outs, budget_day, budget_total
  kind TEXT NOT NULL,
  -- what was measured, against which limit, and the attempts that tripped it
  evidence TEXT NOT NULL DEFAULT '{}',
  tripped_at INTEGER NOT NULL,
  resumed_at INTEGER,
  resumed_by TEXT,
  PRIMARY KEY (campaign_id, id)
) WITHOUT ROWID;
CREATE INDEX breaker_trips_by_org ON breaker_trips (org_id, id);

-- What always throws is set aside here with its error: shown, and tried again when a person says so. Stops nothing else.
CREATE TABLE stuck_items (
  -- '' when nobody can say whose it is
  org_id TEXT NOT NULL,
  id TEXT NOT NULL,
  -- lead, result, event, message, import_chunk
  kind TEXT NOT NULL,
  -- what is stuck: an id, or the queue and message
  subject TEXT NOT NULL,
  campaign_id TEXT,
  error TEXT NOT NULL,
  -- what is needed to try it again, as JSON
  payload TEXT NOT NULL DEFAULT '{}',
  tries INTEGER NOT NULL DEFAULT 1,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  -- null while it is stuck
  resolved_at INTEGER,
  -- retried, discarded
  resolution TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX stuck_items_open ON stuck_items (org_id, kind, subject) WHERE resolved_at IS NULL;
INSERT INTO stuck_items (org_id, id, kind, subject, error, payload, first_at, last_at)
SELECT coalesce(org_id, ''), 'stk_' || substr(id, 5), 'message', queue || '/' || id, 'the queue gave it up', body, at, at FROM dead_letters;
DROP TABLE dead_letters;

-- What happened how often on a day (UTC, YYYY-MM-DD), for the operator's page. Written in batches, so the last minute may be missing after a crash.
CREATE TABLE counters (
  org_id TEXT NOT NULL,
  day TEXT NOT NULL,
  name TEXT NOT NULL,
  n INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (org_id, day, name)
) WITHOUT ROWID;

-- The last run of each job of the cron trigger.
CREATE TABLE job_runs (
  name TEXT PRIMARY KEY,
  started_at INTEGER NOT NULL,
  finished_at INTEGER,
  error TEXT,
  details TEXT NOT NULL DEFAULT '{}'
) WITHOUT ROWID;

CREATE TABLE webhook_endpoints (
  org_id TEXT NOT NULL,
  id TEXT NOT NULL,
  url TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  -- whsec_…: signs every delivery (Standard Webhooks)
  secret TEXT NOT NULL,
  -- JSON list of event types; empty: all
  events TEXT NOT NULL DEFAULT '[]',
  enabled INTEGER NOT NULL DEFAULT 1,
  -- since when every delivery has failed
  failing_since INTEGER,
  disabled_reason TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  -- after a rotation the secret before signs too, until then
  previous_secret TEXT,
  previous_until INTEGER,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;

-- What happened, written in the transaction in which it happened. The id follows from what happened, so that nothing is told twice.
CREATE TABLE webhook_events (
  org_id TEXT NOT NULL,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  data TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;

-- One event for one endpoint. The key is the list of an endpoint, newest last.
CREATE TABLE webhook_deliveries (
  org_id TEXT NOT NULL,
  endpoint_id TEXT NOT NULL,
  id TEXT NOT NULL,
  event_id TEXT NOT NULL,
  -- pending, delivered, failed
  state TEXT NOT NULL DEFAULT 'pending',
  tries INTEGER NOT NULL DEFAULT 0,
  next_at INTEGER NOT NULL,
  last_status INTEGER,
  last_error TEXT,
  created_at INTEGER NOT NULL,
  delivered_at INTEGER,
  PRIMARY KEY (org_id, endpoint_id, id)
) WITHOUT ROWID;
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (org_id, endpoint_id, next_at) WHERE state = 'pending';
CREATE INDEX webhook_deliveries_failed ON webhook_deliveries (org_id, endpoint_id, id) WHERE state = 'failed';

-- What was done to one thing, newest first; the log as a whole grows for ever.
CREATE INDEX audit_by_subject ON audit_log (org_id, subject, id);
