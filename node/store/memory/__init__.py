"""What the directory keeps in memory of the records that are open to everybody: derived, and never a record itself."""
