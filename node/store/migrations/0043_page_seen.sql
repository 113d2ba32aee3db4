-- What the page of a website was seen to do when it was last read: JSON [when, hosts of others, where it speaks of accessibility]; NULL: never seen.
ALTER TABLE sites ADD COLUMN page TEXT;
