-- Every way in: the address book, lists, mails, CRMs, and people who call or write first.

-- The key begins with the organization, so that its contacts are a list of their own: an index for it would be one more billed row for
-- everybody who is imported.
CREATE TABLE contacts_by_organization (
  id TEXT NOT NULL,
  org_id TEXT NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  email TEXT,
  -- [{"position":1,"e164":"+1…"|null,"raw":"…","problem":null|"code"}]
  phones TEXT NOT NULL DEFAULT '[]',
  -- IANA
  zone TEXT,
  tags TEXT NOT NULL DEFAULT '[]',
  last_import_id TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  -- {"street":…,"city":…,"state":…,"postal_code":…,"country":…}
  address TEXT,
  -- {"type":"express|written|none","wording":…,"source":…,"at":…,"expires_at":…,"revoked_at":…,"revoked_reason":…}, instants in epoch ms
  consent TEXT,
  -- grows with zone, address, consent and phones; a permit asked for under an older one is refused
  version INTEGER NOT NULL DEFAULT 1,
  -- {"NAME":"value"}: what is known of the person in every campaign; a lead's variables are the campaign's own
  properties TEXT NOT NULL DEFAULT '{}',
  -- what the team's CRM calls this person
  external_id TEXT,
  -- the import that created the contact; undoing it may take the contact away
  created_import_id TEXT,
  -- this contact is the same person as that one: nothing is kept here any more but the name and what points here
  merged_into TEXT,
  -- the person asked to be forgotten: nothing is left but what other rows point at
  erased_at INTEGER,
  -- ["imp_…"]: the lists that named the person when they were known already, the newest last; they stay while one of them stands
  named_by TEXT NOT NULL DEFAULT '[]',
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
INSERT INTO contacts_by_organization (id, org_id, name, email, phones, zone, tags, last_import_id, created_at, updated_at, address, consent, version)
SELECT id, org_id, name, email, phones, zone, tags, last_import_id, created_at, updated_at, address, consent, version FROM contacts;
DROP TABLE contacts;
ALTER TABLE contacts_by_organization RENAME TO contacts;
CREATE INDEX contacts_by_email ON contacts (org_id, email) WHERE email IS NOT NULL;
CREATE UNIQUE INDEX contacts_by_external_id ON contacts (org_id, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX contacts_by_merged ON contacts (org_id, merged_into) WHERE merged_into IS NOT NULL;

-- why somebody does not meet the criteria: [{"field":…,"op":…,"value":…,"found":…}]
ALTER TABLE leads ADD COLUMN unmet TEXT;

-- the person asked to be forgotten: phone, words and recording are gone, the place in the proof chain stays
ALTER TABLE attempts ADD COLUMN erased_at INTEGER;

-- '' in campaign_id: into the address book, no campaign
-- upload, email, api, contacts
ALTER TABLE imports ADD COLUMN source TEXT NOT NULL DEFAULT 'upload';
-- who: an actor's name; the sender's address for a mail
ALTER TABLE imports ADD COLUMN started_by TEXT NOT NULL DEFAULT '';
-- the mail it came in
ALTER TABLE imports ADD COLUMN mail_id TEXT;
ALTER TABLE imports ADD COLUMN disqualified INTEGER NOT NULL DEFAULT 0;
-- the seqs its leads were given lie between these, its contacts' ids between those
ALTER TABLE imports ADD COLUMN first_seq INTEGER;
ALTER TABLE imports ADD COLUMN last_seq INTEGER;
ALTER TABLE imports ADD COLUMN first_contact_id TEXT;
ALTER TABLE imports ADD COLUMN last_contact_id TEXT;
-- null until somebody takes it back: how far that is, and what it came to
ALTER TABLE imports ADD COLUMN undo TEXT;
-- the list itself was deleted, because somebody in it asked to be forgotten or its time was over
ALTER TABLE imports ADD COLUMN file_deleted_at INTEGER;
CREATE INDEX imports_by_org ON imports (org_id, id);
CREATE INDEX imports_undoing ON imports (id) WHERE undo ->> '$.status' = 'running';
CREATE INDEX imports_by_mail ON imports (org_id, mail_id) WHERE mail_id IS NOT NULL;

-- Lists that were uploaded to be looked at first; what nobody imports is deleted after a day.
CREATE TABLE uploads (
  org_id TEXT NOT NULL,
  id TEXT NOT NULL,
  -- '' for the address book
  campaign_id TEXT NOT NULL,
  filename TEXT NOT NULL DEFAULT '',
  file_key TEXT NOT NULL,
  -- what storePieces gave, and what is known of the format
  stored TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX uploads_by_age ON uploads (created_at);

-- Which column is what, kept under a name.
CREATE TABLE import_mappings (
  org_id TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  -- {"heading":"target"}
  mapping TEXT NOT NULL,
  -- ["heading", …]: a list with the same ones is offered this mapping
  headers TEXT NOT NULL DEFAULT '[]',
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX import_mappings_by_name ON import_mappings (org_id, name);

-- A campaign's own address: import+<token>@<domain>.
CREATE TABLE mailboxes (
  org_id TEXT NOT NULL,
  campaign_id TEXT NOT NULL,
  token TEXT NOT NULL,
  enabled INTEGER NOT NULL DEFAULT 1,
  -- ["jo@example.com"]
  senders TEXT NOT NULL DEFAULT '[]',
  -- {"heading":"target"}; null: guessed
  mapping TEXT,
  -- headings of the sample, null without one; a list with others is refused
  headers TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, campaign_id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX mailboxes_by_token ON mailboxes (token);

-- Mails to those addresses, also those that were refused.
CREATE TABLE mails (
  org_id TEXT NOT NULL,
  campaign_id TEXT NOT NULL,
  id TEXT NOT NULL,
  -- the same for every copy of a mail: from its Message-ID, or its bytes when it has none
  message_key TEXT NOT NULL,
  message_id TEXT NOT NULL DEFAULT '',
  sender TEXT NOT NULL DEFAULT '',
  subject TEXT NOT NULL DEFAULT '',
  bytes INTEGER NOT NULL DEFAULT 0,
  -- received, imported, refused
  status TEXT NOT NULL,
  -- code and sentence of a refusal
  reason TEXT NOT NULL DEFAULT '',
  message TEXT NOT NULL DEFAULT '',
  -- [{"filename":…,"import_id":…|null,"message":…}]
  attachments TEXT NOT NULL DEFAULT '[]',
  -- where the raw mail lies until its lists are imports
  file_key TEXT,
  -- none, due, sent, failed
  reply TEXT NOT NULL DEFAULT 'none',
  reply_tries INTEGER NOT NULL DEFAULT 0,
  reply_next_at INTEGER,
  reply_error TEXT,
  received_at INTEGER NOT NULL,
  -- what the receiving side was told as the sender; '' for none
  envelope_from TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (org_id, campaign_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX mails_by_message ON mails (org_id, campaign_id, message_key);
CREATE INDEX mails_received ON mails (received_at) WHERE status = 'received';
CREATE INDEX mails_to_answer ON mails (reply_next_at) WHERE reply = 'due';

-- Keys that can do nothing but add people to one campaign: for a CRM or a form tool. The key itself is not kept.
CREATE TABLE ingest_keys (
  org_id TEXT NOT NULL,
  campaign_id TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  key_hash TEXT NOT NULL,
  -- its first characters, to tell it apart
  prefix TEXT NOT NULL,
  -- {"field":"target"}; null: guessed
  mapping TEXT,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER,
  revoked_at INTEGER,
  PRIMARY KEY (org_id, campaign_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX ingest_keys_by_hash ON ingest_keys (key_hash);

-- What came in otherwise than by a list, a row for each day (UTC, YYYY-MM-DD) and way.
CREATE TABLE arrivals (
  org_id TEXT NOT NULL,
  -- '' for the address book
  campaign_id TEXT NOT NULL,
  day TEXT NOT NULL,
  -- hand, api, stream, ingest, inbound
  source TEXT NOT NULL,
  requests INTEGER NOT NULL DEFAULT 0,
  created INTEGER NOT NULL DEFAULT 0,
  updated INTEGER NOT NULL DEFAULT 0,
  duplicate INTEGER NOT NULL DEFAULT 0,
  skipped INTEGER NOT NULL DEFAULT 0,
  disqualified INTEGER NOT NULL DEFAULT 0,
  rejected INTEGER NOT NULL DEFAULT 0,
  removed INTEGER NOT NULL DEFAULT 0,
  last_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, campaign_id, day, source)
) WITHOUT ROWID;
-- Of all campaigns, newest day first. A row is written to it once a day and way.
CREATE INDEX arrivals_by_day ON arrivals (org_id, day);

-- People who asked to be forgotten: what is done already, and what is left.
CREATE TABLE erasures (
  org_id TEXT NOT NULL,
  id TEXT NOT NULL,
  contact_id TEXT NOT NULL,
  requested_by TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  -- running, completed
  status TEXT NOT NULL,
  -- files still to be deleted, and what was
  progress TEXT NOT NULL DEFAULT '{}',
  requested_at INTEGER NOT NULL,
  finished_at INTEGER,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX erasures_running ON erasures (id) WHERE status = 'running';

-- Calls and texts that came to one of our numbers.
CREATE TABLE inbound_conversations (
  org_id TEXT NOT NULL,
  id TEXT NOT NULL,
  -- call, text
  channel TEXT NOT NULL,
  -- the carrier's id of it: told twice, kept once
  carrier_id TEXT NOT NULL,
  number_id TEXT NOT NULL,
  -- our number, theirs ('' when withheld)
  to_e164 TEXT NOT NULL,
  phone TEXT NOT NULL DEFAULT '',
  contact_id TEXT,
  campaign_id TEXT,
  lead_id TEXT,
  -- received, answered, ended
  state TEXT NOT NULL,
  -- how they were matched: lead, contact, added, none; and why they were not added
  matched TEXT NOT NULL DEFAULT 'none',
  reason TEXT NOT NULL DEFAULT '',
  -- the words of a text
  body TEXT NOT NULL DEFAULT '',
  received_at INTEGER NOT NULL,
  answered_at INTEGER,
  ended_at INTEGER,
  talk_seconds INTEGER NOT NULL DEFAULT 0,
  disposition TEXT,
  summary TEXT,
  recording_url TEXT,
  transcript_key TEXT,
  -- 1 when it decided the lead's outcome
  counted INTEGER NOT NULL DEFAULT 0,
  -- when they asked to be called
  callback_at INTEGER,
  -- a call that has not reported by then is closed without
  ends_by INTEGER,
  -- what the carrier told of the call so far, JSON as domain/attempt.ts has it
  heard TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX inbound_by_carrier_id ON inbound_conversations (org_id, carrier_id);
-- Few at any time: who is talking to us is not dialed, and what never reports is closed.
CREATE INDEX inbound_open ON inbound_conversations (org_id, contact_id, channel) WHERE state <> 'ended';
CREATE INDEX inbound_open_phones ON inbound_conversations (org_id, phone, channel) WHERE state <> 'ended';
CREATE INDEX inbound_by_lead ON inbound_conversations (lead_id, id) WHERE lead_id IS NOT NULL;
CREATE INDEX inbound_by_contact ON inbound_conversations (org_id, contact_id, id) WHERE contact_id IS NOT NULL;
-- An inbound call has no organization in its address: the number says whose it is.
CREATE INDEX numbers_by_e164 ON numbers (e164);

-- Criteria were free text that nothing read; they are conditions now (settings.eligibility).
UPDATE campaigns SET settings = json_set(settings, '$.inbound_contacts', json('{"channels":["call","text"]}'))
WHERE settings ->> '$.inbound_contacts' IS NOT NULL;
UPDATE campaigns SET settings = json_insert(settings, '$.eligibility', json('null'));
