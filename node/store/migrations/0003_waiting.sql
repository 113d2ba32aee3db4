-- A waiting record is looked at again when its author turns out to be followed or a fellow member: with its version, and
-- how it came (JSON: the activity and how it was verified). Rows of before have neither and wait for a moderator alone.
ALTER TABLE waiting ADD COLUMN version TEXT NOT NULL DEFAULT '';
ALTER TABLE waiting ADD COLUMN how BLOB;
CREATE INDEX waiting_owner ON waiting (owner);
