-- What the authority of a territory asks of its account here: that it stop, or go on at an account of its own.
CREATE TABLE town_requests (
  slug TEXT PRIMARY KEY,           -- fr-commune-59350
  actor TEXT NOT NULL,             -- the authority's own actor
  target TEXT,                     -- where the account should go on; NULL: it should stop
  content TEXT NOT NULL,
  received TEXT NOT NULL
) WITHOUT ROWID;
