-- Files that somebody brings in: how far each is, what became of its lines, and how to take it back.
CREATE TABLE imports (
  num INTEGER PRIMARY KEY,
  actor TEXT NOT NULL,             -- whose records it makes
  email TEXT NOT NULL,             -- who began it at the desk; '' at the command line
  kind TEXT NOT NULL,              -- listing | offer | request | event
  state TEXT NOT NULL,             -- reading | columns | trying | tried | applying | applied | undoing | undone | failed
  folder TEXT NOT NULL,            -- where its file lies; '' when there is none any more
  name TEXT NOT NULL,              -- the file as its owner calls it, or the address of a web page
  plan BLOB NOT NULL,              -- JSON: what its columns mean, its source and licence
  outcome BLOB NOT NULL,           -- JSON: what was found on the way
  done INTEGER NOT NULL DEFAULT 0,
  total INTEGER NOT NULL DEFAULT 0,
  created TEXT NOT NULL,
  changed REAL NOT NULL            -- when its state last changed: after keep_imports_days it is forgotten
);
CREATE INDEX imports_actor ON imports (actor, num);
CREATE INDEX imports_state ON imports (state, num);

-- What became, or would become, of each line of a file brought in at the desk.
CREATE TABLE import_lines (
  run INTEGER NOT NULL,
  phase TEXT NOT NULL,             -- try | done
  line INTEGER NOT NULL,
  fate TEXT NOT NULL,              -- accepted | changed | unchanged | known | held | refused
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  record TEXT,                     -- what it became; of a known one: the entry it looks like
  said BLOB NOT NULL,              -- JSON: [field, fr, en] of the reason and of each note
  PRIMARY KEY (run, phase, line)
) WITHOUT ROWID;
CREATE INDEX import_lines_fate ON import_lines (run, phase, fate, line);

-- What an import changed, so that it can be taken back.
CREATE TABLE import_changes (
  run INTEGER NOT NULL,
  line TEXT NOT NULL,              -- the line's own id
  what TEXT NOT NULL,              -- created | changed | held
  record TEXT NOT NULL,            -- '' of a line that waits for a moderator
  version TEXT NOT NULL,           -- the record as the import left it: edited since when it is another
  before BLOB,                     -- JSON of what was changed: the draft, the version and the line's digest before
  undone TEXT,                     -- done | edited | gone, once somebody took the import back
  PRIMARY KEY (run, line)
) WITHOUT ROWID;
CREATE INDEX import_changes_record ON import_changes (record);
CREATE INDEX imported_record ON imported (record);

-- What the columns of a file meant the last time one with these headings came.
CREATE TABLE import_mappings (
  actor TEXT NOT NULL,
  kind TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  plan BLOB NOT NULL,
  used REAL NOT NULL,
  PRIMARY KEY (actor, kind, fingerprint)
) WITHOUT ROWID;
