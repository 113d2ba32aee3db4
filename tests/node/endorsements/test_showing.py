"""Showing: what another states of an organisation stands on pages only as far as that organisation wishes."""

from __future__ import annotations

from node.clock import iso
from tests.node.credentials import CLEF, PANIER, shown, shown_by, stated
from tests.node.ground import NOW, Ground
from vocab.context import PUBLIC


async def test_record__that_its_author_keeps_to_fewer_people(ground: Ground) -> None:
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
        assert shown(ground, PANIER.id) == [said["id"]]
        later = shown_by(PANIER, said, f"n{number}", updated=iso(NOW + 1), **more)
        await ground.hear(PANIER.says("Update", later, f"update{number}", to=[PUBLIC]))
        assert shown(ground, PANIER.id) == [], more
