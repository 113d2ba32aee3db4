-- Who hears by e-mail what came, changed and ended in a territory or of a question. Addresses are sealed with a key that
-- lies outside of the database; `mark` knows one again without being readable.
CREATE TABLE digests (
  num INTEGER PRIMARY KEY,
  mark TEXT NOT NULL,
  sealed BLOB NOT NULL,
  question TEXT NOT NULL,          -- conditions, as an address has them
  rhythm TEXT NOT NULL,            -- daily | weekly | monthly
  language TEXT NOT NULL,
  stop TEXT NOT NULL UNIQUE,       -- hash of the secret in the link that ends it
  state TEXT NOT NULL,             -- what they know: a name in digest_states
  due REAL NOT NULL,
  UNIQUE (mark, question)
);
CREATE INDEX digests_due ON digests (due, num);
CREATE INDEX digests_of_question ON digests (question, due);

-- Addresses that were given and have not confirmed; forgotten after two days.
CREATE TABLE digest_requests (
  hash TEXT PRIMARY KEY,           -- of the secret in the letter
  mark TEXT NOT NULL,
  sealed BLOB NOT NULL,
  question TEXT NOT NULL,
  rhythm TEXT NOT NULL,
  language TEXT NOT NULL,
  made REAL NOT NULL
);
CREATE INDEX digest_requests_made ON digest_requests (made);

-- When a confirmation last left for an address: one a day.
CREATE TABLE digest_asked (mark TEXT PRIMARY KEY, at REAL NOT NULL) WITHOUT ROWID;

-- What answered a question at some moment: ids and versions, shared by all who know just that.
CREATE TABLE digest_states (name TEXT PRIMARY KEY, held BLOB NOT NULL) WITHOUT ROWID;
