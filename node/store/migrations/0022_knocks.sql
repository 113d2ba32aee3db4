-- What people without an account ask about a listing of this node, until somebody here deals with it.
CREATE TABLE knocks (
  num INTEGER PRIMARY KEY,
  listing TEXT NOT NULL,
  door TEXT NOT NULL,              -- claim | correct | remove
  words TEXT NOT NULL,
  contact TEXT NOT NULL,
  at TEXT NOT NULL
);
CREATE INDEX knocks_listing ON knocks (listing);
