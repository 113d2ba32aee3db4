-- What the observatory shows of each month: made once, citable for ever.
CREATE TABLE observatory_months (
  month TEXT PRIMARY KEY,          -- 2026-11
  document BLOB NOT NULL,          -- JSON; counts that may not be shown are not in it
  sha256 TEXT NOT NULL             -- of the document as canonical JSON (RFC 8785)
) WITHOUT ROWID;

-- Behind the newest month: who answered what in each row. A row is renewed when five of them have said something new, so
-- the node has to remember what it counted. Read by nothing else, and in no export.
CREATE TABLE observatory_rows (
  scope TEXT NOT NULL,             -- network | sector | department | size
  grp TEXT NOT NULL,               -- a notation, a slug, a size; empty for the whole network
  practice TEXT NOT NULL,
  month TEXT NOT NULL,             -- when it was counted
  answers TEXT NOT NULL,           -- JSON: {organisation: 0-4, or 5 where it does not apply}
  PRIMARY KEY (scope, grp, practice)
) WITHOUT ROWID;
