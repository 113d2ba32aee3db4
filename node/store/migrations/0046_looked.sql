-- An address that this node looks at for organisations of its own, as it was found the last time.
CREATE TABLE looked (
  kind TEXT NOT NULL,              -- link: evidence of an answer that everybody may read
  url TEXT NOT NULL,
  tried TEXT,                      -- when it was looked at last; NULL: not yet
  since TEXT,                      -- since when it has been as it is
  outcome TEXT NOT NULL DEFAULT '', -- of a link: answered, shut, dead, barred
  said TEXT NOT NULL DEFAULT '',   -- of a link: the HTTP status, if one came
  next_check REAL NOT NULL,
  failures INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (kind, url)
) WITHOUT ROWID;
CREATE INDEX looked_due ON looked (next_check, url);
