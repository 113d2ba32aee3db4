-- What the directory is searched by. All of it is derived from the records: `bocage reindex` empties it and writes it anew.

-- A record, or an actor, that the directory holds. `num` is the record's. `facets` and `places` list its values between
-- spaces: counting and testing them costs no second look-up, and entries with the same places count as one.
CREATE TABLE entries (
  num INTEGER PRIMARY KEY,
  open INTEGER NOT NULL,          -- 1: everybody may see it on a page and find it
  kind TEXT NOT NULL,             -- organization practice offer request event report story
  claimed INTEGER,                -- organisations: 1 its own profile, 0 a listing by somebody else
  facets TEXT NOT NULL,           -- ' kind=organization sector=AM160 ': notations, never labels
  places TEXT NOT NULL,           -- ' placed=SLUG serving=SLUG serves=SLUG ', containing territories included
  latitude REAL,
  longitude REAL,
  x REAL,                         -- the same point on the unit sphere: distances without trigonometry in SQL
  y REAL,
  z REAL,
  updated TEXT NOT NULL,          -- UTC with milliseconds
  expires TEXT,
  policy TEXT NOT NULL,
  audience TEXT NOT NULL,
  name TEXT NOT NULL,             -- folded, to sort by
  id TEXT NOT NULL,
  owner TEXT NOT NULL
);
CREATE INDEX entries_newest ON entries (open, updated DESC, id);
CREATE INDEX entries_owner ON entries (owner, kind);

-- Which entries have a value of `facets` or `places`.
CREATE TABLE entry_tags (
  tag TEXT NOT NULL,              -- sector=AM160, placed=fr-commune-59350, identifier=siren:123456782
  num INTEGER NOT NULL,
  PRIMARY KEY (tag, num)
) WITHOUT ROWID;

-- How many open entries of a kind have a value: the answer to a question without filter.
CREATE TABLE entry_counts (
  facet TEXT NOT NULL,
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (facet, kind, value)
) WITHOUT ROWID;

-- A collection (its IRI) whose members may see an entry that is not for everybody.
CREATE TABLE entry_readers (
  num INTEGER NOT NULL,
  collection TEXT NOT NULL,
  PRIMARY KEY (num, collection)
) WITHOUT ROWID;

-- What a practice record, a report's answer or a story says of an organisation's practice. The newest unexpired one
-- that is no story counts.
CREATE TABLE statements (
  num INTEGER NOT NULL,
  kind TEXT NOT NULL,             -- practice report story
  organization TEXT NOT NULL,
  practice TEXT NOT NULL,
  level INTEGER,                  -- 0-4; NULL: does not apply
  stated TEXT NOT NULL,
  expires TEXT,
  PRIMARY KEY (num, practice)
) WITHOUT ROWID;
CREATE INDEX statements_organization ON statements (organization, practice);
CREATE INDEX statements_practice ON statements (practice);

-- Where entries are. The tree rounds outward to single precision; `entries` has the exact point.
CREATE VIRTUAL TABLE entry_points USING rtree (num, south, north, west, east);

-- The stems of an entry (vocab/words.py): already folded, so the plainest tokenizer serves.
CREATE VIRTUAL TABLE entry_words USING fts5 (name, labels, content, tokenize = 'ascii');
