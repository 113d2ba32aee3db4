-- What an actor elsewhere said of its followers here when we held another list (FEP-8fcf). It says when an errand was
-- last made for it, so that one comes at most now and again; the rest is what that errand compares with.
CREATE TABLE disagreements (
  subject TEXT PRIMARY KEY,       -- the actor elsewhere
  url TEXT NOT NULL,              -- where it lists its followers here
  digest TEXT NOT NULL,           -- of that list, as it said
  ours TEXT NOT NULL,             -- of what we held when it said so
  asked REAL NOT NULL
) WITHOUT ROWID;
