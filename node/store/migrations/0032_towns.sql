-- Territories that have an actor here, a Group that anybody may follow, as whoever runs the node decided.
CREATE TABLE towns (
  slug TEXT PRIMARY KEY,           -- fr-commune-59350
  state TEXT NOT NULL,             -- served | stopped
  since TEXT NOT NULL,
  actor TEXT UNIQUE                -- actors.id; NULL until somebody asked for it: it has no keys before
) WITHOUT ROWID;
CREATE INDEX towns_awake ON towns (actor) WHERE actor IS NOT NULL AND state = 'served';

-- Which version of a record a territory's actor told its followers of.
CREATE TABLE town_news (
  num INTEGER NOT NULL,            -- records.num; the record may be gone
  actor TEXT NOT NULL,
  record TEXT NOT NULL,            -- records.id
  version TEXT NOT NULL,
  PRIMARY KEY (num, actor)
) WITHOUT ROWID;
CREATE INDEX town_news_actor ON town_news (actor);

-- Activities of others as they came, until the actors of territories have looked at them: they are passed on unchanged.
CREATE TABLE town_activities (
  record TEXT PRIMARY KEY,         -- records.id
  body BLOB NOT NULL
) WITHOUT ROWID;

-- What the followers of a territory's actor that do not speak our namespace were told within the hour.
CREATE TABLE town_hours (
  actor TEXT PRIMARY KEY,
  began REAL NOT NULL,
  told INTEGER NOT NULL,
  held INTEGER NOT NULL,           -- what was over the limit, to be summed up when the hour is over
  named BLOB NOT NULL              -- JSON: [name, address] of the first of these
) WITHOUT ROWID;
CREATE INDEX town_hours_held ON town_hours (began) WHERE held > 0;
