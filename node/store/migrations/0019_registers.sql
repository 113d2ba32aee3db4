-- Official registers that whoever runs this node installed: whether a number is that of an organisation of this name here.

-- A number, with the names and the commune that the register gives it. Open organisations only, natural persons never.
CREATE TABLE register_entries (
  number TEXT PRIMARY KEY,        -- siren:… or rna:…
  names TEXT,                     -- one a line; empty until the file of names is installed
  commune TEXT                    -- its code
) WITHOUT ROWID;

-- A file that was installed.
CREATE TABLE registers (
  name TEXT PRIMARY KEY,          -- sirene-places sirene-names rna
  file TEXT NOT NULL,
  installed TEXT NOT NULL,
  entries INTEGER NOT NULL        -- how many it gave
) WITHOUT ROWID;
