-- What a node knows and must not lose. Everything that can be rebuilt from these tables stands in 0002_directory.sql.

-- A fact about this database: log epoch, cursor secret.
CREATE TABLE meta (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- An actor that lives here: an organisation, or the node's own application actor (kind 'application').
CREATE TABLE actors (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  draft BLOB NOT NULL,            -- the profile as its owner wrote it (friendly fields, JSON)
  document BLOB NOT NULL,         -- the signed actor document as served
  created TEXT NOT NULL
) WITHOUT ROWID;

-- A private key of one of our actors. Each key has its own fragment for ever.
CREATE TABLE keys (
  id TEXT PRIMARY KEY,
  actor TEXT NOT NULL,
  algorithm TEXT NOT NULL,        -- rsa-sha256 | ed25519
  private BLOB NOT NULL,
  created TEXT NOT NULL,
  expires TEXT,                   -- retired, still good for what it signed before
  revoked TEXT
) WITHOUT ROWID;

-- A JSON-LD context, stored once.
CREATE TABLE contexts (
  hash TEXT PRIMARY KEY,
  body BLOB NOT NULL
) WITHOUT ROWID;

-- A record: the signed document as its owner published it. A withdrawn one keeps its signed Delete for ever.
CREATE TABLE records (
  num INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  owner TEXT NOT NULL,
  kind TEXT NOT NULL,             -- Profile Listing Practice PracticeReport PracticeStory Proposal Event; as it was for a withdrawn one
  body BLOB NOT NULL,             -- JSON; the context replaced by its hash, see store/records.py
  version TEXT NOT NULL,          -- updated, else published, else receipt; UTC with milliseconds
  audience TEXT NOT NULL,         -- public | network | followers | private
  policy TEXT NOT NULL,
  local INTEGER NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0,
  origin TEXT NOT NULL,           -- host[:port]
  received TEXT NOT NULL,
  verified TEXT NOT NULL,         -- own | proof | origin | transport | unconfirmed | none
  proof TEXT,                     -- JSON {method, key, checked}
  via TEXT                        -- the actor that brought it, when not its owner
);
CREATE INDEX records_owner ON records (owner, kind, deleted);

-- Why a record is in our directory. It stays while one reason remains.
CREATE TABLE reasons (
  record INTEGER NOT NULL REFERENCES records (num) ON DELETE CASCADE,
  reason TEXT NOT NULL,           -- own | followed | announced | member | accepted
  by TEXT NOT NULL,               -- the actor that gives the reason
  activity TEXT,                  -- the activity that gave it
  PRIMARY KEY (record, reason, by)
) WITHOUT ROWID;
CREATE INDEX reasons_by ON reasons (by, reason);

-- A row of this node beside its own record: what the friendly file said and the record does not carry.
CREATE TABLE drafts (
  record INTEGER PRIMARY KEY REFERENCES records (num) ON DELETE CASCADE,
  draft BLOB NOT NULL
);

-- Everything our actors did, in order: the append-only log that outboxes, catch-up and deliveries read.
CREATE TABLE log (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,        -- the activity
  actor TEXT NOT NULL,
  type TEXT NOT NULL,
  subject TEXT NOT NULL,          -- the record, actor or activity it is about
  -- live: gives a record's newest state; gone: its tombstone; lost: its Delete for those who saw it and may no more;
  -- past: superseded; act: no state
  state TEXT NOT NULL,
  body BLOB NOT NULL,
  published TEXT NOT NULL,
  audience TEXT NOT NULL,         -- public | network | followers | private | direct
  recipients TEXT NOT NULL        -- JSON array: every to and cc
);
CREATE INDEX log_actor ON log (actor, position);
CREATE INDEX log_subject ON log (actor, subject, state);

-- One activity to one inbox. Order is kept per inbox.
CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY,
  inbox TEXT NOT NULL,
  origin TEXT NOT NULL,
  position INTEGER NOT NULL REFERENCES log (position),
  state TEXT NOT NULL,            -- due | done | refused | expired
  attempts INTEGER NOT NULL DEFAULT 0,
  first_attempt REAL,
  next_attempt REAL NOT NULL,
  answer TEXT,                    -- the last error, for people
  finished REAL,
  UNIQUE (inbox, position)
);
CREATE INDEX deliveries_due ON deliveries (state, next_attempt);
CREATE INDEX deliveries_inbox ON deliveries (state, inbox, position);
CREATE INDEX deliveries_position ON deliveries (position);

-- An activity received and not yet forgotten: on disk before the sender hears 202.
CREATE TABLE inbox (
  num INTEGER PRIMARY KEY,
  id TEXT NOT NULL,               -- the activity
  signer TEXT NOT NULL,           -- who signed the request, or the actor whose collection we read it from
  actor TEXT NOT NULL,
  how TEXT NOT NULL,              -- pushed | pulled
  body BLOB,                      -- NULL once applied
  received TEXT NOT NULL,
  state TEXT NOT NULL,            -- new | done | refused | later | bug
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt REAL NOT NULL DEFAULT 0,
  answer TEXT,
  UNIQUE (id, signer)
);
CREATE INDEX inbox_state ON inbox (state, next_attempt, num);

