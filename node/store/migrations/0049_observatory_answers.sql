-- Behind the observatory, who answered what, a row each: what an organisation takes back is struck at once.
CREATE TABLE observatory_answers (
  organization TEXT NOT NULL,
  practice TEXT NOT NULL,
  scope TEXT NOT NULL,             -- that of the row it is counted in
  grp TEXT NOT NULL,
  level INTEGER NOT NULL,          -- 0-4, or 5 where it does not apply
  PRIMARY KEY (organization, practice, scope, grp)
) WITHOUT ROWID;
INSERT INTO observatory_answers (organization, practice, scope, grp, level)
  SELECT said.key, r.practice, r.scope, r.grp, said.value FROM observatory_rows r, json_each(r.answers) said;
-- How many answers were struck since the row was counted: while there are any, it is not shown.
ALTER TABLE observatory_rows ADD COLUMN gone INTEGER NOT NULL DEFAULT 0;
ALTER TABLE observatory_rows DROP COLUMN answers;
