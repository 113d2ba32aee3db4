"""The directory as OGC API Features, Part 1, for geographic software. A file a noun; `web/ogc.py` serves it."""
