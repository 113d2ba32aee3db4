"""What an issuer revoked is shown no longer, though neither it nor the one it is about ever said so to this node."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import orjson
import pytest

from federation import proofs
from federation.client import Client
from federation.errors import Refused
from federation.keys import Signer, multibase
from node.clock import iso, whole_seconds
from node.endorsements import answering
from node.endorsements.status_worker import HOUR_S, MOST_LISTS, StatusWorker
from node.store import credentials, endorsements
from tests.node.credentials import CLEF, PANIER, RAFLE, me, offer, shown_by, sign, stated
from tests.node.ground import NOW, Ground, Peer
from vocab.context import PUBLIC
from vocab.status_list import to_status_list
from vocab.vocabulary import Vocabulary

LIST = f"{CLEF.id}/endorsements/status"


@pytest.fixture
async def ground(ground: Ground) -> Ground:
    """A node that shows what La Clef states of Panier and of us."""
    ground.follow(PANIER)
    ground.meet(CLEF, RAFLE)
    await ground.hear(PANIER.says("Create", shown_by(PANIER, stated(CLEF, PANIER.id)), to=[PUBLIC]))
    await ground.hear(offer(CLEF, stated(CLEF, ground.me, "ours", status_index=9), ground.me))
    answering.accept(ground.db, ground.home, me(ground), f"{CLEF.origin}/objects/ours")
    return ground


def worker(ground: Ground) -> StatusWorker:
    return StatusWorker(ground.home, ground.store, cast("Client", ground.web), ground.preparer)


def says(ground: Ground, *places: int, by: Peer = CLEF, id: str = LIST) -> None:
    """What stands at the list's address."""
    document = sign(by, to_status_list(id, CLEF.id, places, iso(NOW), iso(NOW + 7 * 24 * HOUR_S)))
    ground.web.pages[LIST] = orjson.dumps(document).decode()


def shown(ground: Ground) -> set[str]:
    found = (endorsements.of_subject(ground.db, id, iso(ground.clock.at), 5) for id in (PANIER.id, ground.me))
    return {each.subject for listed in found for each in listed}


async def test_list__ends_what_it_names__once_a_day(ground: Ground) -> None:
    reader = worker(ground)
    says(ground, 6)
    assert await reader.round() == 1
    assert shown(ground) == {PANIER.id, ground.me}
    says(ground, 5, 9)
    assert await reader.round() == 0

    ground.clock.at += 24 * HOUR_S

    assert await reader.round() == 1
    assert shown(ground) == set()
    (held,) = credentials.received(ground.db, ground.me)
    assert (held.state, held.record) == ("revoked", None)
    assert await reader.round() == 0


async def test_list__is_read_as_soon_as_a_page_shows_it__once_in_some_minutes(ground: Ground) -> None:
    reader = worker(ground)
    says(ground)
    assert await reader.round() == 1
    says(ground, 5, 9)

    for seconds, rounds in ((599, 0), (600, 1), (601, 0)):
        ground.clock.at = NOW + seconds
        reader.shown([CLEF.id, ground.me, RAFLE.id])  # of ours none is asked, of who states nothing neither
        assert await reader.round() == rounds

    assert shown(ground) == set()
    assert RAFLE.id not in ground.web.asked


async def test_list__is_read_again_when_more_of_its_issuer_is_shown(ground: Ground) -> None:
    # Revoked while nobody here knew of it: its Delete came, and told nothing.
    reader = worker(ground)
    says(ground)
    await reader.round()
    said = stated(CLEF, PANIER.id, "late", practice="D05", status_index=77)
    says(ground, 77)
    assert await ground.hear(CLEF.says("Delete", said["id"], to=[PUBLIC])) == "not held"
    await ground.hear(PANIER.says("Create", shown_by(PANIER, said, "late"), "late", to=[PUBLIC]))
    assert len(endorsements.of_subject(ground.db, PANIER.id, iso(NOW), 5)) == 2

    assert await reader.round() == 1

    assert len(endorsements.of_subject(ground.db, PANIER.id, iso(NOW), 5)) == 1


