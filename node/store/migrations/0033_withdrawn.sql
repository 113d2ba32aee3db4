-- What was withdrawn of late, for feeds: a few rows among many.
CREATE INDEX records_withdrawn ON records (version) WHERE deleted = 1;
