-- Addresses where programs wait for news of a question, set up by an editor.
CREATE TABLE webhooks (
  num INTEGER PRIMARY KEY,
  email TEXT NOT NULL,             -- who set it up
  actor TEXT NOT NULL,             -- for which organisation
  url TEXT NOT NULL,
  question TEXT NOT NULL,          -- conditions, as an address has them
  sealed BLOB NOT NULL,            -- the secret of its signature
  made REAL NOT NULL,
  state TEXT NOT NULL,             -- what it knows: a name in digest_states
  position INTEGER NOT NULL,       -- of the changes up to which it knows all
  failures INTEGER NOT NULL DEFAULT 0,
  next REAL NOT NULL,
  stopped TEXT NOT NULL DEFAULT '' -- gone | failures
);
CREATE INDEX webhooks_of_actor ON webhooks (actor);
CREATE INDEX webhooks_of_person ON webhooks (email);

-- How the last tellings went.
CREATE TABLE webhook_tellings (
  num INTEGER PRIMARY KEY,
  webhook INTEGER NOT NULL,
  at REAL NOT NULL,
  outcome TEXT NOT NULL,           -- told, else why not
  records INTEGER NOT NULL
);
CREATE INDEX webhook_tellings_of ON webhook_tellings (webhook, num);