-- An actor elsewhere, as its origin last served it.
CREATE TABLE peers_actors (
  id TEXT PRIMARY KEY,
  document BLOB NOT NULL,
  inbox TEXT NOT NULL,
  shared_inbox TEXT,
  username TEXT,
  implements INTEGER NOT NULL DEFAULT 0,  -- says it speaks our namespace
  fetched REAL NOT NULL
) WITHOUT ROWID;

-- A public key seen, with where and when. Learned elsewhere than at its origin it proves nothing yet.
CREATE TABLE peers_keys (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  algorithm TEXT NOT NULL,
  public TEXT NOT NULL,           -- PEM or multibase
  source TEXT NOT NULL,           -- origin | elsewhere
  seen REAL NOT NULL,
  expires TEXT,
  revoked TEXT,
  retired REAL
) WITHOUT ROWID;
CREATE INDEX peers_keys_owner ON peers_keys (owner);

-- Who follows whom; one side at least lives here.
CREATE TABLE follows (
  follower TEXT NOT NULL,
  followed TEXT NOT NULL,
  activity TEXT NOT NULL,         -- the Follow
  state TEXT NOT NULL,            -- asked | accepted | rejected
  since TEXT NOT NULL,
  PRIMARY KEY (follower, followed)
) WITHOUT ROWID;
CREATE INDEX follows_followed ON follows (followed, state);

-- Who belongs to which network; one side at least lives here.
CREATE TABLE memberships (
  network TEXT NOT NULL,
  member TEXT NOT NULL,
  activity TEXT NOT NULL,         -- the Join
  state TEXT NOT NULL,            -- asked | accepted | rejected
  since TEXT NOT NULL,
  PRIMARY KEY (network, member)
) WITHOUT ROWID;
CREATE INDEX memberships_member ON memberships (member, state);

-- A record addressed to us by an actor we do not know: it waits for a moderator.
CREATE TABLE waiting (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  body BLOB NOT NULL,
  why TEXT NOT NULL,
  received TEXT NOT NULL
) WITHOUT ROWID;

-- A plain note of somebody we follow: news, not a directory entry.
CREATE TABLE news (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  published TEXT NOT NULL,
  content TEXT NOT NULL,
  url TEXT
) WITHOUT ROWID;
CREATE INDEX news_published ON news (published);

-- Work that needs the network: backfill and catch-up of one actor for one of ours.
CREATE TABLE errands (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,             -- backfill | catchup
  actor TEXT NOT NULL,            -- ours, who signs
  subject TEXT NOT NULL,          -- the actor read
  cursor TEXT,                    -- where to go on
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt REAL NOT NULL,
  answer TEXT,
  UNIQUE (kind, actor, subject)
);

-- How far we have read another actor's log.
CREATE TABLE cursors (
  actor TEXT NOT NULL,
  subject TEXT NOT NULL,
  cursor TEXT NOT NULL,
  read REAL NOT NULL,
  PRIMARY KEY (actor, subject)
) WITHOUT ROWID;

-- What we know of another server.
CREATE TABLE origins (
  origin TEXT PRIMARY KEY,
  failures INTEGER NOT NULL DEFAULT 0,
  not_before REAL NOT NULL DEFAULT 0,
  last_ok REAL,
  last_seen REAL,
  last_error TEXT
) WITHOUT ROWID;

-- One line of one import: the record it became.
CREATE TABLE imported (
  actor TEXT NOT NULL,
  source TEXT NOT NULL,
  line TEXT NOT NULL,             -- the line's own identifier, or a digest of what names it
  record TEXT NOT NULL,
  digest TEXT NOT NULL,           -- of what the line said
  PRIMARY KEY (actor, source, line)
) WITHOUT ROWID;

-- A listing that looks like one person and waits for a moderator, or was refused.
CREATE TABLE held (
  actor TEXT NOT NULL,
  source TEXT NOT NULL,
  line TEXT NOT NULL,
  draft BLOB NOT NULL,
  why TEXT NOT NULL,
  since TEXT NOT NULL,
  PRIMARY KEY (actor, source, line)
) WITHOUT ROWID;

-- What must not come back: hashes of identifier, website, name and place of removed listings.
CREATE TABLE suppressed (
  hash TEXT PRIMARY KEY,
  since TEXT NOT NULL
) WITHOUT ROWID;

-- A bearer token for client-to-server; only its hash is kept.
CREATE TABLE tokens (
  hash TEXT PRIMARY KEY,
  actor TEXT NOT NULL,
  scope TEXT NOT NULL,
  created TEXT NOT NULL,
  revoked TEXT
) WITHOUT ROWID;

-- A person who may sign in to the desk.
CREATE TABLE users (
  email TEXT PRIMARY KEY,
  password TEXT NOT NULL,         -- argon2 or scrypt string
  created TEXT NOT NULL,
  disabled TEXT
) WITHOUT ROWID;

-- An actor or a whole host we refuse.
CREATE TABLE blocks (
  target TEXT PRIMARY KEY,        -- actor IRI or host[:port]
  why TEXT,
  since TEXT NOT NULL
) WITHOUT ROWID;
