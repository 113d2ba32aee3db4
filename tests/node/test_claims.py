"""Claims: each cell of the table of authority, asked of a node as others ask it: by activities."""

from __future__ import annotations

import pytest

from federation.authority import TABLE
from federation.errors import Refused
from node import publishing
from node.clock import iso
from node.publishing import Manner
from node.store import credentials, follows, listing_claims, memberships
from node.store.credentials import Held
from node.store.listing_claims import ListingClaim
from node.taking import Document
from tests.node.credentials import shown_by, stated
from tests.node.ground import NOW, ORIGIN, Ground, Peer
from tests.node.test_order import state_of

CLEF = Peer("https://clef.example/actors/clef", kind="network", seed=2)
VOISIN = Peer("https://clef.example/actors/voisin", kind="network", seed=9)
RAFLE = Peer("https://rafle.example/actors/rafle", kind="network", seed=6)
AUTRE = Peer("https://autre.example/actors/autre", seed=7)
ID = f"{CLEF.origin}/objects/a"
# A listing of ours, which CLEF says describes it.
LISTED = f"{ORIGIN}/objects/01jdabcdefghjkmnpqrstvwxyz"
# What CLEF states of us, and what VOISIN states of CLEF, which CLEF shows.
STATED = stated(CLEF, f"{ORIGIN}/actors/pedales", "stated")
SHOWN = shown_by(CLEF, stated(VOISIN, CLEF.id, "of-clef"), "shown")
# Whose the thing is, and nobody else's to touch: by verb and sort, what stands in `object`.
THINGS: dict[tuple[str, str], object] = {
    ("Create", "record"): CLEF.record("new"),
    ("Create", "endorsement"): SHOWN,
    ("Create", "actor"): CLEF.document,
    ("Update", "record"): CLEF.record(version=9, name="Autre"),
    ("Update", "endorsement"): SHOWN,
    ("Update", "actor"): CLEF.document,
    ("Delete", "record"): ID,
    ("Delete", "credential"): STATED["id"],
    ("Delete", "actor"): CLEF.id,
    ("Delete", "unknown"): f"{CLEF.origin}/objects/unseen",
    ("Accept", "Follow"): f"{CLEF.id}#asked",
    ("Accept", "Join"): f"{CLEF.id}#joined",
    ("Accept", "Offer"): f"{CLEF.id}#offered",
    ("Reject", "Follow"): f"{CLEF.id}#asked",
    ("Reject", "Join"): f"{CLEF.id}#joined",
    ("Reject", "Offer"): f"{CLEF.id}#offered",
    ("Offer", "actor"): CLEF.id,
    ("Offer", "credential"): STATED,
    ("Undo", "Follow"): {"id": f"{CLEF.origin}/follow", "type": "Follow", "actor": CLEF.id},
    ("Undo", "Join"): {"id": f"{CLEF.origin}/join", "type": "Join", "actor": CLEF.id},
    ("Undo", "Offer"): {"id": f"{CLEF.origin}/offer", "type": "Offer", "actor": CLEF.id, "target": LISTED},
    ("Undo", "Block"): {"id": f"{CLEF.origin}/block", "type": "Block", "actor": CLEF.id},
    ("Undo", "Announce"): {"id": f"{CLEF.origin}/announce", "type": "Announce", "actor": CLEF.id, "object": ID},
    ("Undo", "unknown"): f"{CLEF.origin}/follow",
    ("Add", "member"): AUTRE.id,
    ("Remove", "member"): AUTRE.id,
    ("Move", "actor"): CLEF.id,
}
# What others write that nothing here is for: by verb, objects of sorts that its row does not have.
FOREIGN: dict[str, list[object]] = {
    "Create": [None, ID, STATED, {"type": "Like", "id": ID, "object": ID}, {"type": "Follow", "id": ID, "object": ID}],
    "Update": [None, ID, {"type": "Announce", "id": ID, "object": ID}, {}],
    "Delete": [None, {}, [ID, ID]],
    "Accept": [None, ID, {"type": "Offer", "id": ID}, {"type": "Invite"}, {"type": "Note", "id": ID}],
    "Reject": [None, ID, {"type": "Offer", "id": ID}, {"type": "QuoteRequest", "id": ID}],
    "Undo": [None, {}, {"type": "Like", "id": f"{CLEF.origin}/x"}, {"type": "Delete"}, {"type": "Accept"}],
    "Add": [None, ID, CLEF.record("b")],
    "Remove": [None, ID, CLEF.record("b")],
    "Announce": [None, {}, STATED, {"type": "Like", "id": ID}, {"type": "Announce", "id": ID}, {"type": "Follow"}],
    "Follow": [None, {}, 3],
    "Join": [None, {}],
    "Leave": [None, {}],
    "Move": [None, {}, ID, AUTRE.id],
    "Flag": [None, {}, []],
    "Block": [None, {}],
    "Offer": [None, {}, AUTRE.id, [CLEF.id, AUTRE.id], CLEF.record("b"), {"type": "Note", "id": ID}],
}


