-- People at the desk: what they may do, where they are signed in, whom they invited, what was done.

ALTER TABLE users ADD COLUMN name TEXT NOT NULL DEFAULT '';           -- how the others here know this person
ALTER TABLE users ADD COLUMN role TEXT NOT NULL DEFAULT 'member';     -- administrator | moderator | member, of the node
ALTER TABLE user_actors ADD COLUMN role TEXT NOT NULL DEFAULT 'editor';  -- editor | reader, of one organisation

-- Who installed the node runs it.
UPDATE users SET role = 'administrator' WHERE email = (
  SELECT email FROM users WHERE everywhere = 1 AND disabled IS NULL ORDER BY created, email LIMIT 1
);

-- Where somebody is signed in. Only the hash of what their browser keeps.
CREATE TABLE sessions (
  hash TEXT PRIMARY KEY,
  email TEXT NOT NULL,
  created REAL NOT NULL,
  seen REAL NOT NULL,
  expires REAL NOT NULL,
  agent TEXT NOT NULL              -- the browser as it calls itself, shortened
) WITHOUT ROWID;
CREATE INDEX sessions_email ON sessions (email);

-- A link that lets one person in, once. Only its hash.
CREATE TABLE invitations (
  hash TEXT PRIMARY KEY,
  actor TEXT,                      -- the organisation; NULL: the whole node
  role TEXT NOT NULL,              -- editor | reader | moderator | administrator
  note TEXT NOT NULL,              -- for whom, in the words of who invites
  made_by TEXT NOT NULL,
  created REAL NOT NULL,
  expires REAL NOT NULL,
  used REAL,
  used_by TEXT
) WITHOUT ROWID;

-- What people did at the desk.
CREATE TABLE journal (
  num INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  email TEXT NOT NULL,
  actor TEXT,                      -- the organisation it was done for; NULL: the node
  act TEXT NOT NULL,               -- one of node/accounts/journal.py
  object TEXT NOT NULL             -- the record, person, actor or host it was done to
);
CREATE INDEX journal_actor ON journal (actor, num);
