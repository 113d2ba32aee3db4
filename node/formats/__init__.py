"""The forms in which the directory leaves the node: one file each, all from the same answer."""
