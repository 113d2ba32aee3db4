-- What another server says that it runs (NodeInfo), and when it was asked; both empty where it does not say.
CREATE TABLE software (
  origin TEXT PRIMARY KEY,        -- host[:port]
  name TEXT NOT NULL,
  version TEXT NOT NULL,
  asked REAL NOT NULL
) WITHOUT ROWID;