def laid(ground: Ground) -> Ground:
    """We follow CLEF and asked it for things, it follows us, it is a network we belong to, and it blocked us once."""
    ground.follow(CLEF, VOISIN, RAFLE)
    ground.followed_by(CLEF)
    ground.belong(CLEF, AUTRE)
    ground.meet(VOISIN, RAFLE)
    follows.put(ground.db, ground.me, CLEF.id, f"{CLEF.id}#asked", "accepted", iso(NOW))
    memberships.put(ground.db, CLEF.id, ground.me, f"{CLEF.id}#joined", "accepted", iso(NOW))
    theirs = f"{CLEF.origin}/objects/listing"
    for claim in (
        ListingClaim(theirs, ground.me, CLEF.id, f"{CLEF.id}#offered", "asked", iso(NOW)),
        ListingClaim(LISTED, CLEF.id, ground.me, f"{CLEF.origin}/offer", "asked", iso(NOW)),
    ):
        listing_claims.put(ground.db, claim)
    held = Held(str(STATED["id"]), CLEF.id, ground.me, "asked", f"{CLEF.origin}/stated", None, None, iso(NOW), STATED)
    credentials.keep(ground.db, held)
    draft = {"kind": "listing", "name": "La Clef"}
    publishing.publish(ground.db, ground.home, ground.me, draft, Manner(id=LISTED))
    return ground


def about(ground: Ground, verb: str, sort: str) -> Document:
    """The rest of an activity of this verb about this sort of thing of CLEF's."""
    thing = THINGS[verb, sort]
    if isinstance(thing, dict) and verb == "Undo":
        thing = {"object": ground.me} | thing
    return {"object": thing, "target": f"{CLEF.id}/members"}


def test_cells__each_that_is_not_for_anybody_is_tried() -> None:
    assert set(THINGS) == {
        (verb, sort) for verb, row in TABLE.items() for sort, tie in row.items() if tie.name != "ANYBODY"
    }
    assert set(FOREIGN) == set(TABLE)


@pytest.mark.parametrize("by", [VOISIN, RAFLE], ids=["another actor of the same host", "another host"])
@pytest.mark.parametrize(("verb", "sort"), sorted(THINGS))
async def test_cell__by_another__changes_nothing(ground: Ground, verb: str, sort: str, by: Peer) -> None:
    laid(ground)
    await ground.hear(CLEF.says("Create", CLEF.record(), "first"))
    before = state_of(ground)

    said = about(ground, verb, sort)
    try:
        outcome = await ground.hear(by.says(verb, said["object"], "x", target=said["target"]))
    except Refused:
        outcome = "refused"

    # Of what nobody here has seen a neighbour may speak: it is remembered, and does nothing to the owner's.
    near = by is VOISIN and sort == "unknown"
    assert outcome == ("remembered" if near else "refused")
    after = state_of(ground)
    assert {**after, "tombstones": []} == {**before, "tombstones": []}


@pytest.mark.parametrize(
    ("verb", "number"), [(verb, number) for verb in FOREIGN for number in range(len(FOREIGN[verb]))]
)
async def test_verb__about_a_sort_its_row_does_not_have__is_refused(ground: Ground, verb: str, number: int) -> None:
    laid(ground)
    before, log = state_of(ground), ground.entries()

    with pytest.raises(Refused):
        await ground.hear(CLEF.says(verb, FOREIGN[verb][number], "x"))

    assert (state_of(ground), ground.entries()) == (before, log)


async def test_delete__of_an_actor_nobody_met__by_its_neighbour__silences_nobody(ground: Ground) -> None:
    ground.follow(VOISIN)
    await ground.hear(VOISIN.says("Delete", CLEF.id))

    ground.follow(CLEF)

    assert await ground.hear(CLEF.says("Create", CLEF.record())) == "kept"
    assert await ground.hear(CLEF.says("Follow", ground.me)) == "accepted"
