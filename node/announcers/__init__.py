"""Announcers: the actors of territories and themes, Groups that say what is new, changed or ended (DESIGN 4 and 5)."""
