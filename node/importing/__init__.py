"""Bringing a list of organisations in: a file becomes listings that say where they come from.

The way of a file: `reading` opens it (GeoJSON, CSV or JSON-LD) and gives lines of named cells; `mapping` gives the
cells our names; `rows` judges each line and drafts its listing; `report` counts what became of them. Everything here is
a function of its input: publishing the drafts, remembering earlier imports and asking a moderator are the caller's.
"""
