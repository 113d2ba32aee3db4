-- Who and what an organisation does not want to learn a practice from: "not for us", remembered, and told to nobody.
CREATE TABLE learning_aside (
  actor TEXT NOT NULL,             -- the organisation
  practice TEXT NOT NULL,          -- its notation in the charter
  id TEXT NOT NULL,                -- an organisation, a story, an event or an offer
  since TEXT NOT NULL,
  PRIMARY KEY (actor, practice, id)
) WITHOUT ROWID;
