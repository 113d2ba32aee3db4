-- The words of the index, one row each, read straight from it: where a misspelt word finds its neighbours.
CREATE VIRTUAL TABLE entry_terms USING fts5vocab ('entry_words', 'row');
