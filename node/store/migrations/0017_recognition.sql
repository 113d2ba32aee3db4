-- What this node verified of organisations, which listings gave way to whom, and which are not the same though alike.

-- Derived from profiles and listings, as `entries` is: what they are compared by. A listing that gave way to the
-- organisation's own profile is here and not in `entries`.
CREATE TABLE organizations (
  num INTEGER PRIMARY KEY,        -- the record's
  id TEXT NOT NULL,
  claimed INTEGER NOT NULL,       -- 1 its own profile, 0 a listing by somebody else
  site TEXT,                      -- its website, without what changes and means nothing
  website TEXT,                   -- where it is read
  traits TEXT NOT NULL,           -- JSON: all that it is compared by (node/store/organizations.py)
  gives_way INTEGER,              -- the number of the profile that a listing gave way to
  how TEXT,                       -- host rel-me well-known accepted
  asks INTEGER NOT NULL DEFAULT 0 -- 1: its website has to be read to know more
);
CREATE INDEX organizations_gives_way ON organizations (gives_way) WHERE gives_way IS NOT NULL;
CREATE INDEX organizations_asks ON organizations (site) WHERE asks = 1;

-- By what an organisation is found when another is compared with it.
CREATE TABLE organization_keys (
  key TEXT NOT NULL,              -- site=… at=… host=… number=… by=… replaces=… name=PLACE/…
  num INTEGER NOT NULL,
  PRIMARY KEY (key, num)
) WITHOUT ROWID;

-- Derived: in which ways an organisation is verified here, and the facts of each.
CREATE TABLE verifications (
  num INTEGER NOT NULL,
  way TEXT NOT NULL,              -- claimed domain-proved register-matched attested
  facts TEXT NOT NULL,            -- JSON
  PRIMARY KEY (num, way)
) WITHOUT ROWID;

-- Organisations of which something else may have changed what is verified, or whether they give way.
CREATE TABLE unsettled (
  num INTEGER PRIMARY KEY
);
-- Not OR IGNORE: a trigger obeys the statement that fires it, and ON CONFLICT … DO UPDATE aborts.
CREATE TRIGGER membership_begins AFTER INSERT ON memberships BEGIN
  INSERT INTO unsettled SELECT num FROM records WHERE id = NEW.member AND num NOT IN (SELECT num FROM unsettled);
END;
CREATE TRIGGER membership_changes AFTER UPDATE ON memberships BEGIN
  INSERT INTO unsettled SELECT num FROM records WHERE id = NEW.member AND num NOT IN (SELECT num FROM unsettled);
END;
CREATE TRIGGER membership_ends AFTER DELETE ON memberships BEGIN
  INSERT INTO unsettled SELECT num FROM records WHERE id = OLD.member AND num NOT IN (SELECT num FROM unsettled);
END;

-- What a website said when this node read it: observed, not derived.
CREATE TABLE sites (
  site TEXT PRIMARY KEY,
  website TEXT NOT NULL,          -- where it was read
  links TEXT NOT NULL,            -- JSON: [[an actor's address, rel-me or well-known], …]
  checked TEXT,                   -- when it last answered
  next_check REAL NOT NULL,
  failures INTEGER NOT NULL DEFAULT 0,
  answer TEXT
) WITHOUT ROWID;
CREATE INDEX sites_next_check ON sites (next_check);

-- An organisation says that a listing describes it: what was asked of the lister, and what the lister answered.
CREATE TABLE listing_claims (
  listing TEXT NOT NULL,
  claimant TEXT NOT NULL,
  lister TEXT NOT NULL,
  activity TEXT NOT NULL,         -- the Offer
  state TEXT NOT NULL,            -- asked | accepted | refused
  since TEXT NOT NULL,
  PRIMARY KEY (listing, claimant)
) WITHOUT ROWID;
CREATE INDEX listing_claims_activity ON listing_claims (activity);

-- Two organisations that look alike and are not the same, as somebody here decided.
CREATE TABLE separations (
  one TEXT NOT NULL,              -- the smaller id
  other TEXT NOT NULL,
  by TEXT NOT NULL,               -- who decided: the node's own actor for whoever runs it, else an organisation
  since TEXT NOT NULL,
  PRIMARY KEY (one, other)
) WITHOUT ROWID;
