-- Which records changed last in what the directory shows: what is derived elsewhere (the RDF stores) follows this list.
-- One row a record, with a position that only grows; the triggers see every statement, whichever unit of work runs it.
CREATE TABLE changes (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  num INTEGER NOT NULL UNIQUE     -- records.num; the record may be gone
);

CREATE TRIGGER changes_shelved AFTER INSERT ON entries BEGIN
  DELETE FROM changes WHERE num = NEW.num;
  INSERT INTO changes (num) VALUES (NEW.num);
END;

CREATE TRIGGER changes_taken_out AFTER DELETE ON entries BEGIN
  DELETE FROM changes WHERE num = OLD.num;
  INSERT INTO changes (num) VALUES (OLD.num);
END;

CREATE TRIGGER changes_opened AFTER UPDATE OF open, policy ON entries BEGIN
  DELETE FROM changes WHERE num = NEW.num;
  INSERT INTO changes (num) VALUES (NEW.num);
END;

-- Its proof was confirmed since: nothing else of it changed.
CREATE TRIGGER changes_verified AFTER UPDATE OF verified, via ON records BEGIN
  DELETE FROM changes WHERE num = NEW.num;
  INSERT INTO changes (num) VALUES (NEW.num);
END;
