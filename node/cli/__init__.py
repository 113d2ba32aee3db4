"""The command line: a file a noun. It reads what was typed, hands the work on, and says what became of it."""

import gc

# Modules that load make little garbage and many objects: looking through them again and again is a tenth of the start.
gc.set_threshold(50_000, 20, 20)
