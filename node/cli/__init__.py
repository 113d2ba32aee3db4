"""The command line: a file a noun. It reads what was typed, hands the work on, and says what became of it."""
