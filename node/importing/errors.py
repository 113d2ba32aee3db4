"""What is wrong with a whole file: one fate, refused, because trying again would change nothing."""

from __future__ import annotations

from vocab.language import Text


class ImportRefused(Exception):
    """The file or its mapping cannot be imported; `public` says why and what to do, the message is for the log."""

    def __init__(self, public: Text) -> None:
        super().__init__(public.en)
        self.public = public
