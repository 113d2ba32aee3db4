-- Who wants to be told by e-mail that something waits at the desk, in which language; when they were told last.
CREATE TABLE reminder_people (
  email TEXT PRIMARY KEY,
  language TEXT NOT NULL,
  stop TEXT NOT NULL UNIQUE,       -- hash of the secret in the link that ends it
  sent REAL NOT NULL DEFAULT 0,
  looked REAL NOT NULL DEFAULT 0   -- when it was last looked whether there is something
);

-- Of what they want to be told, and up to when they know.
CREATE TABLE reminder_choices (
  email TEXT NOT NULL,
  kind TEXT NOT NULL,              -- follow | claim | due | message
  known REAL NOT NULL,
  PRIMARY KEY (email, kind)
) WITHOUT ROWID;

-- Links by which somebody says, without signing in, that a record is still true.
CREATE TABLE confirm_links (
  hash TEXT PRIMARY KEY,           -- of the secret in the link
  email TEXT NOT NULL,
  actor TEXT NOT NULL,
  record TEXT NOT NULL,
  expires REAL NOT NULL
);
