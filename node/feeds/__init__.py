"""Feeds: what the directory tells of a territory or of a question, for whoever follows it with a program."""
