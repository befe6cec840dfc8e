-- Tables whose rows are many are WITHOUT ROWID: a text primary key on a rowid table costs a second billed row per insert.
-- Instants are epoch milliseconds. JSON columns hold UTF-8 text.

CREATE TABLE organizations (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  default_region TEXT NOT NULL DEFAULT 'US',
  fallback_zones TEXT NOT NULL DEFAULT '["America/New_York","America/Los_Angeles","America/Anchorage","Pacific/Honolulu"]',
  stopped_at INTEGER,
  created_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE agents (
  id TEXT PRIMARY KEY,
  org_id TEXT NOT NULL,
  name TEXT NOT NULL,
  company TEXT NOT NULL DEFAULT '',
  greeting TEXT NOT NULL,
  prompt TEXT NOT NULL,
  voice TEXT NOT NULL,
  language TEXT NOT NULL DEFAULT 'en-US',
  max_call_seconds INTEGER NOT NULL DEFAULT 600,
  avatar TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX agents_by_org ON agents (org_id, id);

CREATE TABLE numbers (
  id TEXT PRIMARY KEY,
  org_id TEXT NOT NULL,
  e164 TEXT NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  zone TEXT NOT NULL DEFAULT 'America/New_York',
  enabled INTEGER NOT NULL DEFAULT 1,
  spam_score INTEGER NOT NULL DEFAULT 0,
  weight INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX numbers_by_org ON numbers (org_id, e164);

-- Calls of one number on one calendar day of its own zone; counted by the permit, in the same transaction.
CREATE TABLE number_days (
  number_id TEXT NOT NULL,
  day TEXT NOT NULL,
  calls INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (number_id, day)
) WITHOUT ROWID;

CREATE TABLE contacts (
  id TEXT PRIMARY KEY,
  org_id TEXT NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  email TEXT,
  -- [{"position":1,"e164":"+1…"|null,"raw":"…","problem":null|"code"}]
  phones TEXT NOT NULL DEFAULT '[]',
  zone TEXT,
  tags TEXT NOT NULL DEFAULT '[]',
  last_import_id TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX contacts_by_email ON contacts (org_id, email) WHERE email IS NOT NULL;

-- One phone belongs to one contact of an organization; a dead phone is dead for the whole organization.
CREATE TABLE contact_phones (
  org_id TEXT NOT NULL,
  e164 TEXT NOT NULL,
  contact_id TEXT NOT NULL,
  dead TEXT,
  dead_at INTEGER,
  PRIMARY KEY (org_id, e164)
) WITHOUT ROWID;

CREATE TABLE suppressions (
  org_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('phone', 'email')),
  value TEXT NOT NULL,
  id TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL,
  contact_id TEXT,
  attempt_id TEXT,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, kind, value)
) WITHOUT ROWID;
CREATE INDEX suppressions_by_id ON suppressions (org_id, id);
-- Who opted out, so that a phone learned later does not open the door again.
CREATE INDEX suppressions_by_contact ON suppressions (contact_id) WHERE contact_id IS NOT NULL;

CREATE TABLE campaigns (
  id TEXT PRIMARY KEY,
  org_id TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  notes TEXT NOT NULL DEFAULT '',
  type TEXT NOT NULL DEFAULT 'one_time',
  direction TEXT NOT NULL DEFAULT 'outbound',
  status TEXT NOT NULL DEFAULT 'draft',
  archived_at INTEGER,
  agent_id TEXT,
  number_ids TEXT NOT NULL DEFAULT '[]',
  schedule_id TEXT,
  start_at INTEGER,
  end_at INTEGER,
  settings TEXT NOT NULL,
  settings_version INTEGER NOT NULL DEFAULT 1,
  -- the greatest seq given to a lead so far; grows in the transaction that inserts the leads
  lead_seq INTEGER NOT NULL DEFAULT 0,
  next_wake_at INTEGER,
  -- a change to many leads (cancel, restart, restart_unreached, retry_failed) that the campaign's object has to do; no permit before
  job TEXT,
  status_reason TEXT,
  started_at INTEGER,
  finished_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX campaigns_by_org ON campaigns (org_id, id);
CREATE INDEX campaigns_by_wake ON campaigns (next_wake_at) WHERE next_wake_at IS NOT NULL;

-- Exactly one row a campaign: counters changed in the same transaction as the rows they count.
CREATE TABLE campaign_stats (
  campaign_id TEXT PRIMARY KEY,
  s_pending INTEGER NOT NULL DEFAULT 0,
  s_planning INTEGER NOT NULL DEFAULT 0,
  s_awaiting_approval INTEGER NOT NULL DEFAULT 0,
  s_dialing INTEGER NOT NULL DEFAULT 0,
  s_called INTEGER NOT NULL DEFAULT 0,
  s_retry INTEGER NOT NULL DEFAULT 0,
  s_rescheduled INTEGER NOT NULL DEFAULT 0,
  s_completed INTEGER NOT NULL DEFAULT 0,
  s_no_conversation INTEGER NOT NULL DEFAULT 0,
  s_failed INTEGER NOT NULL DEFAULT 0,
  s_do_not_call INTEGER NOT NULL DEFAULT 0,
  s_skipped INTEGER NOT NULL DEFAULT 0,
  s_disqualified INTEGER NOT NULL DEFAULT 0,
  s_disabled INTEGER NOT NULL DEFAULT 0,
  s_canceled INTEGER NOT NULL DEFAULT 0,
  d_interested INTEGER NOT NULL DEFAULT 0,
  d_not_interested INTEGER NOT NULL DEFAULT 0,
  d_callback INTEGER NOT NULL DEFAULT 0,
  d_completed INTEGER NOT NULL DEFAULT 0,
  d_voicemail INTEGER NOT NULL DEFAULT 0,
  d_no_answer INTEGER NOT NULL DEFAULT 0,
  d_wrong_number INTEGER NOT NULL DEFAULT 0,
  d_failed INTEGER NOT NULL DEFAULT 0,
  d_opt_out INTEGER NOT NULL DEFAULT 0,
  a_human INTEGER NOT NULL DEFAULT 0,
  a_machine INTEGER NOT NULL DEFAULT 0,
  a_no_answer INTEGER NOT NULL DEFAULT 0,
  a_rejected INTEGER NOT NULL DEFAULT 0,
  a_busy INTEGER NOT NULL DEFAULT 0,
  a_failed INTEGER NOT NULL DEFAULT 0,
  -- leads by the disposition they stand at now (d_ counts attempts)
  l_interested INTEGER NOT NULL DEFAULT 0,
  l_not_interested INTEGER NOT NULL DEFAULT 0,
  l_callback INTEGER NOT NULL DEFAULT 0,
  l_completed INTEGER NOT NULL DEFAULT 0,
  l_voicemail INTEGER NOT NULL DEFAULT 0,
  l_no_answer INTEGER NOT NULL DEFAULT 0,
  l_wrong_number INTEGER NOT NULL DEFAULT 0,
  l_failed INTEGER NOT NULL DEFAULT 0,
  l_opt_out INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  conversations INTEGER NOT NULL DEFAULT 0,
  talk_seconds INTEGER NOT NULL DEFAULT 0,
  reached INTEGER NOT NULL DEFAULT 0,
  goals_achieved INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE leads (
  id TEXT PRIMARY KEY,
  org_id TEXT NOT NULL,
  campaign_id TEXT NOT NULL,
  contact_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  priority TEXT NOT NULL DEFAULT 'normal',
  status TEXT NOT NULL DEFAULT 'pending',
  status_reason TEXT,
  disposition TEXT,
  answer_status TEXT,
  pass INTEGER NOT NULL DEFAULT 1,
  phone_position INTEGER NOT NULL DEFAULT 1,
  -- attempts on each phone of this run, by position: [2,1,0]
  phone_attempts TEXT NOT NULL DEFAULT '[]',
  attempts INTEGER NOT NULL DEFAULT 0,
  ever_answered INTEGER NOT NULL DEFAULT 0,
  next_due_at INTEGER,
  last_called_at INTEGER,
  primary_goal TEXT NOT NULL DEFAULT 'unknown',
  goal_score INTEGER,
  conversations INTEGER NOT NULL DEFAULT 0,
  talk_seconds INTEGER NOT NULL DEFAULT 0,
  variables TEXT NOT NULL DEFAULT '{}',
  import_id TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX leads_by_seq ON leads (campaign_id, seq);
CREATE UNIQUE INDEX leads_by_contact ON leads (contact_id, campaign_id);
CREATE INDEX leads_by_status ON leads (campaign_id, status, seq);

-- The ledger: permit, audit record and call history in one.
CREATE TABLE attempts (
  org_id TEXT NOT NULL,
  id TEXT NOT NULL,
  campaign_id TEXT NOT NULL,
  lead_id TEXT NOT NULL,
  contact_id TEXT NOT NULL,
  number_id TEXT NOT NULL,
  from_e164 TEXT NOT NULL,
  phone TEXT NOT NULL,
  pass INTEGER NOT NULL,
  position INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'permitted',
  -- 0 when the attempt was given back before the carrier accepted it
  counted INTEGER NOT NULL DEFAULT 1,
  day TEXT NOT NULL,
  permitted_at INTEGER NOT NULL,
  placed_at INTEGER,
  answered_at INTEGER,
  ended_at INTEGER,
  settled_at INTEGER,
  carrier_call_id TEXT,
  answer_status TEXT,
  disposition TEXT,
  end_reason TEXT,
  talk_seconds INTEGER NOT NULL DEFAULT 0,
  summary TEXT,
  primary_goal TEXT NOT NULL DEFAULT 'unknown',
  goal_score INTEGER,
  recording_url TEXT,
  transcript_key TEXT,
  proof TEXT NOT NULL DEFAULT '{}',
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX attempts_by_phone ON attempts (org_id, phone, permitted_at);
CREATE INDEX attempts_by_lead ON attempts (lead_id);
CREATE INDEX attempts_by_campaign ON attempts (campaign_id);

CREATE TABLE imports (
  id TEXT PRIMARY KEY,
  org_id TEXT NOT NULL,
  campaign_id TEXT NOT NULL,
  filename TEXT NOT NULL DEFAULT '',
  file_key TEXT NOT NULL,
  bytes INTEGER NOT NULL DEFAULT 0,
  status TEXT NOT NULL DEFAULT 'queued',
  -- what the reader needs to go on: format, headers, mapping, byte offset, line
  cursor TEXT NOT NULL DEFAULT '{}',
  chunk INTEGER NOT NULL DEFAULT 0,
  rows INTEGER NOT NULL DEFAULT 0,
  processed INTEGER NOT NULL DEFAULT 0,
  created INTEGER NOT NULL DEFAULT 0,
  updated INTEGER NOT NULL DEFAULT 0,
  duplicate INTEGER NOT NULL DEFAULT 0,
  rejected INTEGER NOT NULL DEFAULT 0,
  skipped INTEGER NOT NULL DEFAULT 0,
  -- the first errors, for the screen; all of them lie in the file store
  errors TEXT NOT NULL DEFAULT '[]',
  failure TEXT,
  created_at INTEGER NOT NULL,
  finished_at INTEGER
) WITHOUT ROWID;
CREATE INDEX imports_by_campaign ON imports (campaign_id, id);
CREATE INDEX imports_unfinished ON imports (id) WHERE status IN ('queued', 'running');

CREATE TABLE idempotency_keys (
  org_id TEXT NOT NULL,
  key TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  status INTEGER,
  body TEXT,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, key)
) WITHOUT ROWID;
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

CREATE TABLE audit_log (
  org_id TEXT NOT NULL,
  id TEXT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  details TEXT NOT NULL DEFAULT '{}',
  at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;

-- Queue messages that failed for good: shown to the user, not forgotten.
CREATE TABLE dead_letters (
  id TEXT PRIMARY KEY,
  org_id TEXT,
  queue TEXT NOT NULL,
  body TEXT NOT NULL,
  at INTEGER NOT NULL
) WITHOUT ROWID;
