"""Towns: the actors of territories and of themes, Groups that say what is new, changed or ended (DESIGN 4 and 5)."""
