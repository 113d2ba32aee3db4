"""The desk without its pages: forms as data, answers as drafts, what a record looks like before it leaves."""
