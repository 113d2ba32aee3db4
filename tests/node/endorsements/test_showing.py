"""Showing: what another states of an organisation stands on pages only as far as that organisation wishes."""

from __future__ import annotations

from node.clock import iso
from node.store import endorsements
from tests.node.credentials import shown_by, stated
from tests.node.ground import NOW, Ground, Peer
from vocab.context import PUBLIC
from vocab.vocabulary import Vocabulary

CLEF = Peer("https://clef.example/actors/clef", seed=2)
PANIER = Peer("https://panier.example/actors/panier", seed=3)


def shown(ground: Ground) -> list[str]:
    return [each.credential for each in endorsements.of_subject(ground.db, PANIER.id, iso(ground.clock.at), 50)]


async def test_record__that_its_author_keeps_to_fewer_people() -> None:
    ground = await Ground.lay(Vocabulary.load())
    ground.follow(PANIER)
    ground.meet(CLEF)
    said = stated(CLEF, PANIER.id)
    narrow: list[dict[str, object]] = [
        {"usagePolicy": "coop:policy-network-only"},
        {"indexable": False},
        {"to": [f"{PANIER.id}/followers"], "cc": []},
    ]

    for number, more in enumerate(narrow):
        made = shown_by(PANIER, said, f"n{number}")
        await ground.hear(PANIER.says("Create", made, f"create{number}", to=[PUBLIC]))
        assert shown(ground) == [said["id"]]
        later = shown_by(PANIER, said, f"n{number}", updated=iso(NOW + 1), **more)
        await ground.hear(PANIER.says("Update", later, f"update{number}", to=[PUBLIC]))
        assert shown(ground) == [], more
    await ground.store.close()
