-- How far an organisation wants to come with its practices. For its own people; no document is made of it.
CREATE TABLE goals (
  num INTEGER PRIMARY KEY,
  actor TEXT NOT NULL,             -- the organisation
  practice TEXT NOT NULL,          -- its notation in the charter
  level INTEGER NOT NULL,          -- where it stood, 0-3
  aim INTEGER NOT NULL,            -- where it wants to be, 1-4
  due TEXT NOT NULL,               -- the day until when
  who TEXT NOT NULL,               -- who sees to it, in their words
  help TEXT NOT NULL,              -- the help wanted, in their words
  request TEXT,                    -- the request that was published for it
  state TEXT NOT NULL,             -- open | done | given_up
  reason TEXT NOT NULL,            -- why it was given up; what was learnt when done
  since TEXT NOT NULL,
  closed TEXT
);
CREATE INDEX goals_actor ON goals (actor, due);
-- One goal at a time for each practice.
CREATE UNIQUE INDEX goals_open ON goals (actor, practice) WHERE state = 'open';

-- A goal whose day was moved.
CREATE TABLE goal_moves (
  goal INTEGER NOT NULL REFERENCES goals (num),
  at TEXT NOT NULL,
  was TEXT NOT NULL,
  due TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (goal, at)
) WITHOUT ROWID;
