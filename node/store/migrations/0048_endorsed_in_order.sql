-- What is stated of an organisation, or of a practice, is read a page at a time, the newest first.
CREATE INDEX endorsements_subject_newest ON endorsements (subject, valid_from, credential);
CREATE INDEX endorsements_practice_newest ON endorsements (practice, valid_from, credential);
-- Who asks for the list of what an issuer of ours revoked shows something of it: its server is told when more is revoked.
CREATE TABLE status_readers (
  issuer TEXT NOT NULL,
  server TEXT NOT NULL,
  inbox TEXT NOT NULL,
  asked REAL NOT NULL,             -- Unix seconds, when it asked last
  PRIMARY KEY (issuer, server)
) WITHOUT ROWID;
