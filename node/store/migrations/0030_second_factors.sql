-- A second factor: what a person's telephone makes codes from (RFC 6238), and what stands in for a lost telephone.

CREATE TABLE second_factors (
  email TEXT PRIMARY KEY,
  secret BLOB NOT NULL,            -- sealed with a key that is not in the database
  made REAL NOT NULL,
  since REAL,                      -- when a first code confirmed it; NULL: it does not count yet
  step INTEGER NOT NULL DEFAULT 0, -- of the last code used: that one and those before are good no more
  wrong INTEGER NOT NULL DEFAULT 0,-- codes tried in a row that were not right
  rests_until REAL NOT NULL DEFAULT 0
) WITHOUT ROWID;

-- Codes that serve once each. Only hashes.
CREATE TABLE recovery_codes (
  email TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (email, hash)
) WITHOUT ROWID;

-- Somebody who showed one proof and is asked for the other. Only the hash of what their page holds.
CREATE TABLE half_sign_ins (
  hash TEXT PRIMARY KEY,
  email TEXT NOT NULL,
  way TEXT NOT NULL,               -- password | link
  tries INTEGER NOT NULL,          -- left
  expires REAL NOT NULL
) WITHOUT ROWID;

ALTER TABLE sessions ADD COLUMN way TEXT NOT NULL DEFAULT 'password';  -- how its person came in: password | link | passkey
