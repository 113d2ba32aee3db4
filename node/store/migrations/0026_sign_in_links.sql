-- Links that sign somebody in once, sent by e-mail. For an address that nobody here has, a row like any other and no email.
CREATE TABLE sign_in_links (
  hash TEXT PRIMARY KEY,           -- of the secret in the link
  mark TEXT NOT NULL,              -- of the address it was asked for
  email TEXT,
  made REAL NOT NULL,
  expires REAL NOT NULL
);
CREATE INDEX sign_in_links_mark ON sign_in_links (mark);
