
-- Catalogues of networks that the operator installed: each version as its file says, for reports that answer it.
CREATE TABLE charters (
  slug TEXT NOT NULL,              -- its name
  version TEXT NOT NULL,
  document TEXT NOT NULL,          -- JSON
  installed TEXT NOT NULL,
  PRIMARY KEY (slug, version)
) WITHOUT ROWID;
