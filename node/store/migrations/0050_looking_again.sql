-- When somebody of an organisation last asked that its website and its code be looked at again.
CREATE TABLE looks_asked (
  actor TEXT PRIMARY KEY,
  asked TEXT NOT NULL
) WITHOUT ROWID;

-- When a website was last asked, whether it answered or not; NULL: before this was written down.
ALTER TABLE sites ADD COLUMN tried TEXT;
