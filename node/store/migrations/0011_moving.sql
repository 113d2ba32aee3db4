-- An organisation of ours moves elsewhere, or takes over what it was elsewhere (FEP-7628).
ALTER TABLE actors ADD COLUMN also_known_as TEXT NOT NULL DEFAULT '[]';  -- JSON array: what it was elsewhere
ALTER TABLE actors ADD COLUMN moved_to TEXT;                             -- where it lives now, once it moved
ALTER TABLE actors ADD COLUMN moved_at TEXT;                             -- its last move, also one it took back
