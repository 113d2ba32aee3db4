-- A letter that waits to leave by e-mail. Address and words are sealed with a key that is not in this database.
CREATE TABLE letters (
  num INTEGER PRIMARY KEY,
  mark TEXT NOT NULL,              -- by which an address is known again, without being readable
  kind TEXT NOT NULL,              -- what it is for: claim, invitation, sign-in, digest…
  sealed BLOB NOT NULL,
  made REAL NOT NULL,
  expires REAL NOT NULL,           -- after which it is of no use to anybody
  next_attempt REAL NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  why TEXT NOT NULL DEFAULT ''     -- what kept it the last time: a word of node/mail/troubles.py, never an address
);
CREATE INDEX letters_due ON letters (next_attempt);
CREATE INDEX letters_of ON letters (mark, kind);

-- Addresses that refuse what we send: after three refusals they get nothing any more.
CREATE TABLE mail_refusals (
  mark TEXT PRIMARY KEY,
  refusals INTEGER NOT NULL,
  last REAL NOT NULL
);
