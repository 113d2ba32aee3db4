"""The table of what a territory's account says: what other servers ask of a Group, of its announces and of its Undo.

By their source, read in November 2026. Mastodon keeps a boost under the id of its Announce, dated by `published`, for
those in `to` and `cc`; an Undo takes away the status with the id of its object. Two Announces of one status are one
boost, under the id of the first. Of `featured` it takes notes of the account's own origin and author, and no others.
GoToSocial asks that the object of an Undo be an Announce by the same actor, and reads an account anew after six hours.
Lemmy takes an Announce of an activity that stands in it whole (FEP-1b12), with `to` and `cc` as lists.
"""

from __future__ import annotations

from typing import Final

from tests.peers.readers.actors import ORGANISATION
from tests.peers.readers.fields import (
    Document,
    Read,
    Row,
    Unreadable,
    address,
    addressed,
    moment,
    one_of,
    rsa_key,
    text,
)

PUBLIC: Final = "https://www.w3.org/ns/activitystreams#Public"

# It follows nobody, and describes no organisation to be found by a search.
_OTHERWISE: Final = ("following", "indexable")
GROUP: Final = (
    *(row for row in ORGANISATION if row.server != "Lemmy" and row.field not in _OTHERWISE),
    Row("Lemmy", "type", one_of("type", "Group")),
    Row("Lemmy", "preferredUsername", text("preferredUsername")),
    Row("Lemmy", "inbox", address("inbox")),
    Row("Lemmy", "outbox", address("outbox")),
    Row("Lemmy", "followers", address("followers")),
    Row("Lemmy", "publicKey", rsa_key),
)


def everybody(document: Document) -> object:
    """Public among those it is to: else it is shown to nobody, or as unlisted."""
    if PUBLIC not in (document.get("to") or ()):
        raise Unreadable("to")
    return document["to"]


def inside(*known: str) -> Read:
    """An activity that stands there whole, of one of these types, with its actor and its own object."""

    def read(document: Document) -> object:
        found = document.get("object")
        if not isinstance(found, dict) or found.get("type") not in known:
            raise Unreadable("object")
        return address("id")(found) and address("actor")(found) and found["object"]

    return read


def undone(document: Document) -> object:
    """An Announce under the id it had, by the same actor, of something by its address."""
    found = document.get("object")
    if not isinstance(found, dict) or found.get("type") != "Announce" or found.get("actor") != document.get("actor"):
        raise Unreadable("object")
    return address("id")(found) and address("object")(found)


_SAID: Final = (
    Row("Mastodon", "id", address("id")),
    Row("Mastodon", "actor", address("actor", own_host=True)),
    Row("Mastodon", "to", everybody),
    Row("GoToSocial", "cc", addressed("cc")),
    Row("Mastodon", "published", moment("published")),
)
POINTER: Final = (*_SAID, Row("Mastodon", "object", address("object")), Row("GoToSocial", "object", address("object")))
PASSED: Final = (
    *_SAID,
    Row("Lemmy", "to", addressed("to")),
    Row("Lemmy", "object", inside("Create", "Update", "Delete")),
)
UNDO: Final = (*_SAID, Row("Mastodon", "object", undone), Row("GoToSocial", "object", undone))
