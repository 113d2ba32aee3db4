-- What the directory held of each territory, counted once a month: the evolution that a territory's page shows.
CREATE TABLE months_counted (
  month TEXT PRIMARY KEY,          -- 2026-11
  counted TEXT NOT NULL            -- when, UTC with milliseconds
) WITHOUT ROWID;

-- A territory of which nothing was known in a month that was counted has no row.
CREATE TABLE territory_months (
  territory TEXT NOT NULL,         -- its slug
  month TEXT NOT NULL,
  here INTEGER NOT NULL,           -- organisations that stand there
  serving INTEGER NOT NULL,        -- organisations from elsewhere that serve it or something in it
  offers INTEGER NOT NULL,
  requests INTEGER NOT NULL,
  events INTEGER NOT NULL,
  practices INTEGER NOT NULL,
  PRIMARY KEY (territory, month)
) WITHOUT ROWID;
CREATE INDEX territory_months_month ON territory_months (month);

-- Calls and announcements of others of which an organisation said at its desk that they are not for it.
CREATE TABLE put_aside (
  actor TEXT NOT NULL,             -- one of our organisations
  record TEXT NOT NULL,            -- the id of what is not for it
  since TEXT NOT NULL,             -- UTC with milliseconds
  PRIMARY KEY (actor, record)
) WITHOUT ROWID;
