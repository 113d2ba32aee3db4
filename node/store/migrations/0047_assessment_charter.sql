-- Which charter the report of an organisation answers at its desk; no row: the common one.
CREATE TABLE assessment_charters (
  actor TEXT PRIMARY KEY,          -- the organisation
  charter TEXT NOT NULL,           -- a network's, with its version: reseau-nord/1.0
  since TEXT NOT NULL
) WITHOUT ROWID;
