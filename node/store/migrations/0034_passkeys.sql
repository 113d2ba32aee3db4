-- Passkeys: keys that people's devices hold for this node (WebAuthn). Only public halves.

CREATE TABLE passkeys (
  id TEXT PRIMARY KEY,             -- the credential's, base64url
  email TEXT NOT NULL,
  handle BLOB NOT NULL,            -- by which the device knows its person; says nothing of the address
  credential BLOB NOT NULL,        -- the public key as the device gave it
  counter INTEGER NOT NULL,        -- of the last signature
  name TEXT NOT NULL,              -- in its person's words
  created REAL NOT NULL,
  used REAL
) WITHOUT ROWID;
CREATE INDEX passkeys_email ON passkeys (email);

-- What a device has signed, once; kept until it would be too late anyway.
CREATE TABLE spent_challenges (
  hash TEXT PRIMARY KEY,
  expires REAL NOT NULL
) WITHOUT ROWID;
