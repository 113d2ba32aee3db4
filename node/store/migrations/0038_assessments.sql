-- A report on practices as the people of an organisation fill it in, answer by answer. It stays on this node.
CREATE TABLE assessment_answers (
  actor TEXT NOT NULL,             -- the organisation
  practice TEXT NOT NULL,          -- its notation in the charter
  charter TEXT NOT NULL,           -- the version of the charter that was answered
  answer BLOB NOT NULL,            -- as it was typed, in the words of a file
  email TEXT NOT NULL,             -- who wrote it last; empty: a file or a program did
  at TEXT NOT NULL,
  report TEXT,                     -- the report that carries it as it stands; NULL: none yet
  PRIMARY KEY (actor, practice)
) WITHOUT ROWID;
