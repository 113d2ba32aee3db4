"""Prepared: an activity with all that had to be awaited before it can be judged and applied."""

from __future__ import annotations

from dataclasses import dataclass

from node.reading import Reading

Document = dict[str, object]


@dataclass(frozen=True, slots=True)
class Prepared:
    """`actor` is whose it is, proved by signature, proof or origin. `signed`: by the actor's own HTTP signature or read
    at its origin, which every verb but Create, Update and Delete needs. `document` is the record it carries and
    `verified` how that was shown; for an Announce, `inner` is the activity announced and `inner_actor` whose that is;
    for a Move, `moved_to` is the new address that both its documents name. `reading`: the document's, when it was read
    already.
    """

    num: int
    activity: Document
    actor: str
    signed: bool
    verified: str = "none"
    proof: str | None = None
    document: Document | None = None
    inner: Document | None = None
    inner_actor: str | None = None
    moved_to: str | None = None
    reading: Reading | None = None
