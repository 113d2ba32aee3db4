-- Servers with which this node does, or does not, deal: the verdict holds for what lies under the domain.
CREATE TABLE domains (
  domain TEXT PRIMARY KEY,        -- a name in lower case, with its port where only that port is meant
  verdict TEXT NOT NULL,          -- allowed | refused
  why TEXT NOT NULL,
  since TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO domains (domain, verdict, why, since)
  SELECT target, 'refused', coalesce(why, ''), since FROM blocks WHERE instr(target, '/') = 0;
DELETE FROM blocks WHERE instr(target, '/') = 0;
