"""Contours: the outlines of territories that an operator installs from a file: read, matched, simplified, kept."""
