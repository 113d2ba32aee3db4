"""Heralding: who follows a lister learns who took the place of its listing, and nothing else of them."""

from __future__ import annotations

import asyncio

import pytest

from node import claiming, following, publishing
from node.clock import iso
from node.introducing import Introducer
from node.moderating import Verified
from node.profiles import NewActor, add_actor
from node.store import log
from tests.node.ground import NOW, PAIR, Document, Ground, Peer
from tests.node.test_recognizing import LILLE, saw
from vocab.vocabulary import Vocabulary

SITE = "laclef.example"
SAID: Document = {"name": "La Clef", "location": LILLE, "website": f"https://{SITE}/"}
CLEF = Peer("https://clef.example/actors/clef", seed=2, said=SAID)
READER = Peer("https://lecteur.example/actors/lecteur", seed=4)


def told(ground: Ground) -> list[tuple[str, object]]:
    """What followers are told of La Clef, in order: the activity, and what it carries."""
    found: list[tuple[str, object]] = []
    for entry in ground.entries():
        object = ground.activity(entry.id).get("object")
        if entry.type in ("Announce", "Undo") and entry.actor == ground.me and isinstance(object, dict):
            found.append((entry.type, object.get("type")))
    return found


async def asked(ground: Ground, **more: object) -> str:
    """A listing of ours that La Clef says describes it; the reader follows us."""
    ground.followed_by(READER)
    about = {"name": "La Clef", "website": f"https://{SITE}/"}
    id = ground.say(kind="listing", name="La Clef", organization=about, location={"city": "Lille"}, **more).id
    ground.meet(CLEF)
    await ground.hear(CLEF.says("Offer", CLEF.id, "offer", target=id))
    return id


def accept(ground: Ground, id: str, said: Peer = CLEF) -> None:
    claiming.accept(ground.db, ground.home, id, CLEF.id, Verified(said.document, "origin", None))


async def test_herald__the_profile_as_its_owner_signed_it__and_each_later_version(ground: Ground) -> None:
    id = await asked(ground)
    assert told(ground) == []

    accept(ground, id)
    accept(ground, id)
    newer = Peer(CLEF.id, seed=2, said=SAID | {"name": "La Clef du Nord", "updated": iso(NOW)})
    for name in ("u", "again"):
        await ground.hear(newer.says("Update", newer.document, name))
    offer = CLEF.record(kind="Proposal", purpose="offer")
    await ground.hear(CLEF.says("Create", offer, "c"))

    assert told(ground) == [("Announce", "Organization"), ("Announce", "Update")]
    announced = log.last_of(ground.db, ground.me, CLEF.id)
    assert announced is not None
    said = ground.activity(announced.id)["object"]
    assert isinstance(said, dict) and said["object"] == newer.document
    sent = [(type, about) for type, about, inbox in ground.sent() if inbox.startswith(READER.origin)]
    assert sent[-1] == ("Announce", said["id"])


async def test_herald__one_who_lives_here(ground: Ground) -> None:
    ground.followed_by(READER)
    other = add_actor(ground.db, ground.home, NewActor("clef", "La Clef", "platform", "fr-commune-59350"), PAIR)
    id = ground.say(kind="listing", name="La Clef", organization={"name": "La Clef"}).id

    claiming.accept(ground.db, ground.home, id, other, None)  # nobody had asked
    publishing.publish(ground.db, ground.home, other, {"kind": "profile", "name": "La Clef du Nord"})
    claiming.refuse(ground.db, ground.home, id, other)

    assert told(ground) == [("Announce", "Create"), ("Announce", "Update"), ("Undo", "Announce")]


@pytest.mark.parametrize("how", ["refused", "taken back"])
async def test_silence__a_claim_that_ends(ground: Ground, how: str) -> None:
    id = await asked(ground)
    accept(ground, id)

    if how == "refused":
        claiming.refuse(ground.db, ground.home, id, CLEF.id)
    else:
        await ground.hear(CLEF.says("Undo", CLEF.says("Offer", CLEF.id, "offer", target=id), "u"))
    newer = Peer(CLEF.id, seed=2, said=SAID | {"updated": iso(NOW)})
    await ground.hear(newer.says("Update", newer.document, "n"))

    assert told(ground) == [("Announce", "Organization"), ("Undo", "Announce")]
    assert log.last_of(ground.db, ground.me, CLEF.id) is None


async def test_silence__while_another_claim_holds__nothing_is_taken_back(ground: Ground) -> None:
    first = await asked(ground)
    second = await asked(ground)
    accept(ground, first)
    accept(ground, second)

    claiming.refuse(ground.db, ground.home, first, CLEF.id)

    assert told(ground) == [("Announce", "Organization")]


async def test_herald__whom_the_website_names__for_as_long_as_it_does(ground: Ground) -> None:
    await asked(ground)
    saw(ground, SITE, CLEF.id)
    at_work = Introducer(ground.home, ground.store, ground.preparer, asyncio.Event())
    await at_work.introduce()
    assert told(ground) == [("Announce", "Organization")]

    saw(ground, SITE)
    await at_work.introduce()

    assert told(ground) == [("Announce", "Organization"), ("Undo", "Announce")]


async def test_herald__what_was_not_for_everybody__is_not_told(ground: Ground) -> None:
    for visibility in ("private", "followers"):
        accept(ground, await asked(ground, visibility=visibility))

    assert told(ground) == []


async def test_herald__a_profile_that_may_not_be_announced_any_more(ground: Ground) -> None:
    accept(ground, await asked(ground))
    closed = SAID | {"updated": iso(NOW), "usagePolicy": "coop:policy-network-only"}
    opened = SAID | {"updated": iso(NOW + 1)}

    for name, said in (("closed", closed), ("opened", opened)):
        newer = Peer(CLEF.id, seed=2, said=said)
        await ground.hear(newer.says("Update", newer.document, name))

    assert told(ground) == [("Announce", "Organization"), ("Undo", "Announce"), ("Announce", "Update")]


async def test_herald__an_organisation_that_is_no_more(ground: Ground) -> None:
    accept(ground, await asked(ground))

    assert await ground.hear(CLEF.says("Delete", CLEF.id, "d", published=iso(NOW))) == "actor gone"

    assert told(ground) == [("Announce", "Organization"), ("Announce", "Delete")]


async def test_herald__a_member_that_leaves__was_listed_too(words: Vocabulary) -> None:
    ground = await Ground.lay(words, kind="network")
    id = await asked(ground)
    await ground.hear(CLEF.says("Join", ground.me, "join"))
    accept(ground, id)
    claiming.refuse(ground.db, ground.home, id, CLEF.id)  # it is a member still
    assert told(ground) == [("Announce", "Organization")]
    accept(ground, id)

    following.dismiss(ground.db, ground.home, ground.me, CLEF.id)

    # Removed as a member, it is announced once more, for the listing that it replaces.
    assert told(ground) == [("Announce", "Organization")] * 2
    assert log.last_of(ground.db, ground.me, CLEF.id) is not None
