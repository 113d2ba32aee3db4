-- What ends next, by kind: events, calls and offers with a last day, for the first page.
CREATE INDEX entries_ending ON entries (kind, expires, id) WHERE expires IS NOT NULL;
