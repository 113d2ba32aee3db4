-- Pages on which somebody proves that a listed organisation is theirs: by a letter to its domain, by a code on its site.
CREATE TABLE claim_proofs (
  hash TEXT PRIMARY KEY,           -- of the secret in the page's address
  listing TEXT NOT NULL,
  way TEXT NOT NULL,               -- letter | code
  mark TEXT NOT NULL,              -- of the address it was sent to; empty for a code
  made REAL NOT NULL,
  expires REAL NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0 -- how often the website was read for it
);
CREATE INDEX claim_proofs_listing ON claim_proofs (listing);
