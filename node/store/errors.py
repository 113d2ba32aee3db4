"""What the store refuses.

StoreError
├── NewerDatabase    the file was written by a later release
├── Unsaved          the copy that an upgrade needs could not be made
├── Locked           another process holds the data folder
└── Unstorable       a document that could not be read back byte for byte
"""

from __future__ import annotations

from vocab.language import Text


class StoreError(Exception):
    """The store cannot do what was asked; `public` says why to a person."""

    def __init__(self, log: str, public: Text) -> None:
        super().__init__(log)
        self.public = public


class NewerDatabase(StoreError):
    """The database was written by a later release than this one."""


class Unsaved(StoreError):
    """The copy that an upgrade needs could not be made, so nothing was changed."""


class Locked(StoreError):
    """Another process works on this data folder."""


class Unstorable(StoreError):
    """A document that could not be read back byte for byte."""
