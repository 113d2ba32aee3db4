-- Listings whose organisations were asked, once and for ever, whether they are theirs.
CREATE TABLE listing_invitations (
  listing TEXT PRIMARY KEY,
  actor TEXT NOT NULL,             -- whose listing it is
  made_by TEXT NOT NULL,
  mark TEXT NOT NULL,              -- of the address it was sent to; empty where the link is handed over
  made REAL NOT NULL,
  opened REAL,
  answer TEXT,                     -- claimed | corrected | refused
  answered REAL
);
CREATE INDEX listing_invitations_actor ON listing_invitations (actor);
CREATE UNIQUE INDEX listing_invitations_mark ON listing_invitations (mark) WHERE mark <> '';
