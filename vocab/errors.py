"""What can be wrong with a document before anyone asks what it means.

    VocabError
    ├── NotJSON           the bytes are not one JSON object
    ├── TooLarge          a limit of size, depth or count is passed
    ├── Malformed         JSON, but of a shape we refuse (repeated key, restructuring keyword, huge integer)
    ├── NotCanonical      no canonical form exists (NaN, an integer beyond 2^53)
    └── Unproven          JSON-LD outside the subset proven equal to the reference processor
        └── UnknownContext    a JSON-LD context that does not ship with us: no RDF, now or later

The first four are refused for good. Unproven refuses nothing: the document is read as JSON at once, and its RDF is
made (or not) by the worker process. None of them is a bug, none is worth a retry.
"""

from __future__ import annotations

from typing import ClassVar

from vocab.language import Text


class VocabError(Exception):
    """A document we cannot take as it is: the message is for the log, `public` for people."""

    public: ClassVar[Text] = Text("Ce document est illisible pour nous.", "We cannot read this document.")


class NotJSON(VocabError):
    """The bytes are not one JSON object in UTF-8 (RFC 8259)."""

    public = Text("Ce message n'est pas un objet JSON valide.", "This message is not a valid JSON object.")


class TooLarge(VocabError):
    """One of the limits on bytes, depth, keys, list length or text length is passed."""

    public = Text("Ce document est trop grand.", "This document is too large.")


class Malformed(VocabError):
    """Valid JSON of a shape we refuse: a repeated key, a restructuring keyword, an integer beyond 2^53."""

    public = Text(
        "Ce document a une forme que nous refusons par sécurité.", "This document has a shape we refuse for safety."
    )


class NotCanonical(VocabError):
    """The value has no canonical JSON form (RFC 8785): it cannot be signed nor compared."""

    public = Text(
        "Ce document contient un nombre qui ne peut pas être signé.",
        "This document holds a number that cannot be signed.",
    )


class Unproven(VocabError):
    """Expansion by table is not proven equal to the reference processor here; the worker decides."""

    public = Text("Ce document sera relu un peu plus tard.", "This document will be read again a little later.")


class UnknownContext(Unproven):
    """A JSON-LD context that is not bundled; it is never fetched."""

    public = Text(
        "Ce document utilise un vocabulaire que nous ne connaissons pas.",
        "This document uses a vocabulary we do not know.",
    )

    def __init__(self, url: str) -> None:
        super().__init__(f"JSON-LD context is not bundled and is never fetched: {url[:200]}")
        self.url = url
