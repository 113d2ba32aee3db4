-- Records that came before a charter was installed and speak of it are read again, some at a time.
ALTER TABLE charters ADD COLUMN read_to INTEGER;  -- the number of the last that was looked at; NULL once all were