async def test_list__signed_with_the_key_that_its_issuer_has_now(ground: Ground) -> None:
    renewed = Peer(CLEF.id, seed=9)
    other = Signer(f"{CLEF.id}#key-2", "ed25519", renewed.signer.private)  # each key has a new fragment for ever
    document = to_status_list(LIST, CLEF.id, (5, 9), iso(NOW), iso(NOW + HOUR_S))
    ground.web.pages[LIST] = orjson.dumps(proofs.add(document, other, whole_seconds(NOW), with_context=False)).decode()
    assert await worker(ground).round() == 1
    assert shown(ground) == {PANIER.id, ground.me}  # no key of its issuer's, as far as its origin says

    method: dict[str, object] = {**CLEF.document["assertionMethod"][0], "id": other.key_id}  # type: ignore[index]
    method["publicKeyMultibase"] = multibase(other.private)
    ground.web.serve(replace(CLEF, said={"assertionMethod": [method]}).document)
    ground.clock.at += HOUR_S - 1
    assert await worker(ground).round() == 1

    assert shown(ground) == set()


async def test_list__that_will_not_do__ends_nothing(ground: Ground) -> None:
    for number, page in enumerate(("", "<html>", "[]", '{"id": 3}', None)):
        if page is None:
            ground.web.pages.pop(LIST)
        else:
            ground.web.pages[LIST] = page
        ground.clock.at = NOW + number * 24 * HOUR_S
        assert await worker(ground).round() == 1
    says(ground, 5, 9, by=RAFLE)
    assert await worker(ground).round() == 1
    says(ground, 5, 9, id=f"{RAFLE.id}/endorsements/status")
    assert await worker(ground).round() == 1

    assert shown(ground) == {PANIER.id, ground.me}


@pytest.mark.parametrize("how", ["list", "Delete"])
async def test_revocation__of_what_bears_the_address_of_a_neighbours_record__leaves_that_record(
    ground: Ground, how: str
) -> None:
    victim = Peer(f"{CLEF.origin}/actors/victim", seed=5)
    ground.follow(victim)
    record = victim.record()
    await ground.hear(victim.says("Create", record, to=[PUBLIC]))
    said = stated(CLEF, PANIER.id, id=str(record["id"]), status_index=7)
    await ground.hear(PANIER.says("Create", shown_by(PANIER, said, "trap"), "trap", to=[PUBLIC]))

    if how == "list":
        says(ground, 7)
        await worker(ground).round()
    else:
        with pytest.raises(Refused, match="not theirs"):
            await ground.hear(CLEF.says("Delete", record["id"], to=[PUBLIC]))

    held = ground.record(str(record["id"]))
    assert held is not None and not held.deleted
    assert await ground.hear(victim.says("Delete", record["id"], to=[PUBLIC])) == "withdrawn"


async def test_lists__of_one_issuer_are_so_many_and_no_more(ground: Ground) -> None:
    for number in range(MOST_LISTS + 5):
        address = f"{CLEF.id}/lists/{number}"
        ground.web.pages[address] = "{}"
        said = stated(CLEF, PANIER.id, f"many{number}", status_list=address)
        await ground.hear(PANIER.says("Create", shown_by(PANIER, said, f"m{number}"), f"m{number}", to=[PUBLIC]))
    says(ground)
    ground.web.asked.clear()

    assert await worker(ground).round() == 1

    assert len([each for each in ground.web.asked if "/lists/" in each or each == LIST]) == MOST_LISTS


async def test_lists__are_not_read_where_the_operator_says_so(words: Vocabulary) -> None:
    ground = await Ground.lay(words, credential_status_hours=0)

    assert await worker(ground).round() == 0
    assert ground.web.asked == []
    await ground.store.close()
