-- What others said last, so that what they said before it and comes later does nothing; who blocked us; what was reported.

-- The newest word of an actor about another actor or a record: follow, join, member, announce, block, move.
CREATE TABLE last_words (
  kind TEXT NOT NULL,
  actor TEXT NOT NULL,            -- who said it
  about TEXT NOT NULL,
  holds INTEGER NOT NULL,         -- 1: begun; 0: ended
  said TEXT NOT NULL,             -- UTC with milliseconds: when its actor says it was, else when it came
  PRIMARY KEY (kind, actor, about)
) WITHOUT ROWID;
CREATE INDEX last_words_about ON last_words (about, kind);
CREATE INDEX last_words_said ON last_words (said);

-- An actor elsewhere that wants nothing from one of ours.
CREATE TABLE blocked_by (
  blocker TEXT NOT NULL,
  blocked TEXT NOT NULL,
  activity TEXT NOT NULL,         -- the Block
  since TEXT NOT NULL,
  PRIMARY KEY (blocker, blocked)
) WITHOUT ROWID;
CREATE INDEX blocked_by_blocked ON blocked_by (blocked);

-- A report (Flag) about one of ours or a record held here: kept for the moderator.
CREATE TABLE flags (
  id TEXT PRIMARY KEY,            -- the Flag
  actor TEXT NOT NULL,            -- who reports; often a server's own actor
  about TEXT NOT NULL,            -- JSON array of the addresses reported
  content TEXT NOT NULL,
  received TEXT NOT NULL
) WITHOUT ROWID;
