"""The command line: a file a noun. It reads what was typed, hands the work on, and says what became of it."""

import gc

# Modules that load make many objects and hardly any garbage: until all are there the collector need not look.
gc.set_threshold(250_000, 20, 20)
