-- What memory keeps of the directory (store/memory/) follows the list of changes: no change of an entry may be missing.
DROP TRIGGER changes_opened;
CREATE TRIGGER changes_written AFTER UPDATE ON entries BEGIN
  DELETE FROM changes WHERE num = NEW.num;
  INSERT INTO changes (num) VALUES (NEW.num);
END;

-- The order of names, walked through when many answer.
CREATE INDEX entries_named ON entries (open, name);

-- The values that entries have, each once: their names are long, and every entry has twenty.
CREATE TABLE tags (
  num INTEGER PRIMARY KEY,
  tag TEXT NOT NULL UNIQUE        -- sector=AM160, placed=fr-commune-59350, identifier=siren:123456782
);

-- Which entries have a value of `facets` or `places`. Written anew when this release first opens the database.
DROP TABLE entry_tags;
CREATE TABLE entry_tags (
  tag INTEGER NOT NULL,           -- tags.num
  num INTEGER NOT NULL,           -- entries.num
  PRIMARY KEY (tag, num)
) WITHOUT ROWID;
