"""Towns: the actors of territories, Groups that say what is new, changed or ended there (DESIGN 4 and 5)."""
