-- A relay this node subscribed to, by its own actor (FEP-ae0c).
CREATE TABLE relays (
  inbox TEXT PRIMARY KEY,         -- where it is told what it may pass on
  style TEXT NOT NULL,            -- mastodon: gets the activities; litepub: is pointed at the records
  actor TEXT,                     -- its actor; of one known by its inbox alone, since it answered
  activity TEXT NOT NULL,         -- our Follow
  state TEXT NOT NULL,            -- asked | accepted | rejected
  since TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX relays_actor ON relays (actor);
