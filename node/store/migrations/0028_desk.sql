-- The desk: messages between organisations, earlier versions, what is not published yet, pictures.

-- A message from one actor to another, one of ours at least. Seen by the people of `actor` alone.
CREATE TABLE messages (
  num INTEGER PRIMARY KEY,
  id TEXT NOT NULL,                -- the Note
  actor TEXT NOT NULL,             -- ours: whose desk shows it
  other TEXT NOT NULL,             -- with whom
  host TEXT NOT NULL,              -- where the other lives
  sent INTEGER NOT NULL,           -- 1: from ours to the other
  content TEXT NOT NULL,           -- plain text
  at TEXT NOT NULL,                -- when it was sent from here, or came
  seen INTEGER NOT NULL DEFAULT 0,
  UNIQUE (actor, id)
);
CREATE INDEX messages_with ON messages (actor, other, num);
CREATE INDEX messages_lately ON messages (actor, at);

-- Somebody from whom one of ours wants nothing more.
CREATE TABLE barred (
  actor TEXT NOT NULL,
  other TEXT NOT NULL,
  since TEXT NOT NULL,
  PRIMARY KEY (actor, other)
) WITHOUT ROWID;

-- What the author of a record of ours had written before the version that stands.
CREATE TABLE versions (
  record INTEGER NOT NULL REFERENCES records (num) ON DELETE CASCADE,
  version TEXT NOT NULL,
  draft BLOB NOT NULL,
  PRIMARY KEY (record, version)
) WITHOUT ROWID;

-- A form that somebody filled in and did not publish. It never leaves.
CREATE TABLE unfinished (
  num INTEGER PRIMARY KEY,
  actor TEXT NOT NULL,
  kind TEXT NOT NULL,
  record TEXT,                     -- the record it would change; NULL: a new one
  draft BLOB NOT NULL,
  email TEXT NOT NULL,             -- who wrote it last
  at TEXT NOT NULL
);
CREATE INDEX unfinished_actor ON unfinished (actor, at);

-- A picture as this node made it anew. Its name is the digest of its bytes.
CREATE TABLE pictures (
  hash TEXT PRIMARY KEY,
  actor TEXT NOT NULL,
  media_type TEXT NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  body BLOB NOT NULL,
  at TEXT NOT NULL
);

-- Which record of ours shows a picture; one that none shows goes.
CREATE TABLE picture_uses (
  hash TEXT NOT NULL REFERENCES pictures (hash) ON DELETE CASCADE,
  record TEXT NOT NULL,
  PRIMARY KEY (record, hash)
) WITHOUT ROWID;
CREATE INDEX picture_uses_hash ON picture_uses (hash);

-- What others changed, the newest first, for the timeline of those who follow them.
CREATE INDEX records_lately ON records (version, num) WHERE local = 0 AND kind <> 'Listing';
