-- Who may not be called, when, why not, and the proof of it. New columns stand at the end of their tables.

ALTER TABLE organizations ADD COLUMN stop_reason TEXT;
-- the schedule new campaigns begin with
ALTER TABLE organizations ADD COLUMN default_schedule_id TEXT;
-- grows with every change of a schedule, a region stop or the fallback zones; a permit asked for under an older one is refused
ALTER TABLE organizations ADD COLUMN compliance_version INTEGER NOT NULL DEFAULT 1;
-- the last attempt in the proof chain; no permit with a smaller id is given any more
ALTER TABLE organizations ADD COLUMN proof_sealed_to TEXT NOT NULL DEFAULT '';
-- since when a permit waits to be sealed
ALTER TABLE organizations ADD COLUMN proof_due_at INTEGER;
CREATE INDEX organizations_by_proof_due ON organizations (proof_due_at) WHERE proof_due_at IS NOT NULL;

-- 1: the greeting opens by saying who calls and that the voice is artificial
ALTER TABLE agents ADD COLUMN disclosure INTEGER NOT NULL DEFAULT 1;
-- the team's own wording of it; null: the standard one of the language
ALTER TABLE agents ADD COLUMN disclosure_text TEXT;
-- the kill switch
ALTER TABLE agents ADD COLUMN stopped_at INTEGER;
ALTER TABLE agents ADD COLUMN stop_reason TEXT;

ALTER TABLE numbers ADD COLUMN stop_reason TEXT;
-- since when it is switched off
ALTER TABLE numbers ADD COLUMN stopped_at INTEGER;

-- {"street":…,"city":…,"state":…,"postal_code":…,"country":…}
ALTER TABLE contacts ADD COLUMN address TEXT;
-- {"type":"express|written|none","wording":…,"source":…,"at":…,"expires_at":…,"revoked_at":…,"revoked_reason":…}, instants in epoch ms
ALTER TABLE contacts ADD COLUMN consent TEXT;
-- grows with zone, address, consent and phones; a permit asked for under an older one is refused
ALTER TABLE contacts ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

-- all, or the one channel it is about: phone (calls), text, email
ALTER TABLE suppressions ADD COLUMN channel TEXT NOT NULL DEFAULT 'all';
-- what shows that they asked: their words, a file and its line, a link
ALTER TABLE suppressions ADD COLUMN evidence TEXT NOT NULL DEFAULT '';
ALTER TABLE suppressions ADD COLUMN import_id TEXT;
UPDATE suppressions SET channel = 'email' WHERE kind = 'email';

CREATE TABLE schedules (
  id TEXT PRIMARY KEY,
  org_id TEXT NOT NULL,
  name TEXT NOT NULL,
  -- IANA, or 'recipient'
  zone TEXT NOT NULL,
  -- {"mon":[{"start":"09:00","end":"17:00"}],…}
  days TEXT NOT NULL,
  -- [{"from":"2026-12-24","to":"2026-12-26","yearly":true,"hours":[],"name":"…"}]
  exceptions TEXT NOT NULL DEFAULT '[]',
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX schedules_by_org ON schedules (org_id, id);

-- Emergency stops: nobody in the region is called while one stands.
CREATE TABLE region_stops (
  org_id TEXT NOT NULL,
  region TEXT NOT NULL,
  reason TEXT NOT NULL,
  actor TEXT NOT NULL,
  stopped_at INTEGER NOT NULL,
  -- null: until it is lifted
  until INTEGER,
  PRIMARY KEY (org_id, region)
) WITHOUT ROWID;

-- The proof chain: permits in the order of their ids, each with its own hash, which takes in that of the one before.
CREATE TABLE proof_blocks (
  org_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  -- place of its first record in the chain, from 1
  first_position INTEGER NOT NULL,
  -- [[attempt id, hash], …]
  records TEXT NOT NULL,
  -- of the last record of the block before
  previous_hash TEXT NOT NULL,
  -- of its own last record
  hash TEXT NOT NULL,
  sealed_at INTEGER NOT NULL,
  -- the attempt of its last record
  last_id TEXT NOT NULL,
  PRIMARY KEY (org_id, seq)
) WITHOUT ROWID;
CREATE INDEX proof_blocks_by_last ON proof_blocks (org_id, last_id);
-- What was permitted before there was a chain is sealed first.
UPDATE organizations SET proof_due_at = 0 WHERE EXISTS (SELECT 1 FROM attempts a WHERE a.org_id = organizations.id AND a.id > '');

-- Do-not-call lists that were uploaded; worked off like lists of leads.
CREATE TABLE suppression_imports (
  id TEXT PRIMARY KEY,
  org_id TEXT NOT NULL,
  filename TEXT NOT NULL DEFAULT '',
  file_key TEXT NOT NULL,
  bytes INTEGER NOT NULL DEFAULT 0,
  status TEXT NOT NULL DEFAULT 'queued',
  -- how to read it (columns, channel, reason) and how far it was read
  cursor TEXT NOT NULL DEFAULT '{}',
  chunk INTEGER NOT NULL DEFAULT 0,
  rows INTEGER NOT NULL DEFAULT 0,
  processed INTEGER NOT NULL DEFAULT 0,
  created INTEGER NOT NULL DEFAULT 0,
  duplicate INTEGER NOT NULL DEFAULT 0,
  rejected INTEGER NOT NULL DEFAULT 0,
  errors TEXT NOT NULL DEFAULT '[]',
  failure TEXT,
  created_at INTEGER NOT NULL,
  finished_at INTEGER
) WITHOUT ROWID;
CREATE INDEX suppression_imports_by_org ON suppression_imports (org_id, id);
CREATE INDEX suppression_imports_unfinished ON suppression_imports (id) WHERE status IN ('queued', 'running');

-- Settings saved before there were rules for artificial voices: they are on, as in every new campaign.
UPDATE campaigns SET settings = json_set(settings, '$.ai_voice_rules', json('true')) WHERE settings ->> '$.ai_voice_rules' IS NULL;
