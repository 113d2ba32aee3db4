-- A record that is opened again to those who were told to forget it goes on under a new id: for them a Delete is for
-- ever. Its author may go on writing the former one.
CREATE TABLE successors (
  former TEXT PRIMARY KEY,        -- withdrawn
  id TEXT NOT NULL                -- the record that took its place
) WITHOUT ROWID;
CREATE INDEX successors_id ON successors (id);
