-- What organisations state of each other, as credentials that our own gave or were offered.
CREATE TABLE credentials (
  id TEXT PRIMARY KEY,
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  state TEXT NOT NULL,             -- asked | accepted | refused | revoked
  offer TEXT NOT NULL,             -- the activity that offered it
  place INTEGER,                   -- of one given here: its place in its issuer's list of what is revoked
  record TEXT,                     -- under which id the one who accepted it here shows it
  since TEXT NOT NULL,
  document TEXT NOT NULL           -- as its issuer signed it
);
CREATE INDEX credentials_issuer ON credentials (issuer, since);
CREATE INDEX credentials_subject ON credentials (subject, since);
CREATE INDEX credentials_offer ON credentials (offer);
CREATE UNIQUE INDEX credentials_place ON credentials (issuer, place) WHERE place IS NOT NULL;

-- Derived: what the records show that carry a credential, a row a record.
CREATE TABLE endorsements (
  num INTEGER PRIMARY KEY REFERENCES records (num) ON DELETE CASCADE,
  credential TEXT NOT NULL,
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  practice TEXT,                   -- notation; NULL for an attestation
  level INTEGER,
  matter TEXT,                     -- register | accreditation | membership; NULL for a practice
  reference TEXT NOT NULL,
  method TEXT NOT NULL,
  evidence TEXT NOT NULL,          -- JSON, addresses
  valid_from TEXT NOT NULL,        -- UTC with milliseconds, as all here
  valid_until TEXT NOT NULL
);
CREATE INDEX endorsements_subject ON endorsements (subject, valid_until);
CREATE INDEX endorsements_issuer ON endorsements (issuer, subject);
CREATE INDEX endorsements_practice ON endorsements (practice, valid_until);
CREATE INDEX endorsements_credential ON endorsements (credential);
