-- Programs that act for our organisations with a person's consent (OAuth 2, FEP-d8c2).

-- A program, as its own document last described it.
CREATE TABLE oauth_programs (
  id TEXT PRIMARY KEY,            -- the client_id: the address of the document
  name TEXT NOT NULL,
  redirects TEXT NOT NULL,        -- JSON array of exact addresses
  read REAL NOT NULL
) WITHOUT ROWID;

-- A code a person agreed to, to be changed once for a token. Only its hash is kept.
CREATE TABLE oauth_codes (
  hash TEXT PRIMARY KEY,
  program TEXT NOT NULL,
  redirect TEXT NOT NULL,
  actor TEXT NOT NULL,
  person TEXT NOT NULL,           -- who agreed
  scope TEXT NOT NULL,
  challenge TEXT NOT NULL,        -- PKCE, S256
  expires REAL NOT NULL,
  consent TEXT NOT NULL,          -- what all tokens of this agreement share
  used REAL
) WITHOUT ROWID;

ALTER TABLE tokens ADD COLUMN kind TEXT NOT NULL DEFAULT 'access';  -- access | refresh
ALTER TABLE tokens ADD COLUMN program TEXT;                         -- NULL: made by bocage token create
ALTER TABLE tokens ADD COLUMN consent TEXT;
ALTER TABLE tokens ADD COLUMN person TEXT;
ALTER TABLE tokens ADD COLUMN expires REAL;
CREATE INDEX tokens_consent ON tokens (consent);
CREATE INDEX tokens_person ON tokens (person);

-- Which organisations a person may act for; with `everywhere`, all those of the node.
ALTER TABLE users ADD COLUMN everywhere INTEGER NOT NULL DEFAULT 1;
CREATE TABLE user_actors (
  email TEXT NOT NULL,
  actor TEXT NOT NULL,
  PRIMARY KEY (email, actor)
) WITHOUT ROWID;
